import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { steps, type StepsReport, stepsRow } from '../src/steps.ts'

const module = join(import.meta.dirname, '../src/steps.ts')

/** Reports of a process of its own. */
const reportsOf = (count: number, turns: boolean): readonly StepsReport[] => {
  const program = `
    const { steps } = await import(${JSON.stringify(module)})
    const reports = []
    for await (const report of steps(${count}, 1000, ${turns})) reports.push(report)
    console.log(JSON.stringify(reports))`
  const { stdout } = spawnSync(
    process.execPath,
    ['--conditions=@gradus/source', '--input-type=module', '--eval', program],
    { encoding: 'utf8', cwd: import.meta.dirname },
  )
  return JSON.parse(stdout) as readonly StepsReport[]
}

test('5,000 steps of a small model hold what 1,000 hold, within a twentieth', () => {
  const [first, ...others] = reportsOf(5000, true)
  expect(others.map(({ steps: n }) => n)).toEqual([2000, 3000, 4000, 5000])
  const most = Math.max(...others.map(({ resident }) => resident))
  expect(most / first!.resident).toBeLessThan(1.05)
  expect(others.at(-1)!.loss).toBeLessThan(first!.loss / 4)
})

test('a loop that never lets the runtime breathe stays bounded', () => {
  const found = reportsOf(40_000, false)
  const [half, end] = [found[19]!, found[39]!]
  expect(end.resident / half.resident).toBeLessThan(1.2)
})

test('reports come after every so many steps, as rows', async () => {
  const reports: StepsReport[] = []
  for await (const report of steps(4, 2)) reports.push(report)
  expect(reports.map(({ steps: n }) => n)).toEqual([2, 4])
  expect(stepsRow({ steps: 1000, resident: 2 ** 27, loss: 0.5 })).toBe(
    '    1000     128.0 MiB  loss 5.000e-1',
  )
})
