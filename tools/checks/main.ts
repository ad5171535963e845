// `npm test`: runs every check as a turbo task, then says what was left out and adds everything up.
// With names of tasks it runs those alone: `npm test -- lint unit`. Options go to turbo: `npm test -- --force`.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { add, type Counts, none, show } from './counts.ts'
import { findParts, type Part } from './parts.ts'
import { clean, countsOf, row, type Task, tasksOf, tasksRun } from './tasks.ts'

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
  'engine',
  'types',
  'doctest',
  'browser',
  'e2e',
  'rehearsal',
]

/** Tasks that are pointless without a part; tests inside other tasks skip themselves. */
const neededPart: Readonly<Record<string, string>> = { browser: 'GRADUS_CHROMIUM' }

const asked = process.argv.slice(2)
const names = asked.filter((arg) => !arg.startsWith('-'))
const isWhole = names.length === 0
const parts = findParts(root)
const lacking = parts.filter(({ path }) => path === undefined)
const isPointless = (task: string): boolean => lacking.some(({ variable }) => variable === neededPart[task])
const wanted = isWhole ? allTasks : names

const turbo = (stdio: 'inherit' | 'pipe', ...options: readonly string[]) =>
  spawnSync(
    'turbo',
    [
      'run',
      ...wanted.filter((task) => !isPointless(task)),
      ...asked.filter((arg) => arg.startsWith('-')),
      ...options,
    ],
    {
      cwd: root,
      stdio: ['ignore', stdio, stdio],
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      shell: process.platform === 'win32',
      env: {
        ...process.env,
        ...Object.fromEntries(parts.map(({ variable, path }) => [variable, path ?? ''])),
      },
    },
  )

const runTasks = (): boolean =>
  wanted.every(isPointless) ||
  turbo(
    'inherit',
    '--continue=dependencies-successful',
    '--summarize',
    '--output-logs=new-only',
    '--log-order=grouped',
    '--concurrency=100%',
    '--ui=stream',
  ).status === 0

/** The tasks that turbo did not reach, because something before them failed; its summary leaves them out. */
const notReached = (ran: readonly Task[]): readonly Task[] => {
  const { status, stdout } = turbo('pipe', '--dry=json')
  const planned = status === 0 ? tasksOf(stdout) : []
  return planned.filter(({ taskId }) => !ran.some((task) => task.taskId === taskId))
}

const leftOut = ({ name, neededBy, getIt }: Part): string =>
  `Left out: ${neededBy}, for lack of ${name}. To get it: ${getIt}.`

const finish = (counts: Counts): void => {
  mkdirSync(join(root, '.counts'), { recursive: true })
  writeFileSync(join(root, '.counts/total.txt'), `${show(counts)}\n`)
  console.log(show(counts))
}

clean(root)
const started = Date.now()
const isGood = runTasks()
const ran = tasksRun(root)
const tasks = isGood ? ran : [...ran, ...notReached(ran)]
const skipped = wanted.filter(isPointless).length
const total = tasks.map(countsOf(root)).reduce(add, { ...none, skipped })

console.log(['', ...tasks.map(row(root)).toSorted(), ''].join('\n'))
console.log(`${ran.length} checks in ${((Date.now() - started) / 1000).toFixed(0)} s`)
lacking
  .filter(({ variable }) => isWhole || wanted.some((task) => neededPart[task] === variable))
  .forEach((part) => console.log(leftOut(part)))
finish(isGood || total.failed > 0 ? total : add(total, { ...none, failed: 1 }))
process.exitCode = isGood && total.failed === 0 ? 0 : 1
