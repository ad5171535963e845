/** Normalisations. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { never, operator, type Operator } from '../operator.ts'
import { randomness, unsupported } from '../unsupported.ts'

const axesFrom = (x: AnyTensor, first: number): readonly number[] => x.shape.map((_, i) => i).slice(first)

/** A number for each channel, beside all axes but the first. */
const forChannels = (values: AnyTensor, x: AnyTensor): AnyTensor =>
  T.reshape(values, [values.shape[0]!, ...x.shape.slice(2).map(() => 1)])

const scaled = (x: AnyTensor, mean: AnyTensor, variance: AnyTensor, epsilon: number): AnyTensor =>
  T.div(T.sub(x, mean), T.sqrt(T.add(variance, epsilon)))

/** Before version 14 training was told by other attributes. */
const checkTest = (version: number, isTest: number): void => {
  if (version < 7 && isTest === 0) throw never('batch normalisation in training before version 14')
}

const mixed = (old: AnyTensor, found: AnyTensor, momentum: number): AnyTensor =>
  T.add(T.mul(old, momentum), T.mul(found, 1 - momentum))

const batchNormalization: Operator = operator(
  { inputs: 5, attributes: { epsilon: 1e-5, momentum: 0.9, training_mode: 0, is_test: 0 } },
  ([x, scale, bias, mean, variance], { epsilon, momentum, training_mode, is_test }, { version }) => {
    checkTest(version, is_test)
    const across = { axis: x.shape.map((_, i) => i).filter((i) => i !== 1) }
    const [m, v] = training_mode === 0 ? [mean, variance] : [T.mean(x, across), T.variance(x, across)]
    const standard = scaled(x, forChannels(m, x), forChannels(v, x), epsilon)
    const y = T.add(T.mul(standard, forChannels(scale, x)), forChannels(bias, x))
    return [y, mixed(mean, m, momentum), mixed(variance, v, momentum)]
  },
)

const instanceNormalization: Operator = operator(
  { inputs: 3, attributes: { epsilon: 1e-5 } },
  ([x, scale, bias], { epsilon }) => {
    const over = { axis: axesFrom(x, 2), keepDims: true } as const
    const standard = scaled(x, T.mean(x, over), T.variance(x, over), epsilon)
    return T.add(T.mul(standard, forChannels(scale, x)), forChannels(bias, x))
  },
)

const layerNormalization: Operator = operator(
  { inputs: 2, optional: 1, attributes: { axis: -1, epsilon: 1e-5, stash_type: 1 } },
  ([x, scale, bias], { axis, epsilon, stash_type }) => {
    if (stash_type !== 1) throw never(`stash_type ${stash_type}`)
    const over = { axis: axesFrom(x, axis), keepDims: true } as const
    const mean: AnyTensor = T.mean(x, over)
    const variance: AnyTensor = T.variance(x, over)
    const y = T.mul(scaled(x, mean, variance, epsilon), scale)
    return [bias === undefined ? y : T.add(y, bias), mean, T.rsqrt(T.add(variance, epsilon))]
  },
)

/** Squares summed over `size` neighbouring channels. */
const neighbours = (x: AnyTensor, size: number): AnyTensor => {
  const [before, after] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)]
  const widths = x.shape.map((_, i) => (i === 1 ? ([before, after] as const) : ([0, 0] as const)))
  const wide = T.pad(T.square(x) as AnyTensor, widths)
  const parts = Array.from({ length: size }, (_, i) => T.slice(wide, [0, i], [x.shape[0]!, i + x.shape[1]!]))
  return parts.reduce<AnyTensor>((a, b) => T.add(a, b), T.zerosLike(x))
}

const localResponse: Operator = operator(
  { inputs: 1, attributes: { alpha: 1e-4, beta: 0.75, bias: 1, size: 0 } },
  ([x], { alpha, beta, bias, size }) =>
    T.div(x, T.pow(T.add(bias, T.mul(alpha / size, neighbours(x, size))), beta)),
)

const meanVariance: Operator = operator(
  { inputs: 1, attributes: { axes: [0, 2, 3] as readonly number[] } },
  ([x], { axes }) => {
    const over = { axis: axes, keepDims: true } as const
    return T.div(T.sub(x, T.mean(x, over)), T.add(T.std(x, over), 1e-9))
  },
)

/** Nothing but in training, where only a rate of 0 can be foretold; the mask has what is kept. */
const dropout: Operator = operator(
  { inputs: 1, optional: 2, attributes: { ratio: 0.5, seed: 0 } },
  ([x, rate, training], { ratio }) => {
    const drops = rate === undefined ? ratio : T.item(rate)
    if (training !== undefined && T.item(training) !== 0 && drops !== 0) throw unsupported(randomness)
    return [x, T.ones(x.shape, { dtype: 'bool' })]
  },
)

export const normalization: Readonly<Record<string, Operator>> = {
  BatchNormalization: batchNormalization,
  Dropout: dropout,
  InstanceNormalization: instanceNormalization,
  LRN: localResponse,
  LayerNormalization: layerNormalization,
  MeanVarianceNormalization: meanVariance,
}
