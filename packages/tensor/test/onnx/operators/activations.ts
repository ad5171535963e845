/** Activations, softmax among them. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { operator, type Operator, unary } from '../operator.ts'
import { int32 } from '../values.ts'

const leaky = (x: AnyTensor, slope: AnyTensor | number): AnyTensor =>
  T.where(T.less(x, 0), T.mul(x, slope), x)

/** `alpha (eˣ - 1)` below 0. */
const elu = (x: AnyTensor, alpha: number): AnyTensor =>
  T.where(T.less(x, 0), T.mul(alpha, T.expm1(x) as AnyTensor), x)

const hardSigmoid = (x: AnyTensor, alpha: number, beta: number): AnyTensor =>
  T.clip(T.add(T.mul(alpha, x), beta), 0, 1)

/** Before version 9, a slope for each channel is a vector. */
const slopesFor = (x: AnyTensor, slope: AnyTensor, version: number): AnyTensor =>
  version < 9 && slope.shape.length === 1 && slope.shape[0] !== 1
    ? T.reshape(slope, [slope.shape[0]!, ...x.shape.slice(2).map(() => 1)])
    : slope

const shrink = (x: AnyTensor, bias: number, lambd: number): AnyTensor =>
  T.where(
    T.less(x, -lambd),
    T.add(x, bias),
    T.where(T.greater(x, lambd), T.sub(x, bias), T.zerosLike(x) as AnyTensor),
  )

/** Since version 13 along one axis; before, along all from it on. */
const normalized = (f: (x: AnyTensor, options: { readonly axis: number }) => AnyTensor): Operator =>
  operator(
    { inputs: 1, attributes: { axis: undefined as number | undefined } },
    ([x], { axis }, { version }) => {
      if (version >= 13) return f(x, { axis: axis ?? -1 })
      const from = (axis ?? 1) < 0 ? (axis ?? 1) + x.shape.length : (axis ?? 1)
      const rows = T.reshape(x, [T.sizeOf(x.shape.slice(0, from)), T.sizeOf(x.shape.slice(from))])
      return T.reshape(f(rows, { axis: 1 }), x.shape)
    },
  )

/** 1 at the first largest element, 0 elsewhere. */
const hardmax = (x: AnyTensor, { axis }: { readonly axis: number }): AnyTensor => {
  const length = x.shape.at(axis)!
  const shape = x.shape.map((_, i) => (i === (axis < 0 ? axis + x.shape.length : axis) ? length : 1))
  const places = int32(
    Array.from({ length }, (_, i) => i),
    shape,
  )
  return T.cast(T.equal(T.argMax(x, { axis, keepDims: true }) as AnyTensor, places), x.dtype)
}

export const activations: Readonly<Record<string, Operator>> = {
  Celu: operator({ inputs: 1, attributes: { alpha: 1 } }, ([x], { alpha }) =>
    T.add(T.maximum(x, 0), T.minimum(T.mul(alpha, T.expm1(T.div(x, alpha)) as AnyTensor), 0)),
  ),
  Elu: operator({ inputs: 1, attributes: { alpha: 1 } }, ([x], { alpha }) => elu(x, alpha)),
  HardSigmoid: operator({ inputs: 1, attributes: { alpha: 0.2, beta: 0.5 } }, ([x], { alpha, beta }) =>
    hardSigmoid(x, alpha, beta),
  ),
  HardSwish: unary((x) => T.mul(x, hardSigmoid(x, 1 / 6, 0.5))),
  Hardmax: normalized(hardmax),
  LeakyRelu: operator({ inputs: 1, attributes: { alpha: 0.01 } }, ([x], { alpha }) => leaky(x, alpha)),
  LogSoftmax: normalized(T.logSoftmax),
  PRelu: operator({ inputs: 2 }, ([x, slope], _, { version }) => leaky(x, slopesFor(x, slope, version))),
  Relu: unary(T.relu),
  Selu: operator(
    { inputs: 1, attributes: { alpha: 1.673_263_242_354_377_2, gamma: 1.050_700_987_355_480_5 } },
    ([x], { alpha, gamma }) => T.mul(gamma, elu(x, alpha)),
  ),
  Shrink: operator({ inputs: 1, attributes: { bias: 0, lambd: 0.5 } }, ([x], { bias, lambd }) =>
    shrink(x, bias, lambd),
  ),
  Sigmoid: unary(T.sigmoid),
  Softmax: normalized(T.softmax),
  Softplus: unary(T.softplus),
  Softsign: unary((x) => T.div(x, T.add(T.abs(x), 1))),
  Tanh: unary(T.tanh),
  ThresholdedRelu: operator({ inputs: 1, attributes: { alpha: 1 } }, ([x], { alpha }) =>
    T.where(T.greater(x, alpha), x, T.zerosLike(x) as AnyTensor),
  ),
}
