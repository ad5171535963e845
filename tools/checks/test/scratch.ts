import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

export const root = join(import.meta.dirname, '../../..')

const settings = [
  '.oxlintrc.json',
  '.oxfmtrc.json',
  'tools/lint',
  'tsconfig.base.json',
  'turbo.json',
  'knip.json',
  'pnpm-workspace.yaml',
]

/** A throw-away repository under this one's settings, with `files` in it. */
export const scratch = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gradus-checks-'))
  settings.forEach((name) => cpSync(join(root, name), join(folder, name), { recursive: true }))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const tsconfig = JSON.stringify({ extends: './tsconfig.base.json', include: ['packages/*/src'] })
  Object.entries({ 'tsconfig.json': tsconfig, ...files }).forEach(([name, text]) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  })
  return folder
}

export const discard = (folder: string): void => rmSync(folder, { recursive: true, force: true })

/** What a tool of this repository says in `folder`, and how it ends. */
export const inside = (folder: string, command: string, ...args: readonly string[]) => {
  const bin = join(root, 'node_modules/.bin')
  const env = {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env['PATH']}`,
    TURBO_TELEMETRY_DISABLED: '1',
  }
  const shell = process.platform === 'win32'
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    env,
    shell,
    timeout: 30_000,
  })
  return { status, output: stripVTControlCharacters(`${stdout}${stderr}`) }
}
