// Checks the package in the current folder as npm would publish it: publint for its package.json and files,
// are-the-types-wrong for what TypeScript resolves. Packages are ESM only, so CommonJS resolution is not judged;
// `#fp/*` is a package import, which are-the-types-wrong cannot follow into node_modules.
import { spawnSync } from 'node:child_process'

const checks = [
  ['publint', '--strict', '--pack', 'npm'],
  [
    'attw',
    '--pack',
    '.',
    '--profile',
    'esm-only',
    '--ignore-rules',
    'internal-resolution-error',
    '--no-emoji',
  ],
] as const

const results = checks.map(([command, ...args]) => ({
  command,
  ...spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' }),
}))

results.forEach(({ command, status, stdout, stderr }) =>
  console.log(status === 0 ? `${command}: all good` : `${stdout}${stderr}`),
)
process.exitCode = results.every(({ status }) => status === 0) ? 0 : 1
