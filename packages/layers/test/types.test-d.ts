/** What compiles and to which types, and what does not compile and in which words. */
import * as L from '@gradus/layers'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { Shape, DoesNotFit, Tensor } from '@gradus/tensor'
import { describe, expectTypeOf, test } from 'vitest'

const key = Rng.key(0)
const digits = L.pipe(L.input([64]), L.dense(32), L.relu(), L.dropout(0.2), L.dense(10))
const image = L.input([1, 28, 28])

/** The text that a stage shows for a model, or the model where it fits. */
type Shown<S> = S extends (model: infer M) => unknown ? M : never
type Output<M> = M extends L.Model<Shape, infer Out, unknown, unknown, unknown> ? Out : never

describe('inside functions over the size of a batch', () => {
  test('a model reads what its caller will give, and losses compare', () => {
    const model = L.pipe(L.input([4]), L.dense(2))
    const outputs = <B extends number>(
      params: L.Params<typeof model>,
      x: Tensor<readonly [B, 4]>,
    ): Tensor<readonly [B, 2]> => L.apply(model, params, {}, x, { mode: 'eval' }).output
    expectTypeOf(outputs).toBeFunction()
    const wrong = <B extends number>(params: L.Params<typeof model>, x: Tensor<readonly [B, 5]>) =>
      // @ts-expect-error five features are not four
      L.apply(model, params, {}, x, { mode: 'eval' })
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('the feature shape runs through the pipe', () => {
  test('input keeps its literals', () => {
    expectTypeOf<Output<typeof image>>().toEqualTypeOf<readonly [1, 28, 28]>()
  })
  test('dense gives its units', () => {
    expectTypeOf<Output<typeof digits>>().toEqualTypeOf<readonly [10]>()
  })
  test('flatten multiplies', () => {
    const flat = L.pipe(image, L.flatten())
    expectTypeOf<Output<typeof flat>>().toEqualTypeOf<readonly [784]>()
  })
  test('activations, dropout and batchNorm keep it', () => {
    const model = L.pipe(
      L.input([7]), L.relu(), L.leakyRelu(), L.tanh(), L.sigmoid(), L.elu(), L.gelu(), L.identity(), L.softmax(),
      L.dropout(0.5), L.batchNorm(),
    ) // prettier-ignore
    expectTypeOf<Output<typeof model>>().toEqualTypeOf<readonly [7]>()
  })
  test('an unknown dimension stays unknown and is not refused', () => {
    const n: number = 5
    const model = L.pipe(L.input([n, 2]), L.flatten(), L.dense(3))
    expectTypeOf(model.output).toEqualTypeOf<readonly [3]>()
    expectTypeOf<L.Params<typeof model>['dense_0']['kernel']>().toEqualTypeOf<Tensor<readonly [number, 3]>>()
  })
  test('an unknown rank is not refused', () => {
    const shape: readonly number[] = [5]
    const model = L.pipe(L.input(shape), L.dense(3))
    expectTypeOf<L.Params<typeof model>['dense_0']['kernel']>().toEqualTypeOf<Tensor<readonly [number, 3]>>()
  })
  test('unknown units are a number', () => {
    const units: number = 5
    const model = L.pipe(L.input([4]), L.dense(units), L.dense(2))
    expectTypeOf<L.Params<typeof model>['dense_1']['kernel']>().toEqualTypeOf<Tensor<readonly [number, 2]>>()
  })
})

describe('parameters and state have exact types', () => {
  test('kernels are [in, out], biases [out], layers without parameters are absent', () => {
    expectTypeOf<L.Params<typeof digits>>().toEqualTypeOf<{
      readonly dense_0: { readonly kernel: Tensor<readonly [64, 32]>; readonly bias: Tensor<readonly [32]> }
      readonly dense_1: { readonly kernel: Tensor<readonly [32, 10]>; readonly bias: Tensor<readonly [10]> }
    }>()
    expectTypeOf<L.State<typeof digits>>().toEqualTypeOf<{}>()
  })
  test('init gives them', () => {
    expectTypeOf(L.init(digits, key).params.dense_0.kernel).toEqualTypeOf<Tensor<readonly [64, 32]>>()
  })
  test('bias: false leaves the bias out', () => {
    const model = L.pipe(L.input([4]), L.dense(2, { bias: false }))
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly dense_0: { readonly kernel: Tensor<readonly [4, 2]> }
    }>()
  })
  test('batchNorm has both', () => {
    const model = L.pipe(L.input([4]), L.batchNorm())
    type Vector = Tensor<readonly [4]>
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly batchNorm_0: { readonly gamma: Vector; readonly beta: Vector }
    }>()
    expectTypeOf<L.State<typeof model>>().toEqualTypeOf<{
      readonly batchNorm_0: {
        readonly mean: Vector
        readonly variance: Vector
        readonly count: Tensor<readonly [], 'int32'>
      }
    }>()
  })
  test('a named layer is addressed by its name and not counted', () => {
    const model = L.pipe(L.input([4]), L.named('stem', L.dense(3)), L.dense(2))
    expectTypeOf<keyof L.Params<typeof model>>().toEqualTypeOf<'stem' | 'dense_0'>()
    expectTypeOf<L.Params<typeof model>['stem']['kernel']>().toEqualTypeOf<Tensor<readonly [4, 3]>>()
  })
  test('a model grows in two pipes as in one', () => {
    const body = L.pipe(L.input([64]), L.dense(32), L.relu(), L.dropout(0.2))
    const whole = L.pipe(body, L.dense(10))
    expectTypeOf<L.Params<typeof whole>>().toEqualTypeOf<L.Params<typeof digits>>()
  })
  test('a stage is a function, with no pipe needed', () => {
    expectTypeOf(L.dense(3)(L.input([4])).output).toEqualTypeOf<readonly [3]>()
  })
  test('a layer of one’s own', () => {
    type GainParams<S extends Shape> = { readonly gain: Tensor<S> }
    interface Gain extends L.SameShape<'gain'> {
      readonly params: GainParams<this['input']>
    }
    const gain = (): L.Stage<Gain> =>
      L.layer<Gain>({
        kind: 'gain',
        params: (input) => ({ gain: { shape: input, init: (_key, shape) => T.ones(shape) } }),
        apply: (params, state, x) => ({ output: T.mul(x, params.gain), state }),
      })
    const model = L.pipe(image, gain(), L.flatten(), gain())
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly gain_0: { readonly gain: Tensor<readonly [1, 28, 28]> }
      readonly gain_1: { readonly gain: Tensor<readonly [784]> }
    }>()
  })
  test('a layer’s parameters may be an interface', () => {
    interface ScaleParams {
      readonly scale: Tensor<readonly []>
    }
    interface Scale extends L.SameShape<'scale'> {
      readonly params: ScaleParams
    }
    const scale = L.layer<Scale>({
      kind: 'scale',
      params: () => ({ scale: { shape: [], init: () => T.tensor(2) } }),
      apply: (params, state, x) => ({ output: T.mul(x, params.scale), state }),
    })
    const model = L.pipe(L.input([4]), scale)
    expectTypeOf(L.init(model, key).params.scale_0).toEqualTypeOf<ScaleParams>()
  })
})

describe('apply', () => {
  const { params, state } = L.init(digits, key)
  const x = T.zeros([32, 64])

  test('the output has the batch of x', () => {
    const { output } = L.apply(digits, params, state, x, { mode: 'eval' })
    expectTypeOf(output).toEqualTypeOf<Tensor<readonly [32, 10]>>()
  })
  test('an unknown batch stays unknown', () => {
    const { output } = L.apply(digits, params, state, x as Tensor<readonly [number, 64]>, { mode: 'eval' })
    expectTypeOf(output).toEqualTypeOf<Tensor<readonly [number, 10]>>()
  })
  test('an unknown shape is not refused', () => {
    const { output } = L.apply(digits, params, state, x as Tensor, { mode: 'eval' })
    expectTypeOf(output).toEqualTypeOf<Tensor<readonly [number, 10]>>()
  })
  test('the next state has the type of the state', () => {
    const model = L.pipe(L.input([64]), L.batchNorm())
    const start = L.init(model, key)
    const step = L.apply(model, start.params, start.state, x, { mode: 'train', key })
    expectTypeOf(step.state).toEqualTypeOf<L.State<typeof model>>()
  })
  test('other features do not compile', () => {
    // @ts-expect-error 100 features, the model reads 64
    const wrong = () => L.apply(digits, params, state, T.zeros([32, 100]), { mode: 'eval' })
    expectTypeOf<L.Reads<readonly [64], Tensor<readonly [32, 100]>>>().toEqualTypeOf<
      DoesNotFit<'apply: this model reads [batch,64], x is [32,100]. The first axis counts examples.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a missing batch axis does not compile', () => {
    // @ts-expect-error one example is [1, 64]
    const wrong = () => L.apply(digits, params, state, T.zeros([64]), { mode: 'eval' })
    expectTypeOf<L.Reads<readonly [64], Tensor<readonly [64]>>>().toEqualTypeOf<
      DoesNotFit<'apply: this model reads [batch,64], x is [64]. The first axis counts examples.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('an image for a vector does not compile', () => {
    // @ts-expect-error an image where a vector is read
    const wrong = () => L.apply(digits, params, state, T.zeros([32, 8, 8]), { mode: 'eval' })
    expectTypeOf<L.Reads<readonly [64], Tensor<readonly [32, 8, 8]>>>().toEqualTypeOf<
      DoesNotFit<'apply: this model reads [batch,64], x is [32,8,8]. The first axis counts examples.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('whole numbers do not compile', () => {
    const bytes = T.zeros([32, 64], { dtype: 'uint8' })
    // @ts-expect-error bytes where floats are read
    const wrong = () => L.apply(digits, params, state, bytes, { mode: 'eval' })
    expectTypeOf<L.Reads<readonly [64], typeof bytes>>().toEqualTypeOf<
      DoesNotFit<"apply: this model reads floats, x is uint8. Use T.cast(x, 'float32').">
    >()
    expectTypeOf<L.Reads<readonly [64], Tensor<readonly [32, 64], 'float64'>>>().toEqualTypeOf<
      DoesNotFit<"apply: this model reads float32, x is float64. Use T.cast(x, 'float32').">
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('an unknown element type is not refused', () => {
    const { output } = L.apply(digits, params, state, x as T.AnyTensor, { mode: 'eval' })
    expectTypeOf(output).toEqualTypeOf<Tensor<readonly [number, 10]>>()
  })
  test('training without a key does not compile', () => {
    // @ts-expect-error train needs a key
    const wrong = () => L.apply(digits, params, state, x, { mode: 'train' })
    expectTypeOf(wrong).toBeFunction()
  })
  test('evaluation with a key does not compile', () => {
    // @ts-expect-error eval takes none
    const wrong = () => L.apply(digits, params, state, x, { mode: 'eval', key })
    expectTypeOf(wrong).toBeFunction()
  })
  test('a mode that there is not does not compile', () => {
    // @ts-expect-error 'train' or 'eval'
    const wrong = () => L.apply(digits, params, state, x, { mode: 'test' })
    expectTypeOf(wrong).toBeFunction()
  })
  test('parameters of another model do not compile', () => {
    const other = L.init(L.pipe(L.input([64]), L.dense(16), L.dense(10)), key)
    // @ts-expect-error dense_0 has 16 units, not 32
    const wrong = () => L.apply(digits, other.params, state, x, { mode: 'eval' })
    expectTypeOf(wrong).toBeFunction()
  })
  test('a parameter that there is not does not compile', () => {
    // @ts-expect-error there is no dense_2
    const wrong = () => params.dense_2
    expectTypeOf(wrong).toBeFunction()
  })
  test('changing parameters does not compile', () => {
    const wrong = () => {
      // @ts-expect-error parameters are immutable
      params.dense_0 = L.init(digits, key).params.dense_0
    }
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('stages that do not fit do not compile, and say why', () => {
  test('dense on an image', () => {
    const dense = L.dense(10)
    // @ts-expect-error dense on an image
    const wrong = () => L.pipe(image, L.relu(), dense)
    expectTypeOf<Shown<typeof dense<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'dense: expects one feature axis [n], this model gives [1,28,28]. Put L.flatten() before it.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('in the middle of a pipe, at its own line', () => {
    const wrong = () =>
      L.pipe(
        image,
        L.relu(),
        // @ts-expect-error this line and no other
        L.dense(10),
        L.relu(),
      )
    expectTypeOf(wrong).toBeFunction()
  })
  test('dense on a scalar feature', () => {
    const dense = L.dense(10)
    const scalar = L.input([])
    // @ts-expect-error dense on no axis
    const wrong = () => dense(scalar)
    expectTypeOf<Shown<typeof dense<typeof scalar>>>().toEqualTypeOf<
      DoesNotFit<'dense: expects one feature axis [n], this model gives []. Put L.flatten() before it.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('batchNorm on a scalar feature', () => {
    const norm = L.batchNorm()
    const scalar = L.input([])
    // @ts-expect-error batchNorm on no axis
    const wrong = () => L.pipe(scalar, norm)
    expectTypeOf<Shown<typeof norm<typeof scalar>>>().toEqualTypeOf<
      DoesNotFit<'batchNorm: expects channels [c], or channels over places [c,...], this model gives []. Put L.flatten() before it.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a named stage that does not fit', () => {
    const head = L.named('head', L.dense(10))
    // @ts-expect-error dense on an image, whatever its name
    const wrong = () => L.pipe(image, head)
    expectTypeOf<Shown<typeof head<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'dense: expects one feature axis [n], this model gives [1,28,28]. Put L.flatten() before it.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a name twice', () => {
    const head = L.named('head', L.dense(10))
    const headed = L.pipe(L.input([4]), head)
    // @ts-expect-error head is taken
    const wrong = () => L.pipe(headed, head)
    expectTypeOf<Shown<typeof head<typeof headed>>>().toEqualTypeOf<
      DoesNotFit<'dense: this model already has a layer called head. Give one of them another name with L.named.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a given name that counting would give again', () => {
    const dense = L.dense(10)
    const named = L.pipe(L.input([4]), L.named('dense_0', L.dense(3)))
    // @ts-expect-error dense_0 is taken
    const wrong = () => L.pipe(named, dense)
    expectTypeOf<Shown<typeof dense<typeof named>>>().toEqualTypeOf<
      DoesNotFit<'dense: this model already has a layer called dense_0. Give one of them another name with L.named.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a layer of one’s own with a rule of its own', () => {
    const square = { expects: 'two equal axes [n,n]', advice: 'Crop it first.' } as const
    type NotSquare<S extends Shape> = S extends readonly [infer N extends number, infer M extends number]
      ? [N] extends [M] ? never : typeof square
      : typeof square // prettier-ignore
    interface Mirror extends L.SameShape<'mirror'> {
      readonly misfit: NotSquare<this['input']>
    }
    const mirror = L.layer<Mirror>({
      kind: 'mirror',
      misfit: ([n, m]) => (n === m ? undefined : square),
      apply: (_params, state, x) => ({ output: x, state }),
    })
    const oblong = L.input([2, 3])
    // @ts-expect-error not a square
    const wrong = () => mirror(oblong)
    expectTypeOf<Shown<typeof mirror<typeof oblong>>>().toEqualTypeOf<
      DoesNotFit<'mirror: expects two equal axes [n,n], this model gives [2,3]. Crop it first.'>
    >()
    expectTypeOf(L.pipe(L.input([3, 3]), mirror).output).toEqualTypeOf<readonly [3, 3]>()
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('options and definitions', () => {
  test('an option that there is not does not compile', () => {
    // @ts-expect-error the option is called init
    const wrong = () => L.dense(3, { kernelInit: T.zeros })
    expectTypeOf(wrong).toBeFunction()
  })
  test('momentum does not compile: it is decay', () => {
    // @ts-expect-error the option is called decay
    const wrong = () => L.batchNorm({ momentum: 0.9 })
    expectTypeOf(wrong).toBeFunction()
  })
  test('units must be given', () => {
    // @ts-expect-error no units
    const wrong = () => L.dense()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a definition must say how its parameters begin', () => {
    interface Gain extends L.SameShape<'gain'> {
      readonly params: { readonly gain: Tensor }
    }
    const wrong = () =>
      // @ts-expect-error params is missing
      L.layer<Gain>({ kind: 'gain', apply: (params, state, x) => ({ output: T.mul(x, params.gain), state }) })
    expectTypeOf(wrong).toBeFunction()
  })
  test('a definition without parameters has none to begin', () => {
    const wrong = () =>
      L.layer<L.SameShape<'plain'>>({
        kind: 'plain',
        // @ts-expect-error the type has no parameters
        params: () => ({ gain: { shape: [], init: () => T.tensor(1) } }),
        apply: (_params, state, x) => ({ output: x, state }),
      })
    expectTypeOf(wrong).toBeFunction()
  })
  test('a spec of an unknown kind does not compile', () => {
    // @ts-expect-error no such kind
    const wrong = () => L.fromSpecs([4], [{ kind: 'dens', units: 3 }])
    expectTypeOf(wrong).toBeFunction()
  })
  test('a spec without its numbers does not compile', () => {
    // @ts-expect-error units are missing
    const wrong = () => L.fromSpecs([4], [{ kind: 'dense' }])
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('models whose layers are known at run time only', () => {
  test('have trees for parameters', () => {
    expectTypeOf<L.Params<L.AnyModel>>().toEqualTypeOf<{
      readonly [layer: string]: { readonly [name: string]: Tensor }
    }>()
  })
  test('take every typed model of built-in layers', () => {
    expectTypeOf(digits).toExtend<L.AnyModel>()
    const normed = L.pipe(L.input([4]), L.batchNorm())
    expectTypeOf(normed).toExtend<L.AnyModel>()
  })
  test('grow by typed stages', () => {
    const grow = (model: L.AnyModel) => L.pipe(model, L.dense(3))
    expectTypeOf<Output<ReturnType<typeof grow>>>().toEqualTypeOf<readonly [3]>()
  })
  test('apply to anything', () => {
    const run = (model: L.AnyModel, params: L.Params<L.AnyModel>, x: Tensor) =>
      L.apply(model, params, {}, x, { mode: 'eval' }).output
    expectTypeOf<ReturnType<typeof run>>().toExtend<Tensor>()
  })
  test('generic functions over models pass a batch of unknown shape', () => {
    const run = <M extends L.ModelLike>(model: M, params: L.Params<M>, state: L.State<M>, x: Tensor) =>
      L.apply(model, params, state, x, { mode: 'eval' }).state
    expectTypeOf(run<typeof digits>).returns.toEqualTypeOf<L.State<typeof digits>>()
  })
})
