/** What layers that hold others make of types, and what does not compile, in the words of the run time. */
import * as L from '@gradus/layers'
import type { DoesNotFit, Shape, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expectTypeOf, test } from 'vitest'

/** The text that a stage shows for a model, or the model where it fits. */
type Shown<S> = S extends (model: infer M) => unknown ? M : never

type Dense<In extends number, Out extends number> = {
  readonly kernel: Tensor<readonly [In, Out]>
  readonly bias: Tensor<readonly [Out]>
}

const vector = L.input([64])
const image = L.input([1, 8, 8])
const two = L.input({ left: [3], right: [4] })

describe('parameters lie under the names of layers', () => {
  test('residual', () => {
    const model = L.pipe(vector, L.residual(L.dense(32), L.relu(), L.dense(64)), L.dense(10))
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly residual_0: { readonly dense_0: Dense<64, 32>; readonly dense_1: Dense<32, 64> }
      readonly dense_0: Dense<64, 10>
    }>()
    expectTypeOf(model.output).toEqualTypeOf<readonly [10]>()
  })
  test('a model in place of stages', () => {
    const body = L.pipe(vector, L.dense(64), L.tanh())
    const model = L.pipe(vector, L.residual(body))
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly residual_0: { readonly dense_0: Dense<64, 64> }
    }>()
  })
  test('a named model', () => {
    const model = L.pipe(vector, L.named('encoder', L.pipe(vector, L.dense(8))), L.dense(2))
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly encoder: { readonly dense_0: Dense<64, 8> }
      readonly dense_0: Dense<8, 2>
    }>()
  })
  test('a model among stages is a block', () => {
    const model = L.pipe(vector, L.residual(L.dense(8), L.pipe(L.input([8]), L.dense(64))))
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly residual_0: {
        readonly dense_0: Dense<64, 8>
        readonly block_0: { readonly dense_0: Dense<8, 64> }
      }
    }>()
  })
  test('nested twice, with state', () => {
    const model = L.pipe(vector, L.residual(L.residual(L.dense(64), L.batchNorm())))
    expectTypeOf<L.Params<typeof model>['residual_0']['residual_0']['dense_0']>().toEqualTypeOf<
      Dense<64, 64>
    >()
    expectTypeOf<L.State<typeof model>['residual_0']['residual_0']['batchNorm_0']['mean']>().toEqualTypeOf<
      Tensor<readonly [64]>
    >()
  })
  test('repeat counts on', () => {
    const model = L.pipe(vector, L.repeat(2, L.dense(32), L.relu()))
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly repeat_0: { readonly dense_0: Dense<64, 32>; readonly dense_1: Dense<32, 32> }
    }>()
  })
  test('branches without weights are absent', () => {
    const model = L.pipe(vector, L.branch({ a: [L.dense(3), L.relu()], b: L.relu() }))
    expectTypeOf<keyof L.Params<typeof model>['branch_0']>().toEqualTypeOf<'a'>()
    expectTypeOf<L.Params<typeof model>['branch_0']['a']>().toEqualTypeOf<{
      readonly dense_0: Dense<64, 3>
    }>()
    expectTypeOf<(typeof model.output)['a']>().toEqualTypeOf<readonly [3]>()
    expectTypeOf<(typeof model.output)['b']>().toEqualTypeOf<readonly [64]>()
  })
  test('parallel lets others through', () => {
    const model = L.pipe(two, L.parallel({ left: L.dense(7) }), L.concat(['right', 'left']))
    expectTypeOf(model.output).toEqualTypeOf<readonly [11]>()
    expectTypeOf<L.Params<typeof model>['parallel_0']['left']>().toEqualTypeOf<{
      readonly dense_0: Dense<3, 7>
    }>()
  })
  test('tied weights lie at the root, once', () => {
    const tower = L.tied('tower', L.dense(8))
    const twins = L.pipe(
      L.input({ a: [5], b: [5] }),
      L.parallel({ a: tower, b: [tower, L.relu()] }),
      L.add(['a', 'b']),
      L.dense(1),
    )
    expectTypeOf<L.Params<typeof twins>>().toEqualTypeOf<{
      readonly tower: { readonly dense_0: Dense<5, 8> }
      readonly dense_0: Dense<8, 1>
    }>()
  })
})

describe('several inputs and outputs', () => {
  const model = L.pipe(
    L.input({ image: [1, 8, 8], words: { shape: [4], dtype: 'int32' } }),
    L.parallel({ image: [L.flatten(), L.dense(3)] }),
  )
  test('apply reads and gives tensors by name', () => {
    const run = (params: L.Params<typeof model>) =>
      L.apply(
        model,
        params,
        {},
        { image: T.ones([5, 1, 8, 8]), words: T.zeros([5, 4], { dtype: 'int32' }) },
        { mode: 'eval' },
      ).output
    expectTypeOf<ReturnType<typeof run>['image']>().toEqualTypeOf<Tensor<readonly [5, 3]>>()
    expectTypeOf<ReturnType<typeof run>['words']>().toEqualTypeOf<Tensor<readonly [5, 4], 'int32'>>()
  })
  test('what it does not read does not compile', () => {
    type X = { readonly image: Tensor<readonly [5, 1, 8, 8]> }
    expectTypeOf<L.Reads<(typeof model)['input'], X>['words']>().toEqualTypeOf<
      DoesNotFit<'apply: x has no words, which this model reads.'>
    >()
    expectTypeOf<L.Reads<(typeof model)['input'], Tensor<readonly [5, 4]>>>().toEqualTypeOf<
      DoesNotFit<'apply: this model reads several tensors by name, x is one.'>
    >()
    expectTypeOf<L.Reads<readonly [4], X>>().toEqualTypeOf<
      DoesNotFit<'apply: this model reads one tensor, x is several.'>
    >()
    expectTypeOf<L.Reads<L.Whole<readonly [4]>, Tensor<readonly [2, 4]>>>().toEqualTypeOf<
      DoesNotFit<"apply: this model reads int32, x is float32. Use T.cast(x, 'int32').">
    >()
  })
})

describe('misfits do not compile, and say why', () => {
  test('a residual connection whose parts change the shape', () => {
    const stage = L.residual(L.dense(32))
    // @ts-expect-error 32 cannot be added to 64
    const wrong = () => L.pipe(vector, stage)
    expectTypeOf<Shown<typeof stage<typeof vector>>>().toEqualTypeOf<
      DoesNotFit<'residual: its parts make [32] of [64], which cannot be added. End them in [64], or add two branches.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a part that does not fit', () => {
    const stage = L.residual(L.relu(), L.dense(32))
    // @ts-expect-error dense on an image
    const wrong = () => L.pipe(image, stage)
    expectTypeOf<Shown<typeof stage<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'residual: dense: expects one feature axis [n], this model gives [1,8,8]. Put L.flatten() before it.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a part of a branch that does not fit', () => {
    const stage = L.branch({ a: L.relu(), b: [L.relu(), L.dense(2)] })
    // @ts-expect-error dense on an image
    const wrong = () => L.pipe(image, stage)
    expectTypeOf<Shown<typeof stage<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'branch: b: dense: expects one feature axis [n], this model gives [1,8,8]. Put L.flatten() before it.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a model of other features', () => {
    const stage = L.named('encoder', L.pipe(L.input([32]), L.dense(8)))
    // @ts-expect-error 64 features, the model reads 32
    const wrong = () => L.pipe(vector, stage)
    expectTypeOf<Shown<typeof stage<typeof vector>>>().toEqualTypeOf<
      DoesNotFit<'block: model: reads [32], this model gives [64].'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('outputs that cannot be added', () => {
    const stage = L.add(['left', 'right'])
    // @ts-expect-error 3 and 4
    const wrong = () => L.pipe(two, stage)
    expectTypeOf<Shown<typeof stage<typeof two>>>().toEqualTypeOf<
      DoesNotFit<'add: expects tensors of one shape, this model gives several tensors. left is [3], right is [4].'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('outputs that cannot be laid end to end', () => {
    const stage = L.concat(['left', 'right'], { axis: 1 })
    // @ts-expect-error vectors have no axis 1
    const wrong = () => L.pipe(two, stage)
    expectTypeOf<Shown<typeof stage<typeof two>>>().toEqualTypeOf<
      DoesNotFit<'concat: expects tensors that differ in axis 1 alone, this model gives several tensors. left is [3], right is [4].'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a name that there is not', () => {
    const stage = L.pick('middle')
    // @ts-expect-error no middle
    const wrong = () => L.pipe(two, stage)
    expectTypeOf<Shown<typeof stage<typeof two>>>().toEqualTypeOf<
      DoesNotFit<'pick: expects a tensor called middle, this model gives several tensors. Check its name.'>
    >()
    const parallel = L.parallel({ middle: L.relu() })
    // @ts-expect-error no middle
    const alsoWrong = () => L.pipe(two, parallel)
    expectTypeOf<Shown<typeof parallel<typeof two>>>().toEqualTypeOf<
      DoesNotFit<'parallel: middle: this model gives no tensor of that name.'>
    >()
    expectTypeOf([wrong, alsoWrong]).toBeArray()
  })
  test('several tensors for one, one for several, and floats for whole numbers', () => {
    const dense = L.dense(3)
    // @ts-expect-error two tensors
    const several = () => L.pipe(two, dense)
    expectTypeOf<Shown<typeof dense<typeof two>>>().toEqualTypeOf<
      DoesNotFit<'dense: expects one tensor, this model gives several tensors. Join them by L.add or L.concat, or take one by L.pick.'>
    >()
    const words = L.input([4], { dtype: 'int32' })
    // @ts-expect-error whole numbers
    const whole = () => L.pipe(words, dense)
    expectTypeOf<Shown<typeof dense<typeof words>>>().toEqualTypeOf<
      DoesNotFit<'dense: expects floats, this model gives int32 [4]. Put L.embedding before it.'>
    >()
    const pick = L.pick('left')
    // @ts-expect-error one tensor
    const one = () => L.pipe(vector, pick)
    expectTypeOf<Shown<typeof pick<typeof vector>>>().toEqualTypeOf<
      DoesNotFit<'pick: expects several tensors by name, this model gives [64]. Put L.branch before it.'>
    >()
    expectTypeOf([several, whole, one]).toBeArray()
  })
  test('shared weights of other shapes', () => {
    const shared = L.tied('weights', L.dense(32))
    const once = L.pipe(vector, shared)
    // @ts-expect-error [64, 32] and [32, 32]
    const wrong = () => L.pipe(once, shared)
    expectTypeOf<Shown<typeof shared<typeof once>>>().toEqualTypeOf<
      DoesNotFit<'tied: the weights of weights have other shapes in another place. Give it features of one shape in all its places.'>
    >()
    const towers = L.parallel({ left: shared, right: shared })
    // @ts-expect-error [3, 32] and [4, 32]
    const alsoWrong = () => L.pipe(two, towers)
    expectTypeOf<Shown<typeof towers<typeof two>>>().toEqualTypeOf<
      DoesNotFit<'parallel: the weights of weights have other shapes in another place. Give it features of one shape in all its places.'>
    >()
    expectTypeOf([wrong, alsoWrong]).toBeArray()
  })
  test('a name twice within a layer', () => {
    const stage = L.repeat(2, L.named('hidden', L.dense(64)))
    // @ts-expect-error hidden is taken the second time
    const wrong = () => L.pipe(vector, stage)
    expectTypeOf<Shown<typeof stage<typeof vector>>>().toEqualTypeOf<
      DoesNotFit<'repeat: dense: this model already has a layer called hidden. Give one of them another name with L.named.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
})

test('parts of unknown number give a model of unknown layers', () => {
  const parts: readonly L.Part[] = [L.dense(3)]
  const model = L.pipe(vector, L.block(...parts))
  expectTypeOf(model.output).toEqualTypeOf<Shape>()
})
