import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { heads, memory, row } from '../src/memory.ts'

const main = join(import.meta.dirname, '../src/main.ts')
const bench = (...words: readonly string[]): ReturnType<typeof spawnSync> =>
  spawnSync(process.execPath, ['--conditions=@gradus/source', main, ...words], { encoding: 'utf8' })

describe('the memory case', () => {
  test('reports before the first operation and at even distances until the last', () => {
    const reports = [...memory({ operations: 40, reports: 4 })]
    expect(reports.map((r) => r.operations)).toEqual([0, 10, 20, 30, 40])
    expect(reports.every((r) => r.resident > r.heap && r.heap > 0)).toBe(true)
  })

  test('prints MiB in columns under their heads', () => {
    const report = { operations: 1e6, resident: 2 ** 27, heap: 1.5 * 2 ** 20, arrays: 0 }
    expect(`${heads}\n${row(report)}`).toBe(
      'operations  resident      heap    arrays  (MiB)\n   1000000     128.0       1.5       0.0',
    )
  })
})

describe('the command', () => {
  test('says which cases there are', () => {
    const { status, stderr } = bench('velocity')
    expect(stderr).toBe(
      'usage: pnpm bench <case>, where the case is one of: memory, tracing, steps, speed, kernels, scaling, report\n',
    )
    expect(status).toBe(2)
  })
})
