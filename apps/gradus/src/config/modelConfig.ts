import type { ValueOf } from './schema/Codec.ts'
import type { ObjectCodec } from './schema/object.ts'
import { object, orElse, required } from './schema/object.ts'
import * as S from './schema/scalars.ts'
import { variants } from './schema/variants.ts'

/** The same names as `initializerNames` of @gradus/layers, which a test holds together. */
export const Initializer = S.oneOf(
  'zeros',
  'ones',
  'glorotNormal',
  'glorotUniform',
  'heNormal',
  'heUniform',
  'lecunNormal',
  'lecunUniform',
  'orthogonal',
)

const plain = <const K extends string>(kind: K): ObjectCodec<{ readonly kind: K }> =>
  object('a layer', { kind: required(S.oneOf(kind)) })

/** The same kinds as `layerKinds` of @gradus/layers that make sense for rows of numbers. */
export const LayerConfig = variants('kind', 'a layer such as { "kind": "relu" }', {
  dense: object('a dense layer', {
    kind: required(S.oneOf('dense')),
    units: required(S.whole(1, 100_000)),
    init: orElse(Initializer, 'heNormal'),
  }),
  relu: plain('relu'),
  leakyRelu: object('a layer', {
    kind: required(S.oneOf('leakyRelu')),
    negativeSlope: orElse(S.fraction, 0.01),
  }),
  elu: object('a layer', { kind: required(S.oneOf('elu')), alpha: orElse(S.positive, 1) }),
  gelu: plain('gelu'),
  selu: plain('selu'),
  silu: plain('silu'),
  mish: plain('mish'),
  hardSwish: plain('hardSwish'),
  softplus: plain('softplus'),
  softsign: plain('softsign'),
  prelu: plain('prelu'),
  tanh: plain('tanh'),
  sigmoid: plain('sigmoid'),
  dropout: object('a dropout layer', {
    kind: required(S.oneOf('dropout')),
    rate: required(S.fraction),
  }),
  batchNorm: plain('batchNorm'),
  layerNorm: plain('layerNorm'),
})

export type LayerConfig = ValueOf<typeof LayerConfig>

/** All layers, the last one included, which has one unit for each output. */
export const ModelConfig = object('an object with a list of layers', {
  layers: required(S.listOf(LayerConfig, 'a list of layers such as [{ "kind": "dense", "units": 10 }]')),
})

export interface ModelConfig extends ValueOf<typeof ModelConfig> {}
