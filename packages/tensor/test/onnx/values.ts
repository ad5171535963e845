/** ONNX tensors as ours. */
import type { AnyTensor, DType } from '../../src/index.ts'
import * as T from '../../src/index.ts'
import type { TensorProto } from './proto.ts'
import { unsupported } from './unsupported.ts'

/**
 * The element types of ONNX by number, and ours that carry them. Whole numbers of other widths travel as int32, which
 * is exact as long as every value fits; one that does not ends the case.
 */
const elementTypes: Readonly<Record<number, readonly [name: string, carrier: DType | undefined]>> = {
  1: ['float', 'float32'],
  2: ['uint8', 'uint8'],
  3: ['int8', 'int32'],
  4: ['uint16', 'int32'],
  5: ['int16', 'int32'],
  6: ['int32', 'int32'],
  7: ['int64', 'int32'],
  8: ['string', undefined],
  9: ['bool', 'bool'],
  10: ['float16', undefined],
  11: ['double', 'float64'],
  12: ['uint32', 'int32'],
  13: ['uint64', 'int32'],
  14: ['complex64', undefined],
  15: ['complex128', undefined],
  16: ['bfloat16', undefined],
}

/** Our element type for a number of ONNX's. */
export const carrierOf = (type: number): DType => {
  const known = elementTypes[type]
  if (known === undefined) throw new Error(`ONNX has no element type ${type}`)
  if (known[1] === undefined) throw unsupported(`no element type ${known[0]}`)
  return known[1]
}

const rawReaders: Readonly<Record<number, (buffer: ArrayBuffer) => Iterable<number | bigint>>> = {
  1: (b) => new Float32Array(b),
  2: (b) => new Uint8Array(b),
  3: (b) => new Int8Array(b),
  4: (b) => new Uint16Array(b),
  5: (b) => new Int16Array(b),
  6: (b) => new Int32Array(b),
  7: (b) => new BigInt64Array(b),
  9: (b) => new Uint8Array(b),
  11: (b) => new Float64Array(b),
  12: (b) => new Uint32Array(b),
  13: (b) => new BigUint64Array(b),
}

const elementsOf = (t: TensorProto): readonly (number | bigint)[] => {
  if (t.dataLocation !== 0) throw new Error(`the data of ${t.name} is in another file`)
  if (t.rawData.length > 0) return Array.from(rawReaders[t.dataType]!(Uint8Array.from(t.rawData).buffer))
  if (t.dataType === 1) return t.floatData
  if (t.dataType === 7) return t.int64Data.map(BigInt)
  if (t.dataType === 11) return t.doubleData
  if (t.dataType === 12 || t.dataType === 13) return t.uint64Data.map(BigInt)
  return t.int32Data
}

const fits = (v: number | bigint): boolean => v >= -(2 ** 31) && v < 2 ** 31

/** A tensor with the elements of ONNX's. */
export const tensorOf = (t: TensorProto): AnyTensor => {
  const dtype = carrierOf(t.dataType)
  const elements = elementsOf(t)
  if (dtype === 'int32' && !elements.every(fits))
    throw unsupported(`${elementTypes[t.dataType]![0]} beyond the range of int32`)
  const values = Float64Array.from(elements, Number)
  return T.cast(T.fromTypedArray(values, t.dims.map(Number)), dtype)
}

/** The elements of a tensor of whole numbers, such as axes. */
export const numbers = (x: AnyTensor): readonly number[] => Array.from(T.toTypedArray(x))

/** A tensor of whole numbers, as positions. */
export const int32 = (values: readonly number[], shape: readonly number[] = [values.length]) =>
  T.fromTypedArray(Int32Array.from(values), shape)

/** A tensor as positions. */
export const asPositions = (x: AnyTensor): T.Positions => T.cast(x, 'int32')
