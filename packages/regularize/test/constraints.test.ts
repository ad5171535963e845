import { grad, jit, scan, vmap } from '@gradus/autograd'
import * as R from '@gradus/regularize'
import * as T from '@gradus/tensor'
import { Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectClose } from './golden.ts'
import { doubled, type Params, paramsOf, snapshot, trees } from './trees.ts'

/** A new constraint or proximal map joins here, under the name of its golden values, and all checks come with it. */
const rows: Readonly<Record<string, R.Constraint>> = {
  maxNorm: R.maxNorm(1.5),
  unitNorm: R.unitNorm(),
  nonNegative: R.nonNegative(),
  softThreshold: R.softThreshold(0.5),
  groupSoftThreshold: R.groupSoftThreshold(0.8),
}

test('every golden constraint has a row, and every row golden values', () => {
  expect(Object.keys(rows)).toEqual(Object.keys(trees.constraints))
})

const expectGolden = (name: string, found: Params, rtol: number, atol: number): void =>
  Object.entries(trees.constraints[name] ?? {}).forEach(([path, values]) =>
    expectClose(new Map(Tree.entries(found)).get(path) as AnyTensor, values, rtol, atol),
  )

describe.each(Object.entries(rows))('%s', (name, constrain) => {
  const params = paramsOf('float64')

  test('the values are those of NumPy', () => {
    expectGolden(name, constrain(params), 1e-13, 1e-15)
    expectGolden(name, constrain(paramsOf('float32')), 1e-5, 1e-6)
  })

  test('biases and normalisations come back as they were, and the tree keeps its structure and types', () => {
    const before = new Map(Tree.entries(params))
    const after = Tree.entries(constrain(params))
    expect(after.map(([path]) => path)).toEqual([...before.keys()])
    after.forEach(([path, leaf]) => {
      expect([leaf.shape, leaf.dtype]).toEqual([before.get(path)?.shape, 'float64'])
      if (!path.endsWith('kernel')) expect(leaf).toBe(before.get(path))
    })
  })

  test('compiled, it gives the same', () => {
    expectGolden(name, jit(constrain<Params>)(params), 1e-13, 1e-15)
  })

  test('two sets of parameters at once, by vmap, are each by itself', () => {
    const both = vmap(constrain<Params>)(doubled(params)) as Params
    const [first, second] = R.unstackMembers(both)
    expectGolden(name, first as Params, 1e-13, 1e-15)
    const alone = constrain(Tree.map((x) => T.mul(x, 2))(params))
    Tree.zipWith((a, b) => {
      expectClose(a, T.toNested(b) as never, 1e-13, 1e-15)
      return a
    })(second as Params, alone)
  })

  test('a loop inside the graph projects as the step alone does', () => {
    const project = (_: Params, p: Params): readonly [Params, AnyTensor] => [constrain(p), T.tensor(0)]
    const both = Tree.map((x) => T.stack([T.mul(x, 2), x] as readonly AnyTensor[]))(params)
    const [last] = scan(project, params, both)
    expectGolden(name, last, 1e-13, 1e-15)
  })

  test('derivatives pass where it is smooth, and are finite where weights are all zero', () => {
    const total = (p: Params): AnyTensor =>
      Tree.reduce(
        (sum: AnyTensor, leaf): AnyTensor => T.add(sum, T.sum(T.square(leaf))),
        T.zeros([]),
      )(constrain(p))
    const zeros = Tree.map((x) => T.zerosLike(x))(params)
    const gradients = [params, zeros].map((at) => grad(total as (p: Params) => T.Tensor<readonly []>)(at))
    gradients.forEach((tree) =>
      Tree.leaves(tree).forEach((leaf) => expect(T.item(T.all(T.isFinite(leaf)))).toBe(1)),
    )
  })

  test('the parameters are left as they were', () => {
    const before = snapshot(params)
    constrain(params)
    expect(snapshot(params)).toEqual(before)
  })

  test('weights that are not numbers stay visible', () => {
    const found = constrain({ kernel: T.tensor([[NaN], [1]]) }).kernel
    expect(T.toNested(T.isNaN(found))[0]).toEqual([true])
  })
})

/** Numbers with all their digits, which those next to zero have not. */
const digits = fc
  .double({ noNaN: true, min: -100, max: 100 })
  .map((value) => (Math.abs(value) < 1e-300 ? 0 : value))

const matrix = fc
  .array(fc.array(digits, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 4 })
  .map((numbers) => ({ kernel: T.tensor(numbers, { dtype: 'float64' }) }))

const lengths = (w: AnyTensor): readonly number[] =>
  (T.toNested(w) as readonly (readonly number[])[])
    .reduce<readonly (readonly number[])[]>(
      (columns, row) => row.map((x, i) => [...(columns[i] ?? []), x]),
      [],
    )
    .map((column) => Math.hypot(...column))

describe('constraints are projections', () => {
  const limit = fc.double({ min: 0.1, max: 50, noNaN: true })
  const constraints: fc.Arbitrary<R.Constraint> = fc.oneof(
    limit.map((most) => R.maxNorm(most)),
    fc.constant(R.unitNorm()),
    fc.constant(R.nonNegative()),
  )

  test('once is enough', () => {
    fc.assert(
      fc.property(matrix, constraints, (params, project) => {
        const once = project(params)
        expectClose(project(once).kernel, T.toNested(once.kernel), 1e-12, 1e-15)
      }),
    )
  })

  test('maxNorm leaves no unit longer than the limit', () => {
    fc.assert(
      fc.property(matrix, limit, (params, most) => {
        expect(Math.max(...lengths(R.maxNorm(most)(params).kernel))).toBeLessThanOrEqual(most * (1 + 1e-12))
      }),
    )
  })

  test('unitNorm leaves units of length 1, but for those without a direction', () => {
    fc.assert(
      fc.property(matrix, (params) => {
        const before = lengths(params.kernel)
        lengths(R.unitNorm()(params).kernel).forEach((length, i) => {
          if ((before[i] ?? 0) > 0) expect(length).toBeCloseTo(1, 12)
        })
      }),
    )
    expect(T.toNested(R.unitNorm()({ kernel: T.zeros([2, 1]) }).kernel)).toEqual([[0], [0]])
  })

  test('lengths are right where squares of weights are too small or too large for their element type', () => {
    const params = { kernel: T.tensor([[3e-30, 3e30], [4e-30, 4e30]]) } // prettier-ignore
    expectClose(R.unitNorm()(params).kernel, [[0.6, 0.6], [0.8, 0.8]], 1e-6, 0) // prettier-ignore
  })

  test('what satisfies them comes back bit for bit', () => {
    const params = { kernel: T.tensor([[3, 0.1], [4, 0.3]]), bias: T.tensor([-100]) } // prettier-ignore
    expect(Tree.equals(R.maxNorm(5)(params), params)).toBe(true)
    expect(Tree.equals(R.nonNegative()(params), params)).toBe(true)
    const unit = { kernel: T.tensor([[1, 0], [0, -1]]) } // prettier-ignore
    expect(Tree.equals(R.unitNorm()(unit), unit)).toBe(true)
  })

  test('a scalar is held within the limit', () => {
    expect(T.item(R.maxNorm(2)({ temperature: T.tensor(-3) }).temperature)).toBe(-2)
  })

  test('mistakes', () => {
    expect(() => R.maxNorm(0)).toThrow(
      new ValueError('maxNorm', 'the limit must be positive and finite, got 0.'),
    )
  })
})

describe('proximal maps', () => {
  /** `½ ‖v - w‖² + penalty(v)`: what the proximal map of the penalty minimises. */
  const cost = (penalty: R.Penalty, w: AnyTensor, v: AnyTensor): number =>
    0.5 * T.item(T.sum(T.square(T.sub(v, w))) as T.Tensor<readonly []>) + T.item(penalty({ kernel: v }))

  const strength = fc.double({ min: 0, max: 20, noNaN: true })
  const pairs = strength.chain((by) =>
    fc.constantFrom<readonly [R.Constraint, R.Penalty]>(
      [R.softThreshold(by), R.l1(by)],
      [R.groupSoftThreshold(by), R.groupLasso(by)],
      [R.groupSoftThreshold(by, { groups: 'inputs' }), R.groupLasso(by, { groups: 'inputs' })],
    ),
  )
  const direction = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 })

  test('of a penalty have the least cost of all that lies near', () => {
    fc.assert(
      fc.property(matrix, pairs, direction, ({ kernel }, [proximal, penalty], by) => {
        const best = proximal({ kernel }).kernel
        const other = T.add(
          best,
          T.reshape(T.tensor(by.slice(0, T.sizeOf(kernel.shape)), { dtype: 'float64' }), kernel.shape),
        )
        const least = cost(penalty, kernel, best)
        expect(least).toBeLessThanOrEqual(cost(penalty, kernel, other) + 1e-9 * (1 + least))
      }),
    )
  })

  test('make zeros that are exact and have no sign', () => {
    const params = { kernel: T.tensor([[-0.1, 3], [0.2, 4]]) } // prettier-ignore
    expect(T.toNested(R.softThreshold(0.5)(params).kernel)).toEqual([[0, 2.5], [0, 3.5]]) // prettier-ignore
    expect(T.toNested(R.groupSoftThreshold(0.5)(params).kernel).map(([first]) => first)).toEqual([0, 0])
  })

  test('mistakes', () => {
    expect(() => R.softThreshold(-1)).toThrow(
      new ValueError('softThreshold', 'threshold must be zero or more, and finite, got -1.'),
    )
    expect(() => R.groupSoftThreshold(Infinity)).toThrow(
      new ValueError('groupSoftThreshold', 'threshold must be zero or more, and finite, got Infinity.'),
    )
  })
})
