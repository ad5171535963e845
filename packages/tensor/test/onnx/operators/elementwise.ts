/** Arithmetic, comparisons and functions of each element. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { type Call, binary, never, operator, type Operator, unary } from '../operator.ts'

type Combine = (a: AnyTensor, b: AnyTensor) => AnyTensor

const isWhole = (x: AnyTensor): boolean => !T.isFloating(x)

const double = (x: AnyTensor): AnyTensor => T.cast(x, 'float64')

/** Before version 7, operands broadcast only where said, from an axis on. */
const lined = (a: AnyTensor, b: AnyTensor, axis: number | undefined): AnyTensor => {
  const from = axis ?? a.shape.length - b.shape.length
  return T.reshape(b, [
    ...b.shape,
    ...Array.from({ length: a.shape.length - from - b.shape.length }, () => 1),
  ])
}

const checkLegacy = ({ version }: Call, broadcast: number): void => {
  if (version >= 7 && broadcast !== 0) throw never('broadcast in version 7 and later')
}

const arithmetic = (f: Combine): Operator =>
  operator(
    { inputs: 2, attributes: { broadcast: 0, axis: undefined as number | undefined } },
    ([a, b], { broadcast, axis }, call) => {
      checkLegacy(call, broadcast)
      return f(a, broadcast === 0 ? b : lined(a, b, axis))
    },
  )

/** Whole numbers divide to whole numbers, towards zero. */
const divide: Combine = (a, b) => (isWhole(a) ? T.cast(T.div(double(a), double(b)), a.dtype) : T.div(a, b))

/** The result has the element type of the base. */
const power: Combine = (a, b) =>
  isWhole(a) && !isWhole(b) ? T.cast(T.pow(double(a), double(b)), a.dtype) : T.cast(T.pow(a, b), a.dtype)

/** The remainder with the sign of the dividend, as in C. */
const truncated: Combine = (a, b) => T.mul(T.sign(a), T.mod(T.abs(a), T.abs(b)))

const mod: Operator = operator({ inputs: 2, attributes: { fmod: 0 } }, ([a, b], { fmod }) => {
  if (fmod === 0 && !isWhole(a)) throw never('mod of floats without fmod')
  return fmod === 0 ? T.mod(a, b) : truncated(a, b)
})

const shift: Operator = operator({ inputs: 2, attributes: { direction: '' } }, ([a, b], { direction }) => {
  const [x, y] = [a as T.Positions, b as T.Positions]
  if (direction === 'LEFT') return T.leftShift(x, y)
  if (direction === 'RIGHT') return T.rightShift(x, y)
  throw never(`direction ${direction}`)
})

/** Any number of operands. */
const variadic = (f: Combine): Operator =>
  operator({ inputs: 1, optional: Infinity }, ([x, ...rest]) =>
    rest.reduce<AnyTensor>((acc, y) => f(acc, y!), x),
  )

const mean: Operator = operator({ inputs: 1, optional: Infinity }, ([x, ...rest]) =>
  T.div(
    rest.reduce<AnyTensor>((acc, y) => T.add(acc, y!), x),
    rest.length + 1,
  ),
)

const clip: Operator = operator(
  {
    inputs: 1,
    optional: 2,
    attributes: { min: undefined as number | undefined, max: undefined as number | undefined },
  },
  ([x, low, high], { min, max }) => {
    const bounded = low ?? min
    const raised = bounded === undefined ? x : T.maximum(x, bounded)
    const upper = high ?? max
    return upper === undefined ? raised : T.minimum(raised, upper)
  },
)

const isInf: Operator = operator(
  { inputs: 1, attributes: { detect_negative: 1, detect_positive: 1 } },
  ([x], { detect_negative, detect_positive }) => {
    const wanted = T.logicalOr(
      T.logicalAnd(T.less(x, 0), T.full([], detect_negative, { dtype: 'int32' })),
      T.logicalAnd(T.greater(x, 0), T.full([], detect_positive, { dtype: 'int32' })),
    )
    return T.logicalAnd(T.isInf(x), wanted)
  },
)

export const elementwise: Readonly<Record<string, Operator>> = {
  Abs: unary(T.abs),
  Acos: unary(T.acos),
  Acosh: unary(T.acosh),
  Add: arithmetic(T.add),
  And: binary(T.logicalAnd),
  Asin: unary(T.asin),
  Asinh: unary(T.asinh),
  Atan: unary(T.atan),
  Atanh: unary(T.atanh),
  BitShift: shift,
  Ceil: unary(T.ceil),
  Clip: clip,
  Cos: unary(T.cos),
  Cosh: unary(T.cosh),
  Div: arithmetic(divide),
  Equal: binary(T.equal),
  Erf: unary(T.erf),
  Exp: unary(T.exp),
  Floor: unary(T.floor),
  Greater: binary(T.greater),
  GreaterOrEqual: binary(T.greaterEqual),
  IsInf: isInf,
  IsNaN: unary(T.isNaN),
  Less: binary(T.less),
  LessOrEqual: binary(T.lessEqual),
  Log: unary(T.log),
  Max: variadic(T.maximum),
  Mean: mean,
  Min: variadic(T.minimum),
  Mod: mod,
  Mul: arithmetic(T.mul),
  Neg: unary(T.neg),
  Not: unary(T.logicalNot),
  Or: binary(T.logicalOr),
  Pow: arithmetic(power),
  Reciprocal: unary(T.reciprocal),
  Round: unary(T.round),
  Sign: unary(T.sign),
  Sin: unary(T.sin),
  Sinh: unary(T.sinh),
  Sqrt: unary(T.sqrt),
  Sub: arithmetic(T.sub),
  Sum: variadic(T.add),
  Tan: unary(T.tan),
  Where: operator({ inputs: 3 }, ([condition, a, b]) => T.where(condition, a, b)),
  Xor: binary(T.logicalXor),
}
