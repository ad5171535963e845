import * as T from '@gradus/tensor'
import { sizeOf, ValueError } from '@gradus/tensor'
import type { Product, Reshape as Reshaped, Shape, ShapeMismatch } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { LayerType, Misfit } from '../Layer.ts'
import { showShape } from '../shapes.ts'
import type { Stage } from '../Stage.ts'

/** `never` where a shape holds as many elements, or may, else what to say. */
type NotAsMany<In extends Shape, To extends Shape> =
  Reshaped<In, To> extends ShapeMismatch<infer Message>
    ? {
        readonly expects: Message extends `${string} elements, which ${infer Known} does not divide: ${string}`
          ? `features that ${Known} divides`
          : `${Product<To>} features`
        readonly advice: 'Choose a shape that holds as many.'
      }
    : never

/** The type of `reshape`. */
export interface Reshape<To extends Shape> extends LayerType {
  readonly kind: 'reshape'
  readonly output: Reshaped<this['input'], To>
  readonly misfit: NotAsMany<this['input'], To>
  readonly params: {}
  readonly state: {}
}

const checkShape = (to: Shape): void => {
  if (!to.every((d) => d === -1 || (Number.isSafeInteger(d) && d > 0)))
    throw new ValueError(
      'reshape',
      `dimensions must be positive integers, or -1 for what is left, got ${showShape(to)}.`,
    )
  if (to.filter((d) => d === -1).length > 1)
    throw new ValueError('reshape', `only one dimension can be -1, got ${showShape(to)}.`)
}

/**
 * Features in another shape, in row-major order; `-1` stands for what is left.
 *
 * @throws ShapeError (a type error where types can know) where the model gives more features or fewer; ValueError where a
 * dimension is not a positive integer, or two are -1.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input([784]), L.reshape([1, 28, 28])).output // => [1, 28, 28]
 * L.pipe(L.input([4, 4, 8]), L.reshape([16, -1])).output // => [16, 8]
 * ```
 */
export const reshape = <const To extends Shape>(shape: To): Stage<Reshape<To>> => {
  const to: Shape = shape
  checkShape(to)
  const known = sizeOf(to.filter((d) => d !== -1))
  const filled = (input: Shape): Shape => to.map((d) => (d === -1 ? sizeOf(input) / known : d))
  const misfit = (input: Shape): Misfit | undefined =>
    sizeOf(filled(input)) === sizeOf(input) && filled(input).every(Number.isInteger)
      ? undefined
      : {
          expects: to.includes(-1) ? `features that ${known} divides` : `${known} features`,
          advice: 'Choose a shape that holds as many.',
        }
  return layer<Reshape<Shape>>({
    kind: 'reshape',
    misfit,
    output: filled,
    apply: (_params, state, x) => ({
      output: T.reshape(x, [x.shape[0] ?? 0, ...filled(x.shape.slice(1))]),
      state,
    }),
  }) as unknown as Stage<Reshape<To>>
}
