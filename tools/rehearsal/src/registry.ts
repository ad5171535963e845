import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { inKit } from './kit.ts'
import { strangersEnv } from './run.ts'

/** A registry on this machine that knows nothing but what is published to it. */
export type Registry = {
  readonly url: string
  readonly env: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

// No uplinks: what a package needs and does not declare is not found, and no network is needed.
const config = `
storage: ./storage
auth: { htpasswd: { file: ./htpasswd, max_users: -1 } }
uplinks: {}
packages: { '**': { access: $all, publish: $anonymous, unpublish: $anonymous } }
log: { type: stdout, format: json, level: error }
web: { enable: false }
max_body_size: 100mb
`

const answers = async (url: string): Promise<boolean> =>
  fetch(`${url}-/ping`).then(
    (response) => response.ok,
    () => false,
  )

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

const attempt = async (folder: string): Promise<Registry | undefined> => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const verdaccio = inKit('verdaccio/bin/verdaccio')
  const child = spawn(
    process.execPath,
    [verdaccio, '--config', join(folder, 'config.yaml'), '--listen', `127.0.0.1:${port}`],
    {
      cwd: folder,
      env: strangersEnv(),
      stdio: 'ignore',
    },
  )
  process.once('exit', () => child.kill('SIGKILL'))
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const deadline = performance.now() + 30_000
  while (child.exitCode === null && performance.now() < deadline) {
    if (await answers(url)) {
      const stop = (): Promise<void> => (child.kill('SIGKILL'), ended)
      return { url, env: clientEnv(folder, url), stop }
    }
    await pause(50)
  }
  child.kill('SIGKILL')
  return undefined
}

// npm and pnpm see this registry, a cache and a user configuration of their own, and nothing of the machine's.
const clientEnv = (folder: string, url: string): Readonly<Record<string, string>> => {
  const userconfig = join(folder, 'npmrc')
  writeFileSync(userconfig, `registry=${url}\n//${new URL(url).host}/:_authToken=rehearsal\n`)
  return {
    npm_config_registry: url,
    pnpm_config_registry: url,
    npm_config_userconfig: userconfig,
    npm_config_cache: join(folder, 'npm-cache'),
    npm_config_update_notifier: 'false',
  }
}

/** Starts the registry on a free port, in an empty folder. */
export const startRegistry = async (folder: string): Promise<Registry> => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.yaml'), config)
  // Another program may take the port between finding and using it.
  const registry = (await attempt(folder)) ?? (await attempt(folder))
  if (registry === undefined) throw new Error('verdaccio did not answer within 30 seconds, twice')
  return registry
}
