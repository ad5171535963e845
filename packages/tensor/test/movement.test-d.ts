import { describe, expectTypeOf, test } from 'vitest'
import type { Add, Subtract } from '../src/index.ts'

describe('sums and differences of dimensions are exact', () => {
  test('sums', () => {
    expectTypeOf<Add<2, 3>>().toEqualTypeOf<5>()
    expectTypeOf<Add<0, 784>>().toEqualTypeOf<784>()
    expectTypeOf<Add<5, 999>>().toEqualTypeOf<1004>()
    expectTypeOf<Add<999, 5>>().toEqualTypeOf<1004>()
    expectTypeOf<Add<99999, 1>>().toEqualTypeOf<100000>()
    expectTypeOf<Add<4503599627370495, 4503599627370496>>().toEqualTypeOf<9007199254740991>()
    expectTypeOf<Add<number, 1>>().toEqualTypeOf<number>()
    expectTypeOf<Add<-1, 1>>().toEqualTypeOf<number>()
    expectTypeOf<Add<2.5, 1>>().toEqualTypeOf<number>()
  })
  test('differences, never below 0', () => {
    expectTypeOf<Subtract<5, 3>>().toEqualTypeOf<2>()
    expectTypeOf<Subtract<1000, 1>>().toEqualTypeOf<999>()
    expectTypeOf<Subtract<1000, 999>>().toEqualTypeOf<1>()
    expectTypeOf<Subtract<784, 784>>().toEqualTypeOf<0>()
    expectTypeOf<Subtract<3, 5>>().toEqualTypeOf<0>()
    expectTypeOf<Subtract<3, 50>>().toEqualTypeOf<0>()
    expectTypeOf<Subtract<100, 101>>().toEqualTypeOf<0>()
    expectTypeOf<Subtract<number, 1>>().toEqualTypeOf<number>()
    expectTypeOf<Subtract<4, number>>().toEqualTypeOf<number>()
  })
})
