import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Something that some tests need and a machine may lack. */
export interface Part {
  readonly name: string
  /** Tests find the part through this variable, and skip themselves when it is empty. */
  readonly variable: string
  readonly path: string | undefined
  readonly neededBy: string
  readonly getIt: string
}

const onPath = (names: readonly string[]): readonly string[] =>
  (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))

const chromiumPaths = (): readonly string[] => [
  process.env['GRADUS_CHROMIUM'] ?? '',
  ...onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']),
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

const readsSafetensors = (python: string): boolean =>
  spawnSync(python, ['-c', 'import numpy, safetensors']).status === 0

const pythonPaths = (root: string): readonly string[] => [
  process.env['GRADUS_PYTHON'] ?? '',
  join(root, '.parts/python/bin/python'),
  ...onPath(['python3', 'python3.exe']),
]

/** ONNX 1.12 has 932 cases of single operators; other versions have others, which our table does not know. */
const holdsCases = (folder: string): boolean =>
  existsSync(join(folder, 'node')) && readdirSync(join(folder, 'node')).length === 932

const onnxPaths = (root: string): readonly string[] => [
  process.env['GRADUS_ONNX'] ?? '',
  join(root, '.parts/onnx/usr/share/libonnx-testdata/data'),
  '/usr/share/libonnx-testdata/data',
]

/** The parts that tests of this repository ask for, with where this machine has them. */
export const findParts = (root: string): readonly Part[] => [
  {
    name: 'Chromium',
    variable: 'GRADUS_CHROMIUM',
    path: chromiumPaths().find((path) => path !== '' && existsSync(path)),
    neededBy: 'the tests in a browser',
    getIt: 'apt-get install chromium, or set GRADUS_CHROMIUM to a Chrome or Chromium',
  },
  {
    name: "Python's NumPy and safetensors",
    variable: 'GRADUS_PYTHON',
    path: pythonPaths(root).find((path) => path !== '' && existsSync(path) && readsSafetensors(path)),
    neededBy: "the tests that read our files from Python and hold functions to NumPy's tables",
    getIt: 'python3 -m venv .parts/python && .parts/python/bin/pip install numpy safetensors',
  },
  {
    name: "the test data of ONNX 1.12, Debian's libonnx-testdata",
    variable: 'GRADUS_ONNX',
    path: onnxPaths(root).find((path) => path !== '' && holdsCases(path)),
    neededBy: "ONNX's own tests of backends",
    getIt: 'npm run test:onnx on Debian 12 after apt-get update, or set GRADUS_ONNX to its data folder',
  },
]
