/** Elementwise loops of the reference engine. Each writes into an array that its caller has just made. */
import type { TypedArray } from '../DType.ts'
import type { Rounding } from '../Special.ts'

type Unary = (x: number) => number
type Binary = (a: number, b: number) => number

/** Ties go to the even neighbour, as in NumPy. */
const roundHalfEven = (x: number): number => {
  const nearest = Math.round(x)
  return Math.abs(x % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest
}

const sigmoid = (x: number): number => {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** The remainder with the sign of the divisor, as in NumPy; 0 has it, too. */
const floorMod = (a: number, b: number): number => {
  const r = a % b
  if (r === 0) return b < 0 ? -0 : 0
  return r < 0 !== b < 0 ? r + b : r
}

/** A power of whole numbers, wrapping as their products do; doubles would lose the low bits of large ones. */
const powInt = (a: number, b: number): number => {
  let result = 1
  for (let square = a, rest = b; rest > 0; square = Math.imul(square, square), rest = Math.floor(rest / 2))
    if (rest % 2 === 1) result = Math.imul(result, square)
  return result
}

/** Functions of one number. */
export const unary = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  tanh: Math.tanh,
  sigmoid,
  not: (x) => (x === 0 ? 1 : 0),
} satisfies Record<string, Unary>

export const toWhole: Record<Rounding, Unary> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfEven,
}

export const classify = {
  finite: (x) => (Number.isFinite(x) ? 1 : 0),
  nan: (x) => (Number.isNaN(x) ? 1 : 0),
} satisfies Record<string, Unary>

/** Functions of two numbers. */
export const binary = {
  mod: floorMod,
  pow: Math.pow,
  powInt,
  maximum: Math.max,
  minimum: Math.min,
  less: (a, b) => (a < b ? 1 : 0),
  lessEqual: (a, b) => (a <= b ? 1 : 0),
  equal: (a, b) => (a === b ? 1 : 0),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  shiftRightLogical: (a, b) => a >>> b,
} satisfies Record<string, Binary>

export const mapUnary = (f: Unary, x: TypedArray, out: TypedArray): void => {
  for (let i = 0; i < out.length; i++) out[i] = f(x[i]!)
}

export const mapBinary = (f: Binary, a: TypedArray, b: TypedArray, out: TypedArray): void => {
  for (let i = 0; i < out.length; i++) out[i] = f(a[i]!, b[i]!)
}

// The four operations that dominate a training step have loops of their own: a call per element costs five times as much.

export const add = (a: TypedArray, b: TypedArray, out: TypedArray): void => {
  for (let i = 0; i < out.length; i++) out[i] = a[i]! + b[i]!
}

export const sub = (a: TypedArray, b: TypedArray, out: TypedArray): void => {
  for (let i = 0; i < out.length; i++) out[i] = a[i]! - b[i]!
}

export const mul = (a: TypedArray, b: TypedArray, out: TypedArray): void => {
  for (let i = 0; i < out.length; i++) out[i] = a[i]! * b[i]!
}

/** Products of int32 wrap; doubles would lose the low bits of large ones. */
export const mulInt = (a: TypedArray, b: TypedArray, out: TypedArray): void => {
  for (let i = 0; i < out.length; i++) out[i] = Math.imul(a[i]!, b[i]!)
}

export const div = (a: TypedArray, b: TypedArray, out: TypedArray): void => {
  for (let i = 0; i < out.length; i++) out[i] = a[i]! / b[i]!
}

export const select = (condition: TypedArray, a: TypedArray, b: TypedArray, out: TypedArray): void => {
  for (let i = 0; i < out.length; i++) out[i] = condition[i] === 0 ? b[i]! : a[i]!
}
