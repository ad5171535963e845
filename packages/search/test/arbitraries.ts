import fc from 'fast-check'
import {
  choice,
  constant,
  int,
  Key,
  logInt,
  logUniform,
  quantized,
  record,
  uniform,
  type Json,
  type Space,
} from '../src/index.ts'

export const key: fc.Arbitrary<Key.Key> = fc.nat().map(Key.fromSeed)

const ordered = (numbers: fc.Arbitrary<number>): fc.Arbitrary<readonly [number, number]> =>
  fc
    .tuple(numbers, numbers)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => [Math.min(a, b) + 0, Math.max(a, b) + 0])

const double = fc.double({ noNaN: true, noDefaultInfinity: true })
const positive = fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true })

const isAlike = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const json: fc.Arbitrary<Json> = fc
  .jsonValue({ maxDepth: 1 })
  .filter((value) => !JSON.stringify(value).includes('__proto__'))
  .map((value) => JSON.parse(JSON.stringify(value)) as Json)

const name = fc.oneof(
  fc.constantFrom('kind', 'fields', 'constructor', 'toString', 'lr', 'units'),
  fc.string(),
)

const number: fc.Arbitrary<Space> = fc.oneof(
  ordered(double).map(([low, high]) => uniform(low, high)),
  ordered(positive).map(([low, high]) => logUniform(low, high)),
  ordered(fc.integer()).map(([low, high]) => int(low, high)),
  ordered(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER - 1 })).map(([low, high]) => logInt(low, high)),
  fc
    .record({
      low: fc.integer({ min: -1000, max: 1000 }),
      count: fc.nat(1000),
      step: fc.integer({ min: 1, max: 500 }),
    })
    .map(({ low, count, step }) => quantized(low / 10, low / 10 + (count + 1) * (step / 100), step / 100)),
)

const leaf: fc.Arbitrary<Space> = fc.oneof(
  number,
  fc.uniqueArray(json, { minLength: 1, maxLength: 4, comparator: isAlike }).map((values) => choice(values)),
  json.map((value) => constant(value)),
)

/** Every kind of space, nested up to three records deep, with bounds up to the ends of the doubles. */
export const space: fc.Arbitrary<Space> = fc.letrec<{ space: Space }>((tie) => ({
  space: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc
      .dictionary(
        name.filter((n) => n !== '__proto__'),
        tie('space'),
        { maxKeys: 4 },
      )
      .map((fields) => record({ ...fields })),
  ),
})).space
