import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apportion } from '../src/apportion.ts'
import {
  type AnyDataset,
  digits,
  fromArrays,
  iris,
  showSplitError,
  split,
  subset,
  trySplit,
} from '../src/index.ts'

/** Examples that carry their own number, with these labels. */
const labelled = (labels: readonly number[]) =>
  fromArrays(
    labels.map((_, i) => [i]),
    labels,
  )

const members = (dataset: AnyDataset): readonly number[] => Array.from(T.toTypedArray(dataset.x))
const labelsOf = (dataset: AnyDataset): readonly number[] => Array.from(T.toTypedArray(dataset.y))
const countOf = (dataset: AnyDataset, label: number): number =>
  labelsOf(dataset).filter((other) => other === label).length

const thirds = { train: 0.6, validation: 0.2, test: 0.2 }
const key = Rng.key(0)

describe('split', () => {
  test('divides the digits 6:2:2 within each class', () => {
    const { train, validation, test } = split(thirds, { key, stratify: true })(digits())
    expect([train.size, validation.size, test.size]).toEqual([1078, 360, 359])
    for (const label of Array.from({ length: 10 }, (_, i) => i)) {
      const size = countOf(digits(), label)
      expect(Math.abs(countOf(train, label) - 0.6 * size)).toBeLessThan(1)
      expect(Math.abs(countOf(validation, label) - 0.2 * size)).toBeLessThan(1)
      expect(Math.abs(countOf(test, label) - 0.2 * size)).toBeLessThan(1)
    }
  })

  test('names the parts as asked', () => {
    const parts = split({ a: 0.5, b: 0.5 }, { key })(iris())
    expect(Object.entries(parts).map(([name, { part, size }]) => [name, part, size])).toEqual([
      ['a', 'a', 75],
      ['b', 'b', 75],
    ])
  })

  test('mixes the classes within a part', () => {
    const { train } = split({ train: 0.8, test: 0.2 }, { key, stratify: true })(iris())
    expect(new Set(labelsOf(subset(Array.from({ length: 20 }, (_, i) => i))(train))).size).toBe(3)
  })

  test('is a function of the key', () => {
    const draw = (seed: number) =>
      members(split({ a: 0.5, b: 0.5 }, { key: Rng.key(seed) })(labelled(Array(50).fill(0))).a)
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
  })

  test('splits parts again', () => {
    const { rest } = split({ rest: 0.8, test: 0.2 }, { key })(iris())
    const { train, validation } = split({ train: 0.75, validation: 0.25 }, { key, stratify: true })(rest)
    expect([train.size, validation.size]).toEqual([90, 30])
  })

  test('gives each example to one part, each class by its shares, whatever the data', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 4 }), { minLength: 3, maxLength: 80 }),
        fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 2, maxLength: 3 }),
        fc.nat({ max: 2 ** 31 }),
        fc.boolean(),
        (labels, weights, seed, stratify) => {
          const total = weights.reduce((a, b) => a + b)
          const fractions = Object.fromEntries(weights.map((w, i) => [`part ${i}`, w / total]))
          const sizes = stratify
            ? [...new Set(labels)].map((l) => labels.filter((o) => o === l).length)
            : [labels.length]
          fc.pre(sizes.every((size) => size >= weights.length))
          const parts = Object.values(split(fractions, { key: Rng.key(seed), stratify })(labelled(labels)))
          const dealt = parts.flatMap(members)
          expect(dealt.toSorted((a, b) => a - b)).toEqual(labels.map((_, i) => i))
          parts.forEach((part, i) => {
            expect(part.size).toBeGreaterThan(0)
            expect(labelsOf(part)).toEqual(members(part).map((m) => labels[m]))
            for (const label of stratify ? new Set(labels) : []) {
              const size = labels.filter((other) => other === label).length
              const due = (weights[i]! / total) * size
              expect(countOf(part, label)).toBeGreaterThanOrEqual(1)
              // A share below one example takes its one from the largest share.
              if (weights.every((w) => (w / total) * size >= 1))
                expect(Math.abs(countOf(part, label) - due)).toBeLessThan(1)
            }
          })
        },
      ),
    )
  })

  test.each([
    [
      () => split({ train: 0.6, test: 0.3 }, { key }),
      'split: fractions must sum to 1, train 0.6 + test 0.3 is 0.9',
    ],
    [
      () => split({ train: 60, test: 40 }, { key }),
      'split: fractions must be above 0 and at most 1, train is 60',
    ],
    [
      () => split({ train: 1, test: 0 }, { key }),
      'split: fractions must be above 0 and at most 1, test is 0',
    ],
    [
      () => split({ train: Number.NaN, test: 0.5 }, { key }),
      'split: fractions must be above 0 and at most 1, train is NaN',
    ],
    [() => split({}, { key }), 'split: fractions must sum to 1,  is 0'],
    [
      () => split(thirds, { key, stratify: true })(labelled([0, 0, 0, 1, 1, 1, 2, 2])),
      'split: each part must get an example, but class 2 has 2 for the 3 parts train, validation, test. Merge it with another class, make fewer parts, or do not stratify.',
    ],
    [
      () => split(thirds, { key })(labelled([0, 0])),
      'split: each part must get an example, but the dataset has 2 for the 3 parts train, validation, test. Make fewer parts.',
    ],
    [
      () => split(thirds, { key })(labelled([])),
      'split: each part must get an example, but the dataset has 0 for the 3 parts train, validation, test. Make fewer parts.',
    ],
    [
      () =>
        split(thirds, { key, stratify: true })(
          // @ts-expect-error -- targets of a regression have no classes
          fromArrays([[1], [2], [3]], [[1], [2], [3]]),
        ),
      'split: stratify needs labels: int32 of shape [3], got float32 of shape [3,1]',
    ],
  ])('refuses what cannot be (%#)', (make, message) => {
    expect(make).toThrow(message)
  })

  test('has a twin that does not throw', () => {
    const result = trySplit({ a: 0.5, b: 0.5 }, { key, stratify: true })(labelled([0, 0, 1]))
    expect(result).toEqual(E.left({ _tag: 'TooFewExamples', label: 1, examples: 1, parts: ['a', 'b'] }))
    expect(E.isLeft(result) && showSplitError(result.left)).toBe(
      'each part must get an example, but class 1 has 1 for the 2 parts a, b. Merge it with another class, make fewer parts, or do not stratify.',
    )
    expect(E.isRight(trySplit({ a: 0.5, b: 0.5 }, { key })(labelled([0, 0, 1])))).toBe(true)
  })
})

describe('apportion', () => {
  test.each([
    [10, [0.6, 0.2, 0.2], [6, 2, 2]],
    [11, [0.6, 0.2, 0.2], [7, 2, 2]],
    [178, [0.6, 0.2, 0.2], [107, 36, 35]],
    [3, [0.8, 0.1, 0.1], [1, 1, 1]],
    [2, [0.9, 0.1], [1, 1]],
    [1, [0.5, 0.5], [1, 0]],
    [0, [0.5, 0.5], [0, 0]],
    [3, [0.1 + 0.2, 0.7], [1, 2]],
  ])('%i among %j is %j', (n, shares, expected) => {
    expect(apportion(n, shares)).toEqual(expected)
  })

  test('gives the odd one to whom most is owed', () => {
    expect(apportion(1, [0.5, 0.5], [0, 0.5])).toEqual([0, 1])
  })
})
