/** Which shapes normalisations learn and remember, and which models they refuse in which words. */
import * as L from '@gradus/layers'
import { Rng } from '@gradus/tensor'
import type { DoesNotFit, Shape, Tensor } from '@gradus/tensor'
import { describe, expectTypeOf, test } from 'vitest'

const key = Rng.key(0)
const image = L.input([8, 4, 4])

/** The text that a stage shows for a model, or the model where it fits. */
type Shown<S> = S extends (model: infer M) => unknown ? M : never
type Vector<N extends number> = Tensor<readonly [N]>
type Affine<S extends Shape> = { readonly gamma: Tensor<S>; readonly beta: Tensor<S> }

describe('features keep their shape', () => {
  test('through all of them', () => {
    const model = L.pipe(
      image,
      L.batchNorm(),
      L.layerNorm({ axes: 3 }),
      L.rmsNorm({ axes: 1 }),
      L.groupNorm(4),
      L.instanceNorm(),
    )
    expectTypeOf(model.output).toEqualTypeOf<readonly [8, 4, 4]>()
  })
})

describe('parameters and state have exact types', () => {
  test('batchNorm learns and remembers per channel', () => {
    const model = L.pipe(image, L.batchNorm())
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{ readonly batchNorm_0: Affine<readonly [8]> }>()
    expectTypeOf<L.State<typeof model>>().toEqualTypeOf<{
      readonly batchNorm_0: {
        readonly mean: Vector<8>
        readonly variance: Vector<8>
        readonly count: Tensor<readonly [], 'int32'>
      }
    }>()
  })
  test('groupNorm and instanceNorm learn per channel', () => {
    const model = L.pipe(image, L.groupNorm(2), L.instanceNorm())
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly groupNorm_0: Affine<readonly [8]>
      readonly instanceNorm_0: Affine<readonly [8]>
    }>()
  })
  test('layerNorm and rmsNorm learn a number for each feature of their axes', () => {
    const sequence = L.pipe(L.input([7, 16]), L.layerNorm(), L.rmsNorm(), L.layerNorm({ axes: 2 }))
    expectTypeOf<L.Params<typeof sequence>>().toEqualTypeOf<{
      readonly layerNorm_0: Affine<readonly [16]>
      readonly rmsNorm_0: { readonly gamma: Tensor<readonly [16]> }
      readonly layerNorm_1: Affine<readonly [7, 16]>
    }>()
    const whole = L.pipe(image, L.layerNorm({ axes: 3 }))
    expectTypeOf<L.Params<typeof whole>>().toEqualTypeOf<{
      readonly layerNorm_0: Affine<readonly [8, 4, 4]>
    }>()
  })
  test('an unknown number of axes, groups or features is not refused', () => {
    const n: number = 2
    const model = L.pipe(L.input([n, 4, 4]), L.batchNorm(), L.layerNorm({ axes: n }), L.groupNorm(n))
    expectTypeOf(model.output).toEqualTypeOf<readonly [number, 4, 4]>()
    const shape: readonly number[] = [4]
    expectTypeOf(L.pipe(L.input(shape), L.batchNorm(), L.layerNorm(), L.groupNorm(2)).output).toEqualTypeOf<
      readonly number[]
    >()
  })
})

describe('wrapped stages keep their types', () => {
  test('weightNorm puts g and v in place of the kernel', () => {
    const model = L.pipe(
      L.input([4, 6, 6]),
      L.weightNorm(L.conv2d(8, { kernel: 3, groups: 2 })),
      L.weightNorm(L.convTranspose2d(6, { kernel: 2 })),
      L.flatten(),
      L.named('head', L.weightNorm(L.dense(10, { bias: false }))),
    )
    expectTypeOf(model.output).toEqualTypeOf<readonly [10]>()
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly conv2d_0: {
        readonly g: Vector<8>
        readonly v: Tensor<readonly [8, 2, 3, 3]>
        readonly bias: Vector<8>
      }
      readonly convTranspose2d_0: {
        readonly g: Vector<6>
        readonly v: Tensor<readonly [8, 6, 2, 2]>
        readonly bias: Vector<6>
      }
      readonly head: { readonly g: Vector<10>; readonly v: Tensor<readonly [150, 10]> }
    }>()
    expectTypeOf<L.State<typeof model>>().toEqualTypeOf<{}>()
  })
  test('spectralNorm adds u to the state', () => {
    const model = L.pipe(L.input([5]), L.spectralNorm(L.dense(3), { iterations: 2 }))
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly dense_0: { readonly kernel: Tensor<readonly [5, 3]>; readonly bias: Vector<3> }
    }>()
    expectTypeOf<L.State<typeof model>>().toEqualTypeOf<{ readonly dense_0: { readonly u: Vector<3> } }>()
  })
  test('and their words', () => {
    const dense = L.weightNorm(L.dense(3))
    // @ts-expect-error dense on an image
    const wrong = () => L.pipe(image, dense)
    expectTypeOf<Shown<typeof dense<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'dense: expects one feature axis [n], this model gives [8,4,4]. Put L.flatten() before it.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('an activation is not wrapped', () => {
    // @ts-expect-error relu has no kernel
    const wrong = () => L.weightNorm(L.relu())
    expectTypeOf<L.Wraps<'weightNorm', L.SameShape<'relu'>>>().toEqualTypeOf<
      DoesNotFit<'weightNorm: wraps a dense layer or a convolution, got relu.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a stage is not wrapped twice', () => {
    // @ts-expect-error it is wrapped already
    const wrong = () => L.spectralNorm(L.weightNorm(L.dense(3)))
    expectTypeOf<L.Wraps<'spectralNorm', L.WeightNorm<L.Dense<3, true>>>>().toEqualTypeOf<
      DoesNotFit<'spectralNorm: this stage has a normalised kernel already. Wrap it once.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('foldBatchNorm', () => {
  const model = L.pipe(
    L.input([5]),
    L.dense(4, { bias: false }),
    L.named('norm', L.batchNorm()),
    L.relu(),
    L.spectralNorm(L.dense(3)),
    L.dense(2),
  )
  const start = L.init(model, key)
  const folded = L.foldBatchNorm(model, start.params, start.state)

  test('keeps features, and says which parameters there may be', () => {
    expectTypeOf(folded.model.input).toEqualTypeOf<readonly [5]>()
    expectTypeOf(folded.model.output).toEqualTypeOf<readonly [2]>()
    expectTypeOf(folded.params).toEqualTypeOf<{
      readonly dense_0: { readonly kernel: Tensor<readonly [5, 4]>; readonly bias?: Vector<4> }
      readonly dense_1: { readonly kernel: Tensor<readonly [4, 3]>; readonly bias: Vector<3> }
      readonly dense_2: { readonly kernel: Tensor<readonly [3, 2]>; readonly bias: Vector<2> }
      readonly norm?: Affine<readonly [4]>
    }>()
    expectTypeOf<keyof typeof folded.state>().toEqualTypeOf<'dense_1' | 'norm'>()
  })
  test('says the same of layers within layers', () => {
    const block = L.pipe(
      L.input([5]),
      L.residual(L.dense(5, { bias: false }), L.batchNorm(), L.spectralNorm(L.dense(5))),
    )
    const { params, state } = L.init(block, key)
    const inner = L.foldBatchNorm(block, params, state)
    type Params = (typeof inner.params)['residual_0']
    expectTypeOf<Params>().toEqualTypeOf<{
      readonly dense_0: { readonly kernel: Tensor<readonly [5, 5]>; readonly bias?: Vector<5> }
      readonly dense_1: { readonly kernel: Tensor<readonly [5, 5]>; readonly bias: Vector<5> }
      readonly batchNorm_0?: Affine<readonly [5]>
    }>()
    expectTypeOf<keyof typeof inner.state.residual_0>().toEqualTypeOf<'batchNorm_0' | 'dense_1'>()
  })
  test('gives a model that applies to what it gives', () => {
    const run = (x: Tensor<readonly [7, 5]>) =>
      L.apply(folded.model, folded.params, folded.state, x, { mode: 'eval' }).output
    expectTypeOf(run).returns.toEqualTypeOf<Tensor<readonly [7, 2]>>()
    const wrong = (x: Tensor<readonly [7, 6]>) =>
      // @ts-expect-error six features are not five
      L.apply(folded.model, folded.params, folded.state, x, { mode: 'eval' })
    expectTypeOf(wrong).toBeFunction()
  })
  test('takes the parameters of its model only', () => {
    const other = L.init(L.pipe(L.input([5]), L.dense(3)), key)
    // @ts-expect-error other parameters
    const wrong = () => L.foldBatchNorm(model, other.params, start.state)
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('what does not fit does not compile, and says why', () => {
  test('layerNorm on an image with nothing said', () => {
    const norm = L.layerNorm()
    // @ts-expect-error which axes?
    const wrong = () => L.pipe(image, norm)
    expectTypeOf<Shown<typeof norm<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'layerNorm: expects features [n] or [time,n] where axes is not said, this model gives [8,4,4]. Say how many of the last axes are normalised together, as in axes: 3.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('rmsNorm over more axes than there are', () => {
    const norm = L.rmsNorm({ axes: 2 })
    const vector = L.input([8])
    // @ts-expect-error one axis
    const wrong = () => L.pipe(vector, norm)
    expectTypeOf<Shown<typeof norm<typeof vector>>>().toEqualTypeOf<
      DoesNotFit<'rmsNorm: expects features of 2 or more axes, this model gives [8]. Normalise fewer axes together.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('groups that do not divide', () => {
    const norm = L.groupNorm(3)
    // @ts-expect-error 3 does not divide 8
    const wrong = () => L.pipe(image, norm)
    expectTypeOf<Shown<typeof norm<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'groupNorm: expects channels [c,...] in 3 equal groups, this model gives [8,4,4]. Take a number of groups that divides them.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('groups of one value', () => {
    const norm = L.groupNorm(8)
    const vector = L.input([8])
    // @ts-expect-error each feature would be its own mean
    const wrong = () => L.pipe(vector, norm)
    expectTypeOf<Shown<typeof norm<typeof vector>>>().toEqualTypeOf<
      DoesNotFit<'groupNorm: expects two or more values in each of 8 groups, this model gives [8]. Take fewer groups.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('instanceNorm without places', () => {
    const norm = L.instanceNorm()
    const vector = L.input([8])
    const one = L.input([8, 1, 1])
    // @ts-expect-error no places
    const wrong = () => L.pipe(vector, norm)
    // @ts-expect-error one place
    const wrongToo = () => L.pipe(one, norm)
    expectTypeOf<Shown<typeof norm<typeof vector>>>().toEqualTypeOf<
      DoesNotFit<'instanceNorm: expects channels over two or more places [c,...], this model gives [8]. Put it where there are places, or take L.layerNorm().'>
    >()
    expectTypeOf([wrong, wrongToo]).toBeArray()
  })
})
