// `npm start`: builds the app, in silence unless that fails, and runs its main job; `npm start -- evaluate digits` runs
// any other of its commands.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const main = join(root, 'apps/gradus/dist/main.js')
const shell = process.platform === 'win32'

// The app decides what an interrupt means, and when it is done.
process.on('SIGINT', () => {})

if (!existsSync(main)) console.error('Building the packages (once; some seconds) ...')
const build = spawnSync('turbo', ['run', 'build', '--filter=gradus', '--output-logs=errors-only'], {
  cwd: root,
  encoding: 'utf8',
  shell,
})
if (build.status !== 0) {
  console.error(`${build.stdout}${build.stderr}`)
  process.exit(1)
}
const given = process.argv.slice(2)
const isCommand =
  given[0] !== undefined &&
  (!given[0].startsWith('-') || ['-h', '--help', '-V', '--version'].includes(given[0]))
const words = isCommand ? given : ['train', join('examples', 'digits.json'), ...given]
const { status } = spawnSync(process.execPath, [main, ...words], {
  cwd: root,
  stdio: 'inherit',
  // How the app calls itself when it says what to type next.
  env: { ...process.env, GRADUS_COMMAND: 'npm start --' },
})
process.exit(status ?? 1)
