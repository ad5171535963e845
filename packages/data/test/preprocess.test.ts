import * as T from '@gradus/tensor'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  andThen,
  digits,
  fromArrays,
  fromTensors,
  imputeMean,
  minMax,
  oneHotColumns,
  relabel,
  standardize,
  standardizeColumns,
  standardizeTargets,
  subset,
  take,
} from '../src/index.ts'
import golden from './golden/scaling.json' with { type: 'json' }

const trainOf = (rows: readonly (readonly number[])[]) =>
  relabel('train')(
    fromArrays(
      rows,
      rows.map(() => 0),
    ),
  )

const values = (x: T.AnyTensor): readonly number[] => Array.from(T.toTypedArray(x))

const train = trainOf(golden.x)

/** Equal to the relative precision of float64, whose sums scikit-learn takes in another order. */
const expectClose = (actual: readonly number[], expected: readonly number[], tolerance: number): void => {
  expect(actual).toHaveLength(expected.length)
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(
      tolerance * Math.max(1e-12, Math.abs(expected[i]!)),
    )
  })
}

describe('standardize', () => {
  const statistics = standardize.fit(train)

  test('has the statistics of scikit-learn', () => {
    expectClose(statistics.mean, golden.standard.mean, 1e-13)
    expectClose(statistics.scale, golden.standard.scale, 1e-9)
  })

  test('transforms as scikit-learn, constant columns to 0', () => {
    const expected = golden.standard.transformed.flat()
    const actual = values(standardize.apply(statistics)(train).x)
    actual.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-6))
    expect(statistics.scale.slice(3, 5)).toEqual([1, 1])
    expect(actual.filter((_, i) => i % 7 === 4).every((value) => value === 0)).toBe(true)
  })

  test('has the statistics of scikit-learn on the digits', () => {
    const some = standardize.fit(relabel('train')(take(golden.digits.rows)(digits())))
    expectClose(some.mean, golden.digits.mean, 1e-13)
    expectClose(some.scale, golden.digits.scale, 1e-13)
  })

  test('keeps what surrounds the examples, and changes nothing', () => {
    const before = values(train.x)
    const result = standardize.apply(statistics)(train)
    expect({ ...result, x: train.x }).toEqual(train)
    expect(values(train.x)).toEqual(before)
  })

  test('treats dimensions after the first as columns', () => {
    const images = relabel('train')(
      fromTensors(T.tensor([[[1, 2]], [[3, 6]]]), T.tensor([0, 1], { dtype: 'int32' })),
    )
    const s = standardize.fit(images)
    expect(s).toEqual({ kind: 'standardize', part: 'train', mean: [2, 4], scale: [1, 2] })
    expect(T.toNested(standardize.apply(s)(images).x)).toEqual([[[-1, -1]], [[1, 1]]])
  })

  test('survives JSON exactly', () => {
    expect(standardize.codec.decode(JSON.parse(JSON.stringify(statistics)))).toEqual(E.right(statistics))
    expect(E.isLeft(standardize.codec.decode({ ...statistics, part: 'test' }))).toBe(true)
    expect(E.isLeft(standardize.codec.decode({ ...statistics, mean: ['1'] }))).toBe(true)
  })

  test.each([
    [
      () => standardize.fit(take(0)(train)),
      'standardize.fit: there must be examples to fit to, got none: the shape is [0,7]',
    ],
    [
      () =>
        standardize.fit(
          trainOf([
            [1, 2],
            [3, Number.NaN],
          ]),
        ),
      'standardize.fit: every number must be finite, column 1 holds NaN. Fill missing numbers first, with imputeMean?',
    ],
    [
      () => standardize.apply(statistics)(T.ones([2, 3])),
      'standardize.apply: the statistics are of 7 columns, the shape [2,3] has 3',
    ],
    [
      () => standardize.invert(statistics)(T.ones([2, 3])),
      'standardize.invert: the statistics are of 7 columns, the shape [2,3] has 3',
    ],
    [
      // @ts-expect-error -- the test part gives no statistics
      () => standardize.fit(relabel('test')(train)),
      "standardize.fit: statistics must be fitted to the part named train, got test. Use relabel('train') when it is for training",
    ],
  ])('refuses what cannot be (%#)', (make, message) => {
    expect(make).toThrow(message)
  })
})

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }))
  .chain(([rows, columns]) =>
    fc.array(
      fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: columns, maxLength: columns }),
      { minLength: rows, maxLength: rows },
    ),
  )

describe.each([
  ['standardize', standardize],
  ['minMax', minMax],
] as const)('%s, as properties', (_, scaling) => {
  // One interface for both; their statistics differ.
  const { fit, apply, invert } = scaling as typeof standardize

  test('is undone by invert, up to rounding', () => {
    fc.assert(
      fc.property(matrix, (rows) => {
        const set = trainOf(rows)
        const s = fit(set)
        const back = values(invert(s)(apply(s)(set)).x)
        const size = Math.max(1, ...rows.flat().map(Math.abs))
        values(set.x).forEach((value, i) =>
          expect(Math.abs(back[i]! - value)).toBeLessThanOrEqual(1e-5 * size),
        )
      }),
    )
  })

  test('treats every row alike: it commutes with subset', () => {
    fc.assert(
      fc.property(matrix, fc.array(fc.nat()), (rows, picks) => {
        const set = trainOf(rows)
        const s = fit(set)
        const indices = picks.map((pick) => pick % rows.length)
        expect(values(apply(s)(subset(indices)(set)).x)).toEqual(values(subset(indices)(apply(s)(set)).x))
      }),
    )
  })
})

describe('minMax', () => {
  test('is scikit-learn’s', () => {
    const statistics = minMax.fit(train)
    expect([statistics.min, statistics.max]).toEqual([golden.minMax.min, golden.minMax.max])
    const expected = golden.minMax.transformed.flat()
    values(minMax.apply(statistics)(train).x).forEach((value, i) =>
      expect(value).toBeCloseTo(expected[i]!, 6),
    )
  })

  test('survives JSON', () => {
    const statistics = minMax.fit(train)
    expect(minMax.codec.decode(JSON.parse(JSON.stringify(statistics)))).toEqual(E.right(statistics))
  })

  test('refuses missing numbers', () => {
    expect(() => minMax.fit(trainOf([[Number.NaN]]))).toThrow(
      'minMax.fit: every number must be finite, column 0 holds NaN. Fill missing numbers first, with imputeMean?',
    )
  })
})

describe('standardizeColumns', () => {
  test('leaves the other columns alone', () => {
    const only = standardizeColumns([1])
    const s = only.fit(
      trainOf([
        [5, 1],
        [6, 3],
      ]),
    )
    expect(s).toEqual({ kind: 'standardize', part: 'train', mean: [0, 2], scale: [1, 1] })
    expect(T.toNested(only.apply(s)(T.tensor([[5, 1]])))).toEqual([[5, -1]])
  })

  test('refuses what is no column', () => {
    expect(() => standardizeColumns([2]).fit(trainOf([[5, 1]]))).toThrow(
      'standardizeColumns.fit: columns must be whole numbers from 0 to 1, got 2',
    )
  })
})

describe('standardizeTargets', () => {
  test('scales the answers, and takes predictions back', () => {
    const set = relabel('train')(fromArrays([[1], [2]], [[100], [300]]))
    const s = standardizeTargets.fit(set)
    const scaled = standardizeTargets.apply(s)(set)
    expect([values(scaled.y), values(scaled.x)]).toEqual([
      [-1, 1],
      [1, 2],
    ])
    expect(values(standardizeTargets.invert(s)(scaled).y)).toEqual([100, 300])
    expect(values(standardizeTargets.invert(s)(T.tensor([[0], [2]])))).toEqual([200, 400])
  })
})

describe('imputeMean', () => {
  test('fills with the mean of what is there, or 0', () => {
    const set = trainOf([
      [1, Number.NaN, 2],
      [Number.NaN, Number.NaN, 4],
    ])
    const s = imputeMean.fit(set)
    expect(s).toEqual({ kind: 'imputeMean', part: 'train', mean: [1, 0, 3] })
    expect(T.toNested(imputeMean.apply(s)(set).x as T.AnyTensor)).toEqual([
      [1, 0, 2],
      [1, 0, 4],
    ])
  })
})

describe('oneHotColumns', () => {
  const steps = oneHotColumns([2, 0])
  const set = trainOf([
    [1, 0.5, 0],
    [0, 1.5, 7],
    [1, 2.5, 3],
  ])
  const s = steps.fit(set)

  test('gives a column for each code of the training part, in place', () => {
    expect(T.toNested(steps.apply(s)(set).x as T.AnyTensor)).toEqual([
      [0, 1, 0.5, 1, 0, 0],
      [1, 0, 1.5, 0, 0, 1],
      [0, 1, 2.5, 0, 1, 0],
    ])
  })

  test('makes zeros of codes that the training part has not', () => {
    expect(T.toNested(steps.apply(s)(T.tensor([[5, 1, 3]])) as T.AnyTensor)).toEqual([[0, 0, 1, 0, 1, 0]])
  })

  test('survives JSON', () => {
    expect(steps.codec.decode(JSON.parse(JSON.stringify(s)))).toEqual(E.right(s))
  })

  test('without columns changes nothing', () => {
    const none = oneHotColumns([])
    expect(values(none.apply(none.fit(set))(set).x)).toEqual(values(set.x))
  })

  test('refuses what is no column', () => {
    expect(() => oneHotColumns([3]).fit(set)).toThrow(
      'oneHotColumns.fit: columns must be whole numbers from 0 to 2, got 3',
    )
    expect(() => steps.apply(s)(T.ones([1, 2]))).toThrow(
      'oneHotColumns.apply: the statistics are of 3 columns, the shape [1,2] has 2',
    )
  })
})

describe('andThen', () => {
  const prepare = pipe(imputeMean, andThen(minMax), andThen(oneHotColumns([])))

  test('fits the second to what the first makes', () => {
    const set = trainOf([[1], [Number.NaN], [3]])
    const s = prepare.fit(set)
    expect(s.first.second).toEqual({ kind: 'minMax', part: 'train', min: [1], max: [3] })
    expect(values(prepare.apply(s)(set).x)).toEqual([0, 0.5, 1])
    expect(values(prepare.apply(s)(set.x))).toEqual([0, 0.5, 1])
    expect(prepare.codec.decode(JSON.parse(JSON.stringify(s)))).toEqual(E.right(s))
  })
})
