import * as E from '#fp/Either'
import { contains } from './contains.ts'
import { append, emptyHistory, type History } from './History.ts'
import { showValue } from './Json.ts'
import { foldIn, split, type Key } from './Key.ts'
import { SearchError } from './SearchError.ts'
import type { Signal } from './Signal.ts'
import type { Config, Space } from './Space.ts'
import type { Strategy } from './Strategy.ts'
import type { Direction, StudyRecord } from './StudyRecord.ts'
import { isOpen, type Trial } from './Trial.ts'

/** What makes two runs the same study: a log of one can be continued by the other. */
export interface Study<S extends Space> {
  readonly space: S
  readonly direction: Direction
  readonly key: Key
}

/** What an objective is told besides its configuration. */
export interface TrialContext {
  /** The trial's number, from 0. */
  readonly trial: number
  /** The trial's own key, the same whenever the trial is run again. */
  readonly key: Key
  /** Aborted when the study is told to stop. */
  readonly signal: Signal
}

/** A number to make small or large, or the reason why there is none. */
export type Measurement = number | E.Either<unknown, number>

export type Objective<C> = (config: C, context: TrialContext) => Measurement | Promise<Measurement>

export interface StudyPlan<S extends Space> extends Study<S> {
  readonly strategy: Strategy
  /** How many trials the study has in all, those in `history` included. */
  readonly trials: number
  readonly objective: Objective<Config<S>>
  /** Where to go on from, as `decodeLog` gives it; a new study unless told. */
  readonly history?: History<Config<S>>
  readonly signal?: Signal
}

/** What just happened, and the history with it. */
export interface StudyEvent<C> {
  readonly record: StudyRecord<C>
  readonly history: History<C>
}

/**
 * Runs a study as a fold over its own records, one trial after the other.
 *
 * history₀ = empty, historyₙ₊₁ = append(recordₙ)(historyₙ), and each event shows both. The study waits while an
 * event is looked at, so whoever writes each record to a log before asking for the next event can lose nothing
 * but the trial that was running. Stop with `break` or with the signal; the trial then running stays open, and
 * a run that goes on from that history does it again.
 *
 * A trial whose objective returns `Left`, throws, or gives NaN or an infinity is recorded as failed and the study
 * goes on. Throws `SearchError` when a strategy proposes something outside the space, when `trials` is no natural
 * number, or when `history` has another direction.
 *
 * @example
 * ```ts
 * import { toNullable } from 'fp-ts/lib/Option.js'
 * import { best, emptyHistory, gridSearch, int, Key, runStudy, type History } from '@gradus/search'
 *
 * const study = runStudy({
 *   space: int(1, 5),
 *   direction: 'minimize',
 *   key: Key.fromSeed(0),
 *   strategy: gridSearch({ points: 5 }),
 *   trials: 20,
 *   objective: (x) => (x - 4) ** 2,
 * })
 * const seen: History<number>[] = [emptyHistory('minimize')]
 * for await (const { history } of study) seen.push(history)
 * toNullable(best(seen.at(-1)!))?.config // => 4
 * ```
 */
export async function* runStudy<const S extends Space>(
  plan: StudyPlan<S>,
): AsyncGenerator<StudyEvent<Config<S>>, void, void> {
  checkPlan(plan)
  const signal = plan.signal ?? new AbortController().signal
  for (let history = plan.history ?? emptyHistory<Config<S>>(plan.direction); ;) {
    const record = await nextRecord(plan, history, signal)
    if (record === undefined) return
    history = follow(history, record)
    yield { record, history }
  }
}

const checkPlan = <S extends Space>({ trials, history, direction }: StudyPlan<S>): void => {
  if (!(Number.isSafeInteger(trials) && trials >= 0)) {
    throw new SearchError('runStudy', `trials must be an integer of at least 0, got ${trials}.`)
  }
  if (history !== undefined && history.direction !== direction) {
    throw new SearchError(
      'runStudy',
      `the plan says ${direction}, the history was made to ${history.direction}.`,
    )
  }
}

/** The only step of the fold: begin, else finish what is open, else propose, else end. */
const nextRecord = async <S extends Space>(
  plan: StudyPlan<S>,
  history: History<Config<S>>,
  signal: Signal,
): Promise<StudyRecord<Config<S>> | undefined> => {
  if (signal.aborted) return undefined
  if (history.records === 0) return header(plan)
  const open = history.trials.find(isOpen)
  if (open !== undefined) return runTrial(plan, open, signal)
  return history.trials.length < plan.trials ? proposal(plan, history) : undefined
}

const follow = <C>(history: History<C>, record: StudyRecord<C>): History<C> => {
  const result = append(record)(history)
  if (E.isRight(result)) return result.right
  throw new SearchError(
    'runStudy',
    `record ${showValue(record)} cannot follow this history: ${result.left._tag}.`,
  )
}

const header = <S extends Space>({ space, direction, key }: Study<S>): StudyRecord<never> => ({
  op: 'study',
  version: 1,
  space,
  direction,
  key,
})

/** One half of the study's key draws candidates, the other one gives each trial its own. */
const proposal = <S extends Space>(
  { space, strategy, key }: StudyPlan<S>,
  history: History<Config<S>>,
): StudyRecord<Config<S>> | undefined => {
  const candidates = strategy(space, history, split(key)[0])
  if (candidates.length === 0) return undefined
  const config = candidates[0]!
  if (contains(space)(config)) return { op: 'propose', trial: history.trials.length, config }
  throw new SearchError('runStudy', `the strategy proposed ${showValue(config)}, which is outside the space.`)
}

const runTrial = async <S extends Space>(
  { objective, key }: StudyPlan<S>,
  { id, config }: Trial<Config<S>>,
  signal: Signal,
): Promise<StudyRecord<never> | undefined> => {
  const result = await measure(() => objective(config, { trial: id, key: foldIn(split(key)[1], id), signal }))
  if (E.isRight(result)) return { op: 'complete', trial: id, value: result.right }
  return signal.aborted ? undefined : { op: 'fail', trial: id, reason: result.left }
}

const measure = async (run: () => Measurement | Promise<Measurement>): Promise<E.Either<string, number>> => {
  try {
    const measured = await run()
    return typeof measured === 'number'
      ? finite(measured)
      : E.isRight(measured)
        ? finite(measured.right)
        : refused(measured.left)
  } catch (error) {
    return refused(error)
  }
}

/** Adding 0 turns -0 into 0, which is what a log would give back. */
const finite = (value: number): E.Either<string, number> =>
  Number.isFinite(value) ? E.right(value + 0) : E.left(`the objective is ${value}`)

const refused = (reason: unknown): E.Either<string, never> =>
  E.left(
    typeof reason === 'string'
      ? reason
      : reason instanceof Error
        ? `${reason.name}: ${reason.message}`
        : showValue(reason, 500),
  )
