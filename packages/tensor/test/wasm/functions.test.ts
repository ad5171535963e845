import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { library } from '../../src/wasm/library.ts'
import { assemble } from '../../src/wasm/module.ts'
import type { Nest } from '../../src/wasm/nest/nest.ts'
import { nestKernel } from '../../src/wasm/nest/nestKernel.ts'

const names = ['exp', 'log', 'tanh', 'sigmoid', 'sqrt'] as const
type Name = (typeof names)[number]

const reference: Readonly<Record<Name, (x: number) => number>> = {
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  sigmoid: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  sqrt: Math.sqrt,
}

const memory = new WebAssembly.Memory({ initial: 64, maximum: 64 })
const floats = new Float32Array(memory.buffer)
const count = 4096

const compiled = (name: Name, fused: boolean): ((x: Float32Array) => Float32Array) => {
  const shape = [count]
  const result = { shape, dtype: 'float32' } as const
  const nest: Nest = {
    shape,
    reduced: [],
    loads: [{ from: 'memory', dtype: 'float32', strides: [1] }],
    operations: [{ name, params: {}, operands: [0], result }],
    stores: [{ value: 1, strides: [1] }],
  }
  const kernel = nestKernel(nest, fused)
  const functions = [kernel.code('f', library().indices)]
  const bytes = assemble({ functions, memory: { shared: false, maximumPages: 64 } })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  const f = exports['f'] as (from: number, to: number, scratch: number, first: number, end: number) => void
  return (x) => {
    floats.set(x, 16)
    f(64, 64 + 4 * count, 0, 0, kernel.units)
    return floats.slice(16 + count, 16 + 2 * count)
  }
}

const bits = new Int32Array(1)
const asFloat = new Float32Array(bits.buffer)

/** The place of a float among all floats. */
const ordinal = (x: number): number => {
  asFloat[0] = x
  return bits[0]! < 0 ? -2147483648 - bits[0]! : bits[0]!
}

const ulps = (found: number, wanted: number): number => {
  const rounded = Math.fround(wanted)
  if (Object.is(found, rounded) || found === rounded || (Number.isNaN(found) && Number.isNaN(rounded)))
    return 0
  return Number.isFinite(found) && Number.isFinite(rounded)
    ? Math.abs(ordinal(found) - ordinal(rounded))
    : Infinity
}

/** The worst of both ways to multiply and add. */
const worst = (name: Name, x: Float32Array): number =>
  Math.max(worstOf(name, x, true), worstOf(name, x, false))

const worstOf = (name: Name, x: Float32Array, fused: boolean): number => {
  const found = compiled(name, fused)(x)
  return found.reduce((most, y, i) => Math.max(most, ulps(y, reference[name](x[i]!))), 0)
}

describe.each(names)('%s of four floats at once', (name) => {
  test('within 2 units in the last place, over the floats of all exponents', () => {
    const every = Float32Array.from({ length: count }, (_, i) => {
      bits[0] = Math.imul(i, 2 ** 20 + 1237)
      return asFloat[0]!
    })
    expect(worst(name, every)).toBeLessThanOrEqual(2)
  })

  test('within 2 units in the last place, where it is neither 0 nor without bounds', () => {
    const near = Float32Array.from({ length: count }, (_, i) => (i - count / 2) / 20)
    const small = Float32Array.from({ length: count }, (_, i) => (i - count / 2) / 2000)
    expect([worst(name, near), worst(name, small)].every((u) => u <= 2)).toBe(true)
  })

  test('within 2 units in the last place, anywhere', () => {
    fc.assert(
      fc.property(fc.array(fc.float(), { minLength: 1, maxLength: 200 }), (xs) => {
        const x = new Float32Array(count)
        x.set(xs)
        return worst(name, x) <= 2
      }),
      { numRuns: 30 },
    )
  })

  test('the ends: 0, -0, ∞, -∞, NaN, the smallest and the largest', () => {
    const x = new Float32Array(count)
    x.set([0, -0, Infinity, -Infinity, NaN, 1e-45, -1e-45, 3.4028234663852886e38, -3.4028234663852886e38])
    expect(worst(name, x)).toBeLessThanOrEqual(2)
  })
})
