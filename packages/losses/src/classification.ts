/** What the losses over classes share: labels of both kinds, weights, and rows to be ignored. */
import * as T from '@gradus/tensor'
import { ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape } from '@gradus/tensor'
import { marking } from './domains.ts'
import { allowedLabels, allowedRows, areIndices, requireLabelShape } from './labels.ts'
import {
  reduce,
  requireRows,
  type Reduction,
  type ReductionOptions,
  type Rows,
  type SameShape,
} from './Objective.ts'

/** The settings of losses over classes. */
export interface ClassOptions<R extends Reduction = Reduction> extends ReductionOptions<R> {
  /** How much each class counts, `[classes]`; all count 1 unless given. */
  readonly classWeights?: AnyTensor | readonly number[]
  /** How much each row counts, of the shape of the rows; all count 1 unless given. */
  readonly weights?: AnyTensor | readonly number[]
  /** Rows with this integer label count nothing: padding, say. It need not be one of the classes. */
  readonly ignoreLabel?: number
}

/** `unknown` for labels that fit scores of shape `S`, else the text of the mistake. */
export type LabelsFit<Operation extends string, S extends Shape, U extends Shape, E extends DType> = [
  E,
] extends [FloatDType]
  ? SameShape<Operation, S, U>
  : [E] extends ['int32' | 'uint8']
    ? SameShape<Operation, Rows<S>, U>
    : unknown

const rows = { axis: -1 } as const

/** Which class of each row is the label; none for a label that is none. */
const chosen = (scores: AnyTensor, labels: AnyTensor): AnyTensor =>
  T.equal(T.expandDims(labels, -1), T.arange(0, scores.shape.at(-1) ?? 0))

/** The score of each label. A mask picks it, so that infinite scores of other classes do no harm. */
export const pickLabel = (scores: AnyTensor, labels: AnyTensor): AnyTensor =>
  T.sum(T.where(chosen(scores, labels), scores, 0), rows)

/** `-Σ_c p_c · w_c · log q_c`; 0 · log 0 counts as 0: a class that is impossible and not wanted costs nothing. */
export const expectedSurprise = (
  wanted: AnyTensor,
  logProbabilities: AnyTensor,
  classWeights: AnyTensor | undefined,
): AnyTensor => {
  const share = classWeights === undefined ? wanted : T.mul(wanted, classWeights)
  return T.neg(T.sum(T.where(T.equal(share, 0), 0, T.mul(share, logProbabilities)), rows))
}

/** Labels as distributions, integers as the rows that they stand for. */
export const asDistributions = (scores: AnyTensor, labels: AnyTensor): AnyTensor =>
  T.cast(areIndices(labels) ? chosen(scores, labels) : labels, scores.dtype)

const asWeights = (
  operation: string,
  name: 'classWeights' | 'weights',
  given: AnyTensor | readonly number[],
  expected: Shape,
  dtype: DType,
): AnyTensor => {
  const weights: AnyTensor = T.isTensor(given) ? T.cast(given, dtype) : T.tensor(given, { dtype })
  if (weights.shape.join() !== expected.join() || weights.shape.length !== expected.length)
    throw new ShapeError(
      operation,
      `${name} are [${weights.shape.join(',')}], expected are [${expected.join(',')}].`,
    )
  if (!T.isConcrete(weights)) return weights
  const wrong = T.toTypedArray(weights).find((w) => !(w >= 0 && w < Infinity))
  if (wrong === undefined) return weights
  throw new ValueError(operation, `${name} must be 0 or more and finite, got ${wrong}.`)
}

/** What a loss over classes is computed from, all of it checked. */
interface Prepared {
  readonly scores: AnyTensor
  readonly labels: AnyTensor
  readonly classWeights: AnyTensor | undefined
}

const keptRows = (
  operation: string,
  labels: AnyTensor,
  ignored: number | undefined,
): AnyTensor | undefined => {
  if (ignored === undefined) return undefined
  if (areIndices(labels)) return T.notEqual(labels, ignored)
  throw new ValueError(operation, `ignoreLabel is for integer labels, the labels are ${labels.dtype}.`)
}

// What is ignored is replaced before it is used: a choice at the end would multiply its infinite slopes by 0.
const prepare = (
  scores: AnyTensor,
  labels: AnyTensor,
  kept: AnyTensor | undefined,
): Omit<Prepared, 'classWeights'> =>
  kept === undefined
    ? { scores, labels }
    : { scores: T.where(T.expandDims(kept, -1), scores, 0), labels: T.where(kept, labels, 0) }

const allowedTargets = (operation: string, { scores, labels }: Prepared): AnyTensor | undefined =>
  areIndices(labels)
    ? allowedLabels(operation, labels, scores.shape.at(-1) ?? 0)
    : allowedRows(operation, T.cast(labels, scores.dtype))

/** What the classes of each row weigh. */
const sharesOf = ({ scores, labels, classWeights }: Prepared): AnyTensor | undefined =>
  classWeights === undefined ? undefined : T.sum(T.mul(asDistributions(scores, labels), classWeights), rows)

const product = (factors: readonly (AnyTensor | undefined)[]): AnyTensor | undefined =>
  factors.reduce((a, b) => (a === undefined ? b : b === undefined ? a : T.mul(a, b)), undefined)

/** Weighed values, reduced; a mean is over the weights. */
const reduceWeighed = (
  values: AnyTensor,
  counts: AnyTensor | undefined,
  reduction: Reduction | undefined,
): AnyTensor =>
  counts === undefined || reduction === 'none' || reduction === 'sum'
    ? reduce(values, reduction)
    : T.div(T.sum(values), T.sum(counts))

/** A loss over classes, from its values for scores and labels that have been checked. */
export const overClasses = (
  operation: string,
  valuesOf: (prepared: Prepared) => AnyTensor,
  scores: AnyTensor,
  labels: AnyTensor,
  options: ClassOptions,
): AnyTensor => {
  requireRows(operation, scores)
  requireLabelShape(operation, scores, labels)
  const weigh = (name: 'classWeights' | 'weights', shape: Shape): AnyTensor | undefined => {
    const given = options[name]
    return given === undefined ? undefined : asWeights(operation, name, given, shape, scores.dtype)
  }
  const kept = keptRows(operation, labels, options.ignoreLabel)
  const classWeights = weigh('classWeights', scores.shape.slice(-1))
  const prepared = { ...prepare(scores, labels, kept), classWeights }
  const values = marking(allowedTargets(operation, prepared), () => valuesOf(prepared))(prepared.scores)
  const present = kept === undefined ? undefined : T.cast(kept, scores.dtype)
  const own = product([weigh('weights', scores.shape.slice(0, -1)), present])
  const counts = product([own, sharesOf(prepared)])
  return reduceWeighed(own === undefined ? values : T.mul(values, own), counts, options.reduction)
}
