import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { defaultEngine, type Engine, referenceEngine, wasmEngine } from '@gradus/tensor/primitives'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { grad, jit, jvp } from '../src/index.ts'

type Scalar = Tensor<readonly []>
type Vector = Tensor<readonly [3]>

const v = (...values: readonly number[]): AnyTensor => T.tensor(values)

/** A function that counts how often it is called: traced once is called once. */
const counting = <F extends (...args: never[]) => unknown>(
  f: F,
): { readonly f: F; readonly calls: () => number } => {
  let calls = 0
  const counted = (...args: never[]): unknown => {
    calls += 1
    return f(...args)
  }
  return { f: counted as unknown as F, calls: () => calls }
}

describe('a function is traced once for each structure of its arguments', () => {
  test('other values run the same graph', () => {
    const { f, calls } = counting((x: AnyTensor) => T.add(x, 1))
    const compiled = jit(f)
    expect([1, 2, 3].map((n) => T.toNested(compiled(v(n, n))))).toEqual([
      [2, 2],
      [3, 3],
      [4, 4],
    ])
    expect(calls()).toBe(1)
  })

  test.each([
    ['shape', [v(1, 2)], [v(1, 2, 3)]],
    ['element type', [v(1, 2)], [T.tensor([1, 2], { dtype: 'float64' })]],
    ['plain number', [v(1), 2], [v(1), 3]],
    ['sign of zero', [v(1), 0], [v(1), -0]],
    ['string', [v(1), 'a'], [v(1), 'b']],
    ['number and string', [v(1), 1], [v(1), '1']],
    ['function', [v(1), () => 1], [v(1), () => 1]],
    ['keys', [{ a: v(1) }], [{ b: v(1) }]],
    ['nesting', [[v(1)]], [{ 0: v(1) }]],
    ['instance', [new Map()], [new Map()]],
  ] as const)('another %s is traced again', (_, first, second) => {
    const { f, calls } = counting((..._args: readonly unknown[]) => v(0))
    const compiled = jit(f as (...args: readonly unknown[]) => AnyTensor)
    compiled(...first)
    compiled(...first)
    expect(calls()).toBe(1)
    compiled(...second)
    expect(calls()).toBe(2)
  })

  test('structures come in and go out: records, tuples, numbers, nothing', () => {
    const f = jit((p: { readonly w: Vector }, [a, b]: readonly [Scalar, Scalar], name: string) => ({
      sum: T.add(a, b),
      nested: [T.mul(p.w, 2), { name, nothing: undefined, count: 3 }] as const,
    }))
    const answer = f({ w: T.tensor([1, 2, 3]) }, [T.tensor(1), T.tensor(2)], 'x')
    expectTypeOf(answer.sum).toEqualTypeOf<Scalar>()
    expect(T.item(answer.sum)).toBe(3)
    expect(T.toNested(answer.nested[0])).toEqual([2, 4, 6])
    expect(answer.nested[1]).toEqual({ name: 'x', nothing: undefined, count: 3 })
  })

  test('an argument that is answered as it is, one that is not used, and an answer without arguments', () => {
    const f = jit((a: Scalar, _b: Scalar) => [a, a, T.tensor(7)] as const)
    expect(f(T.tensor(1), T.tensor(2)).map((x) => T.item(x))).toEqual([1, 1, 7])
  })

  test('generic functions stay generic', () => {
    const f = jit(<B extends number>(x: Tensor<readonly [B, 2]>) => T.sum(x, { axis: 1 }))
    expectTypeOf(f(T.ones([5, 2]))).toEqualTypeOf<Tensor<readonly [5]>>()
    expect(f(T.ones([5, 2])).shape).toEqual([5])
  })

  test('what it closes over is as it was at the first call', () => {
    let scale = 2
    const f = jit((x: Scalar) => T.mul(x, scale))
    expect(T.item(f(T.tensor(1)))).toBe(2)
    scale = 3
    expect(T.item(f(T.tensor(1)))).toBe(2)
  })
})

describe('inside other transformations', () => {
  test('what a compiled function closes over may be traced around it, anew at each call', () => {
    const outer = (w: Scalar): Scalar => {
      const scaled = jit((x: Scalar) => T.mul(x, T.mul(w, w)))
      return T.add(scaled(T.tensor(3)), scaled(w))
    }
    // 3 w² + w³
    expect(T.item(grad(outer)(T.tensor(2)))).toBe(24)
    expect(T.item(jit(grad(outer))(T.tensor(2)))).toBe(24)
    expect(T.item(grad(grad(outer))(T.tensor(2)))).toBe(18)
    expect(T.item(jvp(outer, T.tensor(2), T.tensor(1))[1])).toBe(24)
  })

  test('a shared compiled function keeps nothing of one transformation for the next', () => {
    const cube = jit((x: Scalar) => T.mul(x, T.mul(x, x)))
    expect(T.item(grad(cube)(T.tensor(2)))).toBe(12)
    expect(T.item(cube(T.tensor(2)))).toBe(8)
    expect(T.item(grad(grad(cube))(T.tensor(2)))).toBe(12)
  })
})

test('the engine runs the graph, and is asked once', () => {
  const compiled: number[] = []
  const engine: Engine = {
    name: 'counting',
    compile: (graph) => {
      compiled.push(graph.equations.length)
      return referenceEngine.compile(graph)
    },
  }
  const f = jit((x: Scalar) => T.exp(T.neg(x)), { engine })
  expect([0, 0, 0].map((x) => T.item(f(T.tensor(x))))).toEqual([1, 1, 1])
  expect(compiled).toEqual([2])
})

test('each structure is said once, when it is compiled', () => {
  const said: string[] = []
  const f = jit((x: AnyTensor, by: number) => T.mul(x, by) as AnyTensor, { onCompile: (s) => said.push(s) })
  f(T.zeros([2]), 3)
  f(T.ones([2]), 3)
  f(T.zeros([4]), 3)
  f(T.zeros([2]), 3)
  expect(said).toEqual(['float32[2],number 3', 'float32[4],number 3'])
})

const gone =
  'jit: this tensor was donated to a compiled function, which may have written its results over it. Use what the function answered, or compile it without `donate`.'

describe.each([
  { engine: wasmEngine({ threads: 1 }) },
  { engine: referenceEngine },
  { engine: defaultEngine },
])('donated arguments, $engine.name', ({ engine }) => {
  const plain = jit((x: AnyTensor) => T.add(x, 1), { engine })
  const step = jit((x: AnyTensor, y: AnyTensor) => T.add(x, y), { engine, donate: [0] })

  test('have no values afterwards, the others have', () => {
    const [x, y] = [plain(v(1, 2, 3)), plain(v(0, 0, 0))]
    expect(T.toNested(step(x, y))).toEqual([3, 4, 5])
    expect(() => T.toNested(x)).toThrow(new T.ValueError('jit', gone.slice(5)))
    expect(() => plain(x)).toThrow(gone)
    expect(() => T.toNested(T.reshape(x, [3, 1]))).toThrow(gone)
    expect(T.toNested(plain(y))).toEqual([2, 2, 2])
  })

  test('of the program are gone as well as those of the engine', () => {
    const x = v(1, 2, 3)
    for (const [first, second] of [
      [x, v(1, 1, 1)],
      [v(1, 2, 3), plain(v(0, 0, 0))],
    ] as const)
      expect(T.toNested(step(first, second))).toEqual([2, 3, 4])
    expect(() => T.toNested(x)).toThrow(gone)
    expect(() => step(x, v(1, 1, 1))).toThrow(gone)
  })

  test('print without values', () => {
    const x = plain(v(1, 2, 3))
    step(x, x)
    expect(String(x)).toBe('a donated tensor [3] float32')
  })

  test('given twice are read as often as the function reads them', () => {
    const x = plain(v(1, 2, 3))
    expect(T.toNested(step(x, x))).toEqual([4, 6, 8])
  })

  test('that are answered as they are stay', () => {
    const swap = jit((a: AnyTensor, b: AnyTensor) => [b, T.mul(a, 2)] as const, { engine, donate: [0, 1] })
    const [x, y] = [plain(v(1)), plain(v(2))]
    const [first, second] = swap(x, y)
    expect([first, second].map((z) => T.toNested(z))).toEqual([[3], [4]])
    expect(() => T.toNested(x)).toThrow(gone)
  })

  test('may be what another function closes over', () => {
    const zero = plain(v(-1, -1, -1))
    const reset = jit((x: AnyTensor) => [T.mul(x, 2), zero] as const, { engine })
    for (let i = 0; i < 3; i++) {
      const [x, none] = reset(v(1, 2, 3))
      expect(T.toNested(step(none, x))).toEqual([2, 4, 6])
    }
    expect(T.toNested(zero)).toEqual([0, 0, 0])
  })

  test('carry a state through many steps', () => {
    const momentum = jit(
      ({ p, m }: { readonly p: AnyTensor; readonly m: AnyTensor }) => {
        const next = T.add(T.mul(m, 0.5), p)
        return { p: T.sub(p, T.mul(next, 0.25)), m: next }
      },
      { engine, donate: [0] },
    )
    let state = { p: v(1, 2, 3), m: v(0, 0, 0) }
    let [p, m] = [2, 0]
    for (let i = 0; i < 20; i++) {
      state = momentum(state)
      m = m * 0.5 + p
      p -= m * 0.25
    }
    expect((T.toNested(state.p) as readonly number[])[1]).toBeCloseTo(p, 5)
  })

  test('are kept where the function is traced', () => {
    const f = (x: AnyTensor): Scalar => T.sum(step(x, T.square(x))) as Scalar
    const x = v(1, 2, 3)
    expect(T.toNested(grad(f)(x))).toEqual([3, 5, 7])
    expect(T.toNested(x)).toEqual([1, 2, 3])
  })

  test('are named by their positions', () => {
    const wrong = jit((x: AnyTensor) => x, { engine, donate: [1] })
    expect(() => wrong(v(1))).toThrow('jit: donate names argument 1, counted from 0; there are 1')
  })
})

describe('mistakes', () => {
  test('a traced value has no number to branch on', () => {
    const f = jit((x: Scalar) => ((x as unknown as number) > 0 ? x : T.neg(x)))
    expect(() => f(T.tensor(1))).toThrow(
      'jit: a traced tensor float32[] has no value to compare or to compute with as a number. Use operations: where(condition, a, b) or cond instead of a branch, add instead of +.',
    )
  })

  test('a tensor that outlives the call that traced it', () => {
    let kept: Scalar | undefined
    const f = jit((x: Scalar) => {
      kept = T.mul(x, 2)
      return kept
    })
    f(T.tensor(1))
    expect(() => T.add(kept!, 1)).toThrow(
      'jit: a traced tensor outlived the call that traced it: traced by jit: float32[]. Return it from the function, rather than storing it outside.',
    )
    const g = grad((x: Scalar) => {
      kept = T.mul(x, 2)
      return kept
    })
    g(T.tensor(1))
    expect(() => T.add(kept!, 1)).toThrow(
      'grad: a traced tensor outlived the call that traced it: traced by grad: float32[]. Return it from the function, rather than storing it outside.',
    )
  })
})
