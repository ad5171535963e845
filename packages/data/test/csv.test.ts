import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CsvOptions,
  decodeText,
  guessDelimiter,
  parseCsv,
  showDataError,
  type Table,
  table,
} from '../src/index.ts'
import golden from './golden/csv.json' with { type: 'json' }

const right = (text: string, options?: CsvOptions): Table => {
  const result = parseCsv(text, options)
  if (E.isLeft(result)) throw new Error(showDataError(result.left))
  return result.right
}

const message = (text: string, options?: CsvOptions): string => {
  const result = parseCsv(text, options)
  if (E.isRight(result)) throw new Error(`accepted: ${JSON.stringify(result.right)}`)
  return showDataError(result.left)
}

const refused: readonly (readonly [string, string, string, CsvOptions?])[] = [
  [
    'nothing',
    '',
    'CSV: the text is empty. It must have a line with the names of the columns, and rows below.',
  ],
  [
    'only empty lines',
    '\n\r\n\n',
    'CSV: the text is empty. It must have a line with the names of the columns, and rows below.',
  ],
  ['a header alone', 'a,b\n', 'CSV: there are no rows, only a header with the columns: "a", "b".'],
  [
    'ragged rows',
    'a,b\n1,2\n3\n4,5,6\n',
    'CSV: every row must have 2 cells, as the header has:\n  row 2 (line 3) has 1\n  row 3 (line 4) has 3',
  ],
  [
    'many ragged rows',
    'a,b\n1\n2\n3\n4\n5\n6\n7\n',
    'CSV: every row must have 2 cells, as the header has:\n  row 1 (line 2) has 1\n  row 2 (line 3) has 1\n  row 3 (line 4) has 1\n  row 4 (line 5) has 1\n  row 5 (line 6) has 1\n  and 2 more',
  ],
  [
    'ragged rows after line breaks in cells and empty lines',
    'a,b\n"x\r\ny",2\n\n\n3\n',
    'CSV: every row must have 2 cells, as the header has:\n  row 2 (line 6) has 1',
  ],
  [
    'a quote that is not closed',
    'a,b\n1,2\n\n3,"4\n5,6\n',
    'CSV: row 2 (line 4), column "b": a quote is opened and never closed.',
  ],
  [
    'a quote that is not closed in the header',
    'a,"b\n1,2\n',
    'CSV: the header (line 1), column number 2: a quote is opened and never closed.',
  ],
  [
    'text after a closing quote',
    'a,b\n1,2\n"3"x,4\n',
    'CSV: row 2 (line 3), column "a": text follows the closing quote. Write a quote inside a quoted cell twice: "".',
  ],
  [
    'a quote inside a cell',
    'a,b\n1,6"\n',
    'CSV: row 1 (line 2), column "b": a quote stands inside a cell that does not begin with one. Quote the whole cell, and write the quote inside it twice.',
  ],
  [
    'a quote beyond the last column',
    'a,b\n1,2,3"\n',
    'CSV: row 1 (line 2), column number 3: a quote stands inside a cell that does not begin with one. Quote the whole cell, and write the quote inside it twice.',
  ],
  [
    'a NUL character',
    'a,b\n1,2\n3,\0\n',
    'CSV: line 3 holds a NUL character, which no text has. Is this a binary file, or UTF-16?',
  ],
  [
    'a NUL after a closing quote',
    'a\n"1"\0\n',
    'CSV: line 2 holds a NUL character, which no text has. Is this a binary file, or UTF-16?',
  ],
  [
    'names that come twice',
    'a,b,a,c,b\n1,2,3,4,5\n',
    'CSV: every column must have a name of its own, but "a" names columns 1, 3; "b" names columns 2, 5. Rename all but one.',
  ],
  [
    'names that differ by spaces',
    'a, a\n1,2\n',
    'CSV: every column must have a name of its own, but "a" names columns 1, 2. Rename all but one.',
  ],
  [
    'a column without a name',
    ',a\n0,1\n',
    'CSV: every column must have a name, but the header leaves 1 column without: number 1. Name it, or remove the column.',
  ],
  [
    'a column named __proto__',
    'a,__proto__\n0,1\n',
    'CSV: a column must not be named "__proto__", as column number 2 is. Rename it.',
  ],
  [
    'no header',
    '5.1,3.5,1.4,0.2\n4.9,3.0,1.4,0.2\n',
    'CSV: the first line must name the columns, but it holds only numbers (5.1, 3.5, 1.4, …). Put a line of names above it.',
  ],
  [
    'too many columns',
    'a,b,c\n1,2,3\n',
    'CSV: there are 3 columns; the limit is 2. Is the delimiter right? Else raise limits.columns.',
    { limits: { columns: 2 } },
  ],
  [
    'too many rows',
    'a\n1\n2\n3\n',
    'CSV: there are more than 2 rows, the limit. Raise limits.rows?',
    { limits: { rows: 2 } },
  ],
  [
    'a row that is too long',
    `a,b\n1,2\n3,${'4'.repeat(100)}\n`,
    'CSV: row 2 (line 3) is longer than 50 characters, the limit. Is a quote left open in it? Else raise limits.recordLength.',
    { limits: { recordLength: 50 } },
  ],
]

describe('parseCsv refuses', () => {
  test.each(refused.map((row) => [row[0], row] as const))('%s', (_, [, text, expected, options]) => {
    expect(message(text, options)).toBe(expected)
  })
})

const accepted: readonly (readonly [string, string, Table, CsvOptions?])[] = [
  [
    'line feeds',
    'a,b\n1,2\n3,4',
    table(
      ['a', 'b'],
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ),
  ],
  ['carriage returns and line feeds', 'a,b\r\n1,2\r\n', table(['a', 'b'], [['1', '2']])],
  [
    'carriage returns',
    'a,b\r1,2\r3,4\r',
    table(
      ['a', 'b'],
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ),
  ],
  [
    'all line ends mixed',
    'a,b\n1,2\r\n3,4\r5,6\n7,8',
    table(
      ['a', 'b'],
      [
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
        ['7', '8'],
      ],
    ),
  ],
  ['a byte order mark', '\ufeffa,b\n1,2\n', table(['a', 'b'], [['1', '2']])],
  ['a byte order mark before a quote', '\ufeff"a",b\n1,2\n', table(['a', 'b'], [['1', '2']])],
  ['quotes in quotes', 'a,b\n"x""y",""\n', table(['a', 'b'], [['x"y', '']])],
  ['spaces, kept in cells and not in names', ' a , b\n 1 ,2\n', table(['a', 'b'], [[' 1 ', '2']])],
  ['one column', 'a\n1\n2\n', table(['a'], [['1'], ['2']])],
  [
    'empty lines, which do not count as rows',
    'a,b\n\n1,2\n\n\n3,4\n\n',
    {
      columns: ['a', 'b'],
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
      lines: [3, 6],
    },
  ],
  [
    'line breaks in cells, which count as lines',
    'a,b\n"x\ny",2\n"z\r\nw\rv",4\n5,6\n',
    {
      columns: ['a', 'b'],
      rows: [
        ['x\ny', '2'],
        ['z\r\nw\rv', '4'],
        ['5', '6'],
      ],
      lines: [2, 4, 7],
    },
  ],
  [
    'names of columns from outside',
    '1,2\n3,4\n',
    {
      columns: ['a', 'b'],
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
      lines: [1, 2],
    },
    { columns: ['a', 'b'] },
  ],
  ['another delimiter', 'a:b\n1,5:2\n', table(['a', 'b'], [['1,5', '2']]), { delimiter: ':' }],
  [
    'names that objects have',
    'constructor,toString\n1,2\n',
    table(['constructor', 'toString'], [['1', '2']]),
  ],
]

describe('parseCsv accepts', () => {
  test.each(accepted.map((row) => [row[0], row] as const))('%s', (_, [, text, expected, options]) => {
    expect(right(text, options)).toEqual(expected)
  })

  test.each(golden.cases)('what Python wrote: $delimiter $text', ({ delimiter, text, columns, rows }) => {
    const { lines: _, ...read } = right(text, { delimiter })
    expect(read).toEqual({ columns, rows })
  })
})

const cell = fc.string({ unit: fc.constantFrom('a', '1', '"', ',', ';', '\n', '\r', ' ', 'é', '\t') })
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

describe('parseCsv, as properties', () => {
  test('reads back every table that was written with quotes, and points at its lines', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 4 })
          .chain((width) =>
            fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
          ),
        fc.constantFrom('\n', '\r\n', '\r'),
        (rows, end) => {
          const columns = rows[0]!.map((_, j) => `column ${j}`)
          const text = [columns, ...rows].map((row) => row.map(quoted).join(',') + end).join('')
          const read = right(text, { delimiter: ',' })
          expect(read.rows).toEqual(rows)
          const before = (n: number): string =>
            [columns, ...rows.slice(0, n)].map((row) => row.map(quoted).join(',') + end).join('')
          expect(read.lines).toEqual(rows.map((_, i) => before(i).split(/\r\n|\n|\r/).length))
        },
      ),
    )
  })

  test('never throws, and gives rectangles', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '1', '"', ',', '\n', '\r', '\0', ' ') }), (text) => {
        const result = parseCsv(text)
        if (E.isLeft(result)) return showDataError(result.left).length > 0
        return result.right.rows.every((row) => row.length === result.right.columns.length)
      }),
      { numRuns: 1000 },
    )
  })

  test('answers in bounded time for a cell of 20 MB and for a number of 100,000 digits', () => {
    expect(message(`a,b\n1,"${'x'.repeat(20_000_000)}"\n`)).toMatch(/^CSV: row 1 \(line 2\) is longer than/)
    expect(right(`a\n${'1'.repeat(100_000)}x\n`).rows[0]![0]).toHaveLength(100_001)
  })
})

describe('guessDelimiter', () => {
  test.each([
    ['a,b\n1,2\n', ','],
    ['a;b\n1,5;2,5\n', ';'],
    ['a\tb\n1\t2\n', '\t'],
    ['a|b\n1|2\n', '|'],
    ['a\n1\n', ','],
    ['"a;x;y",b\n"1;2;3",2\n', ','],
    ['', ','],
  ])('of %j is %j', (text, expected) => {
    expect(guessDelimiter(text)).toBe(expected)
  })
})

describe('decodeText', () => {
  const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values)

  test('reads UTF-8 and takes the byte order mark away', () => {
    expect(decodeText(bytes(0xef, 0xbb, 0xbf, 0x61, 0xc3, 0xa9))).toEqual(E.right('aé'))
  })

  test.each([
    [
      'Latin-1',
      bytes(0x61, 0x0a, 0x62, 0x0a, 0xe9, 0x0a),
      'CSV: the text must be UTF-8, but line 3 holds bytes that are not. Save it again as UTF-8.',
    ],
    [
      'a sequence that is cut off at the end',
      bytes(0x61, 0x0a, 0xc3),
      'CSV: the text must be UTF-8, but line 2 holds bytes that are not. Save it again as UTF-8.',
    ],
    [
      'UTF-16',
      bytes(0xff, 0xfe, 0x61, 0x00),
      'CSV: the text must be UTF-8, but this file is UTF-16. Save it again as UTF-8.',
    ],
  ])('refuses %s', (_, input, expected) => {
    const result = decodeText(input)
    expect(E.isLeft(result) && showDataError(result.left)).toBe(expected)
  })
})
