// `npm test`: runs every check as a turbo task, then says what was left out and adds everything up.
// With names of tasks it runs those alone: `npm test -- lint unit`. Options go to turbo: `npm test -- --force`.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { add, type Counts, countsFile, none, show } from './counts.ts'
import { findParts, type Part } from './parts.ts'

const root = join(import.meta.dirname, '../..')

const allTasks: readonly string[] = [
  'format',
  'lint',
  'boundaries',
  'unused',
  'build',
  'typecheck',
  'shape',
  'checks',
  'unit',
  'types',
  'doctest',
  'browser',
  'e2e',
  'rehearsal',
]

/** Tasks that are pointless without a part; tests inside other tasks skip themselves. */
const neededPart: Readonly<Record<string, string>> = { browser: 'GRADUS_CHROMIUM' }

/** The part of a turbo run summary that we read. */
interface Task {
  readonly taskId: string
  readonly task: string
  readonly directory: string
  readonly command: string
  readonly cache: { readonly status: string }
  readonly execution?: {
    readonly exitCode: number | null
    readonly startTime: number
    readonly endTime: number
  }
}

const clean = (): void => {
  rmSync(join(root, '.turbo/runs'), { recursive: true, force: true })
  globSync(['.counts', '*/*/.counts', 'docs/.counts'], { cwd: root }).forEach((folder) =>
    rmSync(join(root, folder), { recursive: true, force: true }),
  )
}

const readTasks = (): readonly Task[] =>
  globSync('.turbo/runs/*.json', { cwd: root })
    .flatMap(
      (file) => (JSON.parse(readFileSync(join(root, file), 'utf8')) as { tasks: readonly Task[] }).tasks,
    )
    .filter(({ command }) => command !== '<NONEXISTENT>' && command !== '')

const hasFailed = ({ execution }: Task): boolean => execution !== undefined && execution.exitCode !== 0

/** A task with tests counts its tests, any other check counts as one; a task that fell over counts as a failure. */
const countsOf = (task: Task): Counts => {
  const file = join(root, countsFile(task.directory, task.task))
  if (task.execution === undefined) return { ...none, skipped: 1 }
  if (!existsSync(file)) return hasFailed(task) ? { ...none, failed: 1 } : { ...none, passed: 1 }
  const counts = JSON.parse(readFileSync(file, 'utf8')) as Counts
  return hasFailed(task) && counts.failed === 0 ? add(counts, { ...none, failed: 1 }) : counts
}

const seconds = ({ execution, cache }: Task): string =>
  cache.status === 'HIT'
    ? 'cached'
    : execution === undefined
      ? 'not run'
      : `${((execution.endTime - execution.startTime) / 1000).toFixed(1)} s`

const row = (task: Task): string =>
  `${hasFailed(task) ? 'FAILED' : '      '}  ${task.taskId.replace('//', 'root').padEnd(28)} ${show(countsOf(task)).padEnd(36)} ${seconds(task)}`

const leftOut = ({ name, neededBy, getIt }: Part): string =>
  `Left out: ${neededBy}, for lack of ${name}. To get it: ${getIt}.`

const finish = (counts: Counts): void => {
  mkdirSync(join(root, '.counts'), { recursive: true })
  writeFileSync(join(root, '.counts/total.txt'), `${show(counts)}\n`)
  console.log(show(counts))
}

const asked = process.argv.slice(2)
const parts = findParts(root)
const lacking = parts.filter(({ path }) => path === undefined)
const names = asked.filter((arg) => !arg.startsWith('-'))
const tasks = (names.length === 0 ? allTasks : names).filter(
  (task) => !lacking.some(({ variable }) => variable === neededPart[task]),
)
const found = Object.fromEntries(parts.map(({ variable, path }) => [variable, path ?? '']))

clean()
const started = Date.now()
const { status } = spawnSync(
  'turbo',
  [
    'run',
    ...tasks,
    '--continue=dependencies-successful',
    '--summarize',
    '--output-logs=new-only',
    '--log-order=grouped',
    '--concurrency=100%',
    ...asked.filter((arg) => arg.startsWith('-')),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...found, TURBO_UI: '0' },
  },
)
const ran = readTasks()
const unrun = lacking.filter(({ variable }) => Object.values(neededPart).includes(variable)).length
const total = ran.map(countsOf).reduce(add, { ...none, skipped: names.length === 0 ? unrun : 0 })
const crashed = status !== 0 && total.failed === 0

console.log(['', ...ran.map(row).toSorted(), ''].join('\n'))
console.log(`${ran.length} checks in ${((Date.now() - started) / 1000).toFixed(0)} s`)
if (names.length === 0) lacking.forEach((part) => console.log(leftOut(part)))
finish(crashed ? add(total, { ...none, failed: 1 }) : total)
process.exitCode = status === 0 && total.failed === 0 ? 0 : 1
