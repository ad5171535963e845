import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { int, logUniform, record, showProblems, SpaceFromJson, uniform } from '../src/index.ts'
import * as arbitrary from './arbitraries.ts'

const problems = (u: unknown): readonly string[] =>
  pipe(
    SpaceFromJson.decode(u),
    E.match(showProblems, () => []),
  )

describe('SpaceFromJson', () => {
  test('decode inverts encode, through text', () => {
    fc.assert(
      fc.property(arbitrary.space, (space) => {
        const text = JSON.stringify(SpaceFromJson.encode(space))
        expect(SpaceFromJson.decode(JSON.parse(text))).toEqual(E.right(space))
        expect(SpaceFromJson.is(space)).toBe(true)
      }),
    )
  })

  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), (u) => {
        const result = SpaceFromJson.decode(u)
        expect(SpaceFromJson.is(u)).toBe(E.isRight(result))
        if (E.isLeft(result))
          expect(showProblems(result.left).every((line) => line.startsWith('space'))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('reads an object without kind as a record', () => {
    const short = {
      rate: { kind: 'uniform', low: 0, high: 1 },
      model: { units: { kind: 'int', low: 1, high: 9 } },
    }
    expect(SpaceFromJson.decode(short)).toEqual(
      E.right(record({ rate: uniform(0, 1), model: record({ units: int(1, 9) }) })),
    )
  })

  test('a field may be called kind', () => {
    const space = record({ kind: logUniform(1, 2) })
    expect(SpaceFromJson.decode({ kind: { kind: 'logUniform', low: 1, high: 2 } })).toEqual(E.right(space))
    expect(SpaceFromJson.decode(SpaceFromJson.encode(space))).toEqual(E.right(space))
  })

  test('tells all problems at once, each with path, expected and found', () => {
    expect(
      problems({
        learningRate: { kind: 'logUnifrom', low: 1e-4, high: 0.1 },
        dropout: { kind: 'uniform', low: '0', hihg: 0.5 },
        batch: { kind: 'int', low: 64, high: 8 },
        model: { units: { kind: 'choice', values: 16 }, activation: 'relu', seed: { kind: 'constant' } },
        decay: { kind: 'logUniform', low: 0, high: 1 },
        nested: { kind: 'record' },
      }),
    ).toEqual([
      'space.learningRate.kind: expected one of uniform, logUniform, int, logInt, quantized, choice, constant, record (did you mean logUniform?), found "logUnifrom"',
      'space.dropout.hihg: unknown member of uniform, which has low, high (did you mean high?)',
      'space.dropout.low: expected a number, found "0"',
      'space.dropout.high: expected a number, found nothing',
      'space.batch: int: low and high must be finite with low below high, got 64 and 8.',
      'space.model.units.values: expected a list of values, found 16',
      'space.model.activation: expected a space or a record of spaces, found "relu"',
      'space.model.seed.value: expected a value, found nothing',
      'space.decay: logUniform: low must be above 0 on a logarithmic scale, got 0 and 1.',
      'space.nested.fields: expected a record of spaces, found nothing',
    ])
  })

  test.each([
    [3, 'space: expected a space or a record of spaces, found 3'],
    [null, 'space: expected a space or a record of spaces, found null'],
    [[], 'space: expected a space or a record of spaces, found []'],
    [
      { kind: 7 },
      'space.kind: expected one of uniform, logUniform, int, logInt, quantized, choice, constant, record, found 7',
    ],
    [
      JSON.parse('{"__proto__":{"kind":"int","low":1,"high":2}}'),
      'space.__proto__: a field cannot be called __proto__.',
    ],
  ])('%j', (u, line) => {
    expect(problems(u)).toEqual([line])
  })
})
