import * as T from '@gradus/tensor'
import { ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { marking } from '../domains.ts'
import { showPosition } from '../indexing.ts'
import { requireIndices } from '../labels.ts'
import { type Lengths, lengthsFit, toLengths } from '../lengths.ts'
import { reduce, requireOutput, type Reduced, type Reduction, type ReductionOptions } from '../Objective.ts'

/** The settings of `ctc`. */
export interface CtcOptions<R extends Reduction = Reduction> extends ReductionOptions<R> {
  /** How many steps of each sequence are real, `[B]`; all unless given. */
  readonly logitLengths?: Lengths
  /** How many labels of each sequence are real, `[B]`; all unless given. */
  readonly labelLengths?: Lengths
  /** The class that stands for no label; 0 unless given. */
  readonly blank?: number
}

/** A sequence of its own for each example. */
type Sequences<S extends Shape> = S extends readonly [infer B extends number, number, number]
  ? readonly [B]
  : Shape

// Stands for ln 0: its differences stay finite, and so do the slopes. What is left of it is made infinite at the end.
const never = -1e30

/** Each place's value that many places on. */
const shiftedBy = (x: AnyTensor, steps: number, value: number): AnyTensor =>
  T.slice(
    T.pad(
      x,
      [
        [0, 0],
        [steps, 0],
      ],
      { value },
    ),
    [0, 0],
    x.shape,
  )

const logAdd = (terms: readonly AnyTensor[]): AnyTensor =>
  T.logSumExp(T.stack(terms, { axis: 0 }), { axis: 0 })

/** `_ a _ b _`: the labels with blanks between, before and behind. */
const extended = (labels: AnyTensor, blank: number): AnyTensor => {
  const [batch = 0, count = 0] = labels.shape
  const between = T.full([batch, count], blank, { dtype: 'int32' })
  const pairs = T.reshape(T.stack([between, labels] as readonly AnyTensor[], { axis: 2 }), [batch, 2 * count])
  return T.concat([pairs, T.full([batch, 1], blank, { dtype: 'int32' })] as readonly AnyTensor[], { axis: 1 })
}

/** Where a path may come from two places back: over a blank, to a label that is not the one before it. */
const skips = (path: AnyTensor, blank: number): AnyTensor =>
  T.logicalAnd(T.notEqual(path, blank), T.notEqual(path, shiftedBy(path, 2, blank)))

interface Lattice {
  /** The logarithm of the probability of each place's class, `[B, T, places]`. */
  readonly emitted: AnyTensor
  readonly skip: AnyTensor
  /** Which steps are real, `[B, T]`. */
  readonly real: AnyTensor
}

const at = (x: AnyTensor, step: number): AnyTensor => {
  const [batch = 0, , ...rest] = x.shape
  const starts = [0, step, ...rest.map(() => 0)]
  return T.reshape(T.slice(x, starts, [batch, step + 1, ...rest]), [batch, ...rest])
}

/** Graves' forward variables one step on; those of sequences that have ended stay. */
const forward =
  ({ emitted, skip, real }: Lattice) =>
  (alpha: AnyTensor, step: number): AnyTensor => {
    const leaped = T.where(skip, shiftedBy(alpha, 2, never), never)
    const arrived = T.add(logAdd([alpha, shiftedBy(alpha, 1, never), leaped]), at(emitted, step))
    return T.where(T.expandDims(at(real, step), -1), arrived, alpha)
  }

const places = (count: number): AnyTensor => T.arange(0, count)

// An alignment of this cost has been somewhere that it cannot be.
const impossible = 1e29

/** What the paths that have come to the end weigh: to the last label, or to the blank behind it. */
const ended = (alpha: AnyTensor, lengths: AnyTensor): AnyTensor => {
  const last = T.expandDims(T.mul(lengths, 2), -1)
  const place = places(alpha.shape[1] ?? 0)
  const end = T.logicalOr(T.equal(place, last), T.equal(place, T.sub(last, 1)))
  const loss = T.neg(T.logSumExp(T.where(end, alpha, never), { axis: -1 }))
  return T.where(T.greater(loss, impossible), Infinity, loss)
}

const lattice = (logits: AnyTensor, labels: AnyTensor, logitLengths: AnyTensor, blank: number): Lattice => {
  const [batch = 0, steps = 0, classes = 0] = logits.shape
  const path = extended(T.clip(T.cast(labels, 'int32'), 0, classes - 1), blank)
  const width = path.shape[1] ?? 0
  const everywhere = T.broadcastTo(T.expandDims(path, 1), [batch, steps, width])
  return {
    emitted: T.takeAlong(T.logSoftmax(logits), everywhere as Tensor<Shape, 'int32'>, { axis: 2 }),
    skip: skips(path, blank),
    real: T.less(places(steps), T.expandDims(logitLengths, -1)),
  }
}

const begin = (emitted: AnyTensor): AnyTensor =>
  T.where(T.less(places(emitted.shape[2] ?? 0), 2), at(emitted, 0), never)

const requireShapes = (logits: AnyTensor, labels: AnyTensor, blank: number): void => {
  requireOutput('ctc', logits)
  requireIndices('ctc', labels)
  const classes = logits.shape[2] ?? 0
  if (logits.shape.length !== 3 || labels.shape.length !== 2 || logits.shape[0] !== labels.shape[0])
    throw new ShapeError(
      'ctc',
      `the logits are [${logits.shape.join(',')}], the labels [${labels.shape.join(',')}]. ` +
        'They must be [batch, steps, classes] and [batch, labels].',
    )
  if (!(Number.isInteger(blank) && blank >= 0 && blank < classes))
    throw new ValueError('ctc', `blank must be one of the classes 0..${classes - 1}, got ${blank}.`)
}

/** The real labels that are none: outside of the classes, or the blank. */
const wrongLabels = (labels: AnyTensor, lengths: AnyTensor, classes: number, blank: number): AnyTensor => {
  const real = T.less(places(labels.shape[1] ?? 0), T.expandDims(lengths, -1))
  const outside = T.logicalOr(T.less(labels, 0), T.greaterEqual(labels, classes))
  return T.logicalAnd(real, T.logicalOr(outside, T.equal(labels, blank)))
}

const requireLabels = (labels: AnyTensor, wrong: AnyTensor, classes: number, blank: number): void => {
  if (!T.isConcrete(wrong)) return
  const offset = T.toTypedArray(wrong).indexOf(1)
  if (offset === -1) return
  throw new ValueError(
    'ctc',
    `label ${T.toTypedArray(labels)[offset]} at ${showPosition(offset, labels.shape)}, ` +
      `classes are 0..${classes - 1} and ${blank} is the blank.`,
  )
}

/**
 * Connectionist temporal classification: for sequences of labels whose places in a longer sequence are not known, as in
 * speech and handwriting.
 *
 * `-log Σ_π Π_t softmax(logits)_{t, π_t}` over all paths `π` that become the labels when repetitions and then blanks are taken
 * out; averaged over the sequences. `logits` are `[B, T, classes]`, `labels` int32 `[B, S]`; where sequences are shorter,
 * `logitLengths` and `labelLengths` say so, and what lies beyond is not looked at. Labels that need more steps than there
 * are lose `Infinity`, with gradients of 0. The forward variables are sums of logarithms, step by step: a compiled graph
 * grows with `T`.
 *
 * Throws `ValueError` for a label that is not one of the classes or is the blank, or a length out of range (inside a trace the
 * loss of that sequence and its gradients are `NaN`), `ShapeError` for shapes that do not fit or an empty batch, `DTypeError`
 * for labels that are not integers.
 *
 * Source: Graves et al., "Connectionist Temporal Classification", 2006, section 4.1; numbers equal to PyTorch's `ctc_loss`
 * (departure: there a mean divides each loss by the number of its labels).
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * // Two steps over a blank and one label, all equally likely: of the four paths, _a, a_ and aa say "a".
 * const loss = Loss.ctc(T.zeros([1, 2, 2]), T.tensor([[1]], { dtype: 'int32' }))
 * Math.exp(-T.item(loss)).toFixed(4) // => '0.7500'
 * ```
 */
export const ctc = <
  S extends Shape,
  D extends FloatDType,
  U extends Shape,
  E extends DType,
  R extends Reduction = 'mean',
>(
  logits: Tensor<S, D>,
  labels: Tensor<U, E>,
  { blank = 0, reduction, ...options }: CtcOptions<R> = {},
): Reduced<R, Sequences<S>, D> => {
  requireShapes(logits, labels, blank)
  const [batch = 0, steps = 0] = logits.shape
  const classes = logits.shape[2] ?? 0
  const count = labels.shape[1] ?? 0
  const logitLengths = toLengths('ctc', 'logitLengths', options.logitLengths, batch, [1, steps])
  const labelLengths = toLengths('ctc', 'labelLengths', options.labelLengths, batch, [0, count])
  const wrong = wrongLabels(labels, labelLengths, classes, blank)
  requireLabels(labels, wrong, classes, blank)
  const later = Array.from({ length: steps - 1 }, (_, i) => i + 1)
  const lossOf = (x: AnyTensor): AnyTensor => {
    const given = lattice(x, labels, logitLengths, blank)
    return ended(later.reduce(forward(given), begin(given.emitted)), labelLengths)
  }
  const conditions = [
    T.logicalNot(T.any(wrong, { axis: -1 })),
    lengthsFit(logitLengths, [1, steps]),
    lengthsFit(labelLengths, [0, count]),
  ].filter((fits) => !T.isConcrete(fits))
  const allowed = conditions.length === 0 ? undefined : conditions.reduce((a, b) => T.logicalAnd(a, b))
  return reduce(marking(allowed, lossOf)(logits), reduction)
}
