import { afterAll, describe, expect, test } from 'vitest'
import * as T from '../../src/index.ts'
import { casesOf, difference, folder, type Kind, kinds, runCase } from './cases.ts'
import { runModel } from './graph.ts'
import type { AttributeProto, ModelProto, NodeProto } from './proto.ts'
import { isUnsupported } from './unsupported.ts'
import { mistakenCases, unsupportedCases } from './unsupportedCases.ts'
import { tensorOf } from './values.ts'

// ONNX's own tests of backends, which nobody here wrote: every case passes at the suite's tolerance, or is listed as
// unsupported with its reason.

const all = kinds.map((kind) => [kind, casesOf(kind)] as const)

const reasonOf = (name: string): string | undefined =>
  Object.entries(unsupportedCases).find(([, names]) => names.includes(name))?.[0]

/** How many cases of a kind passed. */
const passed = new Map<Kind, number>()

const runs = (kind: Kind, name: string): void => {
  expect(runCase(kind, name)).toBe(reasonOf(name))
  if (reasonOf(name) === undefined) passed.set(kind, (passed.get(kind) ?? 0) + 1)
}

const summary = (): string => {
  const counts = all.map(([kind, names]) => `${passed.get(kind) ?? 0} of ${names.length} ${kind}`)
  const reasons = Object.entries(unsupportedCases).map(([reason, names]) => `  ${names.length} ${reason}`)
  return [
    `ONNX backend tests passed: ${counts.join(', ')}.`,
    `Unsupported: ${Object.values(unsupportedCases).flat().length}`,
    ...reasons,
    `Mistaken: ${Object.keys(mistakenCases).join(', ')}`,
  ].join('\n')
}

describe.skipIf(folder === '')('ONNX backend tests', () => {
  describe.each(all)('%s', (kind, names) => {
    test.each(names.filter((name) => mistakenCases[name] === undefined))('%s', (name) => runs(kind, name))
  })

  test.each(Object.entries(mistakenCases))('%s is mistaken: %s', (name) => {
    const kind = kinds.find((k) => casesOf(k).includes(name))!
    expect(() => runCase(kind, name)).toThrow(/^result 0 element 0 is/)
  })

  test('every listed case is there, and once', () => {
    const listed = [...Object.values(unsupportedCases).flat(), ...Object.keys(mistakenCases)]
    expect(listed.toSorted()).toEqual([...new Set(listed)].toSorted())
    const names = new Set(all.flatMap(([, found]) => found))
    expect(listed.filter((name) => !names.has(name))).toEqual([])
  })

  afterAll(() => console.log(summary()))
})

const attribute = (name: string): AttributeProto => ({
  name,
  type: 2,
  i: '1',
  f: 0,
  s: new Uint8Array(),
  t: null,
  floats: [],
  ints: [],
  strings: [],
})

const node = (opType: string, inputs: readonly string[], ...attributes: readonly string[]): NodeProto => ({
  opType,
  domain: '',
  input: inputs,
  output: ['y'],
  attribute: attributes.map(attribute),
})

const modelOf = (one: NodeProto): ModelProto => ({
  graph: {
    node: [one],
    initializer: [],
    input: [{ name: 'x', type: null }],
    output: [{ name: 'y', type: null }],
  },
  opsetImport: [{ domain: '', version: '15' }],
})

const run = (one: NodeProto): unknown => runModel(modelOf(one), [T.tensor([[1, 2]])])

describe('the harness answers nothing that it should not', () => {
  test('a result that differs in shape, element type or value is told', () => {
    const x = T.tensor([1, 2])
    expect(difference(x, T.tensor([1.0009, 2]))).toBeUndefined()
    expect(difference(T.tensor([NaN, -Infinity]), T.tensor([NaN, -Infinity]))).toBeUndefined()
    expect(difference(x, T.tensor([1, 2.1]))).toBe('element 1 is 2, should be 2.0999999046325684')
    expect(difference(x, T.tensor([1, Infinity]))).toBe('element 1 is 2, should be Infinity')
    expect(difference(x, T.tensor([1, NaN]))).toBe('element 1 is 2, should be NaN')
    expect(difference(T.tensor([1, NaN]), x)).toBe('element 1 is NaN, should be 2')
    expect(difference(x, T.tensor([[1, 2]]))).toBe('is float32[2], should be float32[1,2]')
    expect(difference(x, T.tensor([1, 2], { dtype: 'int32' }))).toBe('is float32[2], should be int32[2]')
  })

  test('attributes, inputs and operators that it does not know are refused', () => {
    expect(run(node('Relu', ['x']))).toEqual([T.tensor([[1, 2]])])
    expect(() => run(node('Relu', ['x'], 'slope'))).toThrow('Relu: attribute slope is not known here')
    expect(() => run(node('Pad', ['x'], 'mode'))).toThrow('Pad: attribute mode is a number, not a string')
    expect(() => run(node('Relu', ['x', 'x']))).toThrow('Relu: takes 1 to 1 inputs, got 2')
    expect(() => run(node('Add', ['x', '']))).toThrow('Add: takes 2 to 2 inputs, got 2')
    expect(() => run(node('Gelu', ['x']))).toThrow('Gelu is neither composed nor listed as lacking')
    expect(() => run(node('Relu', ['z']))).toThrow('z has no value yet')
  })

  test('numbers beyond int32 and element types that we do not have are unsupported', () => {
    const numbers = {
      floatData: [],
      int32Data: [],
      doubleData: [],
      uint64Data: [],
      rawData: new Uint8Array(),
    }
    const proto = { name: '', dims: ['1'], dataLocation: 0, int64Data: ['2147483648'], ...numbers }
    const thrown = (f: () => unknown): unknown => {
      try {
        return f()
      } catch (e) {
        return isUnsupported(e) ? e.unsupported : e
      }
    }
    expect(thrown(() => tensorOf({ ...proto, dataType: 7 }))).toBe('int64 beyond the range of int32')
    expect(thrown(() => tensorOf({ ...proto, dataType: 10 }))).toBe('no element type float16')
  })
})
