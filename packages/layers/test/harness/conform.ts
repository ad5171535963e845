/** Conformance tables: a row brings all checks with it. */
import { checkGradients, grad, jit, scan, vmap } from '@gradus/autograd'
import * as L from '@gradus/layers'
import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import type { AnyTensor, DType, FloatDType, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { expectClose, expectTreeClose, goldenCases, toTensor, toTree } from './golden.ts'
import type { Golden, Numbers, Tolerance } from './golden.ts'

interface Checks {
  /** In place of the usual tolerances, with the reason beside it. */
  readonly tolerance?: Readonly<Record<'float32' | 'float64', Tolerance>>
  /** `false` where differences do not measure the slope: it is that of a limit, or the function has steps. */
  readonly differences?: boolean
}

/** A stage, run on the golden batch in evaluation unless it says training. */
export interface StageRow extends Checks {
  readonly stage: { readonly layer: unknown }
  readonly mode?: 'train' | 'eval'
}

/** A function of named tensors, which are the golden case's `params`, and of its `x` if it has one. */
export interface FunctionRow extends Checks {
  readonly f: (inputs: never, x: never) => AnyTensor
}

type Row = StageRow | FunctionRow

type Tree = Readonly<Record<string, unknown>>

/** What is differentiated: the parameters, and the batch if it is of floats. */
interface Point {
  readonly params: Tree
  readonly x?: AnyTensor
}

interface Answer {
  readonly output: AnyTensor
  readonly state: Tree
}

/** A row, with its golden case, as a function. */
interface Subject {
  readonly run: (point: Point, state: Tree, mode: 'train' | 'eval') => Answer
  readonly state: Tree
}

const usual: Readonly<Record<'float32' | 'float64', Tolerance>> = {
  float32: [2e-5, 5e-6],
  float64: [1e-11, 1e-12],
}

const loosely = L.apply as unknown as (...args: readonly unknown[]) => {
  readonly output: AnyTensor
  readonly state: Readonly<Record<string, Tree>>
}

/** A golden state with the whole numbers of the layer's own: a count is not a float. */
const typedAs = (begun: Tree, state: Tree): Tree =>
  T.Tree.zipWith((own: AnyTensor, x: AnyTensor) =>
    T.isFloating(own) ? x : (T.cast(x, own.dtype) as AnyTensor),
  )(begun as never, state as never)

const ofStage = ({ stage }: StageRow, golden: Golden): Subject => {
  const [, ...features] = toTensor(golden.x ?? [], 'float64').shape
  const model = (stage as unknown as (model: unknown) => L.AnyModel)(
    L.input(features, { dtype: golden.integers ? 'int32' : 'float32' }),
  )
  const name = model.layers[0]?.name ?? ''
  const begun = (L.init(model, Rng.key(0)).state as Readonly<Record<string, Tree>>)[name] ?? {}
  const under = (tree: Tree): Tree => (Object.keys(tree).length === 0 ? {} : { [name]: tree })
  return {
    state: golden.state === undefined ? begun : typedAs(begun, toTree(golden.state, 'float64') as Tree),
    run: ({ params, x }, state, mode) => {
      const runs = mode === 'train' ? { mode, key: Rng.key(0) } : { mode }
      const step = loosely(model, under(params), under(state), x, runs)
      return { output: step.output, state: step.state[name] ?? {} }
    },
  }
}

const ofFunction = ({ f }: FunctionRow): Subject => ({
  state: {},
  run: ({ params, x }) => ({ output: f(params as never, x as never), state: {} }),
})

const inDType = (tree: Tree, dtype: DType): Tree =>
  T.Tree.map((leaf: AnyTensor) => (T.isFloating(leaf) ? (T.cast(leaf, dtype) as AnyTensor) : leaf))(
    tree,
  ) as Tree

const pointOf = (golden: Golden, dtype: FloatDType): Point => ({
  params: toTree(golden.params, dtype) as Tree,
  ...(golden.x === undefined || golden.integers ? {} : { x: toTensor(golden.x, dtype) }),
})

const nested = (tree: unknown): readonly unknown[] =>
  (T.Tree.leaves(tree) as readonly AnyTensor[]).map((leaf) => [leaf.dtype, T.toNested(leaf)])

const first = (numbers: Numbers): Numbers => [(numbers as readonly Numbers[])[0] ?? Number.NaN]

const checkRow = (row: Row, golden: Golden): void => {
  const subject = 'stage' in row ? ofStage(row, golden) : ofFunction(row)
  const mode = ('stage' in row ? row.mode : undefined) ?? 'eval'
  const tolerance = row.tolerance ?? usual
  const whole = golden.integers && golden.x !== undefined ? toTensor(golden.x, 'int32') : undefined
  const run = (point: Point, state: Tree): Answer =>
    subject.run(whole === undefined ? point : { x: whole, ...point }, state, mode)
  const wanted = {
    params: golden.gradient,
    ...(golden.gradientOfX === undefined ? {} : { x: golden.gradientOfX }),
  }
  const weighted =
    (state: Tree, dtype: FloatDType) =>
    (point: Point): Tensor<readonly [], FloatDType> =>
      T.sum(
        T.mul(run(point, state).output as Tensor, toTensor(golden.c, dtype) as Tensor) as Tensor,
      ) as Tensor<readonly [], FloatDType>
  const slopes = (state: Tree, dtype: FloatDType) => grad(weighted(state, dtype))
  const double = { point: pointOf(golden, 'float64'), state: inDType(subject.state, 'float64') }

  describe.each(['float32', 'float64'] as const)('%s', (dtype) => {
    const point = pointOf(golden, dtype)
    const state = inDType(subject.state, dtype)

    test('the output equals the reference, in this type', () => {
      const { output } = run(point, state)
      expect(output.dtype).toBe(dtype)
      expectClose(output, golden.output, tolerance[dtype])
    })
    test('gradients by parameters and input equal those of the reference', () => {
      const slope = slopes(state, dtype)(point)
      expectTreeClose(slope, wanted, tolerance[dtype])
      expect((T.Tree.leaves(slope) as readonly AnyTensor[]).every((leaf) => leaf.dtype === dtype)).toBe(true)
    })
    test('the next state has the structure and the types of the state', () => {
      const next = run(point, state).state
      expect(T.Tree.paths(next)).toEqual(T.Tree.paths(state))
      const types = (tree: Tree) => (T.Tree.leaves(tree) as readonly AnyTensor[]).map((leaf) => leaf.dtype)
      expect(types(next)).toEqual(types(state))
    })
  })

  if (row.differences !== false && T.Tree.leaves(double.point).length > 0)
    test('gradients pass the check by differences', () => {
      const report = checkGradients(weighted(double.state, 'float64'), double.point)
      expect(report, JSON.stringify(report)).toMatchObject({ _tag: 'Right' })
    })

  const { nextState } = golden
  if (nextState !== undefined)
    test('the next state equals the reference', () => {
      expectTreeClose(run(double.point, double.state).state, nextState, tolerance.float64)
    })

  test('jit = eager, states and gradients too', () => {
    const compiled = jit((point: Point, state: Tree) => run(point, state))(double.point, double.state)
    const eager = run(double.point, double.state)
    expectClose(compiled.output, T.toNested(eager.output) as Numbers, [1e-13, 1e-14])
    expect(T.Tree.paths(compiled.state)).toEqual(T.Tree.paths(eager.state))
    const slope = jit((point: Point, state: Tree) => slopes(state, 'float64')(point))
    if (T.Tree.leaves(double.point).length > 0)
      expectTreeClose(slope(double.point, double.state), wanted, tolerance.float64)
  })

  const each = vmap as unknown as (
    f: unknown,
    options?: unknown,
  ) => (...args: readonly unknown[]) => AnyTensor
  const [one, two] = [0, 1].map(
    (i) =>
      T.Tree.map((p: AnyTensor) => T.mul(p as Tensor, [1, 0.75][i] ?? 1) as AnyTensor)(
        double.point.params,
      ) as Tree,
  ) as [Tree, Tree]
  if (T.Tree.leaves(one).length > 0)
    test('two sets of parameters at once, by vmap, are each by itself', () => {
      const f = (params: Tree): AnyTensor => run({ ...double.point, params }, double.state).output
      const stacked = T.Tree.zipWith((a: AnyTensor, b: AnyTensor) => T.stack([a, b] as never) as AnyTensor)(
        one as never,
        two as never,
      )
      const loop = T.stack([f(one), f(two)] as never) as AnyTensor
      expectClose(each(f)(stacked), T.toNested(loop) as Numbers, [1e-12, 1e-13])
    })

  const x = whole ?? double.point.x
  if (x !== undefined)
    test('two batches at once, by vmap, are each by itself', () => {
      const f = (batch: AnyTensor): AnyTensor =>
        subject.run({ ...double.point, x: batch }, double.state, mode).output
      const flipped = T.flip(x, { axis: -1 }) as AnyTensor
      const loop = T.stack([f(x), f(flipped)] as never) as AnyTensor
      expectClose(each(f)(T.stack([x, flipped] as never)), T.toNested(loop) as Numbers, [1e-12, 1e-13])
    })

  if (x !== undefined)
    test('a loop inside the graph carries its state from batch to batch, and gives what they give', () => {
      const loop = scan as unknown as (...args: readonly unknown[]) => readonly [Tree, AnyTensor]
      const step = (state: Tree, batch: AnyTensor): readonly [Tree, AnyTensor] => {
        const next = subject.run({ ...double.point, x: batch }, state, mode)
        return [next.state, next.output]
      }
      const batches = [x, T.flip(x, { axis: -1 }) as AnyTensor] as const
      const [between, first] = step(double.state, batches[0])
      const [last, second] = step(between, batches[1])
      const [end, outputs] = loop(step, double.state, T.stack(batches))
      expectClose(outputs, T.toNested(T.stack([first, second])) as Numbers, [1e-12, 1e-13])
      expect(nested(end).length).toBe(nested(last).length)
      T.Tree.zipWith((a: AnyTensor, b: AnyTensor) => {
        expectClose(a, T.toNested(b) as Numbers, [1e-12, 1e-13])
        return a
      })(end as never, last as never)
    })

  test('what it is given is left as it was', () => {
    const given = x === undefined ? [double] : [double, x]
    const before = nested(given)
    slopes(double.state, 'float64')(double.point)
    expect(nested(given)).toEqual(before)
  })

  if ('stage' in row && x !== undefined) {
    test('evaluation returns the very state that it was given', () => {
      if (Object.keys(double.state).length > 0)
        expect(subject.run({ ...double.point, x }, double.state, 'eval').state).toBe(double.state)
    })
    test('evaluation treats examples apart, and takes none', () => {
      const eager = subject.run({ ...double.point, x }, double.state, 'eval').output
      const rows = (n: number): AnyTensor =>
        T.slice(x, x.shape.map(() => 0), [n, ...x.shape.slice(1)]) as AnyTensor // prettier-ignore
      const alone = subject.run({ ...double.point, x: rows(1) }, double.state, 'eval').output
      expectClose(alone, first(T.toNested(eager) as Numbers), [1e-12, 1e-13])
      const none = subject.run({ ...double.point, x: rows(0) }, double.state, 'eval').output
      expect(none.shape).toEqual([0, ...eager.shape.slice(1)])
    })
  }
}

/**
 * The checks of each row against the golden case of its name in `golden/<file>.json`: values, gradients by parameters
 * and by input, jit, vmap, element types, structure, and inputs left alone. A new layer joins by a row.
 */
export const conform = (file: string, rows: Readonly<Record<string, Row>>): void => {
  const cases = goldenCases(file)
  test('every golden case has a row, and every row a golden case', () => {
    expect(Object.keys(rows).toSorted()).toEqual(Object.keys(cases).toSorted())
  })
  describe.each(Object.entries(rows).filter(([name]) => name in cases))('%s', (name, row) => {
    checkRow(row, cases[name] as Golden)
  })
}
