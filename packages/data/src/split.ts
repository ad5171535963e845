/**
 * Splitting a dataset into named parts.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import { type AnyTensor, Rng } from '@gradus/tensor'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import { apportion } from './apportion.ts'
import { type AnyDataset, type Dataset, type Labelled, type Rows, subset } from './Dataset.ts'

/** The share of each part, by its name; together 1. */
export type Fractions = Readonly<Record<string, number>>

/** Settings of {@link split}. */
export interface SplitOptions<Stratify extends boolean = boolean> {
  readonly key: Rng.Key
  /** Divide each class by the same fractions? The answers must be labels then. */
  readonly stratify?: Stratify
}

/** A dataset for each name. */
export type Parts<F extends Fractions, D extends AnyDataset> = {
  readonly [Name in keyof F & string]: Dataset<Rows<D['x']>, Rows<D['y']>, Name>
}

/** The data are too few for the split that is asked for. */
export interface SplitError {
  readonly _tag: 'TooFewExamples'
  /** The label of the class that is too small; `undefined` when the split is not stratified. */
  readonly label: number | undefined
  readonly examples: number
  readonly parts: readonly string[]
}

/** A {@link SplitError} in words. */
export const showSplitError = ({ label, examples, parts }: SplitError): string => {
  const whose = label === undefined ? 'the dataset' : `class ${label}`
  const wayOut =
    label === undefined
      ? 'Make fewer parts.'
      : 'Merge it with another class, make fewer parts, or do not stratify.'
  return `each part must get an example, but ${whose} has ${examples} for the ${parts.length} parts ${parts.join(', ')}. ${wayOut}`
}

const checkFractions = (fractions: Fractions): void => {
  const entries = Object.entries(fractions)
  const bad = entries.find(([, fraction]) => !(fraction > 0 && fraction <= 1))
  if (bad !== undefined)
    throw new T.ValueError('split', `fractions must be above 0 and at most 1, ${bad[0]} is ${bad[1]}`)
  const sum = entries.reduce((total, [, fraction]) => total + fraction, 0)
  if (!(Math.abs(sum - 1) < 1e-6))
    throw new T.ValueError(
      'split',
      `fractions must sum to 1, ${entries.map(([name, fraction]) => `${name} ${fraction}`).join(' + ')} is ${Number(sum.toPrecision(12))}`,
    )
}

const labelsOf = (dataset: AnyDataset): ArrayLike<number> => {
  if (dataset.y.dtype !== 'int32' || dataset.y.shape.length !== 1)
    throw new T.DTypeError(
      'split',
      `stratify needs labels: int32 of shape [${dataset.size}], got ${dataset.y.dtype} of shape [${dataset.y.shape.join(',')}]`,
    )
  return T.toTypedArray(dataset.y)
}

/** The order of the examples, as lists: one for each class, in the order of labels. */
const groups = (
  order: ArrayLike<number>,
  labels: ArrayLike<number>,
): ReadonlyMap<number, readonly number[]> => {
  const byLabel = new Map<number, number[]>()
  for (const index of Array.from(order)) {
    const label = labels[index]!
    const group = byLabel.get(label) ?? []
    group.push(index)
    byLabel.set(label, group)
  }
  return new Map([...byLabel].toSorted(([a], [b]) => a - b))
}

interface Division {
  readonly examples: number
  readonly counts: readonly number[]
  readonly cuts: ReadonlyMap<number, readonly number[]>
}

/** How many examples of each group go to each part; rounding that favoured a part is made up for in later groups. */
const divide = (sizes: readonly (readonly [number, number])[], shares: readonly number[]): Division =>
  sizes.reduce<Division>(
    ({ examples, counts, cuts }, [label, size]) => {
      const owed = shares.map((share, i) => share * examples - counts[i]!)
      const parts = apportion(size, shares, owed)
      return {
        examples: examples + size,
        counts: counts.map((count, i) => count + parts[i]!),
        cuts: new Map([...cuts, [label, parts]]),
      }
    },
    { examples: 0, counts: shares.map(() => 0), cuts: new Map() },
  )

/** For each part the indices of its examples, in the order in which they were drawn. */
const assign = (
  order: ArrayLike<number>,
  labels: ArrayLike<number>,
  cuts: ReadonlyMap<number, readonly number[]>,
  parts: number,
): readonly (readonly number[])[] => {
  const queues = new Map(
    [...cuts].map(([label, counts]) => [label, counts.flatMap((n, p) => Array<number>(n).fill(p))]),
  )
  const seen = new Map<number, number>()
  const result = Array.from({ length: parts }, (): number[] => [])
  for (const index of Array.from(order)) {
    const label = labels[index]!
    const position = seen.get(label) ?? 0
    result[queues.get(label)![position]!]!.push(index)
    seen.set(label, position + 1)
  }
  return result
}

const tooSmall = (
  sizes: readonly (readonly [number, number])[],
  parts: readonly string[],
  stratify: boolean,
): SplitError | undefined => {
  const found = sizes.find(([, size]) => size < parts.length)
  return (
    found && { _tag: 'TooFewExamples', label: stratify ? found[0] : undefined, examples: found[1], parts }
  )
}

interface Splitter<F extends Fractions, Stratify extends boolean, Wrap extends 'either' | 'parts'> {
  <D extends (Stratify extends true ? Labelled<AnyTensor> : AnyDataset)>(
    dataset: D,
  ): Wrap extends 'either' ? E.Either<SplitError, Parts<F, D>> : Parts<F, D>
}

const indicesOf = (
  dataset: AnyDataset,
  fractions: Fractions,
  { key, stratify = false }: SplitOptions,
): E.Either<SplitError, readonly (readonly number[])[]> => {
  checkFractions(fractions)
  const names = Object.keys(fractions)
  const order = T.toTypedArray(Rng.permutation(key, dataset.size))
  const labels = stratify ? labelsOf(dataset) : new Int32Array(dataset.size)
  const byLabel = groups(order, labels)
  const sizes =
    byLabel.size === 0
      ? [[0, 0] as const]
      : [...byLabel].map(([label, group]) => [label, group.length] as const)
  const error = tooSmall(sizes, names, stratify)
  return error === undefined
    ? E.right(assign(order, labels, divide(sizes, Object.values(fractions)).cuts, names.length))
    : E.left(error)
}

/**
 * As {@link split}, for data that come from outside: too few examples for the parts are a value and not thrown.
 *
 * @returns a dataset for each name, or which class is too small; `showSplitError` says it in words.
 */
export const trySplit = <const F extends Fractions, const Stratify extends boolean = false>(
  fractions: F,
  options: SplitOptions<Stratify>,
): Splitter<F, Stratify, 'either'> =>
  ((dataset: AnyDataset) =>
    pipe(
      indicesOf(dataset, fractions, options),
      E.map((parts) =>
        Object.fromEntries(
          Object.keys(fractions).map((part, i) => [part, { ...subset(parts[i]!)(dataset), part }]),
        ),
      ),
      // The record has a dataset for each key of `fractions`, which fromEntries forgets.
    )) as Splitter<F, Stratify, 'either'>

/**
 * Splits a dataset at random into parts of the given shares. Every example is in one part; the same key gives the same
 * parts. Sizes follow the method of largest remainders, within each class when `stratify` is set, and no part is empty. A
 * part keeps its name in its type: statistics of preprocessing can be fitted to the part named `train`.
 *
 * @param fractions the share of each part by name; they sum to 1.
 * @param options `key` draws the order; `stratify` divides each class by the same shares.
 * @throws ValueError when the fractions do not sum to 1, or a class has fewer examples than there are parts (see
 * `trySplit`); DTypeError when `stratify` is set and the answers are not labels.
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import { iris, split } from '@gradus/data'
 *
 * const { train, test } = split({ train: 0.8, test: 0.2 }, { key: Rng.key(0), stratify: true })(iris())
 * const sizes = [train.size, test.size, test.part]
 * sizes // => [120, 30, 'test']
 * ```
 */
export const split = <const F extends Fractions, const Stratify extends boolean = false>(
  fractions: F,
  options: SplitOptions<Stratify>,
): Splitter<F, Stratify, 'parts'> => {
  checkFractions(fractions)
  return ((dataset: AnyDataset) =>
    pipe(
      trySplit(fractions, { ...options, stratify: options.stratify === true } as SplitOptions<false>)(
        dataset,
      ),
      E.getOrElseW((error) => {
        throw new T.ValueError('split', showSplitError(error))
      }),
      // The same record as trySplit's; the compiler does not carry F and Stratify through it.
    )) as Splitter<F, Stratify, 'parts'>
}
