import { describe, expect, test } from 'vitest'
import type { AnyTensor } from '../src/index.ts'
import * as T from '../src/index.ts'
import { load, numbers, restore, type Stored } from './golden.ts'

interface Case {
  readonly name: string
  readonly operands: readonly Stored[]
  readonly options: unknown
  readonly answer: Stored
}

const { cases } = load<{ readonly cases: readonly Case[] }>('operations')

type Operation = (...operands: readonly unknown[]) => AnyTensor

const operation = (name: string): Operation => (T as unknown as Readonly<Record<string, Operation>>)[name]!

const call = ({ name, operands, options }: Case): AnyTensor =>
  operation(name)(...operands.map(restore), ...(options === null ? [] : [options]))

/** Double precision: a few units in the last place, since two math libraries round differently. */
const close = (found: number, wanted: number): boolean =>
  Object.is(found, wanted) ||
  found === wanted ||
  (Number.isNaN(found) && Number.isNaN(wanted)) ||
  Math.abs(found - wanted) <= 4e-15 * Math.max(1, Math.abs(wanted))

describe('operations equal NumPy and JAX in double precision', () => {
  test.each(cases.map((c, i) => [`${c.name} #${i}`, c] as const))('%s', (_, c) => {
    const result = call(c)
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
      operation(c.name)(...operands, ...(c.options === null ? [] : [c.options]))
      expect(operands.map((x) => [...T.toTypedArray(x)])).toEqual(before)
    })
  })
})
