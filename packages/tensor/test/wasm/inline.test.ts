import { expect, test } from 'vitest'
import * as T from '../../src/index.ts'
import { type Graph, runGraph } from '../../src/primitives.ts'
import { inlined } from '../../src/wasm/inline.ts'

const x = { shape: [2], dtype: 'float32' } as const

/** `exp(a + 1)`. */
const body: Graph = {
  inputs: [x],
  constants: [T.ones([2])],
  equations: [
    { name: 'add', params: {}, operands: [0, 1], results: [x] },
    { name: 'exp', params: {}, operands: [2], results: [x] },
  ],
  results: [3, 0],
}

/** `-exp(exp(a + 1) + 1)`, and the inner operand as it was. */
const graph: Graph = {
  inputs: [x],
  constants: [],
  equations: [
    { name: 'remat', params: { body }, operands: [0], results: [x, x] },
    { name: 'remat', params: { body }, operands: [1], results: [x, x] },
    { name: 'neg', params: {}, operands: [3], results: [x] },
  ],
  results: [5, 4],
}

test('bodies stand in the places of their calls, and answer the same', () => {
  const flat = inlined(graph)
  expect(flat.equations.map((e) => e.name)).toEqual(['add', 'exp', 'add', 'exp', 'neg'])
  const inputs = [T.tensor([0, -1])]
  expect(runGraph(flat, inputs).map(String)).toEqual(runGraph(graph, inputs).map(String))
})

test('a graph without calls is the same graph', () => expect(inlined(body)).toBe(body))
