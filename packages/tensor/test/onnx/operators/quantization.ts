/** Numbers as small whole numbers with a scale, and products of such. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { never, operator, type Operator } from '../operator.ts'
import { convolutionAttributes, convolved } from './convolution.ts'

/** A vector along an axis of a tensor. */
const along = (x: AnyTensor, values: AnyTensor, axis: number): AnyTensor =>
  T.sizeOf(values.shape) === 1
    ? T.reshape(values, [])
    : T.reshape(
        values,
        x.shape.map((d, i) => (i === (axis < 0 ? axis + x.shape.length : axis) ? d : 1)),
      )

const wide = (x: AnyTensor): AnyTensor => T.cast(x, 'int32')

const centred = (x: AnyTensor, zero: AnyTensor | undefined): AnyTensor =>
  zero === undefined ? wide(x) : T.sub(wide(x), wide(zero))

/** Rounded, moved, and held in the range of uint8. */
const quantized = (x: AnyTensor, scale: AnyTensor, zero: AnyTensor, axis: number): AnyTensor => {
  if (zero.dtype !== 'uint8') throw never(`quantisation to ${zero.dtype}`)
  const steps = T.add(T.round(T.div(x, along(x, scale, axis))), along(x, zero, axis))
  return T.cast(T.clip(steps, 0, 255), 'uint8')
}

const dynamic: Operator = operator({ inputs: 1 }, ([x]) => {
  const [low, high] = [T.minimum(T.min(x), 0), T.maximum(T.max(x), 0)]
  const scale: AnyTensor = T.div(T.sub(high, low), 255)
  const zero = T.cast(T.round(T.div(T.neg(low), scale)), 'uint8') as AnyTensor
  return [quantized(x, scale, zero, 0), scale, zero]
})

const back: Operator = operator(
  { inputs: 2, optional: 1, attributes: { axis: 1 } },
  ([x, scale, zero], { axis }) => T.mul(centred(x, zero && along(x, zero, axis)), along(x, scale, axis)),
)

/** The product of two operands with scales, in the scale of the result. */
const rescaled = (product: AnyTensor, a: AnyTensor, b: AnyTensor, y: AnyTensor, zero: AnyTensor): AnyTensor =>
  quantized(T.mul(product, T.mul(a, b)), y, zero, 0)

export const quantization: Readonly<Record<string, Operator>> = {
  ConvInteger: operator(
    { inputs: 2, optional: 2, attributes: convolutionAttributes },
    ([x, kernel, zero, kernelZero], a) => convolved(centred(x, zero), centred(kernel, kernelZero), a),
  ),
  DequantizeLinear: back,
  DynamicQuantizeLinear: dynamic,
  MatMulInteger: operator({ inputs: 2, optional: 2 }, ([a, b, zeroA, zeroB]) =>
    T.matmul(centred(a, zeroA), centred(b, zeroB)),
  ),
  QLinearConv: operator(
    { inputs: 8, attributes: convolutionAttributes },
    ([x, scale, zero, kernel, kernelScale, kernelZero, yScale, yZero], a) => {
      const product = convolved(centred(x, zero), centred(kernel, kernelZero), a)
      return rescaled(product, scale, along(product, kernelScale, 1), yScale, yZero)
    },
  ),
  QLinearMatMul: operator({ inputs: 8 }, ([a, scaleA, zeroA, b, scaleB, zeroB, scaleY, zeroY]) =>
    rescaled(T.matmul(centred(a, zeroA), centred(b, zeroB)), scaleA, scaleB, scaleY, zeroY),
  ),
  QuantizeLinear: operator({ inputs: 3, attributes: { axis: 1 } }, ([x, scale, zero], { axis }) =>
    quantized(x, scale, zero, axis),
  ),
}
