import { heNormal, zeros } from '@gradus/init'
import * as T from '@gradus/tensor'
import type { Multiply } from '@gradus/tensor'
import { affine } from '../affine.ts'
import { positiveInteger } from '../checks.ts'
import { layer } from '../custom.ts'
import type { DenseOptions, DenseParams } from '../dense.ts'
import type { LayerType } from '../Layer.ts'
import type { Features, NotOneAxis } from '../shapes.ts'
import { notOneAxis } from '../shapes.ts'
import type { Stage } from '../Stage.ts'

/** The type of `maxout`. */
export interface Maxout<Units extends number, Pieces extends number, Bias extends boolean> extends LayerType {
  readonly kind: 'maxout'
  readonly output: readonly [Units]
  readonly misfit: NotOneAxis<this['input']>
  readonly params: DenseParams<Features<this['input']>, Multiply<Units, Pieces>, Bias>
  readonly state: {}
}

/** How many linear pieces each unit has, 2 unless said, and how they begin. */
export interface MaxoutOptions<
  Pieces extends number = number,
  Bias extends boolean = boolean,
> extends DenseOptions<Bias> {
  readonly pieces?: Pieces | undefined
}

/**
 * A convex activation that is learned: the largest of `k` linear functions, `y_j = max_i (x W + b)_{jk+i}`.
 *
 * It is a dense layer of `units · pieces`, `kernel` `[in, units · pieces]`, with the largest of each unit's pieces, which lie
 * beside each other. `pieces: 2` can be the absolute value or relu, more approximate any convex function.
 *
 * @throws ShapeError (a type error where types can know) where the model gives more than one feature axis; ValueError where
 * `units` or `pieces` is not a positive integer.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([64]), L.maxout(10, { pieces: 3 }))
 * model.output // => [10]
 * L.describe(model).map((l) => l.parameters) // => [1950]
 * ```
 *
 * Source: Goodfellow, Warde-Farley, Mirza, Courville & Bengio, Maxout networks, 2013, section 3.
 */
export const maxout = <
  const Units extends number,
  const Pieces extends number = 2,
  const Bias extends boolean = true,
>(
  units: Units,
  options: MaxoutOptions<Pieces, Bias> = {},
): Stage<Maxout<Units, Pieces, Bias>> => {
  const { init = heNormal, biasInit = zeros } = options
  const pieces: number = options.pieces ?? 2
  const bias: boolean = options.bias ?? true
  positiveInteger('maxout', 'units', units)
  positiveInteger('maxout', 'pieces', pieces)
  return layer<Maxout<number, number, boolean>>({
    kind: 'maxout',
    settings: { pieces, ...(bias ? {} : { bias }) },
    misfit: notOneAxis,
    output: () => [units],
    params: ([size = 0]) => ({
      kernel: { shape: [size, units * pieces], init },
      ...(bias ? { bias: { shape: [units * pieces], init: biasInit } } : {}),
    }),
    apply: (weights, state, x) => ({
      output: T.max(T.reshape(affine(weights, x), [x.shape[0] ?? 0, units, pieces]), { axis: 2 }),
      state,
    }),
  }) as unknown as Stage<Maxout<Units, Pieces, Bias>>
}
