import * as L from '@gradus/layers'
import * as R from '@gradus/regularize'
import type { DoesNotFit, Rng, Tensor } from '@gradus/tensor'
import { expectTypeOf, test } from 'vitest'

interface Params {
  readonly dense_0: { readonly kernel: Tensor<readonly [4, 3]>; readonly bias: Tensor<readonly [3]> }
}

declare const params: Params
declare const key: Rng.Key

test('a penalty is a scalar, a constraint keeps the type of the parameters', () => {
  expectTypeOf(R.l2(0.1)(params)).toEqualTypeOf<Tensor<readonly []>>()
  expectTypeOf(R.maxNorm(1)(params)).toEqualTypeOf<Params>()
  expectTypeOf(R.softThreshold(1)(params)).toEqualTypeOf<Params>()
  expectTypeOf(R.weightAverage({ decay: 0.9 }).init(params).average).toEqualTypeOf<Params>()
  expectTypeOf(R.stochasticWeightAverage().init(params).average).toEqualTypeOf<Params>()
})

declare const double: Tensor<readonly [2, 3, 4, 4], 'float64'>

test('noise keeps shape and element type', () => {
  expectTypeOf(R.drop(key, double, 0.5)).toEqualTypeOf<typeof double>()
  expectTypeOf(R.mixup(key, double, double, { alpha: 1 }).x).toEqualTypeOf<typeof double>()
  expectTypeOf(R.dropWeights(key, params, 0.5)).toEqualTypeOf<Params>()
})

test('stages keep features, and what they wrap its parameters', () => {
  const model = L.pipe(
    L.input([3, 8, 8]),
    R.spatialDropout(0.1),
    R.cutout(2),
    L.flatten(),
    R.dropConnect(0.5, L.dense(10)),
  )
  expectTypeOf(model.output).toEqualTypeOf<readonly [10]>()
  expectTypeOf<L.Params<typeof model>['dense_0']['kernel']>().toEqualTypeOf<Tensor<readonly [192, 10]>>()
})

declare const outputs: Tensor<readonly [5, 8, 10]>
declare const members: R.Members<Params, 5>

test('ensembles have an axis of members in front', () => {
  expectTypeOf(members.dense_0.kernel).toEqualTypeOf<Tensor<readonly [5, 4, 3]>>()
  expectTypeOf(R.average(outputs)).toEqualTypeOf<Tensor<readonly [8, 10]>>()
  expectTypeOf(R.votes(outputs)).toEqualTypeOf<Tensor<readonly [8, 10]>>()
  expectTypeOf(R.vote(outputs)).toEqualTypeOf<Tensor<readonly [8], 'int32'>>()
  const predict = (_: Params, x: Tensor<readonly [2]>): Tensor<readonly [2]> => x
  expectTypeOf(R.predictAll(predict)(members, {} as Tensor<readonly [2]>)).toEqualTypeOf<
    Tensor<readonly [5, 2]>
  >()
})

test('what does not compile', () => {
  // @ts-expect-error the strength is missing
  R.l1()
  // @ts-expect-error there is no such mode
  R.earlyStopping({ patience: 3, mode: 'lowest' })
  // @ts-expect-error the option is called select
  R.l2(0.1, { mask: () => true })
  // @ts-expect-error there are units and inputs
  R.groupLasso(0.1, { groups: 'rows' })
  // @ts-expect-error labels cannot be mixed
  R.mixup(key, double, {} as Tensor<readonly [2], 'int32'>, { alpha: 1 })
})

/** The text that a stage shows for a model, or the model where it fits. */
type Shown<S extends (model: never) => unknown> = Parameters<S>[0]

const vector = L.input([8])

test('spatial dropout asks for space, cutout for pictures, in the words of the run time', () => {
  const spatial = R.spatialDropout(0.5)
  const cut = R.cutout(2)
  // @ts-expect-error there is no space
  const wrong = () => L.pipe(vector, spatial)
  // @ts-expect-error it is no picture
  const alsoWrong = () => L.pipe(vector, cut)
  expectTypeOf<Shown<typeof spatial<typeof vector>>>().toEqualTypeOf<
    DoesNotFit<'spatialDropout: expects channels and space [channels,...space], this model gives [8]. Use L.dropout for features that are a vector.'>
  >()
  expectTypeOf<Shown<typeof cut<typeof vector>>>().toEqualTypeOf<
    DoesNotFit<'cutout: expects channels of pictures [channels,height,width], this model gives [8]. Use L.dropout for features that are a vector.'>
  >()
  expectTypeOf([wrong, alsoWrong]).toBeArray()
})
