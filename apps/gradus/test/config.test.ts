import { readFileSync } from 'node:fs'
import path from 'node:path'

import * as E from '#fp/Either'
import fc from 'fast-check'
import * as L from '@gradus/layers'
import { describe, expect, test } from 'vitest'

import type { Config } from '../src/config/Config.ts'
import { decodeConfig } from '../src/config/decodeConfig.ts'
import { digitsConfig } from '../src/config/digitsConfig.ts'
import { Initializer, LayerConfig } from '../src/config/modelConfig.ts'
import { parseOverride, parsePath } from '../src/config/override.ts'
import { nearest } from '../src/config/schema/nearest.ts'
import { showPath } from '../src/config/schema/Problem.ts'
import { digitsSearch } from '../src/search/digitsSearch.ts'

const decode = decodeConfig('x.json')

const right = <A>(either: E.Either<{ readonly message: string }, A>): A => {
  if (E.isLeft(either)) throw new Error(either.left.message)
  return either.right
}

const message = (text: string): string => {
  const result = decode(text)
  return E.isLeft(result) ? result.left.message : 'fine'
}

const example = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, '../../../examples', name), 'utf8')

describe('the configuration', () => {
  test('the built-in ones say what the examples say', () => {
    expect(digitsConfig).toBe(example('digits.json'))
    expect(digitsSearch).toBe(
      example('digits-search.json').replace('  "base": "digits.json", // relative to this file\n', ''),
    )
  })

  test('decoding what was decoded changes nothing', () => {
    const once: Config = right(decode(digitsConfig))
    expect(right(decode(JSON.stringify(once)))).toEqual(once)
  })

  test('knows the layers and initialisers of @gradus/layers', () => {
    expect('cases' in LayerConfig && Object.keys(LayerConfig.cases)).toEqual(
      expect.arrayContaining(['dense', 'relu', 'dropout', 'batchNorm']),
    )
    expect(
      Object.keys(LayerConfig.cases).filter((kind) => !L.layerKinds.some((known) => known === kind)),
    ).toEqual([])
    expect(Initializer.name.match(/\w+(?=")/g)?.toSorted()).toEqual(L.initializerNames.toSorted())
  })

  test('a value of a wrong kind never gets through, whatever it is', () => {
    const anything = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.array(fc.integer()), fc.object())
    const isWhole = (value: unknown): boolean =>
      typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 1_000_000
    fc.assert(
      fc.property(anything, (value) => {
        fc.pre(!isWhole(value))
        expect(message(JSON.stringify({ data: { source: 'digits' }, train: { epochs: value } }))).toMatch(
          /x\.json has a problem:\n {2}line 1: train\.epochs: expected a whole number from 1 to 1000000, found /,
        )
      }),
    )
  })

  test('an unknown key is always named, `__proto__` and `constructor` too', () => {
    const key = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString'), fc.string({ minLength: 1 }))
    fc.assert(
      fc.property(key, (name) => {
        fc.pre(!['epochs', 'batchSize', 'l2', 'earlyStopping', 'checkpoints'].includes(name))
        const text = `{ "data": { "source": "digits" }, "train": { ${JSON.stringify(name)}: 1 } }`
        expect(message(text)).toContain(`line 1: ${showPath(['train', name])}: unknown key`)
      }),
    )
    expect(({} as Record<string, unknown>)['polluted']).toBe(undefined)
  })
})

describe('the nearest name', () => {
  test.each([
    ['learningRat', 'learningRate'],
    ['LEARNINGRATE', 'learningRate'],
    ['lr', 'learningRate'],
    ['bachSize', 'batchSize'],
    ['epoch', 'epochs'],
    ['nothing like it', undefined],
  ])('%s → %s', (word, name) => {
    expect(nearest(word, ['epochs', 'batchSize', 'learningRate', 'kind'])).toBe(name)
  })
})

describe('paths', () => {
  test('of --set are those that messages show', () => {
    const name = fc.stringMatching(/^[A-Za-z_$][\w$]{0,8}$/)
    const rest = fc.array(fc.oneof(name, fc.nat(99)), { maxLength: 4 })
    fc.assert(
      fc.property(name, rest, (first, steps) => {
        expect(parsePath(showPath([first, ...steps]))).toEqual([first, ...steps])
      }),
    )
  })

  test.each(['a..b', 'a[x]', 'a[1', '.'])('%s is none', (written) => {
    expect(parsePath(written)).toBe(undefined)
  })

  test('values are JSON where they can be, else text', () => {
    expect(right(parseOverride('a.b=1e-3'))).toEqual({ path: ['a', 'b'], value: 0.001 })
    expect(right(parseOverride('a=adam'))).toEqual({ path: ['a'], value: 'adam' })
    expect(right(parseOverride('a=null'))).toEqual({ path: ['a'], value: null })
    expect(right(parseOverride('a=b=c'))).toEqual({ path: ['a'], value: 'b=c' })
  })
})
