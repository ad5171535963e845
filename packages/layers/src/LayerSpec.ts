import * as Init from '@gradus/init'
import type { Initializer } from '@gradus/init'
import { ValueError } from '@gradus/tensor'
import * as activations from './activations/index.ts'
import { batchNorm } from './normalization/batchNorm.ts'
import { dense } from './dense.ts'
import { dropout } from './dropout.ts'
import { flatten } from './flatten.ts'
import type { Layer } from './Layer.ts'

type Plain = 'identity' | 'relu' | 'tanh' | 'sigmoid' | 'softmax' | 'flatten'

/** A layer as a configuration writes it: its kind, its options as numbers and words, and, if wanted, a name. */
export type LayerSpec = { readonly name?: string | undefined } & (
  | {
      readonly kind: 'dense'
      readonly units: number
      readonly init?: string | undefined
      readonly biasInit?: string | undefined
      readonly bias?: boolean | undefined
    }
  | { readonly kind: 'leakyRelu'; readonly negativeSlope?: number | undefined }
  | { readonly kind: 'elu'; readonly alpha?: number | undefined }
  | { readonly kind: 'gelu'; readonly approximate?: boolean | undefined }
  | { readonly kind: 'dropout'; readonly rate: number }
  | { readonly kind: 'batchNorm'; readonly decay?: number | undefined; readonly eps?: number | undefined }
  | { readonly [P in Plain]: { readonly kind: P } }[Plain]
)

/** The kinds of layer that a configuration can name. */
export type LayerKind = LayerSpec['kind']

const initializers: Readonly<Record<string, Initializer>> = {
  zeros: Init.zeros,
  ones: Init.ones,
  glorotNormal: Init.glorotNormal,
  glorotUniform: Init.glorotUniform,
  heNormal: Init.heNormal,
  heUniform: Init.heUniform,
  lecunNormal: Init.lecunNormal,
  lecunUniform: Init.lecunUniform,
}

/** The initialisers that a configuration can name. */
export const initializerNames: readonly string[] = Object.keys(initializers)

const initializer = (option: string, name: string | undefined): Initializer | undefined => {
  if (name === undefined) return undefined
  if (!Object.hasOwn(initializers, name))
    throw new ValueError('dense', `${option} must be one of ${initializerNames.join(', ')}, got '${name}'.`)
  return initializers[name]
}

type Spec<Kind extends LayerKind> = Extract<LayerSpec, { readonly kind: Kind }>

/** The stage of each kind: the same one that code would put in a pipe. */
const stages: { readonly [Kind in LayerKind]: (spec: Spec<Kind>) => { readonly layer: unknown } } = {
  dense: ({ units, init, biasInit, bias }) =>
    dense(units, { init: initializer('init', init), biasInit: initializer('biasInit', biasInit), bias }),
  identity: activations.identity,
  relu: activations.relu,
  leakyRelu: activations.leakyRelu,
  tanh: activations.tanh,
  sigmoid: activations.sigmoid,
  elu: activations.elu,
  gelu: activations.gelu,
  softmax: activations.softmax,
  flatten,
  dropout: ({ rate }) => dropout(rate),
  batchNorm,
}

/** The kinds of layer that `fromSpecs` knows, for decoders and for suggesting the nearest. */
export const layerKinds = Object.keys(stages) as readonly LayerKind[]

/** The layer that a spec describes; throws what its stage throws, and for a kind that there is not. */
export const layerOf = (spec: LayerSpec): Layer => {
  if (!Object.hasOwn(stages, spec.kind))
    throw new ValueError('fromSpecs', `kind must be one of ${layerKinds.join(', ')}, got '${spec.kind}'.`)
  // The table pairs each kind with its own spec, which a lookup by a union cannot say.
  return (stages[spec.kind] as (spec: LayerSpec) => { readonly layer: Layer })(spec).layer
}
