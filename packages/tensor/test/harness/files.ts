/** What the tests of codecs share. */
import fc from 'fast-check'
import { fromTypedArray, toTypedArray } from '../../src/index.ts'
import type { AnyTensor, DType } from '../../src/index.ts'

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

const bytesOf = (tensor: AnyTensor): readonly number[] => {
  const typed = toTypedArray(tensor)
  return [...new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength)]
}

/** A tensor down to its bits. */
export const describeTensor = (tensor: AnyTensor) => ({
  dtype: tensor.dtype,
  shape: tensor.shape,
  bytes: bytesOf(tensor),
})

const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'uint8', 'bool']

const views = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
}

/** Tensors of every element type, up to five dimensions, with any bits: payloads of NaN, zeros with a sign, no elements at all. */
export const anyTensor: fc.Arbitrary<AnyTensor> = fc
  .tuple(fc.constantFrom(...dtypes), fc.array(fc.nat(3), { maxLength: 5 }))
  .chain(([dtype, shape]) => {
    const size = shape.reduce((a, b) => a * b, 1) * views[dtype].BYTES_PER_ELEMENT
    const max = dtype === 'bool' ? 1 : 255
    return fc
      .uint8Array({ minLength: size, maxLength: size, max })
      .map((bytes) => fromTypedArray(new views[dtype](bytes.slice().buffer), shape, { dtype }))
  })
