import { spawn } from 'node:child_process'

/** What a command left behind; `code` is null when it had to be killed. */
export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

export type RunOptions = {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly seconds?: number
}

// A stranger's shell knows nothing of pnpm, Vitest or the script that started this one.
const inherited =
  /^(npm_(?!config_(registry|cache|cafile|.*proxy|userconfig|globalconfig)$)|pnpm_|vite|node_options$|node_env$|test$|force_color$|init_cwd$)/i

export const strangersEnv = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || inherited.test(name) ? [] : [[name, value]],
    ),
  )

// On Windows npm, npx and pnpm are command scripts, which only a shell can start.
const needsShell = (command: string): boolean =>
  process.platform === 'win32' && ['npm', 'npx', 'pnpm'].includes(command)

export const run = (command: string, args: readonly string[], options: RunOptions): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...strangersEnv(), NO_COLOR: '1', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: needsShell(command),
    })
    // Not spawn's own `timeout`: that one outlives a command that could not be started.
    const timer = setTimeout(() => child.kill('SIGKILL'), (options.seconds ?? 120) * 1000)
    const stdout: string[] = []
    const stderr: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => stdout.push(text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.push(text))
    const end = (code: number | null, reason: string): void => {
      clearTimeout(timer)
      resolve({ code, stdout: stdout.join(''), stderr: stderr.join('') + reason })
    }
    child.on('error', (error) => end(null, error.message))
    child.on('close', (code) => end(code, ''))
  })

export const complain = (what: string, ran: Ran): Error =>
  new Error(`${what} ended with ${ran.code ?? 'a kill or no start'}\n${ran.stdout}\n${ran.stderr}`.trim())

/** Runs a command that has to succeed. */
export const must = async (command: string, args: readonly string[], options: RunOptions): Promise<Ran> => {
  const ran = await run(command, args, options)
  if (ran.code !== 0) throw complain(`${command} ${args.join(' ')}`, ran)
  return ran
}
