// Runs one script of the root package.json for `npm start` and `npm test`, on a machine that may have nothing but
// some Node (18 or later) and npm: fetches pnpm when there is none, installs what is missing or out of date, and
// says so. Plain JavaScript without dependencies, because it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const shell = process.platform === 'win32'
const [script, ...args] = process.argv.slice(2)

const say = (...lines) => console.error(['', ...lines, ''].join('\n'))

const run = (command, commandArgs, options = {}) =>
  spawnSync(command, commandArgs, { cwd: root, shell, stdio: 'inherit', ...options })

const quietly = (command, commandArgs, env = process.env) =>
  run(command, commandArgs, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', env })

/** When pnpm last found node_modules in order, in milliseconds; 0 when it never did. */
const lastInstalled = () => {
  const state = join(root, 'node_modules/.pnpm-workspace-state-v1.json')
  return existsSync(state) ? JSON.parse(readFileSync(state, 'utf8')).lastValidatedTimestamp : 0
}

/** Every file that decides what must be installed. */
const manifests = () => {
  const members = ['packages', 'apps', 'tools'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name, 'package.json')),
  )
  return ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'docs/package.json', ...members]
    .map((file) => join(root, file))
    .filter((file) => existsSync(file))
}

const isInstalled = () => {
  const installed = lastInstalled()
  return manifests().every((file) => statSync(file).mtimeMs <= installed)
}

const isOnline = () =>
  quietly('npm', ['ping'], {
    ...process.env,
    npm_config_fetch_retries: '0',
    npm_config_fetch_timeout: '10000',
  }).status === 0

/** The command that starts pnpm: the machine's own when it is new enough, else one that npx fetches. */
const findPnpm = () => {
  const own = quietly('pnpm', ['--version'])
  return own.status === 0 && Number(own.stdout.split('.')[0]) >= 11
    ? ['pnpm']
    : ['npx', '--yes', '--prefer-offline', packageManager]
}

/** Everything below runs under Node 24 from node_modules where npm carries one for this machine. */
const hasUsableNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const own = ['bin/node', 'bin/node.exe'].some((file) => existsSync(join(root, 'node_modules/node', file)))
  return own || major > 22 || (major === 22 && minor >= 18)
}

const install = ([command, ...prefix], online) =>
  run(command, [...prefix, 'install', '--config.confirm-modules-purge=false'], {
    env: online
      ? process.env
      : { ...process.env, npm_config_fetch_retries: '0', pnpm_config_fetch_retries: '0' },
  }).status === 0

const setUp = (pnpm) => {
  say(
    lastInstalled() === 0
      ? 'Gradus: setting up. Fetching pnpm, Node 24 and the dependencies into node_modules (once; about a minute).'
      : 'Gradus: dependencies have changed, bringing node_modules up to date.',
  )
  const online = isOnline()
  if (!online) say('The npm registry does not answer. Trying with what this machine has already fetched.')
  if (install(pnpm, online)) return
  say(
    ...(online
      ? ['Gradus: installing failed; the reason is above.']
      : [
          'Gradus: could not install, because the npm registry could not be reached.',
          'Setting up needs the network once. Check the connection, the proxy and `npm config get registry`, then run the same command again.',
        ]),
  )
  process.exit(1)
}

// The script decides what an interrupt means, and when it is done.
process.on('SIGINT', () => {})

const pnpm = findPnpm()
if (!isInstalled()) setUp(pnpm)
if (!hasUsableNode()) {
  say(
    `Gradus: needs Node 22.18 or newer to run; this is ${process.versions.node}, and npm carries no Node 24 for ${process.platform} ${process.arch}.`,
    'Install a newer Node from https://nodejs.org and run the same command again.',
  )
  process.exit(1)
}
const [command, ...prefix] = pnpm
const { status } = run(command, [...prefix, 'run', script, ...args], {
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
})
process.exit(status ?? 1)
