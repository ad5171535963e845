import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { AnyTensor } from '../src/index.ts'
import * as T from '../src/index.ts'

// NumPy holds its own functions to these tables, which came from wider arithmetic: bits of the argument, bits of the
// value, and how many units in the last place NumPy allows itself. They travel with NumPy.

const python = process.env['GRADUS_PYTHON']

const tables: Readonly<Record<string, (x: AnyTensor) => AnyTensor>> = {
  arccos: T.acos,
  arccosh: T.acosh,
  arcsin: T.asin,
  arcsinh: T.asinh,
  arctan: T.atan,
  arctanh: T.atanh,
  cbrt: T.cbrt,
  cos: T.cos,
  cosh: T.cosh,
  exp: T.exp,
  exp2: T.exp2,
  expm1: T.expm1,
  log: T.log,
  log10: T.log10,
  log1p: T.log1p,
  log2: T.log2,
  sin: T.sin,
  sinh: T.sinh,
  tan: T.tan,
  tanh: T.tanh,
}

const where = `
import numpy, pathlib
root = pathlib.Path(numpy.__file__).parent
print(root / ('_core' if (root / '_core' / 'tests').exists() else 'core') / 'tests' / 'data')
`
const folder = python ? execFileSync(python, ['-c', where]).toString().trim() : ''

interface Row {
  readonly type: string
  readonly input: bigint
  readonly output: bigint
  readonly tolerance: number
}

const rowsOf = (name: string): readonly Row[] =>
  readFileSync(join(folder, `umath-validation-set-${name}.csv`), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('np.'))
    .map((line) => {
      const [type = '', input = '0', output = '0', tolerance] = line.trim().split(',')
      return { type, input: BigInt(input), output: BigInt(output), tolerance: Number(tolerance) }
    })

const doubles = (bits: readonly bigint[]): Float64Array => new Float64Array(BigUint64Array.from(bits).buffer)
const singles = (bits: readonly bigint[]): Float32Array =>
  new Float32Array(Uint32Array.from(bits, Number).buffer)

/** The places of floats in their order, so that neighbours differ by 1. */
const places = (values: Float64Array | Float32Array): readonly bigint[] =>
  values instanceof Float64Array
    ? [...new BigInt64Array(values.buffer)].map((b) => (b < 0n ? -(b & 0x7fffffffffffffffn) : b))
    : [...new Int32Array(values.buffer)].map((b) => BigInt(b < 0 ? -(b & 0x7fffffff) : b))

const distances = (
  found: Float64Array | Float32Array,
  wanted: Float64Array | Float32Array,
): readonly number[] => {
  const [a, b] = [places(found), places(wanted)]
  return a.map((p, i) => {
    if (Number.isNaN(found[i]) || Number.isNaN(wanted[i]))
      return Object.is(found[i], wanted[i]) ? 0 : Infinity
    return Math.abs(Number(p - b[i]!))
  })
}

const check = (
  name: string,
  rows: readonly Row[],
  of: (bits: readonly bigint[]) => Float64Array | Float32Array,
): void => {
  const x = of(rows.map((r) => r.input))
  const found = T.toTypedArray(tables[name]!(T.fromTypedArray(x, [x.length]) as AnyTensor))
  const off = distances(found as Float64Array | Float32Array, of(rows.map((r) => r.output)))
  const wrong = rows.flatMap((r, i) =>
    off[i]! <= r.tolerance ? [] : [`${name}(${x[i]}) is off by ${off[i]}`],
  )
  expect(wrong).toEqual([])
}

describe.skipIf(!python)('functions of one number hold to NumPy’s tables of accuracy', () => {
  test.each(Object.keys(tables))('%s', (name) => {
    const rows = rowsOf(name)
    expect(rows.length).toBeGreaterThan(200)
    check(
      name,
      rows.filter((r) => r.type === 'np.float64'),
      doubles,
    )
    check(
      name,
      rows.filter((r) => r.type === 'np.float32'),
      singles,
    )
  })
})
