// Turns small public data sets into modules of @gradus/data: node tools/embed/embed.ts FOLDER
//
// FOLDER holds the files of scikit-learn's sklearn/datasets/data (1.2 or later): digits.csv.gz, iris.csv, wine_data.csv,
// breast_cancer.csv, diabetes_data_raw.csv.gz, diabetes_target.csv.gz.
//
// Each column is written as whole numbers (its decimals moved out), in as many bits as the largest needs, row after
// row, six bits to a character. That is 81 kB for the digits, 49 kB of it left after gzip, and one short decoder for all.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('usage: node tools/embed/embed.ts FOLDER')
  process.exit(2)
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const target = join(import.meta.dirname, '../../packages/data/src/embedded')

const read = (name: string): string => {
  const bytes = readFileSync(join(folder, name))
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

const rowsOf = (text: string, skip: number): readonly (readonly string[])[] =>
  text
    .trim()
    .split(/\r?\n/)
    .slice(skip)
    .map((line) => line.trim().split(/[,\s]+/))

/** '1.510000000000000000e+02' is 151: as many decimals as the number needs and no more. */
const plain = (cell: string): string =>
  /e/i.test(cell) ? String(Number(cell)) : cell.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')

const decimalsOf = (cells: readonly string[]): number =>
  Math.max(...cells.map((cell) => (cell.split('.')[1] ?? '').length))

/** A decimal text as a whole number of units of 10^-decimals. */
const units = (cell: string, decimals: number): number => {
  const [whole = '0', fraction = ''] = cell.split('.')
  return Number(whole + fraction.padEnd(decimals, '0'))
}

interface Column {
  readonly bits: number
  readonly decimals: number
  readonly values: readonly number[]
}

const columnOf = (cells: readonly string[]): Column => {
  const decimals = decimalsOf(cells)
  const values = cells.map((cell) => units(cell, decimals))
  const wrong = values.findIndex((value, i) => !(value >= 0) || value / 10 ** decimals !== Number(cells[i]))
  if (wrong !== -1) throw new Error(`${cells[wrong]} does not survive`)
  return {
    bits: Math.max(...values)
      .toString(2)
      .replace(/^0$/, '').length,
    decimals,
    values,
  }
}

const pack = (columns: readonly Column[]): string => {
  const rows = columns[0]!.values.length
  const bits = Array.from({ length: rows }, (_, i) =>
    columns
      .map(({ bits, values }) => (bits === 0 ? '' : values[i]!.toString(2).padStart(bits, '0')))
      .join(''),
  ).join('')
  return bits.replace(/.{1,6}/g, (six) => alphabet[Number.parseInt(six.padEnd(6, '0'), 2)]!)
}

const list = (numbers: readonly number[]): string => `[${numbers.join(', ')}]`

const embed = (name: string, rows: readonly (readonly string[])[]): void => {
  const columns = rows[0]!.map((_, j) => columnOf(rows.map((row) => plain(row[j]!))))
  const text = pack(columns)
  const path = join(target, `${name}.data.ts`)
  writeFileSync(
    path,
    `// Written by tools/embed/embed.ts; see there.
import type { Packed } from './unpack.ts'

export const packed: Packed = {
  rows: ${rows.length},
  bits: ${list(columns.map(({ bits }) => bits))},
  decimals: ${list(columns.map(({ decimals }) => decimals))},
  text: '${text}',
}
`,
  )
  console.log(`${path}: ${rows.length} × ${columns.length}, ${text.length} characters`)
}

embed('digits', rowsOf(read('digits.csv.gz'), 0))
embed('iris', rowsOf(read('iris.csv'), 1))
embed('wine', rowsOf(read('wine_data.csv'), 1))
embed('breastCancer', rowsOf(read('breast_cancer.csv'), 1))

const diabetesTargets = rowsOf(read('diabetes_target.csv.gz'), 0)
embed(
  'diabetes',
  rowsOf(read('diabetes_data_raw.csv.gz'), 0).map((row, i) => [...row, ...diabetesTargets[i]!]),
)
