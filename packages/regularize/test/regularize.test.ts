import { readFileSync } from 'node:fs'
import { checkGradients, grad } from '@gradus/autograd'
import * as R from '@gradus/regularize'
import * as T from '@gradus/tensor'
import { Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor, FloatDType, Tensor } from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

type Numbers = number | readonly Numbers[]
type Layers = Readonly<Record<string, Readonly<Record<string, Numbers>>>>
type Params = Readonly<Record<string, Readonly<Record<string, AnyTensor>>>>

interface File {
  readonly params: Layers
  readonly penalties: Readonly<Record<string, number>>
  readonly maxNorm: Readonly<Record<string, Numbers>>
  readonly weightAverage: {
    readonly decay: number
    readonly series: readonly number[]
    readonly averages: readonly number[]
  }
}

const file = JSON.parse(readFileSync(new URL('golden/regularize.json', import.meta.url), 'utf8')) as File

const toParams = (dtype: FloatDType): Params =>
  Object.fromEntries(
    Object.entries(file.params).map(([layer, leaves]) => [
      layer,
      Object.fromEntries(
        Object.entries(leaves).map(([name, x]) => [
          name,
          T.tensor(x as readonly number[], { dtype }) as AnyTensor,
        ]),
      ),
    ]),
  )

const everything = { select: (): boolean => true }

/** A new penalty joins here, under the name of its golden value, and all checks come with it. */
const penalties: Readonly<Record<string, R.Penalty>> = {
  l1: R.l1(0.01),
  'l1, everything': R.l1(0.01, everything),
  l2: R.l2(0.1),
  'l2, everything': R.l2(0.1, everything),
  elasticNet: R.elasticNet({ l1: 0.01, l2: 0.1 }),
  'elasticNet, everything': R.elasticNet({ l1: 0.01, l2: 0.1, ...everything }),
}

test('every golden penalty has a row, and every row a golden value', () => {
  expect(Object.keys(penalties)).toEqual(Object.keys(file.penalties))
})

describe.each(Object.entries(penalties))('%s', (name, penalty) => {
  test('the value is that of NumPy', () => {
    expect(T.item(penalty(toParams('float64')))).toBeCloseTo(file.penalties[name] ?? NaN, 13)
    expect(T.item(penalty(toParams('float32')))).toBeCloseTo(file.penalties[name] ?? NaN, 5)
  })

  test('it is a scalar in the element type of the parameters', () => {
    const value: AnyTensor = penalty(toParams('float64'))
    expect([value.shape, value.dtype]).toEqual([[], 'float64'])
    expect(penalty(toParams('float32')).dtype).toBe('float32')
  })

  test('gradients pass the check by differences; what is not selected has none', () => {
    const params = toParams('float64')
    expect(checkGradients(penalty, params)._tag).toBe('Right')
    if (name.endsWith('everything')) return
    const bias = grad(penalty)(params)['dense_0']?.['bias'] as AnyTensor
    expect(T.toNested(bias)).toEqual([0, 0, 0])
  })

  test('it is never negative, and 0 for zeros', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }), (values) => {
        const params = { kernel: T.tensor(values) }
        expect(T.item(penalty(params))).toBeGreaterThanOrEqual(0)
        expect(T.item(penalty(Tree.map((x) => T.zerosLike(x))(params)))).toBe(0)
      }),
    )
  })
})

describe('penalties', () => {
  test('of no parameters at all are 0', () => {
    expect(T.item(R.l2(1)({}))).toBe(0)
  })

  test('l1 drives weights to zero that the data do not need, l2 only makes them small', () => {
    // Gradient steps on ½(w - a)² + penalty: l1's solution is soft thresholding, l2's is shrinking.
    const target = T.tensor([3, 0.05], { dtype: 'float64' })
    const solve = (penalty: R.Penalty): readonly number[] => {
      const loss = (p: { readonly w: Tensor<readonly [2], 'float64'> }): Tensor<readonly []> =>
        T.add(T.mul(T.sum(T.square(T.sub(p.w, target))), 0.5) as AnyTensor, penalty(p)) as Tensor<readonly []>
      const end = Array.from({ length: 400 }).reduce<{ readonly w: Tensor<readonly [2], 'float64'> }>(
        (p) => ({ w: T.sub(p.w, T.mul(grad(loss)(p).w, 0.01)) }),
        { w: target },
      )
      return T.toNested(end.w)
    }
    const [large, small] = solve(R.l1(0.1))
    expect(large).toBeCloseTo(2.9, 2)
    expect(Math.abs(small ?? NaN)).toBeLessThan(2e-3)
    const [ridgeLarge, ridgeSmall] = solve(R.l2(0.5))
    expect(ridgeLarge).toBeCloseTo(1.5, 2)
    expect(ridgeSmall).toBeCloseTo(0.025, 3)
  })

  test('mistakes', () => {
    expect(() => R.l1(-1)).toThrow(new ValueError('l1', 'strength must be zero or more, and finite, got -1.'))
    expect(() => R.l2(NaN)).toThrow(
      new ValueError('l2', 'strength must be zero or more, and finite, got NaN.'),
    )
    expect(() => R.elasticNet({ l1: 1, l2: Infinity })).toThrow(
      new ValueError('elasticNet', 'l2 must be zero or more, and finite, got Infinity.'),
    )
    const params = { dense_0: { kernel: T.ones([2, 2]), bias: T.ones([2]) } }
    expect(() => R.l2(1, { select: (path) => path === 'dense_1.kernel' })(params)).toThrow(
      new ValueError('l2', 'select matches no parameter. The paths are dense_0.kernel, dense_0.bias.'),
    )
    expect(() => R.l1(1)({ bias: T.ones([2]) })).toThrow(
      new ValueError('l1', 'select matches no parameter. The paths are bias.'),
    )
  })
})

describe('maxNorm', () => {
  test('the values are those of NumPy; biases and normalisations are left as they were', () => {
    const params = toParams('float64')
    const limited = R.maxNorm(1.5)(params)
    const before = new Map(Tree.entries(params))
    Tree.entries(limited).forEach(([path, leaf]) => {
      const expected = file.maxNorm[path]
      if (expected === undefined) {
        expect(leaf).toBe(before.get(path))
        return
      }
      const wanted = T.toTypedArray(T.tensor(expected as readonly number[], { dtype: 'float64' }))
      T.toTypedArray(leaf).forEach((x, i) => expect(x).toBeCloseTo(wanted[i] ?? NaN, 14))
    })
    expect(Tree.paths(limited)).toEqual(Tree.paths(params))
  })

  const kernel = fc.array(
    fc.array(fc.float({ noNaN: true, min: -100, max: 100 }), { minLength: 2, maxLength: 2 }),
    {
      minLength: 1,
      maxLength: 4,
    },
  )

  test('it is a projection: within the limit, and once is enough', () => {
    fc.assert(
      fc.property(kernel, fc.double({ min: 0.1, max: 50, noNaN: true }), (rows, limit) => {
        const project = R.maxNorm(limit)
        const once = project({ kernel: T.tensor(rows, { dtype: 'float64' }) })
        const norms = T.toTypedArray(T.sqrt(T.sum(T.square(once.kernel), { axis: 0 })))
        expect(Math.max(...norms)).toBeLessThanOrEqual(limit * (1 + 1e-12))
        const [a, b] = [once, project(once)].map(({ kernel: w }) => T.toTypedArray(w))
        a?.forEach((x, i) => expect(b?.[i]).toBeCloseTo(x, 10))
      }),
    )
  })

  test('what is within the limit comes back bit for bit', () => {
    const params = {
      kernel: T.tensor([
        [3, 0.1],
        [4, 0.3],
      ]),
      bias: T.tensor([100]),
    }
    expect(Tree.equals(R.maxNorm(5)(params), params)).toBe(true)
  })

  test('a scalar is held within the limit', () => {
    expect(T.item(R.maxNorm(2)({ temperature: T.tensor(-3) }).temperature)).toBe(-2)
  })

  test('mistakes', () => {
    expect(() => R.maxNorm(0)).toThrow(
      new ValueError('maxNorm', 'the limit must be positive and finite, got 0.'),
    )
    expect(() => R.maxNorm(1, { select: () => false })({ kernel: T.ones([1]) })).toThrow(
      new ValueError('maxNorm', 'select matches no parameter. The paths are kernel.'),
    )
  })
})

describe('weightAverage', () => {
  const { decay, series, averages } = file.weightAverage

  test('the values are those of the weighted sum written out', () => {
    const average = R.weightAverage({ decay })
    const params = (x: number): { readonly w: Tensor<readonly [], 'float64'> } => ({
      w: T.tensor(x, { dtype: 'float64' }),
    })
    const states = series.reduce<readonly R.WeightAverageState<ReturnType<typeof params>>[]>(
      (done, x) => [...done, average.update(done.at(-1) ?? average.init(params(0)), params(x))],
      [],
    )
    states.forEach((state, i) => expect(T.item(average.value(state).w)).toBeCloseTo(averages[i] ?? NaN, 12))
    expect(states.length).toBe(12)
  })

  test('parameters that stand still are their own average', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 5 }), (d, n) => {
        const average = R.weightAverage({ decay: d })
        const params = { w: T.tensor([1, -2], { dtype: 'float64' }) }
        const end = Array.from({ length: n }).reduce<R.WeightAverageState<typeof params>>(
          (state) => average.update(state, params),
          average.init(params),
        )
        T.toNested(average.value(end).w).forEach((x, i) => expect(x).toBeCloseTo([1, -2][i] ?? NaN, 10))
      }),
    )
  })

  test('a decay outside [0, 1) is refused', () => {
    expect(() => R.weightAverage({ decay: 1 })).toThrow(
      new ValueError('weightAverage', 'decay must be in [0, 1), got 1.'),
    )
  })
})
