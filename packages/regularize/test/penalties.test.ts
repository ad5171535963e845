import { checkGradients, grad, jit, scan, vmap } from '@gradus/autograd'
import * as O from '@gradus/optim'
import * as R from '@gradus/regularize'
import * as T from '@gradus/tensor'
import { Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectClose } from './golden.ts'
import { doubled, type Params, paramsOf, snapshot, trees } from './trees.ts'

const everything = { select: (): boolean => true }

/** A new penalty joins here, under the name of its golden value, and all checks come with it. */
const penalties: Readonly<Record<string, R.Penalty>> = {
  l1: R.l1(0.01),
  'l1, everything': R.l1(0.01, everything),
  l2: R.l2(0.1),
  'l2, everything': R.l2(0.1, everything),
  elasticNet: R.elasticNet({ l1: 0.01, l2: 0.1 }),
  'elasticNet, everything': R.elasticNet({ l1: 0.01, l2: 0.1, ...everything }),
  groupLasso: R.groupLasso(0.1),
  'groupLasso, everything': R.groupLasso(0.1, everything),
  'groupLasso, inputs': R.groupLasso(0.1, { groups: 'inputs' }),
  'groupLasso, inputs, everything': R.groupLasso(0.1, { groups: 'inputs', ...everything }),
}

test('every golden penalty has a row, and every row a golden value', () => {
  expect(Object.keys(penalties)).toEqual(Object.keys(trees.penalties))
})

describe.each(Object.entries(penalties))('%s', (name, penalty) => {
  const wanted = trees.penalties[name] ?? NaN
  const params = paramsOf('float64')

  test('the value is that of NumPy', () => {
    expect(T.item(penalty(params))).toBeCloseTo(wanted, 13)
    expect(T.item(penalty(paramsOf('float32')))).toBeCloseTo(wanted, 5)
  })

  test('it is a scalar in the element type of the parameters', () => {
    const value: AnyTensor = penalty(params)
    expect([value.shape, value.dtype]).toEqual([[], 'float64'])
    expect(penalty(paramsOf('float32')).dtype).toBe('float32')
  })

  test('gradients pass the check by differences; what is not selected has none', () => {
    expect(checkGradients(penalty, params)._tag).toBe('Right')
    if (name.endsWith('everything')) return
    const bias = grad(penalty)(params)['dense_0']?.['bias'] as AnyTensor
    expect(T.toNested(bias)).toEqual([0, 0, 0])
  })

  test('at zero, where they bend, gradients are zero', () => {
    const zeros = Tree.map((x) => T.zerosLike(x))(params)
    expect(Tree.equals(grad(penalty)(zeros), zeros)).toBe(true)
  })

  test('compiled, value and gradient are the same', () => {
    expect(T.item(jit(penalty<Params>)(params))).toBeCloseTo(wanted, 13)
    const compiled = jit((p: Params) => grad(penalty)(p))(params)
    const eager = grad(penalty)(params)
    Tree.zipWith((a, b) => {
      const other = T.toTypedArray(b)
      T.toTypedArray(a).forEach((x, i) => expect(x).toBeCloseTo(other[i] ?? NaN, 13))
      return a
    })(compiled, eager)
  })

  test('two sets of parameters at once, by vmap, are each by itself', () => {
    const both = vmap(penalty<Params>)(doubled(params)) as AnyTensor
    const alone = [params, Tree.map((x) => T.mul(x, 2))(params)].map((p) => T.item(penalty(p)))
    T.toTypedArray(both).forEach((x, i) => expect(x).toBeCloseTo(alone[i] ?? NaN, 12))
  })

  test('in a loop inside the graph it is what it is outside', () => {
    const pay = (total: AnyTensor, p: Params): readonly [AnyTensor, AnyTensor] => [
      T.add(total, penalty(p)),
      penalty(p),
    ]
    const [total] = scan(pay, T.tensor(0, { dtype: 'float64' }) as AnyTensor, doubled(params))
    expect(T.item(total)).toBeCloseTo(wanted + T.item(penalty(Tree.map((x) => T.mul(x, 2))(params))), 12)
  })

  test('the parameters are left as they were', () => {
    const before = snapshot(params)
    penalty(params)
    expect(snapshot(params)).toEqual(before)
  })

  test('it is never negative, and 0 for zeros', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }), (values) => {
        const kernel = { kernel: T.tensor(values) }
        expect(T.item(penalty(kernel))).toBeGreaterThanOrEqual(0)
        expect(T.item(penalty(Tree.map((x) => T.zerosLike(x))(kernel)))).toBe(0)
      }),
    )
  })
})

/** Any optimiser, on these parameters. */
interface Optimizer {
  readonly init: (params: Params) => unknown
  readonly update: (gradients: Params, state: never, params: Params) => readonly [Params, unknown]
}

describe('penalties', () => {
  test('of no parameters at all are 0', () => {
    expect(T.item(R.l2(1)({}))).toBe(0)
  })

  test('biases of every name, scales and shifts of normalisations and slopes of activations are no weights', () => {
    const paths = [
      'dense_0.kernel',
      'bias',
      'a.b.recurrentBias',
      'n.gamma',
      'n.beta',
      'n.scale',
      'n.offset',
      'prelu_0.slope',
    ]
    expect(paths.filter(R.isWeight)).toEqual(['dense_0.kernel'])
    expect(['debiased', 'bias.kernel', 'scaled'].every(R.isWeight)).toBe(true)
  })

  test('l2 is decoupled decay of 2 · strength under gradient descent, and another thing under Adam', () => {
    const params = paramsOf('float64')
    const gradients = Tree.map((w) => T.cos(w))(params)
    const select = (path: string): boolean => path === 'dense_0.kernel'
    const penalised = Tree.zipWith((a, b) => T.add(a, b))(gradients, grad(R.l2(0.1, { select }))(params))
    const stepOf = (optimizer: Optimizer, along: Params): Params =>
      O.applyUpdates(params, optimizer.update(along, optimizer.init(params) as never, params)[0])
    const decay = O.addDecayedWeights(0.2, { select })
    const kernelOf = (tree: Params): AnyTensor => tree['dense_0']?.['kernel'] as AnyTensor
    const plain = [
      stepOf(O.sgd({ learningRate: 0.3 }), penalised),
      stepOf(O.chain(decay, O.sgd({ learningRate: 0.3 })), gradients),
    ].map(kernelOf)
    expectClose(plain[0]!, T.toNested(plain[1]!) as never, 1e-13, 1e-15)
    const adam = [
      stepOf(O.adam({ learningRate: 0.3 }), penalised),
      stepOf(O.chain(O.scaleByAdam(), decay, O.scaleByLearningRate(0.3)), gradients),
    ].map(kernelOf)
    const distance = T.item(T.max(T.abs(T.sub(adam[0]!, adam[1]!))) as never)
    expect(distance).toBeGreaterThan(0.01)
  })

  test('mistakes', () => {
    expect(() => R.l1(-1)).toThrow(new ValueError('l1', 'strength must be zero or more, and finite, got -1.'))
    expect(() => R.l2(NaN)).toThrow(
      new ValueError('l2', 'strength must be zero or more, and finite, got NaN.'),
    )
    expect(() => R.elasticNet({ l1: 1, l2: Infinity })).toThrow(
      new ValueError('elasticNet', 'l2 must be zero or more, and finite, got Infinity.'),
    )
    expect(() => R.elasticNet({ l1: -2, l2: 1 })).toThrow(
      new ValueError('elasticNet', 'l1 must be zero or more, and finite, got -2.'),
    )
    expect(() => R.groupLasso(-0.5)).toThrow(
      new ValueError('groupLasso', 'strength must be zero or more, and finite, got -0.5.'),
    )
  })

  const params = { dense_0: { kernel: T.ones([2, 2]), bias: T.ones([2]) } }
  const select = (path: string): boolean => path === 'dense_1.kernel'

  test.each([
    ['l1', R.l1(1, { select })],
    ['l2', R.l2(1, { select })],
    ['elasticNet', R.elasticNet({ l1: 1, l2: 1, select })],
    ['groupLasso', R.groupLasso(1, { select })],
    ['maxNorm', R.maxNorm(1, { select })],
    ['unitNorm', R.unitNorm({ select })],
    ['nonNegative', R.nonNegative({ select })],
    ['softThreshold', R.softThreshold(1, { select })],
    ['groupSoftThreshold', R.groupSoftThreshold(1, { select })],
  ])('a mask that matches nothing is refused by %s', (operation, of: (p: typeof params) => unknown) => {
    expect(() => of(params)).toThrow(
      new ValueError(operation, 'select matches no parameter. The paths are dense_0.kernel, dense_0.bias.'),
    )
  })

  test('parameters without a weight are refused, too', () => {
    expect(() => R.l1(1)({ bias: T.ones([2]) })).toThrow(
      new ValueError('l1', 'select matches no parameter. The paths are bias.'),
    )
  })
})
