/** Operations on each element, with NumPy's broadcasting and weak plain numbers. */
import type { DType, ToFloat } from './DType.ts'
import type { Promote, Strengthen } from './promotion.ts'
import {
  align,
  broadcastShapes,
  castTo,
  type Fits,
  isValueOf,
  meet,
  type Of,
  scalar,
  spread,
  toFloatTensor,
  toTensor,
} from './operand.ts'
import { toFloat } from './DType.ts'
import { DTypeError } from './errors.ts'
import { bind } from './bind.ts'
import type { Broadcast, Shape, ShapeMismatch } from './Shape.ts'
import type { AnyTensor, Operand, ShapeOf, Tensor } from './Tensor.ts'
import {
  type Asking,
  classifying,
  floating,
  type Floating,
  keeping,
  type Keeping,
  type Plain,
  rounding,
  special,
} from './unary.ts'

export type { Asking, Floating, Keeping } from './unary.ts'

/*
 * In the three interfaces below, the fourth overload is what only generic code reaches: operands of one shape that is a
 * type parameter. The fifth is the third again, because the compiler's errors quote the last.
 */

/** An operation of two operands that broadcast; a plain number keeps the shape whatever it is. */
export interface Combining<Op extends string> {
  <S extends Shape, D extends DType>(a: Tensor<S, D>, b: number): Tensor<S, Strengthen<D>>
  <S extends Shape, D extends DType>(a: number, b: Tensor<S, D>): Tensor<S, Strengthen<D>>
  <A extends Operand, B extends Operand>(
    a: A,
    b: B & Fits<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>>,
  ): Of<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>, Promote<A, B>>
  <S extends Shape, D extends DType>(a: Tensor<S, D>, b: Tensor<S, D>): Tensor<S, D>
  <A extends Operand, B extends Operand>(
    a: A,
    b: B & Fits<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>>,
  ): Of<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>, Promote<A, B>>
}
/** A quotient of two operands that broadcast. */
export interface Dividing<Op extends string> {
  <S extends Shape, D extends DType>(a: Tensor<S, D>, b: number): Tensor<S, ToFloat<D>>
  <S extends Shape, D extends DType>(a: number, b: Tensor<S, D>): Tensor<S, ToFloat<D>>
  <A extends Operand, B extends Operand>(
    a: A,
    b: B & Fits<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>>,
  ): Of<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>, ToFloat<Promote<A, B>>>
  <S extends Shape, D extends DType>(a: Tensor<S, D>, b: Tensor<S, D>): Tensor<S, ToFloat<D>>
  <A extends Operand, B extends Operand>(
    a: A,
    b: B & Fits<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>>,
  ): Of<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>, ToFloat<Promote<A, B>>>
}
/** A comparison of two operands that broadcast. */
export interface Comparing<Op extends string> {
  <S extends Shape>(a: Tensor<S, DType>, b: number): Tensor<S, 'bool'>
  <S extends Shape>(a: number, b: Tensor<S, DType>): Tensor<S, 'bool'>
  <A extends Operand, B extends Operand>(
    a: A,
    b: B & Fits<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>>,
  ): Of<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>, 'bool'>
  <S extends Shape, D extends DType>(a: Tensor<S, D>, b: Tensor<S, D>): Tensor<S, 'bool'>
  <A extends Operand, B extends Operand>(
    a: A,
    b: B & Fits<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>>,
  ): Of<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>, 'bool'>
}

const combining = <Op extends Plain>(name: Op): Combining<Op> =>
  ((a: Operand, b: Operand) => bind(name, align(a, b, name), {})) as never
const dividing = <Op extends Plain>(name: Op): Dividing<Op> =>
  ((a: Operand, b: Operand) => bind(name, align(a, b, name, toFloat(meet(a, b, name))), {})) as never

/** A number that the other's element type cannot hold is compared in float64, which holds it and all whole elements. */
const comparisonType = (a: Operand, b: Operand, op: string): DType => {
  const dtype = meet(a, b, op)
  return [a, b].every((x) => typeof x !== 'number' || isValueOf(dtype, x)) ? dtype : 'float64'
}
const comparing = <Op extends string>(
  name: Plain,
  op: Op,
  build: (a: AnyTensor, b: AnyTensor) => AnyTensor = (a, b) => bind(name, [a, b], {}),
): Comparing<Op> => ((a: Operand, b: Operand) => build(...align(a, b, op, comparisonType(a, b, op)))) as never

const notBool = (x: AnyTensor, op: string, instead: string): void => {
  if (x.dtype === 'bool')
    throw new DTypeError(op, `bool has no differences. Use ${instead}, or cast to int32 first.`)
}

/** `a + b`; of two `bool`s, whether either is true, as in NumPy. */
export const add: Combining<'add'> = ((a: Operand, b: Operand) => {
  const [x, y] = align(a, b, 'add')
  return bind(x.dtype === 'bool' ? 'or' : 'add', [x, y], {})
}) as never
/**
 * `a - b`.
 *
 * @throws DTypeError for two `bool`s.
 */
export const sub: Combining<'sub'> = ((a: Operand, b: Operand) => {
  const [x, y] = align(a, b, 'sub')
  notBool(x, 'sub', 'notEqual')
  return bind('sub', [x, y], {})
}) as never
/** `a × b`, element by element. */
export const mul: Combining<'mul'> = combining('mul')
/** `a / b`; whole numbers divide to `float32`, as in NumPy. */
export const div: Dividing<'div'> = dividing('div')
/** The remainder of `a / b`, with the sign of `b`, as in NumPy. */
export const mod: Combining<'mod'> = combining('mod')
/** `a` to the power `b`. */
export const pow: Combining<'pow'> = combining('pow')
/** The larger of `a` and `b`; NaN wins. The derivative of a tie is shared equally. */
export const maximum: Combining<'maximum'> = combining('maximum')
/** The smaller of `a` and `b`; NaN wins. The derivative of a tie is shared equally. */
export const minimum: Combining<'minimum'> = combining('minimum')

/**
 * `-x`.
 *
 * @throws DTypeError for `bool`.
 */
export const neg: Keeping = ((x: Operand) => {
  const v = toTensor(x, 'float32', 'neg')
  notBool(v, 'neg', 'logicalNot')
  return bind('neg', [v], {})
}) as never
/** `|x|`. */
export const abs: Keeping = keeping('abs')
/** -1, 0 or 1. */
export const sign: Keeping = keeping('sign')
/** The largest whole number not above `x`. */
export const floor: Keeping = rounding('floor')
/** The smallest whole number not below `x`. */
export const ceil: Keeping = rounding('ceil')
/** The nearest whole number; a tie goes to the even one, as in NumPy. */
export const round: Keeping = rounding('round')
/**
 * The whole number next to `x` towards 0.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.trunc(T.tensor([2.7, -2.7]))) // => [2, -2]
 * ```
 */
export const trunc: Keeping = ((x: Operand) => {
  const v = toTensor(x, 'float32', 'trunc')
  return where(less(v, 0) as AnyTensor, ceil(v), floor(v))
}) as never

/** `eˣ`. */
export const exp: Floating = floating('exp')
/** `eˣ - 1`, exact near 0. */
export const expm1: Floating = special('expm1')
/** The natural logarithm. */
export const log: Floating = floating('log')
/** `ln(1 + x)`, exact near 0. */
export const log1p: Floating = special('log1p')
/** The square root. */
export const sqrt: Floating = floating('sqrt')
/** The sine of radians. */
export const sin: Floating = special('sin')
/** The cosine of radians. */
export const cos: Floating = special('cos')
/** The hyperbolic tangent. */
export const tanh: Floating = floating('tanh')
/** The logistic function `1 / (1 + e⁻ˣ)`, without overflow. */
export const sigmoid: Floating = floating('sigmoid')
/** The error function. */
export const erf: Floating = special('erf')
/** The inverse of the error function. */
export const erfInv: Floating = special('erfInv')

/** `x²`. */
export const square: Keeping = ((x: Operand) => mul(x as AnyTensor, x as AnyTensor)) as never
/** `1 / x`. */
export const reciprocal: Floating = ((x: Operand) => div(1, x as AnyTensor)) as never
/** `1 / √x`. */
export const rsqrt: Floating = ((x: Operand) => div(1, sqrt(x as AnyTensor))) as never
/** `ln(1 + eˣ)`, without overflow. */
export const softplus: Floating = ((x: Operand) => {
  const v = toFloatTensor(x, 'softplus')
  return add(maximum(v, 0), log1p(exp(neg(abs(v)))))
}) as never
/** `max(x, 0)`, with derivative 0 at 0; NaN stays NaN. */
export const relu: Keeping = ((x: Operand) => {
  const v = toTensor(x, 'float32', 'relu')
  return where(lessEqual(v, 0), scalar(0, v.dtype), v)
}) as never

/** Is the element neither infinite nor NaN? */
export const isFinite: Asking = classifying('isFinite', 'finite')
/** Is the element NaN? */
export const isNaN: Asking = classifying('isNaN', 'nan')
/**
 * Is the element infinite, of either sign?
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.isInf(T.tensor([-Infinity, NaN, 1]))) // => [true, false, false]
 * ```
 */
export const isInf: Asking = ((x: Operand) => {
  const v = toTensor(x, 'float32', 'isInf')
  return bind('not', [bind('or', [isFinite(v), isNaN(v)], {})], {})
}) as never

/** `a < b`. */
export const less: Comparing<'less'> = comparing('less', 'less')
/** `a ≤ b`. */
export const lessEqual: Comparing<'lessEqual'> = comparing('lessEqual', 'lessEqual')
/** `a > b`. */
export const greater: Comparing<'greater'> = comparing('less', 'greater', (a, b) => bind('less', [b, a], {}))
/** `a ≥ b`. */
export const greaterEqual: Comparing<'greaterEqual'> = comparing('lessEqual', 'greaterEqual', (a, b) =>
  bind('lessEqual', [b, a], {}),
)
/** `a = b`. */
export const equal: Comparing<'equal'> = comparing('equal', 'equal')
/** `a ≠ b`. */
export const notEqual: Comparing<'notEqual'> = comparing('equal', 'notEqual', (a, b) =>
  bind('not', [bind('equal', [a, b], {})], {}),
)

const toBool = (x: Operand): AnyTensor => {
  const t = toTensor(x, 'float32', 'logical')
  return t.dtype === 'bool' ? t : bind('cast', [t], { dtype: 'bool' })
}
const logical = <Op extends string>(name: Plain, op: Op): Comparing<Op> =>
  ((a: Operand, b: Operand) => bind(name, align(toBool(a), toBool(b), op), {})) as never

/** Both. */
export const logicalAnd: Comparing<'logicalAnd'> = logical('and', 'logicalAnd')
/** Either. */
export const logicalOr: Comparing<'logicalOr'> = logical('or', 'logicalOr')
/**
 * One of them, and not both.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.logicalXor(T.tensor([true, true]), T.tensor([true, false]))) // => [false, true]
 * ```
 */
export const logicalXor: Comparing<'logicalXor'> = ((a: Operand, b: Operand) =>
  bind('not', [bind('equal', align(toBool(a), toBool(b), 'logicalXor'), {})], {})) as never
/** Not. */
export const logicalNot: Asking = ((x: Operand) => bind('not', [toBool(x)], {})) as never

type WhereShape<C extends Operand, A extends Operand, B extends Operand> =
  Broadcast<ShapeOf<A>, ShapeOf<B>, 'where'> extends infer R extends Shape
    ? R extends ShapeMismatch<string>
      ? R
      : Broadcast<ShapeOf<C>, R, 'where'>
    : never

/**
 * `a` where the condition holds, `b` elsewhere; all three broadcast.
 *
 * The derivative of what is not chosen is 0 times its own: where that is infinite (`where(x > 0, log(x), 0)` at 0), the
 * product is NaN. Make the operand safe as well: `where(x > 0, log(where(x > 0, x, 1)), 0)`.
 */
export const where = <C extends AnyTensor, A extends Operand, B extends Operand>(
  condition: C,
  a: A,
  b: B & Fits<WhereShape<C, A, B>>,
): Of<WhereShape<C, A, B>, Promote<A, B>> => {
  const [x, y] = align(a, b, 'where')
  const shape = broadcastShapes(condition.shape, x.shape, 'where')
  return bind('select', [spread(toBool(condition), shape), spread(x, shape), spread(y, shape)], {}) as never
}

/** `x` held between `low` and `high`. */
export const clip = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  low: number,
  high: number,
): Tensor<S, D> => castTo(minimum(maximum(x, low), high), x.dtype) as never

/**
 * The same values as another element type.
 *
 * Fractions are cut off towards zero; what is beyond the range of `int32` or `uint8` becomes its nearest end, and NaN
 * becomes 0; to `bool`, everything but 0 is true.
 */
export const cast = <X extends AnyTensor, const D extends DType>(x: X, dtype: D): Tensor<ShapeOf<X>, D> =>
  castTo(x, dtype) as never

/** The same values; derivatives do not pass. */
export const stopGradient = <X extends AnyTensor>(x: X): X => bind('stopGradient', [x], {}) as never
