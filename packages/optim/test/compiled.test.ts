import { jit, scan, vmap } from '@gradus/autograd'
import * as O from '@gradus/optim'
import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { expectClose, golden, type Params, toParams, type TransformationsFile } from './golden.ts'
import { type AnyTransformation, rows } from './rows.ts'

const file = golden('transformations') as TransformationsFile
const params = toParams(file.params, 'float32')
const gradients = file.gradients.map((g) => toParams(g, 'float32'))

/** What a training loop carries. */
interface Carry {
  readonly at: Params
  readonly state: unknown
}

const step =
  (row: AnyTransformation) =>
  ({ at, state }: Carry, gradient: Params): readonly [Carry, Params] => {
    const [updates, next] = row.update(gradient, state as never, at)
    return [{ at: O.applyUpdates(at, updates), state: next }, updates]
  }

const start = (row: AnyTransformation): Carry => ({ at: params, state: row.init(params) })

const eager = (row: AnyTransformation): Carry =>
  gradients.reduce((carry, g) => step(row)(carry, g)[0], start(row))

const stacked = <P>(trees: readonly P[]): P => {
  const all = trees.map((tree) => new Map(Tree.entries(tree)))
  return Tree.map((_, path) => T.stack(all.map((leaves) => leaves.get(path) as AnyTensor)))(trees[0] as P)
}

const rowOf = <P>(tree: P, i: number): P =>
  Tree.map((x) => T.take(x, T.tensor(i, { dtype: 'int32' })) as AnyTensor)(tree)

// The compiled engine multiplies and adds in one rounding; Muon multiplies what rounding does (see conformance).
const tolerances = (name: string): readonly [number, number] =>
  name.startsWith('scaleByMuon') || name === 'muon' ? [2e-5, 2e-6] : [5e-6, 5e-7]

const isFloat = (x: AnyTensor): boolean => x.dtype === 'float32'
const floats = (tree: unknown): unknown => Tree.partition(isFloat)(tree).selected
const counts = (tree: unknown): unknown => Tree.partition(isFloat)(tree).rest

const expectSame = (found: unknown, expected: unknown, name: string): void => {
  expectClose(floats(found), floats(expected), ...tolerances(name))
  expect(Tree.equals(counts(found), counts(expected))).toBe(true)
}

describe.each(Object.entries(rows))('%s', (name, row) => {
  test('compiled, it does what it does eagerly', () => {
    const compiled = jit(step(row))
    const end = gradients.reduce((carry, g) => compiled(carry, g)[0], start(row))
    expectSame(end, eager(row), name)
  })

  test('a loop inside the graph carries its state', () => {
    const [end] = scan(step(row), start(row), stacked(gradients))
    expectSame(end, eager(row), name)
  })

  test('two sets of parameters side by side fare as each alone', () => {
    const both = [params, Tree.map((p) => T.mul(p, -0.5))(params)]
    const states = both.map((p) => row.init(p))
    const given = gradients.slice(0, 2)
    const update = (g: Params, s: unknown, p: Params): readonly [Params, unknown] =>
      row.update(g, s as never, p)
    const together = vmap(update)(stacked(given), stacked(states), stacked(both))
    both.forEach((p, i) => {
      const alone = update(given[i] as Params, states[i], p)
      expectSame(rowOf(together as unknown, i), alone, name)
    })
  })
})
