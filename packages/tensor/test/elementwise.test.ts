import { describe, expect, test } from 'vitest'
import type { AnyTensor, DType } from '../src/index.ts'
import * as T from '../src/index.ts'
import { load } from './golden.ts'
import { call, type Case, close, numbers, restore } from './harness/stored.ts'

const { cases } = load<{ readonly cases: readonly Case[] }>('elementwise')

describe('operations equal NumPy', () => {
  test.each(cases.map((c, i) => [`${c.name} #${i}`, c] as const))('%s', (_, c) => {
    const result = call(c, c.operands.map(restore))
    expect([result.shape, result.dtype]).toEqual([c.answer.shape, c.answer.dtype])
    const wanted = numbers(c.answer)
    const found = [...T.toTypedArray(result)]
    expect(
      found.map((v, i) => (close(v, wanted[i]!) && (v !== 0 || Object.is(v, wanted[i])) ? wanted[i] : v)),
    ).toEqual(wanted)
  })
})

test('operands are left as they were', () => {
  cases.forEach((c) => {
    const operands = c.operands.map(restore)
    const before = operands.map((x) => [...T.toTypedArray(x)])
    call(c, operands)
    expect(operands.map((x) => [...T.toTypedArray(x)])).toEqual(before)
  })
})

test('no elements give none', () => {
  const none = T.zeros([0, 3])
  const whole = T.zeros([0, 3], { dtype: 'int32' })
  const found = [T.lgamma(none), T.log2(none), T.trunc(none), T.atan2(none, 1), T.isInf(none)]
  const bits = [
    T.bitwiseNot(whole),
    T.rightShift(whole, 1),
    T.leftShift(whole, T.ones([1, 1], { dtype: 'int32' })),
  ]
  expect([...found, ...bits].map((x) => x.shape)).toEqual(Array.from({ length: 8 }, () => [0, 3]))
})

const of = (dtype: DType): AnyTensor => T.ones([2], { dtype }) as AnyTensor
const types: readonly DType[] = ['bool', 'uint8', 'int32', 'float32', 'float64']

describe('element types meet as in the table of all operations', () => {
  // Rows and columns in the order of `types`, and a plain number last.
  test.each<readonly [string, (a: never, b: never) => unknown, readonly (readonly string[])[]]>([
    [
      'atan2',
      T.atan2,
      [
        ['float32', 'float32', 'float32', 'float32', 'float64', 'float32'],
        ['float32', 'float32', 'float32', 'float32', 'float64', 'float32'],
        ['float32', 'float32', 'float32', 'float32', 'float64', 'float32'],
        ['float32', 'float32', 'float32', 'float32', 'float64', 'float32'],
        ['float64', 'float64', 'float64', 'float64', 'float64', 'float64'],
      ],
    ],
    [
      'bitwiseXor',
      T.bitwiseXor,
      [
        ['bool', 'uint8', 'int32', 'refused', 'refused', 'int32'],
        ['uint8', 'uint8', 'int32', 'refused', 'refused', 'uint8'],
        ['int32', 'int32', 'int32', 'refused', 'refused', 'int32'],
        ['refused', 'refused', 'refused', 'refused', 'refused', 'refused'],
        ['refused', 'refused', 'refused', 'refused', 'refused', 'refused'],
      ],
    ],
    [
      'leftShift',
      T.leftShift,
      [
        ['refused', 'uint8', 'int32', 'refused', 'refused', 'int32'],
        ['uint8', 'uint8', 'int32', 'refused', 'refused', 'uint8'],
        ['int32', 'int32', 'int32', 'refused', 'refused', 'int32'],
        ['refused', 'refused', 'refused', 'refused', 'refused', 'refused'],
        ['refused', 'refused', 'refused', 'refused', 'refused', 'refused'],
      ],
    ],
    ['logicalXor', T.logicalXor, types.map(() => ['bool', 'bool', 'bool', 'bool', 'bool', 'bool'])],
  ])('%s', (_, f, table) => {
    const operation = f as (a: AnyTensor, b: AnyTensor | number) => AnyTensor
    const met = (a: AnyTensor, b: AnyTensor | number): string => {
      try {
        return operation(a, b).dtype
      } catch (error) {
        expect(error).toBeInstanceOf(T.DTypeError)
        return 'refused'
      }
    }
    expect(types.map((a) => [...types.map((b) => met(of(a), of(b))), met(of(a), 1)])).toEqual(table)
  })

  test('functions of one number are floats, truncation keeps the type', () => {
    const found = types.map((d) => [T.log2, T.digamma, T.exp2, T.trunc].map((f) => f(of(d)).dtype))
    expect(found).toEqual(
      types.map((d) => [...Array.from({ length: 3 }, () => (d === 'float64' ? d : 'float32')), d]),
    )
  })
})

describe('what has no bits is refused', () => {
  const one = of('int32') as T.Tensor<readonly [2], 'int32'>
  const call2 =
    (f: (...args: never[]) => unknown, ...args: readonly unknown[]) =>
    () =>
      (f as (...args: readonly unknown[]) => unknown)(...args)
  test.each<readonly [string, () => unknown, string]>([
    [
      'floats',
      call2(T.bitwiseAnd, one, of('float32')),
      'bitwiseAnd: only whole numbers have bits, got float32. Cast to int32 first?',
    ],
    [
      'a float',
      call2(T.bitwiseNot, of('float64')),
      'bitwiseNot: only whole numbers have bits, got float64. Cast to int32 first?',
    ],
    [
      'a shifted float',
      call2(T.rightShift, of('float32'), 1),
      'rightShift: only whole numbers have bits, got float32. Cast to int32 first?',
    ],
    [
      'a shifted bool',
      call2(T.leftShift, of('bool'), of('bool')),
      'leftShift: bool is one bit, with nowhere to shift to. Cast to int32 first?',
    ],
    [
      'half a shift',
      call2(T.leftShift, one, 0.5),
      "leftShift: 0.5 is not a whole number, and a plain number takes the int32 of the tensor that it meets. Cast the tensor to 'float32' first?",
    ],
    [
      'shapes',
      call2(T.bitwiseOr, one, T.ones([3], { dtype: 'int32' })),
      'bitwiseOr: cannot broadcast [2] with [3]: 2 against 3',
    ],
    [
      'shapes of angles',
      call2(T.atan2, T.ones([2]), T.ones([3])),
      'atan2: cannot broadcast [2] with [3]: 2 against 3',
    ],
    [
      'shapes of truths',
      call2(T.logicalXor, T.ones([2]), T.ones([3])),
      'logicalXor: cannot broadcast [2] with [3]: 2 against 3',
    ],
  ])('%s', (_, f, message) => {
    const thrown = (): unknown => {
      try {
        return f()
      } catch (error) {
        return error
      }
    }
    expect(thrown()).toBeInstanceOf(T.GradusError)
    expect((thrown() as Error).message).toBe(message)
  })
})
