import { describe, expect, test } from 'vitest'
import type { AnyTensor } from '../../src/index.ts'
import * as T from '../../src/index.ts'
import { type Engine, type Graph, referenceEngine, wasmEngine } from '../../src/primitives.ts'

const abstract = (
  ...shape: readonly number[]
): { readonly shape: readonly number[]; readonly dtype: 'float32' } => ({
  shape,
  dtype: 'float32',
})
const values = (x: AnyTensor): readonly number[] => [...T.toTypedArray(x)]

/** `state + 1` of so many numbers, and their sum. */
const counting = (n: number): Graph => ({
  inputs: [abstract(n)],
  constants: [T.ones([n])],
  equations: [
    { name: 'add', params: {}, operands: [0, 1], results: [abstract(n)] },
    { name: 'reduceSum', params: { axes: [0] }, operands: [2], results: [abstract()] },
  ],
  results: [2, 3],
})

const run = (engine: Engine, graph: Graph, ...inputs: readonly AnyTensor[]): readonly (readonly number[])[] =>
  engine.compile(graph)(inputs).map(values)

describe('results', () => {
  test('equal those of the reference', () => {
    const x = T.arange(10, { dtype: 'float32' } as never) as AnyTensor
    expect(run(wasmEngine(), counting(10), x)).toEqual(run(referenceEngine, counting(10), x))
  })

  test('an input, a constant, the same value twice and another shape of it come out as they should', () => {
    const graph: Graph = {
      inputs: [abstract(2, 3)],
      constants: [T.tensor([7, 8])],
      equations: [
        { name: 'neg', params: {}, operands: [0], results: [abstract(2, 3)] },
        { name: 'reshape', params: { shape: [6] }, operands: [2], results: [abstract(6)] },
        { name: 'permute', params: { axes: [1, 0] }, operands: [2], results: [abstract(3, 2)] },
        {
          name: 'slice',
          params: { starts: [1, 0], sizes: [1, 3] },
          operands: [2],
          results: [abstract(1, 3)],
        },
        { name: 'reshape', params: { shape: [3, 2] }, operands: [0], results: [abstract(3, 2)] },
      ],
      results: [0, 1, 2, 2, 3, 4, 5, 6],
    }
    const x = T.tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    const found = wasmEngine().compile(graph)([x])
    expect(found[0]).toBe(x)
    expect(found.map(T.toNested as (x: AnyTensor) => unknown)).toEqual([
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [7, 8],
      [
        [-1, -2, -3],
        [-4, -5, -6],
      ],
      [
        [-1, -2, -3],
        [-4, -5, -6],
      ],
      [-1, -2, -3, -4, -5, -6],
      [
        [-1, -4],
        [-2, -5],
        [-3, -6],
      ],
      [[-4, -5, -6]],
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ])
  })

  test('a result is an input of the next call, of another graph and of eager operations', () => {
    const engine = wasmEngine()
    const step = engine.compile(counting(4))
    const other = engine.compile(counting(4))
    const [once] = step([T.zeros([4])])
    const [twice] = other([once!])
    expect(values(twice!)).toEqual([2, 2, 2, 2])
    expect(values(T.add(once!, twice!) as AnyTensor)).toEqual([3, 3, 3, 3])
    expect(values(once!)).toEqual([1, 1, 1, 1])
  })

  test('a short part of a buffer is written without touching what is next to it', () => {
    const graph: Graph = {
      inputs: [abstract(1)],
      constants: [],
      equations: [
        { name: 'exp', params: {}, operands: [0], results: [abstract(1)] },
        { name: 'pad', params: { low: [0], high: [3] }, operands: [1], results: [abstract(4)] },
        { name: 'concat', params: { axis: 0 }, operands: [2, 1, 2], results: [abstract(9)] },
      ],
      results: [2, 3],
    }
    const [padded, joined] = run(wasmEngine(), graph, T.zeros([1]))
    expect(padded).toEqual([1, 0, 0, 0])
    expect(joined).toEqual([1, 0, 0, 0, 1, 1, 0, 0, 0])
  })

  test('engines read what others made', () => {
    const [once] = wasmEngine().compile(counting(4))([T.zeros([4])])
    expect(run(wasmEngine(), counting(4), once!)[0]).toEqual([2, 2, 2, 2])
  })

  test('a tensor of another copy of the package is refused in words', () => {
    expect(() => wasmEngine().compile(counting(2))([{ shape: [2], dtype: 'float32' } as AnyTensor])).toThrow(
      'Send toTransfer(x), and make it again with fromTransfer.',
    )
  })
})

describe('memory', () => {
  const n = 1000
  const budget = 10 * n * 4

  test('old values stay, also when they had to move out', () => {
    const step = wasmEngine({ budget, copied: 0 }).compile(counting(n))
    const states: AnyTensor[] = [T.zeros([n])]
    for (let i = 0; i < 100; i++) states.push(step([states.at(-1)!])[0]!)
    expect(states.map((s) => values(s)[n - 1])).toEqual(states.map((_, i) => i))
  })

  test('a state that moved out comes back as an input', () => {
    const step = wasmEngine({ budget, copied: 0 }).compile(counting(n))
    const [first] = step([T.zeros([n])])
    let last: AnyTensor = first!
    for (let i = 0; i < 50; i++) [last] = step([last]) as [AnyTensor]
    expect(values(step([first!])[0]!)[0]).toBe(2)
    expect(values(last)[0]).toBe(51)
  })

  test('a long tensor of the program is copied in once, until another takes its place', () => {
    const long = 10 * n
    const step = wasmEngine().compile(counting(long))
    const array = new Float32Array(long)
    const x = T.fromTypedArray(array, [long])
    const after = (y: AnyTensor): number => values(step([y])[0]!)[0]!
    // nobody may do this; it shows here what is read again
    const first = after(x)
    array.fill(5)
    const seen = [first, after(x), after(T.fromTypedArray(array, [long])), after(x)]
    expect(seen).toEqual([1, 1, 6, 6])
  })

  test('a loop that never lets the runtime breathe stays within the budget', () => {
    const engine = wasmEngine({ budget, copied: 0 })
    const step = engine.compile(counting(n))
    let state: AnyTensor = T.zeros([n])
    const uses: number[] = []
    for (let i = 0; i < 5000; i++) {
      ;[state] = step([state]) as [AnyTensor]
      if (i === 1000 || i === 4999) uses.push(engine.use().memory)
    }
    expect(values(state)[0]).toBe(5000)
    expect(uses[1]).toBe(uses[0])
    expect(engine.use().tensors).toBeLessThanOrEqual(budget)
  })
})

describe('donated inputs', () => {
  const n = 1000
  const oneMore: Graph = { ...counting(n), results: [2] }

  test('results are written over them: a loop takes the memory of one state', () => {
    const engine = wasmEngine({ copied: 0 })
    const step = engine.compile(oneMore, [0])
    let [state] = step([T.zeros([n])]) as [AnyTensor]
    const { memory } = engine.use()
    for (let i = 1; i < 20_000; i++) {
      ;[state] = step([state]) as [AnyTensor]
      expect(engine.use()).toEqual({ tensors: 4 * n, memory })
    }
    expect(values(state)[0]).toBe(20_000)
  })

  test('their memory is free where results cannot have it', () => {
    const engine = wasmEngine({ copied: 0 })
    const [x] = engine.compile(oneMore)([T.zeros([n])])
    const total: Graph = {
      inputs: [abstract(n)],
      constants: [],
      equations: [
        {
          name: 'reduceSum',
          params: { axes: [0] },
          operands: [0],
          results: [{ shape: [], dtype: 'float32' }],
        },
      ],
      results: [1],
    }
    expect(values(engine.compile(total, [0])([x!])[0]!)).toEqual([n])
    expect(engine.use().tensors).toBe(0)
  })
})

describe('out of memory', () => {
  const maximum = 2 ** 20
  const small = 1000
  const works = (engine: Engine): void =>
    expect(run(engine, counting(small), T.zeros([small]))[1]).toEqual([small])
  const engines = (): readonly ReturnType<typeof wasmEngine>[] =>
    [1, 2].map((threads) => wasmEngine({ maximum, threads, copied: 0 }))

  test('a function that is too large is refused with what there is, and others go on', () => {
    for (const engine of engines()) {
      const step = engine.compile(counting(small))
      const [kept] = step([T.zeros([small])])
      const { tensors } = engine.use()
      expect(() => engine.compile(counting(2 ** 20))).toThrow(
        /^engine: no memory for 4194304 bytes: of \d+, 4000 hold 1 tensors, \d+ are free in smaller pieces, and \d+ belong to compiled functions; the runtime gives no more\. Smaller batches, or fewer compiled functions\?$/,
      )
      expect(engine.use().tensors).toBe(tensors)
      expect(values(step([kept!])[0]!)).toEqual(values(T.full([small], 2)))
      works(engine)
    }
  })

  test('results that find no room are refused, and what they had taken is there again', () => {
    const n = 2 ** 15
    // the copies of n numbers each are results, the constant is not
    const graph = (copies: number): Graph => ({
      inputs: [abstract(n)],
      constants: [],
      equations: Array.from({ length: copies }, (_, i) => ({
        name: i % 2 === 0 ? ('neg' as const) : ('exp' as const),
        params: {},
        operands: [i === 0 ? 0 : i],
        results: [abstract(n)],
      })),
      results: Array.from({ length: copies }, (_, i) => i + 1),
    })
    const engine = wasmEngine({ maximum, threads: 1 })
    const large = engine.compile(graph(7))
    for (let i = 0; i < 3; i++) expect(() => large([T.zeros([n])])).toThrow(/^engine: no memory for 131072 /)
    expect(run(engine, graph(2), T.zeros([n])).map((x) => x[n - 1])).toEqual([-0, 1])
    works(engine)
  })

  test('tensors move out rather than that a call fails', () => {
    const n = 2 ** 15
    const engine = wasmEngine({ maximum, threads: 1 })
    const step = engine.compile(counting(n))
    const states: AnyTensor[] = [T.zeros([n])]
    for (let i = 0; i < 20; i++) states.push(step([states.at(-1)!])[0]!)
    expect(states.map((s) => values(s)[n - 1])).toEqual(states.map((_, i) => i))
    expect(engine.use().memory).toBeLessThanOrEqual(maximum)
  })

  test('a call that fails gives its results’ memory back', () => {
    const graph: Graph = {
      inputs: [abstract(4), { shape: [1000], dtype: 'int32' }],
      constants: [],
      equations: [{ name: 'take', params: { axis: 0 }, operands: [0, 1], results: [abstract(1000)] }],
      results: [2],
    }
    const engine = wasmEngine({ threads: 1 })
    const pick = engine.compile(graph)
    const at = (i: number): AnyTensor => T.full([1000], i, { dtype: 'int32' }) as AnyTensor
    const once = (): void => expect(() => pick([T.ones([4]), at(9)])).toThrow(T.ValueError)
    once()
    const { memory } = engine.use()
    for (let i = 0; i < 1000; i++) once()
    expect(engine.use().memory).toBe(memory)
    expect(values(pick([T.ones([4]), at(3)])[0]!)).toEqual(values(T.ones([1000])))
  })
})
