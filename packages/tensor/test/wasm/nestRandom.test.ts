import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DType } from '../../src/DType.ts'
import type { Nest } from '../../src/wasm/nest/nest.ts'
import { dense, loadOf, nestOf, numberOf, runNest, small, type Step } from '../harness/nests.ts'

const types = ['float32', 'float64', 'int32', 'bool'] as const

/** What keeps small whole numbers exact, by the type that it takes. */
const unary: Readonly<Record<string, readonly Step[]>> = {
  float32: [
    ['neg', []],
    ['abs', []],
    ['sign', []],
    ['cast', [], { dtype: 'bool' }],
    ['cast', [], { dtype: 'float64' }],
    ['reduceMax', []],
    ['reduceMin', []],
    ['reduceSum', []],
  ],
  float64: [
    ['neg', []],
    ['abs', []],
    ['sign', []],
    ['cast', [], { dtype: 'bool' }],
    ['cast', [], { dtype: 'float32' }],
    ['reduceMax', []],
    ['reduceMin', []],
    ['reduceSum', []],
  ],
  int32: [
    ['neg', []],
    ['abs', []],
    ['cast', [], { dtype: 'float32' }],
    ['cast', [], { dtype: 'float64' }],
    ['cast', [], { dtype: 'bool' }],
    ['reduceMax', []],
    ['reduceMin', []],
    ['reduceSum', []],
  ],
  bool: [
    ['not', []],
    ['cast', [], { dtype: 'float32' }],
    ['cast', [], { dtype: 'float64' }],
    ['cast', [], { dtype: 'int32' }],
  ],
}
const binary: Readonly<Record<string, readonly Step[0][]>> = {
  float32: ['add', 'sub', 'maximum', 'minimum', 'less', 'equal'],
  float64: ['add', 'sub', 'maximum', 'minimum', 'less', 'lessEqual', 'equal'],
  int32: ['add', 'sub', 'mul', 'maximum', 'minimum', 'less', 'equal'],
  bool: ['mul', 'and', 'or', 'equal'],
}

/** An operation on values that are there, chosen by a number; results beyond a third sum would be inexact. */
const chosen = (dtypes: readonly DType[], sums: number, choice: readonly number[]): Step => {
  const [kind, name, a, b, c] = choice as [number, number, number, number, number]
  const x = a % dtypes.length
  const dtype = dtypes[x]!
  const same = dtypes.flatMap((d, i) => (d === dtype ? [i] : []))
  const y = same[b % same.length]!
  const masks = dtypes.flatMap((d, i) => (d === 'bool' ? [i] : []))
  if (kind % 3 === 0 && masks.length > 0) return ['select', [masks[c % masks.length]!, x, y]]
  if (kind % 3 === 1) return [binary[dtype]![name % binary[dtype]!.length]!, [x, y]]
  const [of, , params = {}] = unary[dtype]![name % unary[dtype]!.length]!
  return of === 'reduceSum' && sums > 1 ? ['abs', [x]] : [of, [x], params]
}

const nests: fc.Arbitrary<Nest> = fc
  .record({
    shape: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
    tail: fc.integer({ min: 1, max: 40 }),
    reduced: fc.integer({ min: 0, max: 15 }),
    loads: fc.array(fc.tuple(fc.constantFrom(...types), fc.integer({ min: 0, max: 19 })), {
      minLength: 1,
      maxLength: 4,
    }),
    choices: fc.array(fc.array(fc.nat(1000), { minLength: 5, maxLength: 5 }), { maxLength: 14 }),
    stored: fc.array(fc.nat(1000), { minLength: 1, maxLength: 4 }),
  })
  .map(({ shape: lead, tail, reduced: set, loads: given, choices, stored }) => {
    const shape = lead.length < 3 ? [...lead, tail] : lead
    const axes = shape.map((_, i) => i)
    const reduced = axes.filter((i) => (set >> i) & 1)
    const loads = given.map(([dtype, without]) =>
      without > 15
        ? numberOf(dtype, without % 2)
        : loadOf(
            dtype,
            shape,
            axes.filter((i) => (without >> i) & 1),
          ),
    )
    const steps: Step[] = []
    const dtypes: DType[] = loads.map((l) => l.dtype)
    choices.forEach((choice) => {
      const step = chosen(dtypes, steps.filter(([name]) => name === 'reduceSum').length, choice)
      if (reduced.length === 0 && step[0].startsWith('reduce')) return
      steps.push(step)
      dtypes.push(nestOf(shape, reduced, loads, steps, []).operations.at(-1)!.result.dtype)
    })
    // in full: whatever belongs to a row is the same along it
    const stores = stored.map((v) => ({ value: v % dtypes.length, strides: dense(shape) }))
    return nestOf(shape, reduced, loads, steps, stores)
  })

test('random loops store what they say', () => {
  fc.assert(
    fc.property(nests, fc.nat(1000), (nest, seed) => {
      runNest(nest, small(nest, seed)).forEach(({ found, wanted }) =>
        expect(found.map((v) => v + 0)).toEqual(wanted.map((v) => v + 0)),
      )
    }),
    { numRuns: 400 },
  )
})
