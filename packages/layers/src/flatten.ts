import * as T from '@gradus/tensor'
import { sizeOf } from '@gradus/tensor'
import type { Product } from '@gradus/tensor'
import { layer } from './custom.ts'
import type { LayerType } from './Layer.ts'
import type { Stage } from './Stage.ts'

/** The type of `flatten`. */
export interface Flatten extends LayerType {
  readonly kind: 'flatten'
  readonly output: readonly [Product<this['input']>]
  readonly params: {}
  readonly state: {}
}

/**
 * All features in one axis, in row-major order: `[batch, c, h, w]` becomes `[batch, c·h·w]`.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input([1, 28, 28]), L.flatten()).output // => [784]
 * ```
 */
export const flatten = (): Stage<Flatten> =>
  layer<Flatten>({
    kind: 'flatten',
    output: (input) => [sizeOf(input)],
    apply: (_params, state, x) => ({
      output: T.reshape(x, [x.shape[0] ?? 0, sizeOf(x.shape.slice(1))]),
      state,
    }),
  })
