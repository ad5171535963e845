import type { ValueOf } from './schema/Codec.ts'

import { object, orElse, required } from './schema/object.ts'
import * as S from './schema/scalars.ts'
import { variants } from './schema/variants.ts'

const Initializer = S.oneOf(
  'heNormal',
  'heUniform',
  'glorotNormal',
  'glorotUniform',
  'lecunNormal',
  'lecunUniform',
)

const LayerConfig = variants('kind', 'a layer such as { "kind": "relu" }', {
  dense: object('a dense layer', {
    kind: required(S.oneOf('dense')),
    units: required(S.whole(1, 100_000)),
    init: orElse(Initializer, 'heNormal'),
  }),
  relu: object('a layer', { kind: required(S.oneOf('relu')) }),
  tanh: object('a layer', { kind: required(S.oneOf('tanh')) }),
  sigmoid: object('a layer', { kind: required(S.oneOf('sigmoid')) }),
  dropout: object('a dropout layer', {
    kind: required(S.oneOf('dropout')),
    rate: required(S.fraction),
  }),
})

export type LayerConfig = ValueOf<typeof LayerConfig>

/** All layers, the last one included, which has one unit for each output. */
export const ModelConfig = object('an object with a list of layers', {
  layers: required(S.listOf(LayerConfig, 'a list of layers such as [{ "kind": "dense", "units": 10 }]')),
})

export interface ModelConfig extends ValueOf<typeof ModelConfig> {}
