import type { AnyTensor, Tensor } from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import {
  checkGradients,
  customJvp,
  customVjp,
  type GradientReport,
  type Scalar,
  showReport,
} from '../src/index.ts'

type V = Tensor<readonly [3]>
const v: V = T.tensor([0.5, -1, 2])
const sines = (x: V): Scalar => T.sum(T.sin(x))

const reportOf = (result: ReturnType<typeof checkGradients>): GradientReport =>
  result._tag === 'Right' ? result.right : result.left.report
const failing = (report: GradientReport): readonly string[] =>
  report.directions
    .filter((d) => d.relativeError > report.tolerance)
    .map((d) => `${d.path} ${d.order} ${d.mode}`)

describe('both orders, both modes', () => {
  test('pass what is right', () => {
    const result = checkGradients(sines, v)
    expect(result._tag).toBe('Right')
    expect(reportOf(result).directions.map((d) => [d.path, d.order, d.mode])).toEqual([
      ['', 1, 'forward'],
      ['', 1, 'reverse'],
      ['', 1, 'forward'],
      ['', 1, 'reverse'],
      ['', 2, 'forward'],
      ['', 2, 'reverse'],
    ])
  })

  test('a wrong derivative fails in both modes; the second order compares it with itself', () => {
    const wrong = customJvp(sines, ([x], [t]) => [sines(x), T.sum(T.mul(t, T.sin(x)))])
    const report = reportOf(checkGradients(wrong, v))
    expect(report.leaves[0]!.relativeError).toBeGreaterThan(0.1)
    expect(failing(report)).toEqual([' 1 forward', ' 1 reverse', ' 1 forward', ' 1 reverse'])
  })

  test('a second derivative that was lost fails alone, and by its path', () => {
    const lost = customJvp(
      (x: V) => T.sin(x),
      ([x], [t]) => [T.sin(x), T.mul(t, T.stopGradient(T.cos(x)))],
    )
    const point = { a: v, b: v }
    const report = reportOf(
      checkGradients((p: typeof point): Scalar => T.add(sines(p.a), T.sum(lost(p.b))), point),
    )
    expect(failing(report)).toEqual(['b 2 forward', 'b 2 reverse'])
    expect(checkGradients((x: V): Scalar => T.sum(lost(x)), v, { order: 1 })._tag).toBe('Right')
  })

  test('reverse mode alone, for what has no other', () => {
    const reverse = customVjp(sines, {
      forward: (x) => [sines(x), x],
      backward: (x, c) => [T.mul(T.cos(x), c) as V],
    })
    expect(checkGradients(reverse, v, { modes: ['reverse'] })._tag).toBe('Right')
    expect(() => checkGradients(reverse, v)).toThrow('Use customJvp, which serves both.')
  })

  test('whole numbers and truth values stay as they are', () => {
    const params = { w: v, at: T.tensor([2, 0], { dtype: 'int32' }), keep: T.tensor([true, false]) }
    const f = (p: typeof params): Scalar => T.sum(T.where(p.keep, T.exp(T.take(p.w, p.at)), 0))
    const report = reportOf(checkGradients(f, params))
    expect(report.leaves.map((l) => l.path)).toEqual(['w'])
    expect(failing(report)).toEqual([])
  })

  test('a kink that the direction meets is suspected', () => {
    const report = reportOf(checkGradients((x: AnyTensor): Scalar => T.sum(T.relu(x) as AnyTensor) as Scalar, T.zeros([2]))) // prettier-ignore
    expect(report.directions.every((d) => d.kink)).toBe(true)
  })

  test('other keys look along other directions', () => {
    const numbers = (seed: number): readonly number[] =>
      reportOf(checkGradients(sines, v, { key: Rng.key(seed) })).directions.map((d) => d.analytic)
    expect(numbers(1)).toEqual(numbers(1))
    expect(numbers(1)).not.toEqual(numbers(2))
  })
})

test('a report in words', () => {
  const forgetful = (p: { readonly w: Tensor<readonly [2]> }): Scalar => T.sum(T.mul(p.w, T.stopGradient(T.square(p.w)))) // prettier-ignore
  const words = showReport(checkGradients(forgetful, { w: T.tensor([1, 2]) }, { directions: 1 }))
  const lines = words.split('\n').map((l) => l.replace(/-?\d+\.\d+(e[+-]\d+)?|(?<=\[)\d/g, '#'))
  expect(lines).toEqual([
    'FAIL  w[#]: gradient #, difference quotient #, relative error # (tolerance 1e-6)',
    'FAIL  all, forward: derivative #, difference quotient #, relative error # (tolerance 1e-6)',
    'FAIL  all, reverse: derivative #, difference quotient #, relative error # (tolerance 1e-6)',
    'FAIL  w, forward over reverse: second derivative #, difference quotient #, relative error # (tolerance 1e-6)',
    'FAIL  w, reverse over reverse: second derivative #, difference quotient #, relative error # (tolerance 1e-6)',
  ])
})

// What the README advises to put into a suite of one's own.
expect.extend({
  toBeRight: (result: ReturnType<typeof checkGradients>) => ({
    pass: result._tag === 'Right',
    message: () => showReport(result),
  }),
})
test('a matcher that prints the report', () => {
  const right = (f: (x: V) => Scalar): void =>
    (expect(checkGradients(f, v)) as never as { readonly toBeRight: () => void }).toBeRight()
  right(sines)
  expect(() => right((x) => T.sum(T.mul(x, T.stopGradient(x))))).toThrow(/^FAIL {2}argument\[\d]: gradient/)
})
