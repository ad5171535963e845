import { describe, expect, test } from 'vitest'
import * as T from '../../src/index.ts'
import { abstractOf } from '../../src/abstract.ts'
import type { Abstract, Equation, Graph, Primitives, SingleName } from '../../src/Primitive.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { simplified } from '../../src/wasm/simplify/simplify.ts'

type Line = readonly [name: SingleName, operands: readonly number[], params?: object]

/** A graph of one equation after the other; variables are inputs, constants, then what the lines answer. */
const graph = (
  shapes: readonly (readonly number[])[],
  constants: readonly AnyTensor[],
  lines: readonly Line[],
  results: readonly number[],
): Graph => {
  const inputs = shapes.map((shape): Abstract => ({ shape, dtype: 'float32' }))
  const types: Abstract[] = [...inputs, ...constants.map(({ shape, dtype }) => ({ shape, dtype }))]
  const equations = lines.map(([name, operands, params = {}]) => {
    const own = params as Primitives[SingleName]
    const result = abstractOf(
      name,
      operands.map((v) => types[v]!),
      own,
    )
    types.push(result)
    return { name, params: own, operands, results: [result] } as Equation
  })
  return { inputs, constants, equations, results }
}

const namesOf = (g: Graph): readonly string[] => simplified(g).equations.map((e) => e.name)
const one = T.tensor(1)
const zero = T.tensor(0)

describe('equations', () => {
  test('that are equal are kept once', () => {
    const g = graph(
      [[2]],
      [],
      [
        ['exp', [0]],
        ['exp', [0]],
        ['add', [1, 2]],
      ],
      [3],
    )
    expect(namesOf(g)).toEqual(['exp', 'add'])
    expect(simplified(g).equations[1]!.operands).toEqual([1, 1])
  })

  test('that differ in parameters alone are both kept', () => {
    const sum = (axis: number): Line => ['reduceSum', [0], { axes: [axis] }]
    expect(namesOf(graph([[2, 2]], [], [sum(0), sum(1), ['add', [1, 2]]], [3]))).toEqual([
      'reduceSum',
      'reduceSum',
      'add',
    ])
  })

  test('that no result needs are left out, and constants with them', () => {
    const g = graph(
      [[]],
      [one],
      [
        ['exp', [0]],
        ['add', [0, 1]],
      ],
      [2],
    )
    expect(simplified(g)).toEqual({ ...g, constants: [], equations: [g.equations[0]], results: [1] })
  })

  test('of constants alone are computed beforehand', () => {
    const { constants, equations } = simplified(
      graph(
        [[]],
        [one],
        [
          ['add', [1, 1]],
          ['mul', [0, 2]],
        ],
        [3],
      ),
    )
    expect(equations.map((e) => e.name)).toEqual(['mul'])
    expect(constants.map((c) => T.toNested(c as never))).toEqual([2])
  })

  test('of constants are left alone where the result is large', () => {
    const lines: readonly Line[] = [
      ['broadcast', [1], { shape: [5000] }],
      ['add', [0, 2]],
    ]
    expect(namesOf(graph([[5000]], [one], lines, [3]))).toEqual(['broadcast', 'add'])
  })
})

describe('what changes nothing goes', () => {
  test.each<readonly [string, Line, readonly string[]]>([
    ['x · 1', ['mul', [0, 1]], []],
    ['1 · x', ['mul', [1, 0]], []],
    ['x / 1', ['div', [0, 1]], []],
    ['1 / x is another number', ['div', [1, 0]], ['div']],
    ['x - 0', ['sub', [0, 2]], []],
    ['0 - x is another number', ['sub', [2, 0]], ['sub']],
    ['x + 0 is 0 where x is -0', ['add', [0, 2]], ['add']],
    ['x · 0 is NaN where x is', ['mul', [0, 2]], ['mul']],
    ['stopGradient', ['stopGradient', [0]], []],
  ])('%s', (_, line, names) => {
    const g = graph([[]], [one, zero], [line, ['exp', [3]]], [4])
    expect(namesOf(g)).toEqual([...names, 'exp'])
  })

  test('axes in their own order, and two orders one after the other', () => {
    const permute = (of: number, axes: readonly number[]): Line => ['permute', [of], { axes }]
    expect(namesOf(graph([[2, 3]], [], [permute(0, [0, 1]), ['exp', [1]]], [2]))).toEqual(['exp'])
    const twice = graph([[2, 3]], [], [permute(0, [1, 0]), permute(1, [1, 0]), ['exp', [2]]], [3])
    expect(namesOf(twice)).toEqual(['exp'])
    const other = simplified(graph([[2, 3, 4]], [], [permute(0, [1, 2, 0]), permute(1, [1, 2, 0])], [2]))
    expect(other.equations.map((e) => e.params)).toEqual([{ axes: [2, 0, 1] }])
  })
})

describe('parts with zeros around them', () => {
  const pad = (of: number, low: number, high: number): Line => [
    'pad',
    [of],
    { low: [0, low], high: [0, high] },
  ]

  test('that fill an axis are put together, in order', () => {
    const lines: readonly Line[] = [pad(0, 3, 0), pad(1, 0, 2), ['add', [2, 3]]]
    const { equations } = simplified(
      graph(
        [
          [4, 2],
          [4, 3],
        ],
        [],
        lines,
        [4],
      ),
    )
    expect(equations.map(({ name, operands, params }) => ({ name, operands, params }))).toEqual([
      { name: 'concat', operands: [1, 0], params: { axis: 1 } },
    ])
  })

  test.each([
    ['leave a gap', 4, 0],
    ['overlap', 2, 1],
  ])('that %s are added', (_, low, high) => {
    const lines: readonly Line[] = [pad(0, low, high), pad(1, 0, low + high - 1), ['add', [2, 3]]]
    expect(
      namesOf(
        graph(
          [
            [4, 2],
            [4, 3],
          ],
          [],
          lines,
          [4],
        ),
      ),
    ).toEqual(['pad', 'pad', 'add'])
  })
})

test('much is reduced to little in two', () => {
  const g = graph([[300, 400]], [], [['reduceSum', [0], { axes: [0, 1] }]], [1])
  expect(simplified(g).equations.map(({ params, results }) => [params, results[0]!.shape])).toEqual([
    [{ axes: [0] }, [400]],
    [{ axes: [0] }, []],
  ])
  expect(namesOf(graph([[30, 40]], [], [['reduceSum', [0], { axes: [0, 1] }]], [1]))).toEqual(['reduceSum'])
})
