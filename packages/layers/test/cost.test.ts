/** The compiler's work for a model grows by the layer, not by the square: counted, not timed. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const packageFolder = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(packageFolder, '.cost-'))
afterAll(() => rmSync(folder, { recursive: true }))

const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc')

const stage = (_: unknown, i: number): string =>
  ['L.dense(32)', 'L.batchNorm()', 'L.relu()', 'L.dropout(0.1)'][i % 4] ?? 'L.identity()'

/** A pipe takes 19 stages, so a longer model is a pipe of pipes. */
const source = (stages: number): string => {
  const all = Array.from({ length: stages }, stage)
  const chunks = Array.from({ length: Math.ceil(stages / 15) }, (_, i) =>
    all.slice(i * 15, i * 15 + 15).join(', '),
  )
  const model = chunks.reduce((so, chunk) => `L.pipe(${so}, ${chunk})`, 'L.input([64])')
  return `import * as L from '@gradus/layers'
export const model = ${model}
export type P = L.Params<typeof model>
`
}

const instantiations = (stages: number): number => {
  const file = join(folder, `model${stages}.ts`)
  writeFileSync(file, source(stages))
  const config = join(folder, `tsconfig${stages}.json`)
  writeFileSync(config, JSON.stringify({ extends: '../../../tsconfig.base.json', compilerOptions: { noEmit: true, lib: ['es2023', 'dom'] }, files: [file] })) // prettier-ignore
  const report = execFileSync(process.execPath, [tsc, '-p', config, '--extendedDiagnostics'], {
    encoding: 'utf8',
  })
  return Number(/Instantiations:\s+(\d+)/.exec(report)?.[1])
}

test('a stage costs the compiler fewer than 500 instantiations, thirty of them together', () => {
  expect((instantiations(30) - instantiations(0)) / 30).toBeLessThan(500)
}, 60_000)
