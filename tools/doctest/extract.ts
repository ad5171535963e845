// Turns every ```ts block of the guides, the READMEs and the docstrings into a vitest file of its own, so that
// each is type-checked and run. examples.ts says what a block may say.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { examplesOf, toTest } from './examples.ts'

const root = join(import.meta.dirname, '../..')
const out = join(import.meta.dirname, '.examples')
const sources = [
  'README.md',
  'apps/*/README.md',
  'packages/*/README.md',
  'packages/*/src/**/*.ts',
  'docs/src/content/docs/**/*.{md,mdx}',
]

const files = globSync(sources, { cwd: root, exclude: ['docs/src/content/docs/api/**'] })
  .map((file) => file.replaceAll('\\', '/'))
  .toSorted()

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const written = files.flatMap((file) =>
  examplesOf(readFileSync(join(root, file), 'utf8')).map((example) => {
    const name = `${file}:${example.line}`
    const stem = name.replaceAll(/[/:]/g, '__')
    writeFileSync(join(out, `${stem}${example.runs ? '.test' : ''}.ts`), toTest(name, example))
    return name
  }),
)
console.log(`${written.length} examples from ${files.length} files`)
