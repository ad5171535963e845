import { DTypeError, isTensor, Rng, ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor, DType, Shape, DoesNotFit, SameDim, ShowShape, Tensor } from '@gradus/tensor'
import { checkLeaves } from './checkLeaves.ts'
import type { Mode, Step } from './Layer.ts'
import type { ModelLike, Params, PlacedLayer, State } from './Model.ts'
import { sameShape, showShape } from './shapes.ts'

type Batched<In extends Shape> =
  ShowShape<In> extends `[${infer D}]` ? (D extends '' ? '[batch]' : `[batch,${D}]`) : never

const showBatched = (input: Shape): string => `[${['batch', ...input].join(',')}]`

type Agree<A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? true
  : A extends readonly [infer AH extends number, ...infer AT extends Shape]
    ? B extends readonly [infer BH extends number, ...infer BT extends Shape]
      ? SameDim<AH, BH> extends true
        ? Agree<AT, BT>
        : false
      : false
    : B extends readonly []
      ? true
      : false

/** Is there an axis of examples, of any size, before features that agree? */
type AgreeBatched<S extends Shape, In extends Shape> = S extends readonly [
  unknown,
  ...infer Features extends Shape,
]
  ? Agree<Features, In>
  : false

/**
 * Nothing to add where a model reads a batch, else the text that the editor shows. A batch of unknown rank is settled
 * before the model is looked at, so that functions generic over models can pass one.
 */
export type Reads<In extends Shape, X extends AnyTensor> =
  MayBeFloat<X['dtype']> extends true
    ? number extends X['shape']['length']
      ? unknown
      : AgreeBatched<X['shape'], In> extends false
        ? DoesNotFit<`apply: this model reads ${Batched<In>}, x is ${ShowShape<X['shape']>}. The first axis counts examples.`>
        : unknown
    : DoesNotFit<`apply: this model reads ${X['dtype'] extends 'float64' ? 'float32' : 'floats'}, x is ${X['dtype']}. Use T.cast(x, 'float32').`>

type MayBeFloat<D extends DType> = [DType] extends [D] ? true : [D] extends ['float32'] ? true : false

/** What a model gives for a batch. */
export interface Applied<M extends ModelLike, X extends AnyTensor> {
  readonly output: Tensor<readonly [X['shape'][0] & number, ...M['output']]>
  readonly state: State<M>
}

/**
 * A model's output for a batch, and its next state.
 *
 * `x` is `[batch, ...model.input]`, the output `[batch, ...model.output]`. `{ mode: 'train', key }` runs what only
 * training does, with the key folded by each layer's place in the model (`Rng.foldIn(key, n)`); `{ mode: 'eval' }` draws
 * nothing and returns the state it was given.
 *
 * @throws ShapeError (a type error where types can know) where `x` is not what the model reads, and where parameters or
 * state are of another model: each path that is missing, unexpected or of another shape is named. DTypeError where `x`
 * does not hold floats. ValueError for another mode, and for training without a key.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([64]), L.dense(32), L.relu(), L.dropout(0.2), L.dense(10))
 * const { params, state } = L.init(model, Rng.key(0))
 * const x = T.ones([8, 64])
 * L.apply(model, params, state, x, { mode: 'train', key: Rng.key(1) }).output.shape // => [8, 10]
 * L.apply(model, params, state, x, { mode: 'eval' }).output.shape // => [8, 10]
 * ```
 */
export const apply = <M extends ModelLike, X extends AnyTensor>(
  model: M,
  params: Params<M>,
  state: State<M>,
  x: X & Reads<M['input'], X>,
  mode: Mode,
): Applied<M, X> => {
  checkMode(mode)
  checkInput(model.input, x)
  checkLeaves('params', model.layers, params as Leaves)
  checkLeaves('state', model.layers, state as Leaves)
  return run(model.layers, params as Leaves, state as Leaves, x as AnyTensor as Tensor, mode) as Applied<M, X>
}

type Leaves = Readonly<Record<string, object>>

const floats: readonly DType[] = ['float32', 'float64']

/** A mode that plain JavaScript misspelt would otherwise run as evaluation, and train without dropout for ever. */
const checkMode = (mode: { readonly mode: string; readonly key?: unknown } | undefined): void => {
  if (mode?.mode !== 'train' && mode?.mode !== 'eval')
    throw new ValueError(
      'apply',
      `the mode is { mode: 'train', key } or { mode: 'eval' }, got ${JSON.stringify(mode?.mode ?? mode)}.`,
    )
  if (mode.mode === 'train' && mode.key === undefined)
    throw new ValueError('apply', "training draws from a key: { mode: 'train', key: Rng.key(0) }.")
}

const checkInput = (input: Shape, x: AnyTensor): void => {
  if (!isTensor(x))
    throw new DTypeError(
      'apply',
      `x is no tensor. Make it one with T.tensor; this model reads ${showBatched(input)}.`,
    )
  if (!floats.includes(x.dtype))
    throw new DTypeError('apply', `this model reads floats, x is ${x.dtype}. Use T.cast(x, 'float32').`)
  if (x.shape.length === 0 || !sameShape(x.shape.slice(1), input))
    throw new ShapeError(
      'apply',
      `this model reads ${showBatched(input)}, x is ${showShape(x.shape)}. The first axis counts examples.`,
    )
}

const run = (
  layers: readonly PlacedLayer[],
  params: Leaves,
  state: Leaves,
  x: Tensor,
  mode: Mode,
): Step<Leaves> =>
  layers.reduce<Step<Leaves>>(
    (so, layer, n) => {
      const { name } = layer
      const step = layer.apply(params[name] ?? {}, state[name] ?? {}, so.output, modeOf(mode, n))
      checkOutput(layer, so.output, step.output)
      return { output: step.output, state: name in state ? { ...so.state, [name]: step.state } : so.state }
    },
    { output: x, state: {} },
  )

const modeOf = (mode: Mode, n: number): Mode =>
  mode.mode === 'train' ? { mode: 'train', key: Rng.foldIn(mode.key, n) } : mode

/** A layer of one's own that breaks its word is named here, not by an operation further on. */
const checkOutput = ({ name, output }: PlacedLayer, x: Tensor, y: Tensor): void => {
  const promised = [x.shape[0] ?? 0, ...output]
  if (!sameShape(y.shape, promised))
    throw new ShapeError(
      'apply',
      `${name} gave ${showShape(y.shape)}, its output says ${showShape(promised)}.`,
    )
}
