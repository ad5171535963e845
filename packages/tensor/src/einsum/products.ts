/** Products of two tensors over chosen axes. */
import { bind } from '../bind.ts'
import { ShapeError, showShape, ValueError } from '../errors.ts'
import { castTo, type Fits, normalizeAxes, type Of, spread } from '../operand.ts'
import type { Promote } from '../promotion.ts'
import { type AnyTensor, type Shape, sizeOf, type Tensor } from '../Tensor.ts'
import { contractPair } from './contract.ts'
import type { Dot, Outer, TensorDot, TensorDotAxes } from './ProductShapes.ts'
import { productType } from './productType.ts'

const none: ReadonlySet<string> = new Set()

/** Sums over the axes `p` of `a`, which are the axes `q` of `b`. */
const contract = (a: AnyTensor, b: AnyTensor, p: readonly number[], q: readonly number[]): AnyTensor => {
  const name = (prefix: string, axes: readonly number[], i: number): string =>
    axes.includes(i) ? `sum${axes.indexOf(i)}` : `${prefix}${i}`
  const named = (x: AnyTensor, prefix: string, axes: readonly number[]) => ({
    x,
    labels: x.shape.map((_, i) => name(prefix, axes, i)),
  })
  return contractPair(named(a, 'left', p), named(b, 'right', q), none).x
}

/**
 * NumPy's `dot`: the sum of products over the last axis of `a` and the last but one of `b`, or its only one; a scalar
 * multiplies. For matrices it is `matmul`; where there are more axes, those of `b` come after those of `a`.
 *
 * @throws ShapeError where the two axes differ.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.dot(T.tensor([1, 2, 3]), T.tensor([4, 5, 6]))) // => 32
 * T.dot(T.ones([2, 3, 4]), T.ones([5, 4, 6])).shape // => [2, 3, 5, 6]
 * ```
 */
export const dot = <A extends AnyTensor, B extends AnyTensor>(
  a: A,
  b: B & Fits<Dot<A['shape'], B['shape']>>,
): Of<Dot<A['shape'], B['shape']>, Promote<A, B>> => {
  const dtype = productType('dot', a, b)
  const [x, y] = [castTo(a, dtype), castTo(b, dtype)]
  if (x.shape.length === 0 || y.shape.length === 0) {
    const shape = [...x.shape, ...y.shape]
    return bind('mul', [spread(x, shape), spread(y, shape)], {}) as never
  }
  const last = x.shape.length - 1
  const inner = Math.max(0, y.shape.length - 2)
  if (x.shape[last] !== y.shape[inner])
    throw new ShapeError(
      'dot',
      `inner dimensions differ, ${showShape(x.shape)} · ${showShape(y.shape)}: ${x.shape[last]} against ${y.shape[inner]}`,
    )
  return contract(x, y, [last], [inner]) as never
}

/**
 * All products of an element of `a` and one of `b`: `out[i, j] = a[i] · b[j]`, both read as vectors, as in NumPy.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.outer(T.tensor([1, 2]), T.tensor([3, 4, 5]))) // => [[3, 4, 5], [6, 8, 10]]
 * ```
 */
export const outer = <A extends AnyTensor, B extends AnyTensor>(
  a: A,
  b: B,
): Tensor<Outer<A['shape'], B['shape']>, Promote<A, B>> => {
  const dtype = productType('outer', a, b)
  const line = (x: AnyTensor): AnyTensor => bind('reshape', [castTo(x, dtype)], { shape: [sizeOf(x.shape)] })
  return contract(line(a), line(b), [], []) as never
}

const axesByCount = (a: Shape, b: Shape, count: number): readonly [Shape, Shape] => {
  if (!Number.isInteger(count) || count < 0)
    throw new ValueError('tensorDot', `the number of axes is a whole number from 0, got ${count}`)
  if (count > a.length || count > b.length)
    throw new ShapeError('tensorDot', `${count} axes are more than ${showShape(a)} or ${showShape(b)} has`)
  const first = [...b.keys()].slice(0, count)
  return [first.map((i) => a.length - count + i), first]
}

const axesOf = (a: Shape, b: Shape, axes: TensorDotAxes): readonly [Shape, Shape] => {
  if (typeof axes === 'number') return axesByCount(a, b, axes)
  if (axes[0].length !== axes[1].length)
    throw new ShapeError('tensorDot', 'as many axes of one as of the other are summed')
  return [normalizeAxes(axes[0], 'tensorDot', a), normalizeAxes(axes[1], 'tensorDot', b)]
}

/**
 * The sum of products over several axes: the last `axes` of `a` and the first of `b`, or those that two lists name, in pairs.
 * The axes that are left follow one another, those of `a` first.
 *
 * @throws ShapeError where axes that are summed differ.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.tensorDot(T.ones([2, 3, 4]), T.ones([3, 4, 5]), 2).shape // => [2, 5]
 * T.tensorDot(T.ones([2, 3, 4]), T.ones([4, 5, 2]), [[0, 2], [2, 0]]).shape // => [3, 5]
 * ```
 */
export const tensorDot = <A extends AnyTensor, B extends AnyTensor, const X extends TensorDotAxes>(
  a: A,
  b: B,
  axes: X & Fits<TensorDot<A['shape'], B['shape'], X>>,
): Of<TensorDot<A['shape'], B['shape'], X>, Promote<A, B>> => {
  const dtype = productType('tensorDot', a, b)
  const [p, q] = axesOf(a.shape, b.shape, axes)
  const wrong = p.findIndex((axis, i) => a.shape[axis] !== b.shape[q[i]!])
  if (wrong >= 0)
    throw new ShapeError(
      'tensorDot',
      `axes that are summed differ, ${showShape(a.shape)} and ${showShape(b.shape)}: ${a.shape[p[wrong]!]} against ${b.shape[q[wrong]!]}`,
    )
  return contract(castTo(a, dtype), castTo(b, dtype), p, q) as never
}
