import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'

import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'

import type { Failure } from '../cli/Failure.ts'
import { failed, misused } from '../cli/Failure.ts'
import { isCode, reason } from '../cli/files.ts'
import { suggestion } from '../config/schema/nearest.ts'
import { alone } from './lock.ts'

/** `digits`, `digits-2`, `digits-3`, … */
const candidate = (name: string, attempt: number): string => (attempt === 1 ? name : `${name}-${attempt}`)

/** mkdir either makes the folder or fails, so two runs that start at once cannot get the same one. */
const makeFirstFree = async (runs: string, name: string, attempt = 1): Promise<string> => {
  const folder = path.join(runs, candidate(name, attempt))
  try {
    await mkdir(folder)
    return folder
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
    return makeFirstFree(runs, name, attempt + 1)
  }
}

/** What a run writes and a new run with `--force` may therefore remove. */
const ours = [
  'config.json',
  'metrics.jsonl',
  'checkpoints',
  'best.safetensors',
  'report.html',
  'search.json',
  'study.jsonl',
  'best.json',
]

const cannotWrite =
  (runs: string) =>
  (error: unknown): Failure =>
    failed(
      `Cannot write to the runs folder ${runs}: ${reason(error)}. Nothing was trained. Choose another folder with --runs?`,
    )

const makeEmpty = (folder: string): TE.TaskEither<Failure, string> =>
  pipe(
    TE.tryCatch(() => mkdir(folder, { recursive: true }), cannotWrite(path.dirname(folder))),
    TE.chain(() =>
      alone(
        folder,
        TE.tryCatch(() => removeOurs(folder), cannotWrite(folder)),
      ),
    ),
    TE.map(() => folder),
  )

const removeOurs = (folder: string): Promise<unknown> =>
  Promise.all(ours.map((entry) => rm(path.join(folder, entry), { recursive: true, force: true })))

/** A new folder for a run below `runs`; an older run keeps its folder unless `force` says otherwise. */
export const createRunFolder = (runs: string, name: string, force: boolean): TE.TaskEither<Failure, string> =>
  force
    ? makeEmpty(path.join(runs, name))
    : TE.tryCatch(async () => {
        await mkdir(runs, { recursive: true })
        return makeFirstFree(runs, name)
      }, cannotWrite(runs))

const isRun = async (folder: string, marker: string): Promise<boolean> => {
  try {
    return (await readdir(folder)).includes(marker)
  } catch {
    return false
  }
}

const runsIn = async (runs: string, marker: string): Promise<readonly string[]> => {
  const names = await readdir(runs).catch(() => [])
  const marked = await Promise.all(names.map((name) => isRun(path.join(runs, name), marker)))
  return names.filter((_, position) => marked[position]).toSorted()
}

const noSuchRun = (runs: string, run: string, known: readonly string[]): Failure => {
  const list = known.length === 0 ? `There are no runs in ${runs}.` : `Runs in ${runs}: ${known.join(', ')}.`
  return misused(`There is no run ${JSON.stringify(run)}. ${list}${suggestion(run, known)}`)
}

/**
 * The folder of an existing run, given by its path or by its name below `runs`. A folder counts as a run when it
 * has the file `marker`.
 */
export const findRun = (runs: string, run: string, marker = 'config.json'): TE.TaskEither<Failure, string> =>
  pipe(
    TE.fromTask(async () => {
      const places = [run, path.join(runs, run)]
      const found = await Promise.all(places.map((place) => isRun(place, marker)))
      return { place: places[found.indexOf(true)], known: await runsIn(runs, marker) }
    }),
    TE.chain(({ place, known }) =>
      place === undefined ? TE.left(noSuchRun(runs, run, known)) : TE.right(place),
    ),
  )
