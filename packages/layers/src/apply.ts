import { DTypeError, isTensor, ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor, DType, Shape, DoesNotFit, ShowShape } from '@gradus/tensor'
import { checkLeaves } from './checkLeaves.ts'
import type { Mode } from './Layer.ts'
import type { Params, SignalModel, State } from './Model.ts'
import { run } from './run.ts'
import type { Leaves } from './run.ts'
import { sameShape } from './shapes.ts'
import type { Agree, OneSignal, Signal, Signals, Value, ValueOf, Whole } from './Signal.ts'
import { isFloats, isOne, shapeOf } from './Signal.ts'
import { showShape } from './shapes.ts'

type Batched<In extends Shape> =
  ShowShape<In> extends `[${infer D}]` ? (D extends '' ? '[batch]' : `[batch,${D}]`) : never

const showBatched = (input: Shape): string => `[${['batch', ...input].join(',')}]`

/** Is there an axis of examples, of any size, before features that agree? */
type AgreeBatched<S, In extends Shape> = S extends readonly [unknown, ...infer Features extends Shape]
  ? Agree<Features, In>
  : false

/** What `apply` takes: a tensor, or several by name. */
export type Batch = AnyTensor | { readonly [name: string]: AnyTensor }

/**
 * Nothing to add where a model reads a batch, else the text that the editor shows. A batch of unknown rank is settled
 * before the model is looked at, so that functions generic over models can pass one. (Whether it is a tensor is asked of
 * its keys: of a tensor whose batch is a type parameter the compiler would put the answer off.)
 */
export type Reads<In extends Signal, X> = 'dtype' extends keyof X
  ? ReadsOne<In, X['dtype'], X['shape' & keyof X]>
  : ReadsSeveral<In, X>

type ReadsOne<In extends Signal, D, S> =
  MayBe<'float32', D> extends true
    ? number extends S['length' & keyof S]
      ? unknown
      : In extends Shape
        ? ReadsShape<In, S>
        : Misread<In, D>
    : In extends Whole<infer W>
      ? MayBe<'int32', D> extends true
        ? ReadsShape<W, S>
        : Misread<In, D>
      : Misread<In, D>

type ReadsShape<In extends Shape, S> =
  AgreeBatched<S, In> extends false
    ? DoesNotFit<`apply: this model reads ${Batched<In>}, x is ${S extends Shape ? ShowShape<S> : never}. The first axis counts examples.`>
    : unknown

type Misread<In extends Signal, D> = In extends Shape
  ? DoesNotFit<`apply: this model reads ${D extends 'float64' ? 'float32' : 'floats'}, x is ${D & string}. Use T.cast(x, 'float32').`>
  : In extends Whole
    ? DoesNotFit<`apply: this model reads int32, x is ${D & string}. Use T.cast(x, 'int32').`>
    : DoesNotFit<'apply: this model reads several tensors by name, x is one.'>

type ReadsSeveral<In extends Signal, X> = In extends Signals
  ? {
      readonly [Name in keyof In]: Name extends keyof X
        ? Reads<In[Name], X[Name]>
        : DoesNotFit<`apply: x has no ${Name & string}, which this model reads.`>
    }
  : DoesNotFit<'apply: this model reads one tensor, x is several.'>

/** Can this element type be the one that is read? An unknown one can. */
type MayBe<Read extends DType, D> = [DType] extends [D] ? true : [D] extends [Read] ? true : false

type ExamplesOf<X> = 'shape' extends keyof X ? FirstOf<X['shape']> : ExamplesOfEach<X>
type ExamplesOfEach<X> = { readonly [Name in keyof X]: ExamplesOf<X[Name]> }[keyof X]
type FirstOf<S> = S[0 & keyof S] & number

/** What a model gives for a batch. */
export interface Applied<M extends SignalModel, X extends Batch> {
  readonly output: ValueOf<M['output'], ExamplesOf<X> & number>
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
export const apply = <M extends SignalModel, const X extends Batch>(
  model: M,
  params: Params<M>,
  state: State<M>,
  x: X & Reads<M['input'], X>,
  mode: Mode,
): Applied<M, X> => {
  checkMode(mode)
  checkInput(model.input, x)
  checkLeaves('params', model, params as Leaves)
  checkLeaves('state', model, state as Leaves)
  const ran = run(model, params as Leaves, state as Leaves, x as Batch as Value, { mode, path: '' })
  return ran as unknown as Applied<M, X>
}

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

const checkInput = (input: Signal, x: Batch): void => {
  if (isOne(input)) return checkOne(input, x)
  if (isTensor(x)) throw new DTypeError('apply', 'this model reads several tensors by name, x is one.')
  const missing = Object.keys(input).find((name) => x[name] === undefined)
  if (missing !== undefined) throw new ShapeError('apply', `x has no ${missing}, which this model reads.`)
  Object.entries(input).forEach(([name, one]) => checkOne(one, x[name] as AnyTensor))
}

const checkOne = (input: OneSignal, x: unknown): void => {
  if (!isTensor(x))
    throw new DTypeError(
      'apply',
      `x is no tensor. Make it one with T.tensor; this model reads ${showBatched(shapeOf(input))}.`,
    )
  checkDType(input, x)
  if (x.shape.length === 0 || !sameShape(x.shape.slice(1), shapeOf(input)))
    throw new ShapeError(
      'apply',
      `this model reads ${showBatched(shapeOf(input))}, x is ${showShape(x.shape)}. The first axis counts examples.`,
    )
}

const checkDType = (input: OneSignal, { dtype }: AnyTensor): void => {
  if (isFloats(input) && !floats.includes(dtype))
    throw new DTypeError('apply', `this model reads floats, x is ${dtype}. Use T.cast(x, 'float32').`)
  if (!isFloats(input) && dtype !== 'int32')
    throw new DTypeError('apply', `this model reads int32, x is ${dtype}. Use T.cast(x, 'int32').`)
}
