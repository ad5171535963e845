import * as t from 'io-ts'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import { contains } from './contains.ts'
import { append, emptyHistory, type Disorder, type History } from './History.ts'
import { equalJson, isRecord, showValue } from './Json.ts'
import { nearest } from './nearest.ts'
import { SearchError } from './SearchError.ts'
import { showProblems, SpaceFromJson } from './SpaceFromJson.ts'
import type { Config, Space } from './Space.ts'
import type { Study } from './study.ts'
import { ops, type StudyRecord } from './StudyRecord.ts'

/** A log that was read back. */
export interface StudyLog<C> {
  /** What the log tells; empty when it has no whole line yet. */
  readonly history: History<C>
  /** How many characters of the text hold whole records: cut the file there before you append. */
  readonly length: number
  /** What a torn write left after them, usually nothing. */
  readonly torn: string
}

/** The first line that cannot be right, and what was sound before it. */
export interface LogError<C = unknown> {
  readonly _tag: 'LogError'
  /** Counted from 1. */
  readonly line: number
  readonly problem: LogProblem
  readonly history: History<C>
  /** How many characters come before the line. */
  readonly length: number
}

export type LogProblem =
  | Disorder
  | { readonly _tag: 'NotJson'; readonly text: string }
  | { readonly _tag: 'UnknownOp'; readonly op: unknown }
  | { readonly _tag: 'UnknownVersion'; readonly version: unknown }
  | { readonly _tag: 'InvalidRecord'; readonly problems: readonly string[] }
  | { readonly _tag: 'NonFiniteObjective'; readonly trial: unknown; readonly value: unknown }
  | { readonly _tag: 'OutsideSpace'; readonly trial: number; readonly config: unknown }
  | {
      readonly _tag: 'OtherStudy'
      readonly member: string
      readonly found: unknown
      readonly expected: unknown
    }

/**
 * One line of a log, its line feed included.
 *
 * Throws `SearchError` for a value that JSON cannot hold; `runStudy` never makes such a record.
 *
 * @example
 * ```ts
 * import { encodeRecord } from '@gradus/search'
 *
 * encodeRecord({ op: 'complete', trial: 0, value: 0.25 }) // => '{"op":"complete","trial":0,"value":0.25}\n'
 * ```
 */
export const encodeRecord = <C>(record: StudyRecord<C>): string => {
  if (record.op === 'complete' && !Number.isFinite(record.value)) {
    throw new SearchError(
      'encodeRecord',
      `the value of trial ${record.trial} must be finite, got ${record.value}.`,
    )
  }
  const document = record.op === 'study' ? { ...record, space: SpaceFromJson.encode(record.space) } : record
  return `${JSON.stringify(document)}\n`
}

/**
 * Reads a log back by folding its records, the way `runStudy` did when it made them.
 *
 * Text after the last line feed is a torn write and comes back as `torn`. Any other line that is no record, or
 * that cannot follow the ones before it, gives `Left` with its line number and with the history so far.
 *
 * @example
 * ```ts
 * import { isRight } from 'fp-ts/lib/Either.js'
 * import { decodeLog, encodeRecord, Key, uniform } from '@gradus/search'
 *
 * const study = { space: uniform(0, 1), direction: 'minimize', key: Key.fromSeed(0) } as const
 * const text =
 *   encodeRecord({ op: 'study', version: 1, ...study }) +
 *   encodeRecord({ op: 'propose', trial: 0, config: 0.5 }) +
 *   '{"op":"compl'
 * const log = decodeLog(study)(text)
 * isRight(log) && log.right.history.trials // => [{ id: 0, config: 0.5, outcome: { _tag: 'Open' } }]
 * isRight(log) && log.right.torn // => '{"op":"compl'
 * ```
 */
export const decodeLog =
  <const S extends Space>(study: Study<S>) =>
  (text: string): E.Either<LogError<Config<S>>, StudyLog<Config<S>>> => {
    const lines = text.split('\n')
    const start: StudyLog<Config<S>> = { history: emptyHistory(study.direction), length: 0, torn: '' }
    return pipe(
      lines
        .slice(0, -1)
        .reduce<E.Either<LogError<Config<S>>, StudyLog<Config<S>>>>(
          (log, line, i) => (E.isLeft(log) ? log : readLine(study, log.right, line, i + 1)),
          E.right(start),
        ),
      E.map((log) => ({ ...log, torn: lines.at(-1) ?? '' })),
    )
  }

/** One sentence for people: the line, what is wrong with it, and how far the log is sound. */
export const showLogError = ({ line, problem }: LogError): string =>
  `log line ${line}: ${showProblem(problem)}${line > 1 ? ` Before it the log is sound.` : ''}`

const readLine = <S extends Space>(
  study: Study<S>,
  log: StudyLog<Config<S>>,
  line: string,
  number: number,
): E.Either<LogError<Config<S>>, StudyLog<Config<S>>> =>
  pipe(
    readRecord(study, line),
    E.chainW((record) => append(record)(log.history)),
    E.bimap(
      (problem): LogError<Config<S>> => ({
        _tag: 'LogError',
        line: number,
        problem,
        history: log.history,
        length: log.length,
      }),
      (history) => ({ history, length: log.length + line.length + 1, torn: '' }),
    ),
  )

type Read<C> = E.Either<LogProblem, StudyRecord<C>>

const trial = t.refinement(t.number, (n) => Number.isSafeInteger(n) && n >= 0, 'a trial number')
const word = t.refinement(t.number, (n) => Number.isInteger(n) && n >= 0 && n < 2 ** 32, 'a 32-bit word')

const Began = t.strict({
  op: t.literal('study'),
  version: t.literal(1),
  space: SpaceFromJson,
  direction: t.keyof({ minimize: null, maximize: null }),
  key: t.tuple([word, word]),
})
const Proposed = t.strict({ op: t.literal('propose'), trial, config: t.unknown })
const Completed = t.strict({ op: t.literal('complete'), trial, value: t.number })
const Failed = t.strict({ op: t.literal('fail'), trial, reason: t.string })

const readRecord = <S extends Space>(study: Study<S>, line: string): Read<Config<S>> =>
  pipe(
    parse(line),
    E.chain((u): Read<Config<S>> => {
      switch (u['op']) {
        case 'study':
          return readHeader(study, u)
        case 'propose':
          return pipe(decode(Proposed, u), E.chain(inside(study.space)))
        case 'complete':
          return pipe(
            finiteValue(u),
            E.chain(() => decode(Completed, u)),
          )
        case 'fail':
          return decode(Failed, u)
        default:
          return E.left({ _tag: 'UnknownOp', op: u['op'] })
      }
    }),
  )

const parse = (line: string): E.Either<LogProblem, Readonly<Record<string, unknown>>> => {
  const parsed = E.tryCatch(
    (): unknown => JSON.parse(line),
    () => undefined,
  )
  return E.isRight(parsed) && isRecord(parsed.right)
    ? E.right(parsed.right)
    : E.left({ _tag: 'NotJson', text: line })
}

const decode = <A>(codec: t.Type<A, unknown, unknown>, u: unknown): E.Either<LogProblem, A> =>
  pipe(
    codec.decode(u),
    E.mapLeft((errors): LogProblem => ({ _tag: 'InvalidRecord', problems: errors.map(showError) })),
  )

const showError = (error: t.ValidationError): string => {
  if (error.message !== undefined) return showProblems([error], '').join()
  const path = error.context.map(({ key }) => key).filter((key) => key !== '')
  const type = error.context.at(-1)?.type.name ?? 'something else'
  return `${path.join('.')}: expected ${type}, found ${showValue(error.value)}`
}

/** JSON has no NaN; writers that try leave null, "NaN" or a number too large for a double. */
const finiteValue = (u: Readonly<Record<string, unknown>>): E.Either<LogProblem, void> => {
  const value = u['value']
  const spelled = typeof value === 'string' && !Number.isFinite(Number(value))
  const broken = value === null || spelled || (typeof value === 'number' && !Number.isFinite(value))
  return broken ? E.left({ _tag: 'NonFiniteObjective', trial: u['trial'], value }) : E.right(undefined)
}

const inside =
  <S extends Space>(space: S) =>
  ({ op, trial, config }: t.TypeOf<typeof Proposed>): Read<Config<S>> =>
    contains(space)(config) ? E.right({ op, trial, config }) : E.left({ _tag: 'OutsideSpace', trial, config })

const readHeader = <S extends Space>(study: Study<S>, u: Readonly<Record<string, unknown>>): Read<never> =>
  u['version'] === 1
    ? pipe(decode(Began, u), E.chain(sameStudy(study)))
    : E.left({ _tag: 'UnknownVersion', version: u['version'] })

const sameStudy =
  <S extends Space>(study: Study<S>) =>
  (record: t.TypeOf<typeof Began>): Read<never> => {
    const differs = (['space', 'direction', 'key'] as const).find(
      (member) => !equalJson(record[member], study[member]),
    )
    return differs === undefined
      ? E.right(record)
      : E.left({ _tag: 'OtherStudy', member: differs, found: record[differs], expected: study[differs] })
  }

const showProblem = (problem: LogProblem): string => {
  switch (problem._tag) {
    case 'NotJson':
      return `expected a JSON object, found ${showValue(problem.text)}.`
    case 'UnknownOp':
      return `unknown op ${showValue(problem.op)}, expected one of ${ops.join(', ')}${suggestion(problem.op)}.`
    case 'UnknownVersion':
      return `version ${showValue(problem.version)} of the format, this reader knows version 1.`
    case 'InvalidRecord':
      return `${problem.problems.join('; ')}.`
    case 'NonFiniteObjective':
      return `the objective of trial ${showValue(problem.trial)} is ${showValue(problem.value)}, expected a finite number.`
    case 'OutsideSpace':
      return `the configuration of trial ${problem.trial} is outside the space: ${showValue(problem.config)}.`
    case 'OtherStudy':
      return `another study wrote this log: its ${problem.member} is ${showValue(problem.found)}, not ${showValue(problem.expected)}.`
    case 'MissingHeader':
      return 'the first record must be the op study.'
    case 'RepeatedHeader':
      return 'the study begins a second time.'
    case 'DuplicateTrial':
      return `trial ${problem.trial} is proposed a second time.`
    case 'SkippedTrial':
      return `trial ${problem.trial} is proposed, but the next one is ${problem.next}.`
    case 'UnknownTrial':
      return `trial ${problem.trial} ends, but was never proposed.`
    case 'FinishedTrial':
      return `trial ${problem.trial} ends a second time.`
  }
}

const suggestion = (op: unknown): string => {
  const name = typeof op === 'string' ? nearest(op, ops) : undefined
  return name === undefined ? '' : ` (did you mean ${name}?)`
}
