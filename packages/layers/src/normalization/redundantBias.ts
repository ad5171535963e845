import type { LayerDescription } from '../describe.ts'
import { join } from '../Wiring.ts'
import { makesChannels } from './kernels.ts'

/** A bias that a normalisation takes away again. */
export interface RedundantBias {
  readonly layer: string
  readonly norm: string
  readonly parameters: number
}

/** Normalisations that subtract the mean of each channel, and with it whatever is added to all its values. */
const cancelling: readonly string[] = ['batchNorm', 'instanceNorm']

/** The biases of dense layers and convolutions right before a normalisation that subtracts them again, by path. */
export const redundantBiases = (layers: readonly LayerDescription[], at = ''): readonly RedundantBias[] =>
  layers.flatMap((layer, i) => {
    const next = layers[i + 1]
    const path = join(at, layer.name)
    const own =
      next !== undefined && cancelling.includes(next.kind) && hasBias(layer)
        ? [{ layer: path, norm: join(at, next.name), parameters: layer.outputShape[0] ?? 0 }]
        : []
    return [...own, ...redundantBiases(layer.layers, path)]
  })

const hasBias = ({ kind, settings, output }: LayerDescription): boolean =>
  settings['bias'] !== false && makesChannels(kind, output)
