import { describe, expect, test } from 'vitest'
import { cases, type Cost, costOfTests, isText, refusals, verdicts } from '../typeTests.ts'

const texts = refusals().filter(isText)

// What a case came to when this was written (487 instantiations, 92 types, 286 symbols), and 15 % more. A rule that
// grows dearer shows here before it shows in an editor. Where the tests themselves are dearer, as cases over large
// models are, raise it, and say why.
const budget: Cost = { instantiations: 560, types: 106, symbols: 329 }

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
