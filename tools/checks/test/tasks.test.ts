import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { writeCounts } from '../counts.ts'
import { clean, countsOf, row, type Task, tasksOf } from '../tasks.ts'

const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gradus-tasks-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const task = (exitCode?: number): Task => ({
  taskId: '@gradus/init#unit',
  task: 'unit',
  directory: 'packages/init',
  command: 'vitest run',
  cache: { status: 'MISS' },
  ...(exitCode === undefined ? {} : { execution: { exitCode, startTime: 1000, endTime: 2500 } }),
})

test('a check without tests counts as one', () => {
  const root = temporary()
  expect(countsOf(root)(task(0))).toEqual({ passed: 1, failed: 0, skipped: 0 })
  expect(countsOf(root)(task(1))).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('a task with tests counts its tests, and a failure that no test shows on top', () => {
  const root = temporary()
  writeCounts(join(root, 'packages/init'), 'unit', { passed: 7, failed: 0, skipped: 2 })
  expect(countsOf(root)(task(0))).toEqual({ passed: 7, failed: 0, skipped: 2 })
  expect(countsOf(root)(task(1))).toEqual({ passed: 7, failed: 1, skipped: 2 })
})

test('a task that was not reached is skipped, whatever an earlier run left', () => {
  const root = temporary()
  writeCounts(join(root, 'packages/init'), 'unit', { passed: 7, failed: 0, skipped: 0 })
  expect(countsOf(root)(task())).toEqual({ passed: 0, failed: 0, skipped: 1 })
})

test('cleaning forgets the counts of earlier runs', () => {
  const root = temporary()
  writeCounts(join(root, 'packages/init'), 'unit', { passed: 7, failed: 3, skipped: 0 })
  clean(root)
  expect(countsOf(root)(task(0))).toEqual({ passed: 1, failed: 0, skipped: 0 })
})

test('tasks without a script are left out', () => {
  const tasks = [task(0), { ...task(0), command: '<NONEXISTENT>' }]
  expect(tasksOf(JSON.stringify({ tasks }))).toEqual([task(0)])
})

test('rows say how each task went', () => {
  const rows = [task(0), task(1), task(), { ...task(0), cache: { status: 'HIT' } }].map(row(temporary()))
  expect(rows).toEqual([
    '         @gradus/init#unit             1 passed, 0 failed, 0 skipped       1.5 s',
    'FAILED   @gradus/init#unit             0 passed, 1 failed, 0 skipped       1.5 s',
    'NOT RUN  @gradus/init#unit             0 passed, 0 failed, 1 skipped       something that it needs has failed',
    '         @gradus/init#unit             1 passed, 0 failed, 0 skipped       cached',
  ])
})
