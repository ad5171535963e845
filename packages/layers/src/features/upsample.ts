import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { Multiply, Shape, Tensor } from '@gradus/tensor'
import type { NotChannels, NotSpatial } from '../convolution/spatial.ts'
import { notChannels, notSpatial } from '../convolution/spatial.ts'
import { layer } from '../custom.ts'
import type { LayerType } from '../Layer.ts'
import type { Stage } from '../Stage.ts'

type Enlarged<S extends Shape, Scale extends number> = S extends readonly [
  infer C extends number,
  ...infer Spatial extends Shape,
]
  ? readonly [C, ...{ readonly [I in keyof Spatial]: Multiply<Spatial[I], Scale> }]
  : Shape

/** How elements between those of the features are found. */
export type UpsampleMethod = 'nearest' | 'bilinear'

/** The type of `upsample`. */
export interface Upsample<Scale extends number, Method extends UpsampleMethod> extends LayerType {
  readonly kind: 'upsample'
  readonly output: Enlarged<this['input'], Scale>
  readonly misfit: 'bilinear' extends Method ? NotSpatial<2, this['input']> : NotChannels<this['input']>
  readonly params: {}
  readonly state: {}
}

/** How `upsample` finds elements; `'nearest'` unless said. */
export interface UpsampleOptions<Method extends UpsampleMethod = UpsampleMethod> {
  readonly method?: Method | undefined
}

const methods: readonly UpsampleMethod[] = ['nearest', 'bilinear']

const check = (scale: number, method: UpsampleMethod): void => {
  if (!Number.isSafeInteger(scale) || scale < 1)
    throw new ValueError('upsample', `scale must be a positive integer, got ${scale}.`)
  if (!methods.includes(method))
    throw new ValueError('upsample', `method must be 'nearest' or 'bilinear', got '${String(method)}'.`)
}

const repeated = (x: Tensor, scale: number): Tensor =>
  x.shape.slice(2).reduce<Tensor>((y, _, i) => T.repeat(y, scale, { axis: i + 2 }) as Tensor, x)

const interpolated = (x: Tensor, scale: number): Tensor =>
  T.resize(x as Tensor<readonly [number, number, number, number]>, [
    (x.shape[2] ?? 0) * scale,
    (x.shape[3] ?? 0) * scale,
  ]) as unknown as Tensor

/**
 * Features with `scale` times as many elements along each spatial axis: each repeated, or with `'bilinear'`, for
 * `[channels, height, width]` only, between the four nearest (pixels cover areas, as in PyTorch without `align_corners`).
 *
 * @throws ShapeError (a type error where types can know) where the model has not these axes; ValueError for a scale that is
 * not a positive integer and for another method.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([1, 1, 2]), L.upsample(2))
 * const { output } = L.apply(model, {}, {}, T.tensor([[[[1, 3]]]]), { mode: 'eval' })
 * T.toNested(output) // => [[[[1, 1, 3, 3], [1, 1, 3, 3]]]]
 * ```
 */
export const upsample = <const Scale extends number, const Method extends UpsampleMethod = 'nearest'>(
  scale: Scale,
  options: UpsampleOptions<Method> = {},
): Stage<Upsample<Scale, Method>> => {
  const method: UpsampleMethod = options.method ?? 'nearest'
  check(scale, method)
  return layer<Upsample<number, UpsampleMethod>>({
    kind: 'upsample',
    settings: { scale, ...(method === 'nearest' ? {} : { method }) },
    misfit: (input) => (method === 'bilinear' ? notSpatial(2, input) : notChannels(input)),
    output: ([channels = 0, ...spatial]) => [channels, ...spatial.map((size) => size * scale)],
    apply: (_params, state, x) => ({
      output: method === 'bilinear' ? interpolated(x, scale) : repeated(x, scale),
      state,
    }),
  }) as unknown as Stage<Upsample<Scale, Method>>
}
