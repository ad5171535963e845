import * as E from '#fp/Either'
import { inferColumns, table } from '@gradus/data'
import { describe, expect, test } from 'vitest'

import { commentedConfig } from '../src/config/commentedConfig.ts'
import { decodeConfig } from '../src/config/decodeConfig.ts'

const odd = 'a "quoted"\n*/ name'

const rows = (count: number): readonly (readonly string[])[] =>
  Array.from({ length: count }, (_, row) => [
    String(row / 7),
    ['red', 'blue'][row % 2] ?? '',
    String(row % 3),
  ])

describe('the commented configuration', () => {
  test.each([20, 600, 6000])('decodes, for tables of %d rows and names with any signs', (count) => {
    const sheet = table([odd, 'colour', 'class'], rows(count))
    const plan = inferColumns()(sheet)
    if (E.isLeft(plan)) throw new Error('no plan')
    const decoded = decodeConfig('made.json')(commentedConfig('made', 'dir/a "b".csv', sheet, plan.right))
    expect(decoded).toMatchObject({
      _tag: 'Right',
      right: {
        data: {
          csv: 'dir/a "b".csv',
          target: 'class',
          task: 'classification',
          features: { [odd]: 'numeric', colour: 'categorical' },
          missing: 'error',
        },
        model: { layers: [{ kind: 'dense' }, { kind: 'relu' }, { kind: 'dropout' }, { units: 3 }] },
      },
    })
  })

  test('decodes for numbers to predict', () => {
    const sheet = table(
      ['x', 'price'],
      rows(50).map(([x = '', , y = '']) => [x, `${y}.${x.slice(2, 6)}1`]),
    )
    const plan = inferColumns()(sheet)
    if (E.isLeft(plan)) throw new Error('no plan')
    expect(decodeConfig('made.json')(commentedConfig('made', 'houses.csv', sheet, plan.right))).toMatchObject(
      {
        _tag: 'Right',
        right: {
          data: { task: 'regression' },
          loss: 'mse',
          model: { layers: [{}, {}, {}, { units: 1, init: 'zeros' }] },
        },
      },
    )
  })
})
