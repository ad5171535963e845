import { spawnSync } from 'node:child_process'
const version = '12.21.0'
const shell = process.platform === 'win32'
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
const [script, ...args] = process.argv.slice(2)
const onPath = spawnSync('pnpm', ['--version'], { encoding: 'utf8', shell })
const usable = onPath.status === 0 && Number(onPath.stdout.split('.')[0]) >= 11
const [cmd, pre] = usable ? ['pnpm', []] : ['npx', ['--yes', '--prefer-offline', `pnpm@${version}`]]
const { status } = spawnSync(cmd, [...pre, 'run', script, ...args], { stdio: 'inherit', shell, env })
process.exit(status ?? 1)
