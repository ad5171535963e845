import { describe, expect, test } from 'vitest'
import * as T from '../src/index.ts'
import { load } from './golden.ts'
import type { Case } from './harness/stored.ts'
import { call, close, numbers, restore } from './harness/stored.ts'

const { cases } = load<{ readonly cases: readonly Case[] }>('operations')

describe('operations equal NumPy and JAX in double precision', () => {
  test.each(cases.map((c, i) => [`${c.name} #${i}`, c] as const))('%s', (_, c) => {
    const result = call(c, c.operands.map(restore))
    expect(result.shape).toEqual(c.answer.shape)
    expect(result.dtype).toBe(c.answer.dtype)
    const found = [...T.toTypedArray(result)]
    const wanted = numbers(c.answer)
    expect(found.map((v, i) => (close(v, wanted[i]!) ? wanted[i] : v))).toEqual(wanted)
  })

  test('operands are left as they were', () => {
    cases.forEach((c) => {
      const operands = c.operands.map(restore)
      const before = operands.map((x) => [...T.toTypedArray(x)])
      call(c, operands)
      expect(operands.map((x) => [...T.toTypedArray(x)])).toEqual(before)
    })
  })
})
