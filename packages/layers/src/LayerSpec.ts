import * as Init from '@gradus/init'
import type { Initializer } from '@gradus/init'
import { ValueError } from '@gradus/tensor'
import * as A from './activations/index.ts'
import * as X from './attention/index.ts'
import * as C from './convolution/index.ts'
import { dense } from './dense.ts'
import { dropout } from './dropout.ts'
import * as F from './features/index.ts'
import { flatten } from './flatten.ts'
import type { Layer, SameShape } from './Layer.ts'
import type { LayerOptions } from './layerOptions.ts'
import { activationNames, normalizationNames } from './layerOptions.ts'
import * as N from './normalization/index.ts'
import * as P from './pooling/index.ts'
import * as R from './recurrent/index.ts'
import type { Stage } from './Stage.ts'

/** The kinds of layer that a configuration can name. */
export type LayerKind = keyof LayerOptions

/** Options with the names of initialisers in place of these. */
type Written<O> = {
  readonly [Name in keyof O]: [Initializer] extends [O[Name]] ? string | undefined : O[Name]
}

/** A layer as a configuration writes it: its kind, its options as numbers and words, and, if wanted, a name. */
export type LayerSpec = {
  readonly [Kind in LayerKind]: {
    readonly kind: Kind
    readonly name?: string | undefined
  } & Written<LayerOptions[Kind]>
}[LayerKind]

const initializers: Readonly<Record<string, Initializer>> = {
  zeros: Init.zeros,
  ones: Init.ones,
  glorotNormal: Init.glorotNormal,
  glorotUniform: Init.glorotUniform,
  heNormal: Init.heNormal,
  heUniform: Init.heUniform,
  lecunNormal: Init.lecunNormal,
  lecunUniform: Init.lecunUniform,
  orthogonal: Init.orthogonal(),
}

/** The initialisers that a configuration can name. */
export const initializerNames: readonly string[] = Object.keys(initializers)

/** The stage of a part that a spec names, if it names one. */
const part = <const Name extends LayerKind>(
  kind: string,
  option: string,
  names: readonly Name[],
  name: Name | undefined,
) => {
  if (name === undefined) return undefined
  if (!names.includes(name))
    throw new ValueError(kind, `${option} must be one of ${names.join(', ')}, got '${name}'.`)
  // None of these kinds needs an option.
  return (stages[name] as (options: object) => Stage<SameShape>)({})
}

const activation = (kind: string, name: (typeof activationNames)[number] | undefined) =>
  part(kind, 'activation', activationNames, name)

const normalization = (kind: string, name: (typeof normalizationNames)[number] | undefined) =>
  part(kind, 'normalization', normalizationNames, name)

/** The stage of each kind: the same one that code would put in a pipe. */
const stages: {
  readonly [Kind in LayerKind]: (options: LayerOptions[Kind]) => { readonly layer: unknown }
} = {
  dense: ({ units, ...options }) => dense(units, options),
  identity: A.identity,
  step: A.step,
  relu: A.relu,
  relu6: A.relu6,
  leakyRelu: A.leakyRelu,
  prelu: A.prelu,
  elu: A.elu,
  selu: A.selu,
  celu: A.celu,
  gelu: A.gelu,
  silu: A.silu,
  mish: A.mish,
  softplus: A.softplus,
  softsign: A.softsign,
  tanh: A.tanh,
  sigmoid: A.sigmoid,
  hardSigmoid: A.hardSigmoid,
  hardSwish: A.hardSwish,
  logSigmoid: A.logSigmoid,
  softmax: A.softmax,
  logSoftmax: A.logSoftmax,
  maxout: ({ units, ...options }) => A.maxout(units, options),
  glu: A.glu,
  swiGlu: A.swiGlu,
  conv1d: ({ channels, ...options }) => C.conv1d(channels, options),
  conv2d: ({ channels, ...options }) => C.conv2d(channels, options),
  conv3d: ({ channels, ...options }) => C.conv3d(channels, options),
  depthwiseConv1d: C.depthwiseConv1d,
  depthwiseConv2d: C.depthwiseConv2d,
  depthwiseConv3d: C.depthwiseConv3d,
  separableConv1d: ({ channels, ...options }) => C.separableConv1d(channels, options),
  separableConv2d: ({ channels, ...options }) => C.separableConv2d(channels, options),
  separableConv3d: ({ channels, ...options }) => C.separableConv3d(channels, options),
  convTranspose1d: ({ channels, ...options }) => C.convTranspose1d(channels, options),
  convTranspose2d: ({ channels, ...options }) => C.convTranspose2d(channels, options),
  convTranspose3d: ({ channels, ...options }) => C.convTranspose3d(channels, options),
  maxPool1d: ({ window, ...options }) => P.maxPool1d(window, options),
  maxPool2d: ({ window, ...options }) => P.maxPool2d(window, options),
  maxPool3d: ({ window, ...options }) => P.maxPool3d(window, options),
  averagePool1d: ({ window, ...options }) => P.averagePool1d(window, options),
  averagePool2d: ({ window, ...options }) => P.averagePool2d(window, options),
  averagePool3d: ({ window, ...options }) => P.averagePool3d(window, options),
  adaptiveMaxPool1d: ({ size }) => P.adaptiveMaxPool1d(size),
  adaptiveMaxPool2d: ({ size }) => P.adaptiveMaxPool2d(size),
  adaptiveMaxPool3d: ({ size }) => P.adaptiveMaxPool3d(size),
  adaptiveAveragePool1d: ({ size }) => P.adaptiveAveragePool1d(size),
  adaptiveAveragePool2d: ({ size }) => P.adaptiveAveragePool2d(size),
  adaptiveAveragePool3d: ({ size }) => P.adaptiveAveragePool3d(size),
  globalMaxPool: P.globalMaxPool,
  globalAveragePool: P.globalAveragePool,
  flatten,
  reshape: ({ shape }) => F.reshape(shape),
  permute: ({ axes }) => F.permute(axes),
  zeroPad: ({ widths }) => F.zeroPad(widths),
  reflectPad: ({ widths }) => F.reflectPad(widths),
  upsample: ({ scale, ...options }) => F.upsample(scale, options),
  dropout: ({ rate }) => dropout(rate),
  batchNorm: N.batchNorm,
  layerNorm: ({ axes, ...options }) => N.layerNorm({ ...options, axes }),
  rmsNorm: ({ axes, ...options }) => N.rmsNorm({ ...options, axes }),
  groupNorm: ({ groups, ...options }) => N.groupNorm(groups, options),
  instanceNorm: N.instanceNorm,
  simpleRnn: ({ units, ...options }) => R.simpleRnn(units, options),
  lstm: ({ units, ...options }) => R.lstm(units, options),
  gru: ({ units, ...options }) => R.gru(units, options),
  multiHeadAttention: ({ heads, ...options }) => X.multiHeadAttention(heads, options),
  feedForward: ({ hidden, activation: name, ...options }) =>
    X.feedForward(hidden, { ...options, activation: activation('feedForward', name) }),
  transformerEncoderBlock: ({ heads, activation: between, normalization: norm, ...options }) =>
    X.transformerEncoderBlock(heads, {
      ...options,
      activation: activation('transformerEncoderBlock', between),
      normalization: normalization('transformerEncoderBlock', norm),
    }),
  sinusoidalPositions: X.sinusoidalPositions,
  learnedPositions: X.learnedPositions,
}

/** The kinds of layer that `fromSpecs` knows, for decoders and for suggesting the nearest. */
export const layerKinds = Object.keys(stages) as readonly LayerKind[]

const initializer = (kind: string, option: string, name: string): Initializer | undefined => {
  if (!Object.hasOwn(initializers, name))
    throw new ValueError(kind, `${option} must be one of ${initializerNames.join(', ')}, got '${name}'.`)
  return initializers[name]
}

/** The options of a spec, with initialisers in place of their names. */
const read = (kind: string, options: object): object =>
  Object.fromEntries(
    Object.entries(options).map(([option, value]) => [
      option,
      typeof value === 'string' && /(^i|I)nit$/.test(option) ? initializer(kind, option, value) : value,
    ]),
  )

/** The layer that a spec describes; throws what its stage throws, and for a kind that there is not. */
export const layerOf = ({ kind, name: _name, ...options }: LayerSpec): Layer => {
  if (!Object.hasOwn(stages, kind))
    throw new ValueError('fromSpecs', `kind must be one of ${layerKinds.join(', ')}, got '${String(kind)}'.`)
  // The table pairs each kind with its own options, which a lookup by a union cannot say.
  return (stages[kind] as (options: object) => { readonly layer: Layer })(read(kind, options)).layer
}
