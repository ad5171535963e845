import { describe, expect, test } from 'vitest'
import { cases, type Cost, costOfTests, isText, refusals, shown, verdicts } from '../typeTests.ts'

const texts = refusals().filter(isText)

// What a case came to when this was written (540 instantiations, 97 types, 314 symbols), and 15 % more. A rule that
// grows dearer shows here before it shows in an editor. Where the tests themselves are dearer, as cases over large
// models are, raise it, and say why.
const budget: Cost = { instantiations: 621, types: 112, symbols: 361 }

describe('the type tests of @gradus/tensor', () => {
  test('hold what must compile and what must not', () => {
    expect(cases()).toBeGreaterThanOrEqual(150)
    expect(texts.length).toBeGreaterThanOrEqual(75)
  })

  test('the compiler refuses in the words that they give', () => {
    const said = verdicts()
    const otherwise = texts.filter(({ at, reason }) => said.get(at)?.includes(reason) !== true)
    expect(otherwise.map(({ at, reason }) => ({ at, reason, said: said.get(at) }))).toEqual([])
  })

  test('each case stays within its budget in the compiler', () => {
    const { instantiations, types, symbols } = costOfTests()
    const perCase: Cost = {
      instantiations: Math.round(instantiations / cases()),
      types: Math.round(types / cases()),
      symbols: Math.round(symbols / cases()),
    }
    expect(perCase.instantiations, JSON.stringify(perCase)).toBeLessThanOrEqual(budget.instantiations)
    expect(perCase.types, JSON.stringify(perCase)).toBeLessThanOrEqual(budget.types)
    expect(perCase.symbols, JSON.stringify(perCase)).toBeLessThanOrEqual(budget.symbols)
  })
})

test('editors show the shapes of @gradus/tensor, and not the rules that they come from', () => {
  const types = {
    'T.matmul(T.zeros([32, 784]), T.zeros([784, 10]))': 'Tensor<readonly [32, 10], "float32">',
    'T.add(T.zeros([2, 3]), T.zeros([3]))': 'Tensor<readonly [2, 3], "float32">',
    'T.sum(T.zeros([2, 3]), { axis: 0 })': 'Tensor<readonly [3], "float32">',
    'T.reshape(T.zeros([8, 3, 4]), [8, -1])': 'Tensor<readonly [8, 12], "float32">',
    'T.concat([T.zeros([2, 3]), T.zeros([4, 3])])': 'Tensor<readonly [6, 3], "float32">',
    'T.split(T.zeros([4, 3]), [1])':
      'readonly [Tensor<readonly [1, 3], "float32">, Tensor<readonly [3, 3], "float32">]',
    'T.slice(T.zeros([9, 3]), [0], [9], { steps: [2] })': 'Tensor<readonly [5, 3], "float32">',
    'T.conv2d(T.zeros([8, 3, 32, 32]), T.zeros([16, 3, 3, 3]), { padding: 1, stride: 2 })':
      'Tensor<readonly [8, 16, 16, 16], "float32">',
    "T.einsum('...qd,...kd->...qk', T.zeros([2, 5, 4]), T.zeros([2, 6, 4]))":
      'Tensor<readonly [2, 5, 6], "float32">',
    'T.outer(T.zeros([2]), T.zeros([3]))': 'Tensor<readonly [2, 3], "float32">',
    'T.topK(T.zeros([2, 9]), 3)': 'TopK<readonly [2, 3], "float32">',
    '<B extends number>(x: T.Tensor<readonly [B, 784]>) => T.softmax(T.add(T.matmul(x, T.zeros([784, 10])), T.zeros([10])))':
      '<B extends number>(x: T.Tensor<readonly [B, 784]>) => T.Tensor<readonly [B, 10], "float32">',
  }
  expect(shown(Object.keys(types))).toEqual(Object.values(types))
})
