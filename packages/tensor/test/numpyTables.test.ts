import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { AnyTensor } from '../src/index.ts'
import * as T from '../src/index.ts'

// NumPy holds its own functions to these tables, which came from wider arithmetic: bits of the argument, bits of the
// value, and how many units in the last place NumPy allows itself. They travel with NumPy.

const python = process.env['GRADUS_PYTHON']

/** Each function, and how many units in the last place of float64 we allow ourselves, as the guide on accuracy says. */
const tables: Readonly<Record<string, readonly [(x: AnyTensor) => AnyTensor, number]>> = {
  arccos: [T.acos, 1],
  arccosh: [T.acosh, 1],
  arcsin: [T.asin, 1],
  arcsinh: [T.asinh, 1],
  arctan: [T.atan, 1],
  arctanh: [T.atanh, 1],
  cbrt: [T.cbrt, 1],
  cos: [T.cos, 1],
  cosh: [T.cosh, 1],
  exp: [T.exp, 1],
  exp2: [T.exp2, 1],
  expm1: [T.expm1, 1],
  log: [T.log, 1],
  log10: [T.log10, 1],
  log1p: [T.log1p, 1],
  log2: [T.log2, 1],
  sin: [T.sin, 1],
  sinh: [T.sinh, 1],
  tan: [T.tan, 1],
  tanh: [T.tanh, 2],
}
/** The double is rounded once, so that float32 is never further off than this. */
const singleBound = 1

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
  bound: number,
): void => {
  const [f] = tables[name]!
  const x = of(rows.map((r) => r.input))
  const found = T.toTypedArray(f(T.fromTypedArray(x, [x.length]) as AnyTensor))
  const off = distances(found as Float64Array | Float32Array, of(rows.map((r) => r.output)))
  const wrong = rows.flatMap((r, i) =>
    off[i]! <= Math.min(bound, r.tolerance) ? [] : [`${name}(${x[i]}) is off by ${off[i]}`],
  )
  expect(wrong).toEqual([])
}

describe.skipIf(!python)('functions of one number hold to NumPy’s tables of accuracy', () => {
  test('which are 26,610 rows, and all are read', () => {
    const files = readdirSync(folder).filter((file) => /^umath-validation-set-.*\.csv$/.test(file))
    const wanted = Object.keys(tables).map((name) => `umath-validation-set-${name}.csv`)
    expect(files.toSorted()).toEqual(wanted.toSorted())
    const rows = Object.keys(tables).flatMap(rowsOf)
    expect(rows.length).toBeGreaterThanOrEqual(26_610)
    expect(new Set(rows.map((r) => r.type))).toEqual(new Set(['np.float32', 'np.float64']))
  })

  test.each(Object.entries(tables))('%s', (name, [, bound]) => {
    const rows = rowsOf(name)
    const ofType = (type: string): readonly Row[] => rows.filter((r) => r.type === type)
    check(name, ofType('np.float64'), doubles, bound)
    check(name, ofType('np.float32'), singles, singleBound)
  })
})
