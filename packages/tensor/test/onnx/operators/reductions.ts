/** Reductions, and sums along the way. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { operator, type Operator } from '../operator.ts'
import { numbers } from '../values.ts'

interface Where {
  readonly axis: readonly number[]
  readonly keepDims: boolean
}

type Reduce = (x: AnyTensor, where: Where) => AnyTensor

/** Over the axes of an attribute or, since version 13 for sums, of an input; without any, over all or none. */
const reduction = (f: Reduce): Operator =>
  operator(
    {
      inputs: 1,
      optional: 1,
      attributes: { axes: undefined as readonly number[] | undefined, keepdims: 1, noop_with_empty_axes: 0 },
    },
    ([x, list], { axes, keepdims, noop_with_empty_axes }) => {
      const named = list === undefined ? (axes ?? []) : numbers(list)
      if (named.length === 0 && noop_with_empty_axes !== 0) return x
      const axis = named.length === 0 ? x.shape.map((_, i) => i) : named
      return f(x, { axis, keepDims: keepdims !== 0 })
    },
  )

type Locate = (x: AnyTensor, where: { readonly axis: number; readonly keepDims: boolean }) => AnyTensor

/** The last of equal elements is the first from the other end. */
const locating = (f: Locate): Operator =>
  operator(
    { inputs: 1, attributes: { axis: 0, keepdims: 1, select_last_index: 0 } },
    ([x], { axis, keepdims, select_last_index }) => {
      const where = { axis, keepDims: keepdims !== 0 }
      if (select_last_index === 0) return f(x, where)
      return T.sub(x.shape.at(axis)! - 1, f(T.flip(x, { axis }), where))
    },
  )

const along = (x: AnyTensor, axis: number, [start, end]: readonly [number, number]): AnyTensor =>
  T.slice(
    x,
    x.shape.map((_, i) => (i === axis ? start : 0)),
    x.shape.map((d, i) => (i === axis ? end : d)),
  )

/** The sums before each element: a zero, then all sums but the last. */
const shifted = (sums: AnyTensor, axis: number): AnyTensor => {
  const widths = sums.shape.map((_, i) => [i === axis ? 1 : 0, 0] as const)
  return along(T.pad(sums, widths), axis, [0, sums.shape[axis]!])
}

const cumSum: Operator = operator(
  { inputs: 2, attributes: { exclusive: 0, reverse: 0 } },
  ([x, list], { exclusive, reverse }) => {
    const [named = 0] = numbers(list)
    const axis = named < 0 ? named + x.shape.length : named
    const turn = (y: AnyTensor): AnyTensor => (reverse === 0 ? y : T.flip(y, { axis }))
    const sums: AnyTensor = T.cumSum(turn(x), { axis })
    return turn(exclusive === 0 ? sums : shifted(sums, axis))
  },
)

export const reductions: Readonly<Record<string, Operator>> = {
  ArgMax: locating(T.argMax),
  ArgMin: locating(T.argMin),
  CumSum: cumSum,
  ReduceL1: reduction((x, where) => T.norm(x, { ...where, ord: 1 })),
  ReduceL2: reduction((x, where) => T.norm(x, { ...where, ord: 2 })),
  ReduceLogSum: reduction((x, where) => T.log(T.sum(x, where) as AnyTensor)),
  ReduceLogSumExp: reduction((x, where) => T.logSumExp(x, where)),
  ReduceMax: reduction((x, where) => T.max(x, where)),
  ReduceMean: reduction((x, where) => T.mean(x, where)),
  ReduceMin: reduction((x, where) => T.min(x, where)),
  ReduceProd: reduction((x, where) => T.prod(x, where)),
  ReduceSum: reduction((x, where) => T.sum(x, where)),
  ReduceSumSquare: reduction((x, where) => T.sum(T.square(x) as AnyTensor, where)),
}
