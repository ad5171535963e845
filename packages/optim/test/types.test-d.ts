import * as O from '@gradus/optim'
import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import { describe, expectTypeOf, test } from 'vitest'

interface Params {
  readonly dense_0: { readonly kernel: Tensor<readonly [4, 3]>; readonly bias: Tensor<readonly [3]> }
}

declare const params: Params
declare const gradients: Params

type Count = Tensor<readonly [], 'int32'>

describe('the state is inferred from the parameters', () => {
  test('of one transformation', () => {
    expectTypeOf(O.scaleByAdam().init(params)).toEqualTypeOf<{
      readonly count: Count
      readonly mu: Params
      readonly nu: Params
    }>()
    expectTypeOf(O.clipByGlobalNorm(1).init(params)).toEqualTypeOf<{}>()
    expectTypeOf(O.trace({ decay: 0.9 }).init(params).trace).toEqualTypeOf<Params>()
  })

  test('through chain, also a chain of chains', () => {
    const optimizer = O.chain(O.clipByGlobalNorm(1), O.adamW({ learningRate: 1e-3 }))
    type Expected = readonly [
      {},
      readonly [
        { readonly count: Count; readonly mu: Params; readonly nu: Params },
        {},
        { readonly count: Count },
      ],
    ]
    expectTypeOf(optimizer.init(params)).toEqualTypeOf<Expected>()
    expectTypeOf<O.OptimizerState<typeof optimizer, Params>>().toEqualTypeOf<Expected>()

    const [updates, state] = optimizer.update(gradients, optimizer.init(params), params)
    expectTypeOf(updates).toEqualTypeOf<Params>()
    expectTypeOf(state).toEqualTypeOf<Expected>()
    expectTypeOf(O.applyUpdates(params, updates)).toEqualTypeOf<Params>()
  })

  test('also of a tuple of parameters, or one tensor', () => {
    const pair = [T.ones([2]), T.ones([3])] as const
    expectTypeOf(O.sgd({ learningRate: 0.1 }).init(pair)[0].trace).toEqualTypeOf<
      readonly [Tensor<readonly [2]>, Tensor<readonly [3]>]
    >()
    expectTypeOf(O.scaleByAdam().init(T.ones([2])).mu).toEqualTypeOf<Tensor<readonly [2]>>()
  })
})

describe('the state is inferred through what works on other transformations', () => {
  interface Adam<P> {
    readonly count: Count
    readonly mu: P
    readonly nu: P
  }

  test('lookahead, accumulate, applyIfFinite', () => {
    const state = O.lookahead(O.scaleByAdam()).init(params)
    expectTypeOf(state.slow).toEqualTypeOf<Params>()
    expectTypeOf(state.inner).toEqualTypeOf<Adam<Params>>()
    expectTypeOf(O.accumulate(2, O.scaleByAdam()).init(params).mean).toEqualTypeOf<Params>()
    expectTypeOf(O.applyIfFinite(O.scaleByAdam()).init(params).inner).toEqualTypeOf<Adam<Params>>()
  })

  test('a leaf of another type for each parameter', () => {
    const { measured } = O.monitor(O.identity).init(params)
    expectTypeOf(measured.ratio).toEqualTypeOf<{
      readonly dense_0: { readonly kernel: Tensor<readonly []>; readonly bias: Tensor<readonly []> }
    }>()
    expectTypeOf(O.zeroNonFinite().init(params).found.dense_0.bias).toEqualTypeOf<
      Tensor<readonly [], 'bool'>
    >()
  })

  test('some of the parameters only', () => {
    expectTypeOf(O.masked(O.scaleByAdam(), () => true).init(params)).toEqualTypeOf<Adam<Tree.Part<Params>>>()
    const rules = O.partition((path) => (path === 'a' ? 'fast' : 'slow'), {
      fast: O.scaleByAdam(),
      slow: O.identity,
    })
    expectTypeOf(rules.init(params)).toEqualTypeOf<{
      readonly fast: Adam<Tree.Part<Params>>
      readonly slow: {}
    }>()
  })

  test('hyperparameters by their names', () => {
    const optimizer = O.injectHyperparams({ learningRate: 0.1 }, ({ learningRate }) =>
      O.adam({ learningRate: () => learningRate }),
    )
    const { hyperparams, inner } = optimizer.init(params)
    expectTypeOf(hyperparams.learningRate).toEqualTypeOf<Tensor<readonly [], T.FloatDType>>()
    expectTypeOf(inner[0].mu).toEqualTypeOf<Params>()
  })
})

describe('what does not compile', () => {
  test('a group that has no rule', () => {
    // @ts-expect-error there is no rule for other
    O.partition(() => 'other', { some: O.identity })
  })

  test('the state of another optimiser, gradients of another structure', () => {
    const adam = O.adam({ learningRate: 0.1 })
    const sgd = O.sgd({ learningRate: 0.1 })
    // @ts-expect-error the state of sgd has no moments
    adam.update(gradients, sgd.init(params), params)
    // @ts-expect-error the gradients lack the kernel
    adam.update({ dense_0: { bias: params.dense_0.bias } }, adam.init(params), params)
    // @ts-expect-error a state without parameters to match
    adam.update(gradients, adam.init({ w: params.dense_0.kernel }), params)
  })

  test('no learning rate, a misspelt option', () => {
    // @ts-expect-error the learning rate is missing
    O.adam({})
    // @ts-expect-error it is called b1
    O.adam({ learningRate: 0.1, beta1: 0.9 })
    // @ts-expect-error a string is no rate
    O.sgd({ learningRate: '0.1' })
  })

  test('a transformation whose state does not have the type that it says', () => {
    const wrong: O.GradientTransformation<{ readonly mu: O.ParamsLike }> = {
      // @ts-expect-error the state is called mu
      init: (like) => ({ nu: like }),
      update: (updates, state) => [updates, state],
    }
    void wrong
  })
})

test('one of your own takes part in chain with its own state', () => {
  const half: O.GradientTransformation<{ readonly last: O.ParamsLike }> = {
    init: (like) => ({ last: Tree.map((x) => T.zerosLike(x))(like) }),
    update: (updates) => [Tree.map((x) => T.mul(x, 0.5))(updates), { last: updates }],
  }
  expectTypeOf(O.chain(half, O.scale(2)).init(params)).toEqualTypeOf<
    readonly [{ readonly last: Params }, {}]
  >()
})

test('curves answer in kind, and are schedules as plain functions are', () => {
  const fall = O.cosineDecay({ initial: 1, steps: 10 })
  expectTypeOf(fall(3)).toEqualTypeOf<number>()
  expectTypeOf(fall).toExtend<O.Schedule>()
  O.adam({ learningRate: () => 0.1 })
  O.adam({ learningRate: (step) => T.div(0.1, T.add(step, 1)) })
})

describe('minimisers', () => {
  const loss = (p: Params): Tensor<readonly []> => T.sum(p.dense_0.bias)

  test('the parameters come out with the type that went in', () => {
    const end = O.minimize(loss, params, O.lbfgs())
    expectTypeOf(end.params).toEqualTypeOf<Params>()
    expectTypeOf(end.reason).toEqualTypeOf<'gradient' | 'value' | 'stuck' | 'maxSteps'>()
    for (const { params: at, reason } of O.iterates(loss, params, O.newton())) {
      expectTypeOf(at).toEqualTypeOf<Params>()
      expectTypeOf(reason).toEqualTypeOf<O.StopReason | undefined>()
    }
    expectTypeOf(O.linearCg((p: Params) => p, params).x).toEqualTypeOf<Params>()
  })

  test('what does not compile: another start, no scalar, a state of another method, a misspelt rule', () => {
    // @ts-expect-error the start lacks the kernel
    O.minimize(loss, { dense_0: { bias: params.dense_0.bias } }, O.lbfgs())
    // @ts-expect-error three numbers are no scalar
    O.minimize((p: Params) => p.dense_0.bias, params, O.lbfgs())
    const objective = O.objective(loss, params)
    // @ts-expect-error the state of lbfgs holds no matrix
    O.bfgs().update(objective, O.lbfgs().init(objective))
    // @ts-expect-error it is called polakRibiere
    O.conjugateGradient({ rule: 'polakRibière' })
  })
})

test('settings may be tensors, where nothing depends on their value before', () => {
  const rate = T.tensor(0.1)
  O.adamW({ learningRate: rate, b1: rate, b2: rate, eps: rate, weightDecay: rate })
  O.clipByGlobalNorm(rate)
  // @ts-expect-error the number of steps is needed to trace
  O.accumulate(rate, O.identity)
  // @ts-expect-error a vector is no setting
  O.adam({ learningRate: T.tensor([0.1, 0.2]) })
  // @ts-expect-error every setting of the optimiser that has no default is needed
  O.injectHyperparams({ b1: 0.9 }, O.adam)
})
