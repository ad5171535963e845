import * as T from '@gradus/tensor'
import { expect, test } from 'vitest'
import { decodeText, digits, parseCsv, showDataError, table } from '../../src/index.ts'
import golden from '../golden/embedded.json' with { type: 'json' }

test('the embedded digits have the same bytes in a browser', async () => {
  const values = T.toTypedArray(digits().x)
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', Float32Array.from(values)))
  expect(Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')).toBe(golden.digits.x)
})

test('a table is read without Node', () => {
  expect(parseCsv('\ufeffa;b\r\n"x;""y""";é\r\n')).toEqual({
    _tag: 'Right',
    right: table(['a', 'b'], [['x;"y"', 'é']]),
  })
})

test('a bad table is refused with the same words', () => {
  const result = parseCsv('a,b\n1,2\n3,"4\n')
  expect(result._tag === 'Left' && showDataError(result.left)).toBe(
    'CSV: row 2 (line 3), column "b": a quote is opened and never closed.',
  )
})

test('bytes are decoded strictly', () => {
  expect(decodeText(new Uint8Array([0x61, 0xe9]))).toEqual({
    _tag: 'Left',
    left: { _tag: 'InvalidUtf8', line: 1, utf16: false },
  })
})
