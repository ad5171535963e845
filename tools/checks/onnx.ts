// `npm run test:onnx`: ONNX's own tests of backends against @gradus/tensor, evaluated by the reference and once more by the
// engine, with summaries. Fetches Debian's package with the cases into .parts/onnx where this machine has none, which takes
// apt and no rights.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { findParts } from './parts.ts'

const root = join(import.meta.dirname, '../..')
const onnx = () => findParts(root).find(({ variable }) => variable === 'GRADUS_ONNX')!

const run = (command: string, args: readonly string[], cwd: string, env = process.env): boolean =>
  spawnSync(command, args, { cwd, env, stdio: 'inherit' }).status === 0

const fetchCases = (folder: string): void => {
  console.log(`Fetching libonnx-testdata into ${folder}`)
  mkdirSync(folder, { recursive: true })
  const isFetched =
    run('apt-get', ['--quiet', 'download', 'libonnx-testdata'], folder) &&
    run('sh', ['-c', 'dpkg -x libonnx-testdata_*.deb .'], folder)
  if (!isFetched) console.error('apt could not fetch it.')
}

if (onnx().path === undefined) fetchCases(join(root, '.parts/onnx'))
const { path, name, getIt } = onnx()
if (path === undefined) {
  console.error(`This needs ${name}. To get it: ${getIt}.`)
  process.exitCode = 1
} else {
  const env = { ...process.env, GRADUS_ONNX: path }
  process.exitCode = run(
    'vitest',
    ['run', '--project', 'node', '--project', 'engine', 'packages/tensor/test/onnx'],
    root,
    env,
  )
    ? 0
    : 1
}
