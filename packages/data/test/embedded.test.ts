import { createHash } from 'node:crypto'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import {
  breastCancer,
  breastCancerCard,
  diabetes,
  diabetesCard,
  digits,
  digitsCard,
  iris,
  irisCard,
  wine,
  wineCard,
} from '../src/index.ts'
import golden from './golden/embedded.json' with { type: 'json' }

const sets = {
  digits: { load: digits, card: digitsCard },
  iris: { load: iris, card: irisCard },
  wine: { load: wine, card: wineCard },
  breastCancer: { load: breastCancer, card: breastCancerCard },
  diabetes: { load: diabetes, card: diabetesCard },
}

const checksum = (x: T.AnyTensor): string => {
  const values = T.toTypedArray(x)
  return createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex')
}

describe.each(Object.keys(sets) as (keyof typeof sets)[])('%s', (name) => {
  const { load, card } = sets[name]
  const expected = golden[name]
  const dataset = load()

  test('holds the bytes that scikit-learn loads', () => {
    expect(dataset.x.shape).toEqual(expected.shape)
    expect(checksum(dataset.x)).toBe(expected.x)
    expect(checksum(dataset.y)).toBe(expected.y)
  })

  test('begins and ends as scikit-learn has it', () => {
    const width = expected.shape[1]!
    const x = Array.from(T.toTypedArray(dataset.x))
    const y = Array.from(T.toTypedArray(dataset.y))
    expect(x.slice(0, width)).toEqual(expected.firstRow.map(Math.fround))
    expect(x.slice(-width)).toEqual(expected.lastRow.map(Math.fround))
    expect([y[0], y.at(-1)]).toEqual([expected.firstAnswer, expected.lastAnswer])
  })

  test('has its names, its source and its citation beside it', () => {
    expect(card.classNames).toEqual(expected.classNames)
    expect(card.featureNames).toEqual(expected.featureNames)
    expect(card.source).toMatch(/^https:/)
    expect(card.citation).toMatch(/\(\d{4}\)/)
  })

  test('is the same at each call', () => {
    expect(load()).toBe(dataset)
    expect(dataset.part).toBe('all')
  })
})
