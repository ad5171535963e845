import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { Permute as Permuted, Shape } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { LayerType, Misfit } from '../Layer.ts'
import { showShape } from '../shapes.ts'
import type { Stage } from '../Stage.ts'

const advice = 'Name each of its axes once.'

/** `never` where a shape has as many axes as an order names, or may, else what to say. */
type NotAsLong<S extends Shape, Axes extends Shape> = number extends S['length'] | Axes['length']
  ? never
  : S['length'] extends Axes['length']
    ? never
    : { readonly expects: `${Axes['length']} feature axes`; readonly advice: typeof advice }

/** The type of `permute`. */
export interface Permute<Axes extends Shape> extends LayerType {
  readonly kind: 'permute'
  readonly output: Permuted<this['input'], Axes>
  readonly misfit: NotAsLong<this['input'], Axes>
  readonly params: {}
  readonly state: {}
}

const checkOrder = (axes: Shape): void => {
  if (!axes.every((_, i) => axes.includes(i)))
    throw new ValueError(
      'permute',
      `axes must name each of ${axes.map((_, i) => i).join(', ')} once, got ${showShape(axes)}.`,
    )
}

/**
 * Feature axes in another order, counted from 0 without the batch axis.
 *
 * @throws ShapeError (a type error where types can know) where the model has more feature axes or fewer; ValueError where an
 * axis is not named, or named twice.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input([28, 28, 3]), L.permute([2, 0, 1])).output // => [3, 28, 28]
 * ```
 */
export const permute = <const Axes extends Shape>(axes: Axes): Stage<Permute<Axes>> => {
  const order: Shape = axes
  checkOrder(order)
  const misfit = (input: Shape): Misfit | undefined =>
    input.length === order.length ? undefined : { expects: `${order.length} feature axes`, advice }
  return layer<Permute<Shape>>({
    kind: 'permute',
    settings: { axes: order.join(',') },
    misfit,
    output: (input) => order.map((axis) => input[axis] ?? 0),
    apply: (_params, state, x) => ({ output: T.permute(x, [0, ...order.map((axis) => axis + 1)]), state }),
  }) as unknown as Stage<Permute<Axes>>
}
