import { describe, expect, test } from 'vitest'
import type { AnyTensor } from '../src/index.ts'
import * as T from '../src/index.ts'
import { load } from './golden.ts'
import { numbers } from './harness/stored.ts'

interface FunctionCase {
  readonly name: string
  readonly bound: number
  /** Is the bound in units of the value itself, or of 1 where that is larger? */
  readonly relative: boolean
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly edges: readonly (number | string)[]
  readonly atEdges: readonly (number | string)[]
}

const { functions } = load<{ readonly functions: readonly FunctionCase[] }>('functions')
const rows = functions.map((c, i) => [`${c.name} #${i}`, c] as const)

const plain = (values: FunctionCase['edges']): readonly number[] =>
  numbers({ values, shape: [], dtype: 'float64' })

const apply = (name: string, x: Float64Array | Float32Array): readonly number[] => {
  const f = (T as unknown as Readonly<Record<string, (x: AnyTensor) => AnyTensor>>)[name]!
  return [...T.toTypedArray(f(T.fromTypedArray(x, [x.length]) as AnyTensor))]
}

/** The distance from a double to the next, at the size of `v`. */
const unit = (v: number): number => {
  const word = new BigInt64Array(new Float64Array([Math.abs(v)]).buffer)
  const next = new Float64Array(new BigInt64Array([word[0]! + 1n]).buffer)[0]!
  return next - Math.abs(v)
}

describe('functions of one number hold to mpmath within units in the last place', () => {
  test.each(rows)('%s', (_, { name, bound, relative, x, y }) => {
    const found = apply(name, Float64Array.from(x))
    const size = (v: number): number => (relative ? unit(v) : unit(Math.max(1, Math.abs(v))))
    const off = found.map((v, i) => Math.abs(v - y[i]!) / size(y[i]!))
    const worst = off.indexOf(Math.max(...off))
    expect(off[worst], `${name}(${x[worst]}) is ${found[worst]}, wanted ${y[worst]}`).toBeLessThanOrEqual(
      bound,
    )
  })

  test.each(rows.filter(([, c]) => c.relative))(
    '%s answers NumPy’s zeros, infinities and NaN at the edges',
    (_, { name, edges, atEdges }) => {
      const found = apply(name, Float64Array.from(plain(edges)))
      const wanted = plain(atEdges)
      const same = (v: number, w: number): boolean =>
        Object.is(v, w) || (v !== 0 && Math.abs(v - w) <= 4 * unit(w))
      expect(found.map((v, i) => (same(v, wanted[i]!) ? wanted[i] : v))).toEqual(wanted)
    },
  )

  test.each(rows.filter(([, c]) => c.relative))(
    '%s in float32 is the double, rounded once',
    (_, { name, x }) => {
      const single = Float32Array.from(x)
      const double = apply(name, Float64Array.from(single))
      expect(apply(name, single)).toEqual(double.map(Math.fround))
    },
  )
})
