/** What a function of several arrays has to hold: the numbers that JAX and PyTorch agree on, by all operands, and that modes agree. */
import { type AnyTensor, isTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { grad, hvp, jvp, type Scalar, vjp } from '../../src/index.ts'
import { double, loadGolden, near, values, waves } from './conformance.ts'

interface Stored {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

/** What the libraries gave for one function: `at` names the arrays that it was computed at. */
export interface OperandCase {
  readonly at: readonly string[]
  readonly value: number
  readonly gradient: readonly (readonly number[])[]
  readonly hessianProduct: readonly (readonly number[])[]
}

/** A file of tools/golden/autograd_sources.py. */
export interface OperandGolden<Cases> {
  readonly arrays: Readonly<Record<string, Stored>>
  readonly cases: Cases
}

type Tensors = readonly AnyTensor[]

/** A function of several arrays that answers one, or a list. */
export type OperandRow = (...operands: Tensors) => unknown

const add = (a: AnyTensor, b: AnyTensor): AnyTensor => T.add(a, b)
const mul = (a: AnyTensor, b: AnyTensor): AnyTensor => T.mul(a, b)
const total = (terms: Tensors): Scalar => terms.map((x): AnyTensor => T.sum(x)).reduce(add) as Scalar
const inner = (a: Tensors, b: Tensors): Scalar => total(a.map((x, i) => mul(x, b[i]!)))
const listed = (out: unknown): Tensors => (isTensor(out) ? [out] : (out as Tensors))

/** `Σ y (cos + y / 2)`: each element has a cotangent of its own, and linear functions have second derivatives too. */
const weighed = (out: unknown): Scalar =>
  total(
    listed(out).map((y) =>
      mul(y, add(waves(y.shape, Math.cos), mul(y, T.tensor(0.5, { dtype: 'float64' })))),
    ),
  )

const nearAll = (found: Tensors, wanted: readonly (readonly number[])[]): void => {
  expect(found.length).toBe(wanted.length)
  found.forEach((x, i) => near(values(x), wanted[i]!))
}

/** The tangents that the golden scripts take. */
const directions = (at: Tensors): Tensors => at.map((x, i) => waves(x.shape, (j) => Math.sin(j + i)))

/** Tests a table of functions against the cases of the same names. */
export const agrees = (
  rows: Readonly<Record<string, OperandRow>>,
  { arrays, cases }: OperandGolden<Readonly<Record<string, OperandCase>>>,
): void => {
  test('every golden case has its row', () => expect(Object.keys(rows)).toEqual(Object.keys(cases)))

  describe.each(Object.entries(rows))('%s', (name, row) => {
    const c = cases[name]!
    const at: Tensors = c.at.map((array) => double(arrays[array]!.values, arrays[array]!.shape))
    const f = (operands: Tensors): Tensors => listed(row(...operands))
    const scalar = (operands: Tensors): Scalar => weighed(f(operands))

    test('value, gradients and Hessian-vector product equal those of JAX and PyTorch', () => {
      near([T.item(scalar(at))], [c.value])
      nearAll(grad(scalar)(at), c.gradient)
      nearAll(hvp(scalar, at, directions(at)), c.hessianProduct)
    })

    test('forward and reverse mode agree: ⟨J t, c⟩ = ⟨t, Jᵀ c⟩', () => {
      const t = at.map((x, i) => waves(x.shape, (j) => Math.sin(j + i + 1)))
      const [y, forward] = jvp(f, at, t)
      const cotangents = y.map((x) => waves(x.shape, (i) => Math.cos(i + 1)))
      near([T.item(inner(forward, cotangents))], [T.item(inner(t, vjp(f, at)[1](cotangents)))])
    })
  })
}

/** The arrays of the file of operations, and its cases of one section. */
export const operationsOf = (section: string): OperandGolden<Readonly<Record<string, OperandCase>>> => {
  const { arrays, cases } =
    loadGolden<OperandGolden<Readonly<Record<string, Readonly<Record<string, OperandCase>>>>>>('operations')
  return { arrays, cases: cases[section]! }
}
