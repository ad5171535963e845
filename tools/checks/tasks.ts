import { existsSync, globSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { add, type Counts, countsFile, none, show } from './counts.ts'

/** What we read of a task in turbo's summary of a run, or in its plan. */
export interface Task {
  readonly taskId: string
  readonly task: string
  readonly directory: string
  readonly command: string
  readonly cache: { readonly status: string }
  /** Missing when the task was not reached. */
  readonly execution?: {
    readonly exitCode: number | null
    readonly startTime: number
    readonly endTime: number
  }
}

/** The tasks of a summary or plan that have a script behind them. */
export const tasksOf = (json: string): readonly Task[] =>
  (JSON.parse(json) as { readonly tasks: readonly Task[] }).tasks.filter(
    ({ command }) => command !== '<NONEXISTENT>' && command !== '',
  )

/** Forgets earlier runs, so that nothing of them is counted again. */
export const clean = (root: string): void =>
  ['.turbo/runs', ...globSync(['.counts', '*/.counts', '*/*/.counts'], { cwd: root })].forEach((folder) =>
    rmSync(join(root, folder), { recursive: true, force: true }),
  )

/** The tasks that have run since `clean`. */
export const tasksRun = (root: string): readonly Task[] =>
  globSync('.turbo/runs/*.json', { cwd: root }).flatMap((file) =>
    tasksOf(readFileSync(join(root, file), 'utf8')),
  )

const hasFailed = ({ execution }: Task): boolean => execution !== undefined && execution.exitCode !== 0

/**
 * A task with tests counts its tests, any other check counts as one. A task that fell over counts as a failure, one
 * that was not reached as skipped.
 */
export const countsOf =
  (root: string) =>
  (task: Task): Counts => {
    if (task.execution === undefined) return { ...none, skipped: 1 }
    const file = join(root, countsFile(task.directory, task.task))
    if (!existsSync(file)) return hasFailed(task) ? { ...none, failed: 1 } : { ...none, passed: 1 }
    const counts = JSON.parse(readFileSync(file, 'utf8')) as Counts
    return hasFailed(task) && counts.failed === 0 ? add(counts, { ...none, failed: 1 }) : counts
  }

const verdict = (task: Task): string =>
  task.execution === undefined ? 'NOT RUN' : hasFailed(task) ? 'FAILED' : ''

const time = ({ execution, cache }: Task): string => {
  if (execution === undefined) return 'something that it needs has failed'
  if (cache.status === 'HIT') return 'cached'
  return `${((execution.endTime - execution.startTime) / 1000).toFixed(1)} s`
}

/** One line about a task; sorted, the failures come last. */
export const row =
  (root: string) =>
  (task: Task): string =>
    [
      verdict(task).padEnd(7),
      task.taskId.replace('//', 'root').padEnd(28),
      show(countsOf(root)(task)).padEnd(34),
      time(task),
    ].join('  ')
