/** How elements of each type are read, multiplied and summed, in vectors of 128 bits. */
import { f32, f32x4, f64, f64x2, i32, i32x4, v128 } from '../instructions.ts'
import type { Code } from '../module.ts'
import type { ProductType } from './Product.ts'

type Reads = (address: Code, offset?: number) => Code
type Writes = (address: Code, value: Code, offset?: number) => Code

/** The instructions of an element type. */
export interface Arithmetic {
  readonly dtype: ProductType
  /** The bytes of an element. */
  readonly width: number
  /** The elements of a vector. */
  readonly lanes: number
  /** One element, in all lanes. */
  readonly splat: Reads
  readonly multiplyAdd: (a: Code, b: Code, sum: Code) => Code
  readonly add: (a: Code, b: Code) => Code
  readonly extract: (vector: Code, lane: number) => Code
  readonly storeLane: (address: Code, vector: Code, lane: number, offset?: number) => Code
  /** One element by itself. */
  readonly one: {
    readonly load: Reads
    readonly store: Writes
    readonly add: (a: Code, b: Code) => Code
  }
}

const float32 = (fused: boolean): Arithmetic => ({
  dtype: 'float32',
  width: 4,
  lanes: 4,
  splat: v128.load32Splat,
  multiplyAdd: (a, b, sum) => (fused ? f32x4.relaxedMultiplyAdd(a, b, sum) : f32x4.add(f32x4.mul(a, b), sum)),
  add: f32x4.add,
  extract: f32x4.extract,
  storeLane: v128.store32Lane,
  one: { load: f32.load, store: f32.store, add: f32.add },
})

const float64 = (fused: boolean): Arithmetic => ({
  dtype: 'float64',
  width: 8,
  lanes: 2,
  splat: v128.load64Splat,
  multiplyAdd: (a, b, sum) => (fused ? f64x2.relaxedMultiplyAdd(a, b, sum) : f64x2.add(f64x2.mul(a, b), sum)),
  add: f64x2.add,
  extract: f64x2.extract,
  storeLane: v128.store64Lane,
  one: { load: f64.load, store: f64.store, add: f64.add },
})

const int32: Arithmetic = {
  dtype: 'int32',
  width: 4,
  lanes: 4,
  splat: v128.load32Splat,
  multiplyAdd: (a, b, sum) => i32x4.add(i32x4.mul(a, b), sum),
  add: i32x4.add,
  extract: i32x4.extract,
  storeLane: v128.store32Lane,
  one: { load: i32.load, store: i32.store, add: i32.add },
}

/** @param fused - multiply and add in one instruction. */
export const arithmeticOf = (dtype: ProductType, fused: boolean): Arithmetic =>
  dtype === 'int32' ? int32 : dtype === 'float32' ? float32(fused) : float64(fused)
