/** What a row of a table of functions has to hold: JAX's numbers, and that the two modes agree. */
import { readFileSync } from 'node:fs'
import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { wasmEngine } from '@gradus/tensor/primitives'
import { describe, expect, test } from 'vitest'
import { grad, jit, jvp, type Scalar, vjp } from '../../src/index.ts'

/** What JAX gave for one function at one point. */
export interface Case {
  readonly shape: readonly number[]
  readonly x: readonly number[]
  readonly value: number
  readonly gradient: readonly number[]
  readonly hessianProduct: readonly number[]
}

const engine = wasmEngine()

/** Sums are taken in another order. */
const singlePrecision = 1e-5

/** A function of one array. */
export type Row = (x: AnyTensor) => unknown

/** Functions of one array by the names that the golden script gives them. */
export type Rows = Readonly<Record<string, Row>>

export const loadGolden = <A>(name: string): A =>
  JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), 'utf8')) as A

export const double = (values: readonly number[], shape: readonly number[]): AnyTensor =>
  T.fromTypedArray(Float64Array.from(values), shape)

/** A value for each place of a shape, by its number. */
export const waves = (shape: readonly number[], wave: (i: number) => number): AnyTensor =>
  double(
    Array.from({ length: T.sizeOf(shape) }, (_, i) => wave(i)),
    shape,
  )

const inner = (a: AnyTensor, b: AnyTensor): Scalar => T.sum(T.mul(a, b) as AnyTensor) as Scalar

/** The weighted sum that gives every element of a result a cotangent of its own. */
const weighted =
  (f: (x: AnyTensor) => AnyTensor) =>
  (x: AnyTensor): Scalar => {
    const y = f(x)
    return inner(y, waves(y.shape, Math.cos))
  }

export const values = (x: AnyTensor): readonly number[] => [...T.toTypedArray(x)]

/** Within a part, 1e-12 unless told, of the largest element. */
export const near = (found: readonly number[], wanted: readonly number[], tolerance = 1e-12): void => {
  const scale = Math.max(1, ...wanted.map(Math.abs))
  const off = found.map((v, i) => (Math.abs(v - wanted[i]!) <= tolerance * scale ? wanted[i] : v))
  expect(off).toEqual(wanted)
}

/**
 * Tests a table of functions. `firstOrderOnly` names those whose second derivative is a matter of convention, which
 * JAX settles otherwise; `doubleOnly` those that single precision would make another problem of: ill-conditioned ones, and
 * those that refuse to mix its values with their constants in double precision.
 */
export const conforms = (
  rows: Rows,
  cases: Readonly<Record<string, Case>>,
  firstOrderOnly: readonly string[] = [],
  doubleOnly: readonly string[] = [],
): void => {
  test('every golden case has its row', () => expect(Object.keys(rows)).toEqual(Object.keys(cases)))

  describe.each(Object.entries(rows))('%s', (name, row) => {
    const f = (x: AnyTensor): AnyTensor => row(x) as AnyTensor
    const c = cases[name]!
    const x = double(c.x, c.shape)

    test('value, gradient and Hessian-vector product equal those of JAX', () => {
      const gradient = grad(weighted(f))
      near([T.item(weighted(f)(x))], [c.value])
      near(values(gradient(x)), c.gradient)
      if (!firstOrderOnly.includes(name))
        near(values(jvp(gradient, x, waves(x.shape, Math.sin))[1]), c.hessianProduct)
    })

    if (!doubleOnly.includes(name))
      test('compiled to WebAssembly in single precision, value and gradient equal those of the reference', () => {
        const single = T.cast(x, 'float32') as AnyTensor
        const both = (v: AnyTensor): readonly AnyTensor[] => [f(v), grad(weighted(f))(v)]
        const wanted = jit(both)(single).map(values)
        const found = jit(both, { engine })(single).map(values)
        found.forEach((v, i) => near(v, wanted[i]!, singlePrecision))
      })

    test('forward and reverse mode agree: ⟨J t, c⟩ = ⟨t, Jᵀ c⟩', () => {
      const t = waves(x.shape, (i) => Math.sin(i + 1))
      const [y, forward] = jvp(f, x, t)
      const cotangent = waves(y.shape, (i) => Math.cos(i + 1))
      const backward = vjp(f, x)[1](cotangent)
      near([T.item(inner(forward, cotangent))], [T.item(inner(t, backward))])
    })
  })
}
