import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from './paths.ts'
import { must, run } from './run.ts'

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  packageManager: string
}
const firstOnPath = 'process.env.PATH.split(path.delimiter)[0]'

/** A PATH on which changesets finds pnpm; npm knows where it is when the machine has none. */
export const pathWithPnpm = async (): Promise<string> => {
  const path = process.env['PATH'] ?? ''
  const found = await run('pnpm', ['--version'], { cwd: root })
  if (found.code === 0) return path
  const ask = [
    '--yes',
    '--prefer-offline',
    `--package=${packageManager}`,
    '--',
    'node',
    '--print',
    firstOnPath,
  ]
  const { stdout } = await must('npx', ask, { cwd: root })
  return `${stdout.trim()}${delimiter}${path}`
}
