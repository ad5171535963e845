import { checkGradients } from '@gradus/autograd'
import * as O from '@gradus/optim'
import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { FloatDType, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { expectClose, golden, type Params, toParams, type TransformationsFile } from './golden.ts'
import { type AnyTransformation, rows } from './rows.ts'

const file = golden('transformations') as TransformationsFile

// Optax adds in another order and rounds `b^t` once more or less; parameters are of the size of 1.
const tolerances: Readonly<Record<FloatDType, readonly [rtol: number, atol: number]>> = {
  float32: [2e-6, 1e-7],
  float64: [1e-12, 1e-15],
}

type Tolerances = typeof tolerances

/** Rows that cannot be as close, and why. */
const wider: Readonly<Record<string, Partial<Tolerances>>> = {
  // Five iterations multiply what rounding does to a small singular value by up to 3.4⁵.
  'scaleByMuon on matrices': { float32: [1e-5, 1e-6] },
  muon: { float32: [1e-5, 1e-6] },
  // Noise is drawn in float32, by another polynomial than JAX's.
  addNoise: { float64: [2e-6, 1e-7] },
  // Updates are differences of parameters of the size of 1.
  scheduleFree: { float32: [2e-6, 4e-7] },
  scheduleFreeAdamW: { float32: [2e-6, 4e-7] },
}

interface Step {
  readonly updates: Params
  readonly params: Params
  readonly state: unknown
}

const run = (row: AnyTransformation, dtype: FloatDType): readonly Step[] => {
  const params = toParams(file.params, dtype)
  return file.gradients.reduce<readonly Step[]>((steps, gradient) => {
    const last = steps.at(-1) ?? { params, state: row.init(params) }
    const [updates, state] = row.update(toParams(gradient, dtype), last.state as never, last.params)
    return [...steps, { updates, params: O.applyUpdates(last.params, updates), state }]
  }, [])
}

const signature = (tree: unknown): unknown => Tree.map((x) => `${x.dtype} [${x.shape.join(',')}]`)(tree)

test('every golden case has a row, and every row a golden case', () => {
  expect(Object.keys(rows)).toEqual(Object.keys(file.cases))
})

describe.each(Object.entries(rows))('%s', (name, row) => {
  describe.each(['float32', 'float64'] as const)('%s', (dtype) => {
    const [rtol, atol] = wider[name]?.[dtype] ?? tolerances[dtype]

    test('updates and parameters of eight steps equal those of Optax', () => {
      const expected = file.cases[name]?.[dtype]
      const steps = run(row, dtype)
      steps.forEach(({ updates }, i) =>
        expectClose(updates, toParams(expected?.updates[i] ?? NaN, dtype), rtol, atol),
      )
      expectClose(steps.at(-1)?.params, toParams(expected?.params ?? NaN, dtype), rtol, atol)
    })

    test('updates keep structure, shapes and element types; so does the state from step to step', () => {
      const params = toParams(file.params, dtype)
      const first = row.init(params)
      run(row, dtype).forEach(({ updates, state }) => {
        expect(signature(updates)).toEqual(signature(params))
        expect(signature(state)).toEqual(signature(first))
      })
    })
  })

  test('gradients, state and parameters are left as they were', () => {
    const params = toParams(file.params, 'float32')
    const gradients = toParams(file.gradients[0] ?? NaN, 'float32')
    const [, state] = row.update(gradients, row.init(params) as never, params)
    const inputs = { params, gradients, state }
    const before = Tree.map((x) => [...T.toTypedArray(x)])(inputs)

    const once = row.update(gradients, state as never, params)
    const again = row.update(gradients, state as never, params)

    expect(Tree.map((x) => [...T.toTypedArray(x)])(inputs)).toEqual(before)
    expect(Tree.equals(once, again)).toBe(true)
  })

  test('a derivative passes through: nothing in a step is read on the host', () => {
    const at = toParams(file.params, 'float64')
    const gradients = toParams(file.gradients[3] ?? NaN, 'float64')
    // The first update of Adam is ±1 whatever the gradient: only later ones have a slope to compare.
    const { state } = run(row, 'float64')[2] as Step
    // Along a fixed direction: the norm of some updates is the same whatever the gradients.
    const along = toParams(file.gradients[7] ?? NaN, 'float64')
    const share = (g: Params): Tensor<readonly [], FloatDType> => {
      const products = Tree.zipWith((u, v) => T.sum(T.mul(u, v)))(row.update(g, state as never, at)[0], along)
      return Tree.leaves(products).reduce((a, b) => T.add(a, b)) as Tensor<readonly [], FloatDType>
    }
    expect(checkGradients(share, gradients)._tag).toBe('Right')
  })

  test('parameters that are one tensor, a tuple, or hold none at all are trees too', () => {
    const shapes: readonly unknown[] = [{}, [T.ones([2]), { kernel: T.ones([0, 3]) }], { kernel: T.ones([]) }]
    shapes.forEach((tree) => {
      const params = tree as Params
      const usesPath = name.endsWith('kernels only')
      if (usesPath && Tree.paths(params).every((path) => !path.endsWith('kernel'))) return
      const [updates] = row.update(params, row.init(params) as never, params)
      expect(signature(updates)).toEqual(signature(params))
    })
  })
})
