import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle as publish } from '../../bundle.ts'

// What a page downloads: the published files bundled with what they depend on, minified and compressed.

const root = join(import.meta.dirname, '../../..')
const tensor = join(root, 'packages/tensor')
const published = mkdtempSync(join(tmpdir(), 'gradus-sizes-'))
const entries: ReadonlyMap<string, string> = new Map([
  ['virtual:app', join(published, 'app.js')],
  ['@gradus/tensor', join(published, 'dist/index.js')],
  ['@gradus/tensor/primitives', join(published, 'dist/primitives.js')],
])

beforeAll(async () => {
  cpSync(join(tensor, 'package.json'), join(published, 'package.json'))
  symlinkSync(join(tensor, 'node_modules'), join(published, 'node_modules'), 'junction')
  const { scripts } = JSON.parse(readFileSync(join(tensor, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly build: string }
  }
  await publish(tensor, join(published, 'dist'), scripts.build.split('bundle.ts ')[1]!.split(' '))
})
afterAll(() => rmSync(published, { recursive: true }))

/** The code of an app that has this source. */
const bundle = async (source: string): Promise<string> => {
  const built = await build({
    root: published,
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'app',
        resolveId: (id) => entries.get(id),
        load: (id) => (id === entries.get('virtual:app') ? source : undefined),
      },
    ],
    build: {
      write: false,
      minify: true,
      rolldownOptions: { input: 'virtual:app', preserveEntrySignatures: 'strict' },
    },
  })
  const outputs = [built].flat().flatMap((b) => ('output' in b ? b.output : []))
  return outputs.map((o) => (o.type === 'chunk' ? o.code : '')).join('')
}

const kilobytes = (code: string): number => gzipSync(code, { level: 9 }).length / 1000

/** What the engine's threads run, which no bundle has that leaves the engine out. */
const engineCode = 'node:worker_threads'

describe('sizes', () => {
  test('the whole of @gradus/tensor, the engine included, takes less than 150 kB', async () => {
    const code = await bundle(
      "export * from '@gradus/tensor'; export * as P from '@gradus/tensor/primitives'",
    )
    expect(code).toContain(engineCode)
    expect(kilobytes(code)).toBeLessThan(150)
  })

  test('an app that adds two tensors takes less than 40 kB, and leaves the engine out', async () => {
    const code = await bundle(
      "import { add, tensor } from '@gradus/tensor'; console.log(add(tensor([1, 2]), tensor([3, 4])).toString())",
    )
    expect(code).not.toContain(engineCode)
    expect(kilobytes(code)).toBeLessThan(40)
  })

  test('large operations are done by the engine in each app that has it, from the start, and in no other', async () => {
    // counts what is compiled while the app runs
    const app = `
      const { Module } = WebAssembly
      let count = 0
      WebAssembly.Module = function (bytes) { count++; return new Module(bytes) }
      const large = exp(ones([5000]))
      export const compiled = count
    `
    const run = async (imports: string, uses: string): Promise<number> => {
      const code = await bundle(`import { exp, ones, ${imports} } from '@gradus/tensor'; ${app}; ${uses}`)
      const file = join(published, `${imports}.mjs`)
      writeFileSync(file, code)
      const { compiled } = (await import(file)) as { readonly compiled: number }
      return compiled
    }
    expect(await run('add', 'globalThis.sum = () => add(large, 1)')).toBe(0)
    expect(await run('matmul', 'globalThis.product = () => matmul(large, large)')).toBeGreaterThan(0)
  })

  test('an app that makes one tensor takes less than 5 kB: what others compute when loaded is left out', async () => {
    const code = await bundle("import { zeros } from '@gradus/tensor'; console.log(zeros([2]))")
    expect(kilobytes(code)).toBeLessThan(5)
  })
})
