import * as T from '@gradus/tensor'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type DataError,
  encodeTable,
  inferColumns,
  parseCsv,
  relabel,
  showDataError,
  table,
  type Table,
  tableToDataset,
  TableSchema,
  tabular,
  tabularNames,
  type TablePlan,
  type TabularData,
} from '../src/index.ts'

const get = <A>(result: E.Either<DataError, A>): A => {
  if (E.isLeft(result)) throw new Error(showDataError(result.left))
  return result.right
}

const message = (result: E.Either<DataError, unknown>): string => {
  if (E.isRight(result)) throw new Error('accepted')
  return showDataError(result.left)
}

const passengers = table(
  ['id', 'age', 'sex', 'survived'],
  [
    ['7', '22', 'male', '0'],
    ['9', '38', ' female', '1'],
    ['4', '26.5', 'female', '1'],
    ['1', '35', 'male', '0'],
  ],
)

const plan: TablePlan = {
  target: { name: 'survived', task: 'classification' },
  features: [
    { name: 'age', kind: 'numeric' },
    { name: 'sex', kind: 'categorical' },
  ],
}

const prices: TablePlan = {
  target: { name: 'price', task: 'regression' },
  features: [{ name: 'rooms', kind: 'numeric' }],
}

const column = (name: string, cells: readonly string[]): Table =>
  table(
    [name, 'y'],
    cells.map((cell, i) => [cell, `${i}.5`]),
  )

describe('inferColumns', () => {
  test('guesses the target by its name, kinds by cells, and leaves identifiers out', () => {
    expect(get(inferColumns()(passengers))).toEqual({
      target: { name: 'survived', task: 'classification' },
      features: [
        { name: 'age', kind: 'numeric' },
        { name: 'sex', kind: 'categorical' },
      ],
      ignored: [{ name: 'id', reason: 'it numbers or names the rows' }],
      missing: 'error',
      missingValues: ['', 'NA', 'N/A', 'NaN', 'nan', 'null', '?'],
    })
  })

  test('takes the last column when no name tells', () => {
    const plan = get(
      inferColumns()(
        table(
          ['label of what', 'b'],
          [
            ['1', '2.5'],
            ['2', '3.5'],
            ['4', '1'],
          ],
        ),
      ),
    )
    expect(plan.target).toEqual({ name: 'b', task: 'regression' })
  })

  test('obeys what is known', () => {
    const plan = get(inferColumns({ target: 'age', task: 'classification', missing: 'drop' })(passengers))
    expect(plan.target).toEqual({ name: 'age', task: 'classification' })
    expect(plan.features.map(({ name }) => name)).toEqual(['sex', 'survived'])
    expect(plan.missing).toBe('drop')
  })

  test.each([
    ['texts', ['a', 'b', 'a', 'c'], 'classification'],
    ['two whole numbers', ['0', '1', '1', '0'], 'classification'],
    ['few whole numbers', ['1', '2', '3', '1', '2', '3', '1', '2', '3'], 'classification'],
    ['many whole numbers', ['10', '25', '31', '47', '5', '60', '78', '81', '9'], 'regression'],
    ['fractions', ['0.5', '1.5', '0.5', '1.5'], 'regression'],
    ['whole numbers and gaps', ['0', '', '1', 'NA', '0'], 'classification'],
  ] as const)('reads %s as %s → %s', (_, cells, task) => {
    const rows = cells.map((cell, i) => [`${i}.5`, cell])
    expect(get(inferColumns()(table(['x', 'y'], rows))).target.task).toBe(task)
  })

  test.each([
    ['constant', ['5', '5', '5'], 'all its cells are the same'],
    ['empty', ['', 'NA', '?'], 'all its cells are missing'],
    ['Customer_ID', ['a1', 'a2', 'a3'], 'it numbers or names the rows'],
    [
      'text',
      Array.from({ length: 30 }, (_, i) => `comment ${i}`),
      'most rows have a text of their own in it',
    ],
  ])('leaves out %s columns', (name, cells, reason) => {
    expect(get(inferColumns()(column(name, cells))).ignored).toEqual([{ name, reason }])
  })

  test('reads a column of numbers with one stray text as numbers, so that the text is reported', () => {
    const plan = get(inferColumns()(column('age', ['1', '2', '3', '4', 'twelve'])))
    expect(plan.features).toEqual([{ name: 'age', kind: 'numeric' }])
  })

  test('names the nearest column when the target is not there', () => {
    expect(message(inferColumns({ target: 'Survivd' })(passengers))).toBe(
      'Table: there is no column "Survivd" for the target. Did you mean "survived"?\nThe columns are: "id", "age", "sex", "survived".',
    )
  })
})

describe('tableToDataset', () => {
  test('makes numbers of numbers, codes of categories and labels of classes', () => {
    const data = get(tableToDataset(plan)(passengers))
    expect(data.task).toBe('classification')
    expect(T.toNested(data.dataset.x as T.AnyTensor)).toEqual([
      [22, 1],
      [38, 0],
      [26.5, 0],
      [35, 1],
    ])
    expect(T.toNested(data.dataset.y as T.AnyTensor)).toEqual([0, 1, 1, 0])
    expect(data.dataset.y.dtype).toBe('int32')
    expect([data.featureNames, data.classNames, data.dropped]).toEqual([['age', 'sex'], ['0', '1'], 0])
    expect(data.schema).toEqual({
      target: { task: 'classification', name: 'survived', classes: ['0', '1'] },
      features: [
        { kind: 'numeric', name: 'age' },
        { kind: 'categorical', name: 'sex', categories: ['female', 'male'] },
      ],
      missing: 'error',
      missingValues: ['', 'NA', 'N/A', 'NaN', 'nan', 'null', '?'],
    })
  })

  test('makes a column of targets in a regression', () => {
    const houses = table(
      ['rooms', 'price'],
      [
        ['3', '1e2'],
        ['4', ' +120.5 '],
      ],
    )
    const { dataset, task, classNames } = get(tableToDataset(prices)(houses))
    expect([task, classNames, dataset.y.shape, dataset.y.dtype]).toEqual([
      'regression',
      [],
      [2, 1],
      'float32',
    ])
    expect(T.toNested(dataset.y as T.AnyTensor)).toEqual([[100], [120.5]])
  })

  test('orders classes by value when they are whole numbers, else by character code', () => {
    const order = (cells: readonly string[]): readonly string[] =>
      get(
        tableToDataset({
          target: { name: 'y', task: 'classification' },
          features: [{ name: 'x', kind: 'numeric' }],
        })(
          table(
            ['x', 'y'],
            cells.map((cell) => ['0', cell]),
          ),
        ),
      ).classNames
    expect(order(['10', '9', '-1', '10'])).toEqual(['-1', '9', '10'])
    expect(order(['b', 'a', '10', '9'])).toEqual(['10', '9', 'a', 'b'])
  })

  test.each([
    ['1,5', '"1,5" is not a number; write a decimal point in place of the comma'],
    ['twelve', '"twelve" is not a number'],
    ['0x10', '"0x10" is not a number'],
    ['1_000', '"1_000" is not a number'],
    ['1 000', '"1 000" is not a number'],
    ['--1', '"--1" is not a number'],
    ['1e', '"1e" is not a number'],
    ['.', '"." is not a number'],
    ['Infinity', '"Infinity" is not a finite number'],
    ['-inf', '"-inf" is not a finite number'],
    ['NAN', '"NAN" is not a finite number'],
    ['1e999', '"1e999" is too large for float32, which ends at 3.4e38'],
    ['-3.5e38', '"-3.5e38" is too large for float32, which ends at 3.4e38'],
    ['line\nbreak', '"line\\nbreak" is not a number'],
    ['9'.repeat(100_000) + 'x', `"${'9'.repeat(40)}…" is not a number`],
  ])('refuses %j where a number must stand', (text, problem) => {
    const houses = table(
      ['rooms', 'price'],
      [
        ['3', '100'],
        [text, '120'],
      ],
    )
    expect(message(tableToDataset(prices)(houses))).toBe(
      `Table: 1 cell cannot be used:\n  row 2 (line 3), column "rooms": ${problem}`,
    )
  })

  test.each(['1', '-1', '+1', '1.', '.5', '1e3', '1E-3', ' 2.5 ', '00012', '1e-400'])('reads %j', (text) => {
    const { dataset } = get(tableToDataset(prices)(table(['rooms', 'price'], [[text, '1']])))
    expect(T.toTypedArray(dataset.x)[0]).toBe(Math.fround(Number(text)))
  })

  test('reports all bad cells in reading order, five of them in words', () => {
    const rows = Array.from({ length: 7 }, (_, i) => [`x${i}`, i === 0 ? '?' : '1'])
    expect(message(tableToDataset(prices)(table(['rooms', 'price'], rows)))).toBe(
      [
        'Table: 8 cells cannot be used:',
        '  row 1 (line 2), column "rooms": "x0" is not a number',
        '  row 1 (line 2), column "price": the value is missing ("?")',
        '  row 2 (line 3), column "rooms": "x1" is not a number',
        '  row 3 (line 4), column "rooms": "x2" is not a number',
        '  row 4 (line 5), column "rooms": "x3" is not a number',
        '  and 3 more',
        'Fill the missing cells, or choose what to do with them: missing "drop" or "mean".',
      ].join('\n'),
    )
  })

  test('names the line of the file when cells and empty lines take several', () => {
    const text = 'note,rooms,price\n"two\nlines",1,1\n\nx,many,2\n'
    const parsed = get(parseCsv(text))
    expect(message(tableToDataset(prices)(parsed))).toBe(
      'Table: 1 cell cannot be used:\n  row 2 (line 5), column "rooms": "many" is not a number',
    )
  })

  test.each([
    [
      'a target that is not there',
      { ...prices, target: { name: 'prize', task: 'regression' } },
      'Table: there is no column "prize" for the target. Did you mean "price"?\nThe columns are: "rooms", "price".',
    ],
    [
      'several columns that are not there',
      {
        target: { name: 'cost', task: 'regression' },
        features: [
          { name: 'Rooms', kind: 'numeric' },
          { name: 'garden', kind: 'numeric' },
        ],
      },
      'Table: there is no column "cost" for the target.\nTable: there is no column "Rooms" for the feature. Did you mean "rooms"?\nTable: there is no column "garden" for the feature.\nThe columns are: "rooms", "price".',
    ],
    [
      'no features',
      { ...prices, features: [] },
      'Table: there must be a column to learn from besides the target "price", but none is left.',
    ],
    [
      'a target that is a feature too',
      { ...prices, features: [{ name: 'price', kind: 'numeric' }] },
      'Table: the column "price" is the target and a feature too. Take it out of the features.',
    ],
    [
      'one class',
      { ...prices, target: { name: 'price', task: 'classification' } },
      'Table: the target "price" must have two classes or more, but all 2 rows have the class "1".',
    ],
  ] as const)('refuses %s', (_, wrong, expected) => {
    expect(
      message(
        tableToDataset(wrong)(
          table(
            ['rooms', 'price'],
            [
              ['3', '1'],
              ['4', '1'],
            ],
          ),
        ),
      ),
    ).toBe(expected)
  })
})

const gappy = table(
  ['age', 'sex', 'survived'],
  [
    ['20', 'male', '0'],
    ['NA', 'female', '1'],
    ['40', '', '1'],
    ['60', 'male', '1'],
  ],
)

describe('missing cells', () => {
  test('are refused when nothing else is said', () => {
    expect(message(tableToDataset(plan)(gappy))).toBe(
      [
        'Table: 2 cells cannot be used:',
        '  row 2 (line 3), column "age": the value is missing ("NA")',
        '  row 3 (line 4), column "sex": the cell is empty',
        'Fill the missing cells, or choose what to do with them: missing "drop" or "mean".',
      ].join('\n'),
    )
  })

  test('take their row with them under drop', () => {
    const { dataset, dropped } = get(tableToDataset({ ...plan, missing: 'drop' })(gappy))
    expect([dataset.size, dropped]).toEqual([2, 2])
    expect(T.toNested(dataset.x as T.AnyTensor)).toEqual([
      [20, 0],
      [60, 0],
    ])
  })

  test('leave an error behind when they leave no row', () => {
    expect(
      message(tableToDataset({ ...prices, missing: 'drop' })(table(['rooms', 'price'], [['', '1']]))),
    ).toBe(
      'Table: all 1 row have a missing cell, and missing is "drop", so none is left. Leave out the columns that are mostly empty?',
    )
  })

  test('become NaN and a category of their own under mean, to be filled from the training part', () => {
    const { dataset, schema } = get(tableToDataset({ ...plan, missing: 'mean' })(gappy))
    expect(T.toNested(dataset.x as T.AnyTensor)).toEqual([
      [20, 2],
      [Number.NaN, 1],
      [40, 0],
      [60, 2],
    ])
    const train = relabel('train')(dataset as (TabularData & { task: 'classification' })['dataset'])
    const prepare = tabular(schema)
    const statistics = prepare.fit(train)
    expect(tabularNames(schema)(statistics)).toEqual(['age', 'sex=', 'sex=female', 'sex=male'])
    const prepared = T.toNested(prepare.apply(statistics)(train).x as T.AnyTensor) as number[][]
    expect(prepared.map((row) => row.slice(1))).toEqual([
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 1],
    ])
    expect(prepared[1]![0]).toBe(0)
    expect(E.isRight(prepare.codec.decode(JSON.parse(JSON.stringify(statistics))))).toBe(true)
  })

  test('are refused in the target under mean', () => {
    const houses = table(
      ['rooms', 'price'],
      [
        ['3', '100'],
        ['4', ''],
      ],
    )
    expect(message(tableToDataset({ ...prices, missing: 'mean' })(houses))).toBe(
      'Table: 1 cell cannot be used:\n  row 2 (line 3), column "price": the cell is empty\nFill the missing cells, or leave out the rows: only features can be filled by their mean.',
    )
  })
})

describe('encodeTable', () => {
  const { schema, dataset } = get(tableToDataset(plan)(passengers))

  test('encodes the training table as training did', () => {
    const { x, y } = get(encodeTable(schema)(passengers))
    expect(T.toNested(x as T.AnyTensor)).toEqual(T.toNested(dataset.x as T.AnyTensor))
    expect(
      pipe(
        y,
        O.map((labels) => T.toNested(labels as T.AnyTensor)),
      ),
    ).toEqual(O.some([0, 1, 1, 0]))
  })

  test('finds columns by name, ignores others, and does without the target', () => {
    const { x, y } = get(encodeTable(schema)(table(['sex', 'name', 'age'], [['male', 'Doe', '30']])))
    expect([T.toNested(x as T.AnyTensor), y]).toEqual([[[30, 1]], O.none])
  })

  test.each([
    [
      'an unknown category and an unknown class',
      table(['age', 'sex', 'survived'], [['30', 'other', '2']]),
      'Table: 2 cells cannot be used:\n  row 1 (line 2), column "sex": the training table has no category "other"\n  row 1 (line 2), column "survived": the training table has no class "2"',
    ],
    [
      'a missing column',
      table(['age', 'gender'], [['30', 'male']]),
      'Table: there is no column "sex" for the feature.\nThe columns are: "age", "gender".',
    ],
  ])('refuses %s', (_, wrong, expected) => {
    expect(message(encodeTable(schema)(wrong))).toBe(expected)
  })

  test('refuses gaps under drop, because every row wants its prediction', () => {
    expect(message(encodeTable({ ...schema, missing: 'drop' })(table(['age', 'sex'], [['', 'male']])))).toBe(
      'Table: 1 cell cannot be used:\n  row 1 (line 2), column "age": the cell is empty\nFill the missing cells: a row can be left out of training, not of prediction.',
    )
  })

  test('works with a schema that went through JSON', () => {
    expect(TableSchema.decode(JSON.parse(JSON.stringify(schema)))).toEqual(E.right(schema))
    expect(E.isLeft(TableSchema.decode({ ...schema, features: [{ kind: 'text', name: 'age' }] }))).toBe(true)
  })
})

test('a table of numbers survives the way through text, guesses and tensors', () => {
  const number = fc.float({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(
      fc
        .array(fc.tuple(number, number), { minLength: 4, maxLength: 20 })
        .filter((rows) => rows.every((r) => Math.abs(r[0]) < 1e38)),
      (rows) => {
        const text = ['a,b', ...rows.map((row) => row.join(','))].join('\n')
        const read = get(
          tableToDataset({
            target: { name: 'b', task: 'regression' },
            features: [{ name: 'a', kind: 'numeric' }],
          })(get(parseCsv(text))),
        )
        expect(Array.from(T.toTypedArray(read.dataset.x), (v) => v + 0)).toEqual(rows.map(([a]) => a + 0))
        expect(Array.from(T.toTypedArray(read.dataset.y), (v) => v + 0)).toEqual(rows.map(([, b]) => b + 0))
      },
    ),
  )
})
