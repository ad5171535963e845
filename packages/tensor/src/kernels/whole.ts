/** What whole numbers cannot do, refused instead of answered with something. */
import type { DType, TypedArray } from '../DType.ts'
import { ValueError } from '../errors.ts'

type Binary = (a: number, b: number) => number

const limits: Readonly<Record<Exclude<DType, 'float32' | 'float64'>, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
  bool: [0, 1],
}

const beyond = (v: number, at: number, dtype: DType): ValueError =>
  new ValueError(
    'cast',
    Number.isNaN(v)
      ? `NaN at position ${at} has no value in ${dtype}. Put a number there with where first?`
      : `${v} at position ${at} is beyond ${dtype}. Clip it first?`,
  )

/** Fractions are cut off; to `bool`, everything but 0 is 1. */
export const castToWhole = (x: TypedArray, out: TypedArray, dtype: keyof typeof limits): void => {
  const [low, high] = limits[dtype]
  for (let i = 0; i < out.length; i++) {
    const v = dtype === 'bool' ? Number(x[i] !== 0) : Math.trunc(x[i]!)
    if (!(v >= low && v <= high)) throw beyond(x[i]!, i, dtype)
    out[i] = v
  }
}

/** A remainder that has no value where the divisor is 0. */
export const modWhole =
  (mod: Binary) =>
  (a: TypedArray, b: TypedArray, out: TypedArray): void => {
    for (let i = 0; i < out.length; i++) {
      if (b[i] === 0)
        throw new ValueError(
          'mod',
          `whole numbers have no remainder by 0, the divisor at position ${i} is 0. Cast to float32 first, for NaN there?`,
        )
      out[i] = mod(a[i]!, b[i]!)
    }
  }

/** A power that is no whole number where the exponent is negative. */
export const powWhole =
  (pow: Binary) =>
  (a: TypedArray, b: TypedArray, out: TypedArray): void => {
    for (let i = 0; i < out.length; i++) {
      if (b[i]! < 0)
        throw new ValueError(
          'pow',
          `whole numbers have no negative powers, the exponent at position ${i} is ${b[i]}. Cast to float32 first?`,
        )
      out[i] = pow(a[i]!, b[i]!)
    }
  }
