import * as T from '@gradus/tensor'
import type { Divide, Multiply, NormalizeAxis, ReplaceAxis, SameDim, Shape, Tensor } from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { LayerType, Misfit } from '../Layer.ts'
import type { Stage } from '../Stage.ts'

type SizeAt<S extends Shape, Axis extends number> = S[NormalizeAxis<Axis, S['length']>]

type IsEven<Size extends number> = SameDim<Multiply<Divide<Size, 2>, 2>, Size>

const advice = 'One half is gated by the other.'

/** `never` where the features along an axis have two halves, or may, else what to say. */
type NotHalves<S extends Shape, Axis extends number> = number extends S['length'] | Axis
  ? never
  : [NormalizeAxis<Axis, S['length']>] extends [never]
    ? { readonly expects: `features along axis ${Axis}`; readonly advice: typeof advice }
    : IsEven<SizeAt<S, Axis>> extends true
      ? never
      : { readonly expects: `an even number of features along axis ${Axis}`; readonly advice: typeof advice }

/** The type of a gated linear unit. */
export interface Gated<Kind extends string, Axis extends number> extends LayerType {
  readonly kind: Kind
  readonly output: ReplaceAxis<this['input'], Axis, readonly [Divide<SizeAt<this['input'], Axis>, 2>]>
  readonly misfit: NotHalves<this['input'], Axis>
  readonly params: {}
  readonly state: {}
}

/** Which feature axis is halved, counted without the batch; the last unless said. */
export interface GatedOptions<Axis extends number = number> {
  readonly axis?: Axis | undefined
}

const place = (input: Shape, axis: number): number => (axis < 0 ? input.length + axis : axis)

const misfitOf = (input: Shape, axis: number): Misfit | undefined => {
  const size = input[place(input, axis)]
  if (size === undefined) return { expects: `features along axis ${axis}`, advice }
  return size % 2 === 0 ? undefined : { expects: `an even number of features along axis ${axis}`, advice }
}

const halved = (input: Shape, axis: number): Shape =>
  input.map((size, i) => (i === place(input, axis) ? size / 2 : size))

const make =
  <const Kind extends string>(kind: Kind, gate: (x: Tensor) => Tensor) =>
  <const Axis extends number = -1>(options: GatedOptions<Axis> = {}): Stage<Gated<Kind, Axis>> => {
    const axis: number = options.axis ?? -1
    if (!Number.isSafeInteger(axis)) throw new ValueError(kind, `axis must be an integer, got ${axis}.`)
    return layer<Gated<string, number>>({
      kind,
      settings: axis === -1 ? {} : { axis },
      misfit: (input) => misfitOf(input, axis),
      output: (input) => halved(input, axis),
      apply: (_params, state, x) => {
        const along = axis < 0 ? axis : axis + 1
        const [a, b] = T.split(x, 2, { axis: along }) as unknown as readonly [Tensor, Tensor]
        return { output: T.mul(a, gate(b)), state }
      },
    }) as unknown as Stage<Gated<Kind, Axis>>
  }

/**
 * A gated linear unit: `f(a, b) = a · σ(b)` of the two halves of an axis, the last unless said.
 *
 * Behind `dense(2 n)` it is a layer of `n` gated units; with `axis: 0`, behind a convolution, of gated channels.
 *
 * @throws ShapeError (a type error where types can know) where the axis has no two halves.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input([64]), L.dense(20), L.glu()).output // => [10]
 * L.pipe(L.input([8, 5, 5]), L.glu({ axis: 0 })).output // => [4, 5, 5]
 * ```
 *
 * Source: Dauphin, Fan, Auli & Grangier, Language modeling with gated convolutional networks, 2017, equation 1.
 */
export const glu = make('glu', (b) => T.sigmoid(b))

/**
 * A gated linear unit whose gate is swish: `f(a, b) = a · b σ(b)` of the two halves of an axis, the last unless said; as `glu`.
 *
 * @throws ShapeError (a type error where types can know) where the axis has no two halves.
 *
 * Source: Shazeer, GLU variants improve transformer, 2020, equation 5.
 */
export const swiGlu = make('swiGlu', (b) => T.mul(b, T.sigmoid(b)))
