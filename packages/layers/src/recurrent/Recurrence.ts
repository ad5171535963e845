/**
 * What recurrent layers have in common: a step that carries a value along a sequence.
 *
 * The share of the input in a step does not hang on the steps before, so it is computed for all of them by one matrix
 * product, outside of the loop; the loop is a `scan`, one equation of a graph however long the sequence is.
 *
 * @module
 */
import { scan } from '@gradus/autograd'
import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'

/** A kind of recurrent step. `Carry` is a tree of `[batch, units]`. */
export interface Recurrence<Params, Carry> {
  /** The share of the input: of `[..., features]`, whatever axes come before. */
  readonly project: (params: Params, x: Tensor) => Tensor
  /** The carry before the first step, made of zeros `[batch, units]`. */
  readonly begin: (zeros: Tensor) => Carry
  readonly step: (params: Params, carry: Carry, projected: Tensor) => Carry
  /** What the step gives. */
  readonly hidden: (carry: Carry) => Tensor
}

/** How a recurrence runs over a sequence. */
export interface OverTime {
  readonly units: number
  readonly mask: AnyTensor | undefined
  readonly reverse: boolean
  readonly returnSequences: boolean
}

interface Row {
  readonly x: Tensor
  readonly real?: AnyTensor
}

/** `[batch, time, …]` to `[time, batch, …]`, and back. */
const timeFirst = (x: AnyTensor): AnyTensor => T.swapAxes(x, 0, 1) as AnyTensor

/** A step that is not real leaves the carry as it is. */
const unlessPadding = <Carry>(real: AnyTensor | undefined, next: Carry, carry: Carry): Carry => {
  if (real === undefined) return next
  const choose = (a: AnyTensor, b: AnyTensor): AnyTensor => T.where(T.expandDims(real, 1), a, b) as AnyTensor
  return Tree.zipWith(choose)(next as never, carry as never) as Carry
}

const output = (real: AnyTensor | undefined, hidden: Tensor): Tensor =>
  real === undefined ? hidden : (T.where(T.expandDims(real, 1), hidden, 0) as AnyTensor as Tensor)

/** `[batch, time, features]` to `[batch, time, units]`, or to the last step's `[batch, units]`. */
export const overTime = <Params, Carry>(
  recurrence: Recurrence<Params, Carry>,
  params: Params,
  x: Tensor,
  { units, mask, reverse, returnSequences }: OverTime,
): Tensor => {
  const { project, begin, step, hidden } = recurrence
  const projected = timeFirst(project(params, x)) as Tensor
  const rows: Row = mask === undefined ? { x: projected } : { x: projected, real: timeFirst(mask) }
  const zeros = T.zeros([x.shape[0] ?? 0, units], { dtype: projected.dtype }) as Tensor
  const body = (carry: Carry, row: Row): readonly [Carry, Tensor | undefined] => {
    const next = unlessPadding(row.real, step(params, carry, row.x), carry)
    return [next, returnSequences ? output(row.real, hidden(next)) : undefined]
  }
  const [last, all] = scan(body as never, begin(zeros), rows, { reverse }) as readonly [Carry, unknown]
  return returnSequences ? (timeFirst(all as AnyTensor) as Tensor) : hidden(last)
}
