import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import * as T from '../src/index.ts'
import { load } from './golden.ts'
import type { Stored } from './harness/stored.ts'
import { restore } from './harness/stored.ts'

const { cases } = load<{ readonly cases: readonly (Stored & { readonly text: string })[] }>('print')

test.each(cases.map((c, i) => [i, c] as const))(
  'tensor %i prints as NumPy prints it, then its type',
  (_, c) => {
    expect(inspect(restore(c))).toBe(`${c.text}  ${c.dtype}[${c.shape.join(',')}]`)
  },
)

test('String and console.log agree', () => {
  expect(String(T.tensor([1, 2]))).toBe('[1. 2.]  float32[2]')
})
