import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { describe, expect, test } from 'vitest'

// What a page downloads: bundled with what it depends on, minified and compressed.

const root = join(import.meta.dirname, '../../..')
const entry = 'virtual:app'

/** The code of an app that has this source. */
const bundle = async (source: string): Promise<string> => {
  const built = await build({
    root: join(root, 'packages/autograd'),
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@gradus/source', 'browser', 'module', 'import', 'default'] },
    plugins: [
      {
        name: 'app',
        resolveId: (id) => (id === entry ? join(root, 'packages/autograd/app.js') : undefined),
        load: (id) => (id.endsWith('/packages/autograd/app.js') ? source : undefined),
      },
    ],
    build: {
      write: false,
      minify: true,
      rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
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
})
