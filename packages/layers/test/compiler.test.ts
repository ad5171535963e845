/** What the compiler prints for a stage that does not fit, and how much work a long model is for it. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

// Inside the package, so that '@gradus/layers' is found as its own name.
const folder = mkdtempSync(join(import.meta.dirname, '../.compiled-'))
afterAll(() => rmSync(folder, { recursive: true }))

const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc')

const compile = (name: string, source: string): string => {
  const file = join(folder, `${name}.ts`)
  const config = join(folder, `${name}.json`)
  const compilerOptions = { noEmit: true, lib: ['es2023', 'dom'] }
  writeFileSync(file, source)
  writeFileSync(
    config,
    JSON.stringify({ extends: '../../../tsconfig.base.json', compilerOptions, files: [file] }),
  )
  return spawnSync(process.execPath, [tsc, '-p', config, '--extendedDiagnostics'], { encoding: 'utf8' })
    .stdout
}

const stage = (_: unknown, i: number): string =>
  ['L.dense(32)', 'L.batchNorm()', 'L.relu()', 'L.dropout(0.1)'][i % 4] ?? 'L.identity()'

/** A pipe takes 19 stages, so a longer model is a pipe of pipes. */
const longModel = (stages: number): string => {
  const all = Array.from({ length: stages }, stage)
  const pipes = Array.from({ length: Math.ceil(stages / 15) }, (_, i) => all.slice(i * 15, i * 15 + 15))
  return `import * as L from '@gradus/layers'
export const model = ${pipes.reduce((so, more) => `L.pipe(${so}, ${more.join(', ')})`, 'L.input([64])')}
export type P = L.Params<typeof model>
`
}

const instantiations = (stages: number): number => {
  const report = compile(`model${stages}`, longModel(stages))
  expect(report).not.toContain('error')
  return Number(/Instantiations:\s+(\d+)/.exec(report)?.[1])
}

test('a stage that does not fit is an error at its own line, and the text says why', () => {
  const report = compile(
    'misfit',
    `import * as L from '@gradus/layers'
export const model = L.pipe(
  L.input([1, 28, 28]),
  L.relu(),
  L.dense(10),
  L.relu(),
)
`,
  )
  expect(report.match(/error TS/g)).toHaveLength(1)
  expect(report).toContain('misfit.ts(5,3): error TS2345')
  expect(report).toContain(
    'DoesNotFit<"dense: expects one feature axis [n], this model gives [1,28,28]. Put L.flatten() before it.">',
  )
  // Of what the argument lacks, the compiler lists this alone.
  expect(report).toContain("Property 'shapeMismatch' is missing in type")
}, 60_000)

test('thirty stages cost the compiler fewer than 500 instantiations each', () => {
  expect((instantiations(30) - instantiations(0)) / 30).toBeLessThan(500)
}, 60_000)

/** Residual blocks with branches within, as deep networks have them; each is counted as the twelve stages that it holds. */
const nestedModel = (blocks: number): string => {
  const block = `L.residual(
    L.dense(64), L.batchNorm(), L.relu(),
    L.branch({ a: [L.dense(32), L.relu()], b: L.dense(32) }), L.concat(['a', 'b']),
    L.repeat(2, L.dense(64), L.tanh()),
  )`
  return `import * as L from '@gradus/layers'
export const model = L.pipe(L.input([64])${`, ${block}`.repeat(blocks)})
export type P = L.Params<typeof model>
`
}

const nestedInstantiations = (blocks: number): number => {
  const report = compile(`nested${blocks}`, nestedModel(blocks))
  expect(report).not.toContain('error')
  return Number(/Instantiations:\s+(\d+)/.exec(report)?.[1])
}

test('layers within layers cost as little', () => {
  expect((nestedInstantiations(10) - nestedInstantiations(0)) / (10 * 12)).toBeLessThan(500)
}, 60_000)
