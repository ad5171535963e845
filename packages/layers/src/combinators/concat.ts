import * as T from '@gradus/tensor'
import type { Concat as ConcatShape, Shape, ShapeMismatch, Tensor } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { LayerType, Misfit, Settle } from '../Layer.ts'
import type { ShapeOf, Signal } from '../Signal.ts'
import { shapeOf } from '../Signal.ts'
import type { Stage } from '../Stage.ts'
import type { Names } from './elementwise.ts'
import type { AbsentOf, Listed, Of } from './several.ts'
import { absent, chosen, chosenTensors, listed } from './several.ts'

type ShapesOf<In, N extends readonly string[]> = { readonly [I in keyof N]: ShapeOf<Of<In, N[I]>> }

type Joined<In, N extends readonly string[], Axis extends number> = ConcatShape<ShapesOf<In, N>, Axis>

type Certain<S extends Shape> = S extends ShapeMismatch<string> ? Shape : S

type NotJoined<In, N extends readonly string[], Axis extends number> = [AbsentOf<In, N[number]>] extends [
  never,
]
  ? Joined<In, N, Axis> extends ShapeMismatch<string>
    ? {
        readonly expects: `tensors that differ in axis ${Axis} alone`
        readonly advice: `${Listed<In, N>}.`
      }
    : never
  : AbsentOf<In, N[number]>

/** The type of `concat`. */
export interface Concat<in out N extends readonly string[], in out Axis extends number> extends LayerType {
  readonly kind: 'concat'
  readonly reads: 'several'
  readonly output: Settle<Certain<Joined<this['signal'], N, Axis>>, Shape>
  readonly misfit: Settle<NotJoined<this['signal'], N, Axis>, Misfit>
  readonly params: {}
  readonly state: {}
}

/** The feature axis along which `concat` lays tensors. */
export interface ConcatOptions<Axis extends number> {
  readonly axis?: Axis | undefined
}

/**
 * Several tensors laid end to end along a feature axis, in the order of their names. Axes do not count the batch: 0, the
 * default, is the features of vectors and the channels of images; negative ones count from the end.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no tensor of a name, and where the shapes
 * differ in another axis.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([4]), L.branch({ deep: L.dense(2), wide: L.identity() }), L.concat(['deep', 'wide']))
 * model.output // => [6]
 * ```
 */
export const concat = <const N extends Names, const Axis extends number = 0>(
  names: N,
  { axis }: ConcatOptions<Axis> = {},
): Stage<Concat<N, Axis>> => {
  const along: number = axis ?? 0
  return layer<Concat<readonly string[], number>>({
    kind: 'concat',
    reads: 'several',
    settings: along === 0 ? {} : { axis: along },
    misfit: (input) => absent(input, names) ?? notJoined(input, names, along),
    output: (input) => joined(shapesOf(input, names), along),
    apply: (_params, state, x) => ({
      output: T.concat(chosenTensors(x, names) as readonly [Tensor, ...Tensor[]], {
        axis: along < 0 ? along : along + 1,
      }) as Tensor,
      state,
    }),
  }) as unknown as Stage<Concat<N, Axis>>
}

const shapesOf = (input: Signal, names: readonly string[]): readonly Shape[] =>
  chosen(input, names).map(shapeOf)

const fromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)

const notJoined = (input: Signal, names: readonly string[], axis: number): Misfit | undefined => {
  const shapes = shapesOf(input, names)
  const rank = shapes[0]?.length ?? 0
  const at = fromFront(axis, rank)
  const fits = shapes.every(
    (shape) => shape.length === rank && shape.every((d, i) => i === at || d === shapes[0]?.[i]),
  )
  if (fits && Number.isInteger(at) && at >= 0 && at < rank) return undefined
  return { expects: `tensors that differ in axis ${axis} alone`, advice: `${listed(input, names)}.` }
}

const joined = (shapes: readonly Shape[], axis: number): Shape => {
  const [first = []] = shapes
  const at = fromFront(axis, first.length)
  return first.map((d, i) => (i === at ? shapes.reduce((n, shape) => n + (shape[i] ?? 0), 0) : d))
}
