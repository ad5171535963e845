import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inKit } from './kit.ts'
import { kit } from './paths.ts'
import { run } from './run.ts'

/** A program that runs a TypeScript file: `bin ...args file`. `missing` says why it is not here. */
export type Runtime = {
  readonly name: string
  readonly bin: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly missing?: string
}

const exe = process.platform === 'win32' ? '.exe' : ''
const host = `${process.platform}-${process.arch}`

const matching = (pattern: string): readonly string[] =>
  globSync(pattern, { cwd: inKit() }).map((path) => inKit(path))

// The first that starts: npm may bring Bun for two C libraries.
const started = async (
  name: string,
  version: string,
  candidates: readonly string[],
): Promise<string | undefined> => {
  for (const bin of candidates) {
    const ran = await run(bin, ['--version'], { cwd: dirname(kit), seconds: 20 })
    if (ran.code === 0 && ran.stdout.includes(version)) return bin
  }
  return undefined
}

const runtime = async (
  name: string,
  version: string,
  candidates: readonly string[],
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Runtime> => {
  const bin = await started(name, version, candidates)
  const found = { name: `${name} ${version}`, bin: bin ?? '', args, env }
  return bin === undefined
    ? { ...found, missing: `${name} ${version}: npm has no binary of it that starts on ${host}` }
    : found
}

/** Node 24 is the one that this repository runs on. */
const node24 = (): Runtime => {
  const found = { name: `Node ${process.versions.node}`, bin: process.execPath, args: [], env: {} }
  return process.versions.node.startsWith('24.')
    ? found
    : {
        ...found,
        name: 'Node 24',
        missing: 'Node 24: this machine runs the rehearsal on another. Run `pnpm install` again',
      }
}

// Deno gets no permission at all: an example of a package that runs in browsers needs none.
export const runtimes = async (scratch: string): Promise<readonly Runtime[]> => [
  await runtime('Node', '22.23.2', [inKit(`node-22-${host}`, 'bin', `node${exe}`)]),
  node24(),
  await runtime('Node', '26.10.0', [inKit(`node-26-${host}`, 'bin', `node${exe}`)]),
  await runtime(
    'Deno',
    '2.9.6',
    matching(`@deno/*/deno${exe}`),
    ['run', '--no-prompt', '--no-lock', '--cached-only'],
    {
      DENO_DIR: join(scratch, 'deno'),
      DENO_NO_UPDATE_CHECK: '1',
    },
  ),
  await runtime('Bun', '1.4.5', matching(`@oven/*/bin/bun${exe}`), ['--no-install']),
]
