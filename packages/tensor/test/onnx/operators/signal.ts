/** Windows and Fourier transforms, which are products with a matrix. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { never, operator, type Operator } from '../operator.ts'
import { carrierOf, int32, numbers } from '../values.ts'

/** `Σ weights[k] cos(2πk n / N)`, where N is one less unless the window is to be repeated. */
const cosines = (weights: readonly number[]): Operator =>
  operator(
    { inputs: 1, attributes: { output_datatype: 1, periodic: 1 } },
    ([size], { output_datatype, periodic }) => {
      const [length = 0] = numbers(size)
      const turns = T.div(T.arange(length, { dtype: 'float64' }), periodic === 0 ? length - 1 : length)
      const terms = weights.map((w, k) =>
        T.mul(w, T.cos(T.mul(turns, 2 * Math.PI * k) as AnyTensor) as AnyTensor),
      )
      return T.cast(
        terms.reduce<AnyTensor>((a, b) => T.add(a, b), T.zeros([length])),
        carrierOf(output_datatype),
      )
    },
  )

/** The angles `2π j k / length` of a transform. */
const angles = (length: number): AnyTensor => {
  const places = T.arange(length, { dtype: 'float64' })
  return T.mul(T.mod(T.outer(places, places) as AnyTensor, length) as AnyTensor, (2 * Math.PI) / length)
}

/** Real and imaginary parts along the last axis; the transform goes along the one before. */
const transformed = (x: AnyTensor, inverse: boolean): AnyTensor => {
  const length = x.shape.at(-2)!
  const turn = angles(length)
  const [cos, sin] = [T.cos(turn), T.mul(T.sin(turn), inverse ? 1 : -1)] as const
  const [real, imaginary] = (x.shape.at(-1) === 1 ? [x, T.zerosLike(x)] : T.split(x, 2, { axis: -1 })) as [
    AnyTensor,
    AnyTensor,
  ]
  const parts = [
    T.sub(T.matmul(cos, real) as AnyTensor, T.matmul(sin, imaginary) as AnyTensor),
    T.add(T.matmul(sin, real) as AnyTensor, T.matmul(cos, imaginary) as AnyTensor),
  ]
  const both: AnyTensor = T.concat(parts as readonly AnyTensor[], { axis: -1 })
  return T.cast(inverse ? T.div(both, length) : both, x.dtype)
}

const dft: Operator = operator(
  { inputs: 1, attributes: { axis: 1, inverse: 0, onesided: 0 } },
  ([x], { axis, inverse, onesided }) => {
    if (onesided !== 0) throw never('a one-sided transform')
    const rank = x.shape.length
    return T.swapAxes(transformed(T.swapAxes(x, axis, rank - 2), inverse !== 0), axis, rank - 2)
  },
)

/** Frames of the signal, each with its own transform, of which the first half and one more are told. */
const stft: Operator = operator(
  { inputs: 2, optional: 2, attributes: { onesided: 1 } },
  ([signal, step, window, size], { onesided }) => {
    if (onesided !== 1) throw never('a two-sided transform')
    const length = size === undefined ? window!.shape[0]! : T.item(size)
    const [stride, frames] = [T.item(step), Math.floor((signal.shape[1]! - length) / T.item(step)) + 1]
    const places = Array.from(
      { length: frames * length },
      (_, i) => Math.floor(i / length) * stride + (i % length),
    )
    const framed: AnyTensor = T.take(signal, int32(places, [frames, length]), { axis: 1 })
    const weighed = window === undefined ? framed : T.mul(framed, T.reshape(window, [length, 1]))
    const whole = transformed(weighed, false)
    return T.slice(whole, [0, 0, 0], [whole.shape[0]!, frames, Math.floor(length / 2) + 1])
  },
)

const mel = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700)

/** The bins of a spectrum at which triangles of equal width on the mel scale begin, have their tops, and end. */
const triangleEnds = (count: number, length: number, rate: number, low: number, high: number): AnyTensor => {
  const mels = T.add(
    T.mul(T.arange(count + 2, { dtype: 'float64' }), (mel(high) - mel(low)) / (count + 2)),
    mel(low),
  )
  const hertz = T.mul(700, T.sub(T.pow(10, T.div(mels, 2595)), 1))
  return T.floor(T.div(T.mul(hertz, length + 1), rate))
}

/** The height of triangles, a column each, at each bin: up to 1 at the top, and down to 0 at the end. */
const melWeights: Operator = operator(
  { inputs: 5, attributes: { output_datatype: 1 } },
  (inputs, { output_datatype }) => {
    const [count = 0, length = 0, rate = 0, low = 0, high = 0] = inputs.map((x) => T.item(x!))
    const ends = triangleEnds(count, length, rate, low, high)
    const [left, top, right] = [0, 1, 2].map((i): AnyTensor => T.slice(ends, [i], [i + count])) as [
      AnyTensor,
      AnyTensor,
      AnyTensor,
    ]
    const bin = T.expandDims(T.arange(Math.floor(length / 2) + 1, { dtype: 'float64' }), 1) as AnyTensor
    const rise = T.where(T.equal(left, top), 1, T.div(T.sub(bin, left), T.maximum(T.sub(top, left), 1)))
    const fall = T.div(T.sub(right, bin), T.maximum(T.sub(right, top), 1))
    const rising = T.logicalAnd(T.greaterEqual(bin, left), T.lessEqual(bin, top))
    const falling = T.logicalAnd(T.greaterEqual(bin, top), T.less(bin, right))
    const height = T.where(falling, fall, T.where(rising, rise, T.zerosLike(rise) as AnyTensor))
    return T.cast(height, carrierOf(output_datatype))
  },
)

export const signal: Readonly<Record<string, Operator>> = {
  BlackmanWindow: cosines([0.42, -0.5, 0.08]),
  DFT: dft,
  HammingWindow: cosines([25 / 46, -21 / 46]),
  HannWindow: cosines([0.5, -0.5]),
  MelWeightMatrix: melWeights,
  STFT: stft,
}
