import type { LayerDescription } from '../describe.ts'
import { makesChannels } from './kernels.ts'

/** A bias that a normalisation takes away again. */
export interface RedundantBias {
  readonly layer: string
  readonly norm: string
  readonly parameters: number
}

/** Normalisations that subtract the mean of each channel, and with it whatever is added to all its values. */
const cancelling: readonly string[] = ['batchNorm', 'instanceNorm']

/** The biases of dense layers and convolutions right before a normalisation that subtracts them again. */
export const redundantBiases = (layers: readonly LayerDescription[]): readonly RedundantBias[] =>
  layers.flatMap((layer, i) => {
    const next = layers[i + 1]
    return next !== undefined && cancelling.includes(next.kind) && hasBias(layer)
      ? [{ layer: layer.name, norm: next.name, parameters: layer.outputShape[0] ?? 0 }]
      : []
  })

const hasBias = ({ kind, settings, outputShape }: LayerDescription): boolean =>
  settings['bias'] !== false && makesChannels(kind, outputShape)
