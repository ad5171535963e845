/** Functions of one example as functions of many. */
import { type AnyTensor, GradusError, type Shape, ShapeError, type Tensor } from '@gradus/tensor'
import type { ExpandDims, ReplaceAxis } from '@gradus/tensor'
import { type Axes, type Placed, placed } from './batching/axes.ts'
import { mapExamples } from './traces/batchTrace.ts'
import type { Mappable } from './BatchRule.ts'
import { moveAxis, repeated } from './batching/examples.ts'
import { showAbstract, tensorsOf, withTensors } from './structure.ts'

export type { Axes } from './batching/axes.ts'

/** The shape with an axis of `B` examples at `Axis`. */
type Insert<S extends Shape, Axis, B extends number> = number extends S['length']
  ? Shape
  : Axis extends 0
    ? readonly [B, ...S]
    : Axis extends number
      ? ReplaceAxis<ExpandDims<S, Axis>, Axis, readonly [B]>
      : Shape

type AxisOf<A, K> = A extends number | null ? A : K extends keyof A ? A[K] : number

/** The structure of one example with an axis of `B` examples at `A` of each tensor; `null` leaves a tensor as it is. */
export type Mapped<X, A, B extends number> = A extends null
  ? X
  : X extends Tensor<infer S, infer D>
    ? Tensor<Insert<S, A, B>, D>
    : X extends (...args: never) => unknown
      ? X
      : X extends object
        ? { [K in keyof X]: Mapped<X[K], AxisOf<A, K>, B> }
        : X

/** The arguments of `f`, each with the axis that is named for it. */
type MappedAll<A extends readonly unknown[], I, B extends number> = {
  readonly [K in keyof A]: Mapped<A[K], AxisOf<I, K>, B>
}

/** Where the examples lie in arguments and results. */
export interface VmapOptions<I, O> {
  /** The axis in each argument, 0 unless said; `null` for what all examples share; arrays and records for parts. */
  readonly inAxes?: I
  /** The axis in the result, 0 unless said; `null` for what is the same for all examples. */
  readonly outAxes?: O
}

const fromFront = (axis: number, rank: number): number | undefined => {
  const front = axis < 0 ? axis + rank : axis
  return front >= 0 && front < rank ? front : undefined
}

/** The arguments' tensors with their axes. */
const placedArguments = (inAxes: unknown, args: readonly unknown[]): readonly Placed[] => {
  const forEach = Array.isArray(inAxes) ? (inAxes as readonly unknown[]) : args.map(() => inAxes)
  if (forEach.length !== args.length)
    throw new GradusError(
      'vmap',
      `inAxes has ${forEach.length} ${forEach.length === 1 ? 'entry' : 'entries'}, and the function was given ${args.length} arguments. Name an axis, or null, for each.`,
    )
  return args.flatMap((arg, i) => placed({ root: `argument ${i}`, option: 'inAxes' }, forEach[i], arg))
}

/** The tensor with its examples along the first axis, where it has any. */
const entering = ({ name, tensor, axis }: Placed): Mappable => {
  if (axis === null) return { tensor, isMapped: false }
  const front = fromFront(axis, tensor.shape.length)
  if (front === undefined)
    throw new ShapeError(
      'vmap',
      `inAxes names axis ${axis} of ${name}, which is ${showAbstract(tensor)}. Name null for what all examples share?`,
    )
  return { tensor: moveAxis(tensor, front, 0), isMapped: true }
}

/** The number of examples: what all mapped axes agree on. */
const sizeOf = (places: readonly Placed[], inputs: readonly Mappable[]): number => {
  const sizes = inputs.flatMap(({ tensor, isMapped }, i) =>
    isMapped ? [{ size: tensor.shape[0] ?? 0, name: places[i]!.name }] : [],
  )
  const [first] = sizes
  if (first === undefined)
    throw new GradusError(
      'vmap',
      'nothing is mapped: inAxes names no axis of any tensor. Name the axis along which the examples lie, as in { inAxes: [0, null] }.',
    )
  const other = sizes.find((s) => s.size !== first.size)
  if (other !== undefined)
    throw new ShapeError(
      'vmap',
      `mapped axes have one size, that of ${first.name} is ${first.size} and that of ${other.name} is ${other.size}`,
    )
  return first.size
}

/** A result with its examples along the axis that was asked for. */
const leaving = ({ name, axis }: Placed, x: Mappable, size: number): AnyTensor => {
  if (axis === null) {
    if (!x.isMapped) return x.tensor
    throw new ShapeError(
      'vmap',
      `outAxes is null for ${name}, which differs from example to example. Name the axis to put the examples along.`,
    )
  }
  const all = repeated(x, size)
  const front = fromFront(axis, all.shape.length)
  if (front === undefined)
    throw new ShapeError(
      'vmap',
      `outAxes names axis ${axis} of ${name}, which has ${all.shape.length} axes with that of the examples`,
    )
  return moveAxis(all, 0, front)
}

/**
 * The function that does for many examples, at once, what `f` does for one.
 *
 * ```text
 * vmap(f)(x)[i] = f(x[i])
 * ```
 *
 * `f` is written for one example, and its types say so; the new function takes an axis more of each tensor, and answers
 * an axis more. There is no loop: each operation runs once, for all examples. What `f` closes over is shared by all. It
 * composes with the other transformations: `vmap(grad(loss), { inAxes: [null, 0] })` gives a gradient for each example,
 * and `vmap(vmap(f))` maps two axes. Random numbers need a key for each example.
 *
 * @param f takes and returns trees of tensors; whatever else is in them is passed on as it is.
 * @param options `inAxes`: the axis of the examples in each argument, 0 unless said; `null` for an argument that all
 *   share; an array names one for each argument, and a record or an array in it one for each part. `outAxes`: where the
 *   axis goes in the result, likewise; `null` for what is the same for all.
 * @returns a function of the same structures, with the axis of the examples added to their tensors.
 * @throws ShapeError where an axis is not there, where the numbers of examples differ, or where a result that differs
 *   between examples was to have no axis; GradusError where nothing is mapped, and where axes and arguments differ in
 *   structure.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { grad, vmap } from '@gradus/autograd'
 *
 * const distance = (a: T.Tensor<readonly [2]>, b: T.Tensor<readonly [2]>) => T.sum(T.square(T.sub(a, b)))
 * const points = T.tensor([[1, 2], [3, 4], [5, 6]])
 * T.toNested(vmap(distance, { inAxes: [0, null] })(points, T.tensor([1, 2]))) // => [0, 8, 32]
 *
 * const pairs = vmap(vmap(distance, { inAxes: [null, 0] }), { inAxes: [0, null] })
 * T.toNested(pairs(points, points)) // => [[0, 8, 32], [8, 0, 8], [32, 8, 0]]
 *
 * const loss = (w: T.Tensor<readonly [2]>, x: T.Tensor<readonly [2]>) => T.square(T.dot(w, x))
 * T.toNested(vmap(grad(loss), { inAxes: [null, 0] })(T.tensor([1, 0]), points)) // => [[2, 4], [18, 24], [50, 60]]
 * ```
 *
 * Source: JAX, `jax.vmap`; J. Bradbury et al., "JAX: composable transformations of Python+NumPy programs", 2018.
 */
export const vmap =
  <A extends readonly unknown[], R, const I extends Axes = 0, const O extends Axes = 0>(
    f: (...args: A) => R,
    { inAxes, outAxes }: VmapOptions<I, O> = {},
  ): (<B extends number>(...args: MappedAll<A, I, B>) => Mapped<R, O, B>) =>
  (...args) => {
    const places = placedArguments(inAxes === undefined ? 0 : inAxes, args)
    const inputs = places.map(entering)
    const size = sizeOf(places, inputs)
    let answer: unknown
    const results = mapExamples('vmap', size)((examples) => {
      answer = f(...(withTensors(args, examples) as unknown as A))
      return tensorsOf(answer)
    }, inputs)
    const toPlace = placed(
      { root: 'the result', option: 'outAxes' },
      outAxes === undefined ? 0 : outAxes,
      answer,
    )
    const outputs = toPlace.map((place, i) => leaving(place, results[i]!, size))
    return withTensors(answer, outputs) as never
  }
