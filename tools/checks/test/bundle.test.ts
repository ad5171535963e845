import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bundle } from '../../bundle.ts'
import { discard, scratch } from './scratch.ts'

const written = async (files: Readonly<Record<string, string>>, ...apart: readonly string[]) => {
  const exports = { '.': { '@gradus/source': './src/index.ts' }, './package.json': './package.json' }
  const folder = scratch({ 'package.json': JSON.stringify({ type: 'module', exports }), ...files })
  onTestFinished(() => discard(folder))
  await bundle(folder, join(folder, 'dist'), apart)
  return (name: string): string => readFileSync(join(folder, 'dist', name), 'utf8')
}

test('calls that constants are made of are marked as pure, Math and statements are not', async () => {
  const file = await written({
    'src/index.ts': `import { make, tell } from './make.ts'
export const table = { one: make(1), two: [new Map([[make(2), 2]])], later: () => make(3) } as const
export const root: number = 2 / Math.sqrt(2)
tell('loaded')
`,
    'src/make.ts': `export const make = (n: number): number => n + 1
export const tell = (text: string): void => console.log(text)
`,
  })
  const code = file('index.js')
  expect(code).toContain('one: /* @__PURE__ */ make(1)')
  expect(code).toContain('/* @__PURE__ */ new Map([[/* @__PURE__ */ make(2), 2]])')
  expect(code).toContain('later: () => make(3)')
  expect(code).toContain('2 / Math.sqrt(2)')
  expect(code).toMatch(/^tell\("loaded"\);$/m)
  expect(code).not.toContain('import')
})

test('a folder that stands apart has a file of its own, and what it imports another', async () => {
  const file = await written(
    {
      'src/index.ts': `import { run } from './engine/run.ts'
import { sizes } from './sizes.ts'
export const twice = (): number => 2 * run() + sizes.length
`,
      'src/engine/run.ts': `import { sizes } from '../sizes.ts'
export const run = (): number => sizes.length
`,
      'src/sizes.ts': `export const sizes: readonly number[] = [1]
`,
    },
    'engine',
  )
  expect(file('core.js')).toContain('const sizes =')
  expect(file('engine.js')).toMatch(/import .* from "\.\/core\.js"[^]*const run =/)
  expect(file('index.js')).toMatch(/from "\.\/engine\.js"[^]*const twice =/)
})
