/** One value or another, and the same value in another form. */
import { bind } from '../bind.ts'
import type { DType } from '../DType.ts'
import { align, broadcastShapes, castTo, type Fits, type Of, spread, checkTensor } from '../operand.ts'
import type { Promote } from '../promotion.ts'
import type { Broadcast, Shape, ShapeMismatch } from '../Shape.ts'
import type { AnyTensor, Operand, ShapeOf, Tensor } from '../Tensor.ts'
import { toBool } from './binary.ts'

type WhereShape<C extends Operand, A extends Operand, B extends Operand> =
  Broadcast<ShapeOf<A>, ShapeOf<B>, 'where'> extends infer R extends Shape
    ? R extends ShapeMismatch<string>
      ? R
      : Broadcast<ShapeOf<C>, R, 'where'>
    : never

/**
 * `a` where the condition holds, `b` elsewhere; all three broadcast.
 *
 * Derivatives go to what is chosen, and none to the other side, whatever its slope there: that of `where(x > 0, log(x), 0)`
 * at 0 is 0. In reverse mode that reaches through elementwise operations, movements and sums; where a matrix product or a
 * program lies between, make the operand safe as well: `where(x > 0, f(where(x > 0, x, 1)), 0)`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([-1, 2])
 * T.toNested(T.where(T.greater(x, 0), x, 0)) // => [0, 2]
 * ```
 */
export const where = <C extends AnyTensor, A extends Operand, B extends Operand>(
  condition: C,
  a: A,
  b: B & Fits<WhereShape<C, A, B>>,
): Of<WhereShape<C, A, B>, Promote<A, B>> => {
  const [x, y] = align(a, b, 'where')
  const shape = broadcastShapes(checkTensor(condition, 'where').shape, x.shape, 'where')
  return bind(
    'select',
    [spread(toBool(condition, 'where'), shape), spread(x, shape), spread(y, shape)],
    {},
  ) as never
}

type Bound<B> = B extends Operand ? B : number

type ClipShape<X extends AnyTensor, L, H> =
  Broadcast<X['shape'], ShapeOf<Bound<L>>, 'clip'> extends infer R extends Shape
    ? R extends ShapeMismatch<string>
      ? R
      : Broadcast<R, ShapeOf<Bound<H>>, 'clip'>
    : never

type ClipType<X extends AnyTensor, L, H> = Promote<Tensor<Shape, Promote<X, Bound<L>>>, Bound<H>>

/** Values held between bounds, of which either may be missing; plain numbers keep the shape and the element type. */
export interface Clipping {
  <S extends Shape, D extends DType>(x: Tensor<S, D>, low: number | undefined, high?: number): Tensor<S, D>
  <X extends AnyTensor, L extends Operand | undefined, H extends Operand | undefined = undefined>(
    x: X,
    low: L,
    high?: H & Fits<ClipShape<X, L, H>>,
  ): Of<ClipShape<X, L, H>, ClipType<X, L, H>>
}

/**
 * `x` held between `low` and `high`, of which either may be left out; NaN stays NaN. Where `low` is above `high`, the
 * result is `high`, as in NumPy.
 *
 * @throws ShapeError where bounds that are tensors do not broadcast.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([-2, 0.5, 9])
 * T.toNested(T.clip(x, 0, 1)) // => [0, 0.5, 1]
 * T.toNested(T.clip(x, 0)) // => [0, 0.5, 9]
 * T.toNested(T.clip(x, undefined, T.tensor([0, 0, 5]))) // => [-2, 0, 5]
 * ```
 */
export const clip: Clipping = ((x: AnyTensor, low?: Operand, high?: Operand) => {
  const above = low === undefined ? checkTensor(x, 'clip') : bind('maximum', align(x, low, 'clip'), {})
  const held = high === undefined ? above : bind('minimum', align(above, high, 'clip'), {})
  return typeof low === 'object' || typeof high === 'object' ? held : castTo(held, x.dtype)
}) as never

/**
 * The same values as another element type.
 *
 * Fractions are cut off towards zero; to `bool`, everything but 0 is true.
 *
 * @throws ValueError for NaN, infinities and other values that `int32` or `uint8` do not reach.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.cast(T.tensor([2.9, -2.9]), 'int32')) // => [2, -2]
 * T.toNested(T.cast(T.tensor([0, 0.5]), 'bool')) // => [false, true]
 * ```
 */
export const cast = <X extends AnyTensor, const D extends DType>(x: X, dtype: D): Tensor<ShapeOf<X>, D> =>
  castTo(checkTensor(x, 'cast'), dtype) as never

/**
 * The same values; derivatives do not pass.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.stopGradient(T.tensor([1, 2]))) // => [1, 2]
 * ```
 */
export const stopGradient = <X extends AnyTensor>(x: X): X =>
  bind('stopGradient', [checkTensor(x, 'stopGradient')], {}) as never
