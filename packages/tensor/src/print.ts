/** Printing as NumPy does: aligned values, long axes elided in the middle. */
import type { DType, TypedArray } from './DType.ts'
import type { Shape } from './Shape.ts'

const edge = 3
const threshold = 1000

type Format = (value: number) => string

const integerFormat = (values: readonly number[]): Format => {
  const width = Math.max(0, ...values.map((v) => String(v).length))
  return (v) => String(v).padStart(width)
}

const booleanFormat: Format = (v) => (v === 0 ? 'False' : ' True')

const special = (v: number): string => (Number.isNaN(v) ? 'nan' : v > 0 ? 'inf' : '-inf')

const precisions = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** The number with the fewest digits that is this value in its element type. */
const shortestOf = (v: number, dtype: DType): number =>
  dtype === 'float64'
    ? v
    : Number(v.toPrecision(precisions.find((p) => Math.fround(Number(v.toPrecision(p))) === v) ?? 9))

/** The shortest digits that NumPy would show: at most eight after the point, and zeros trimmed. */
const fixedDigits = (v: number, dtype: DType): string => {
  if (Object.is(v, -0)) return '-0.'
  const shortest = String(shortestOf(v, dtype))
  const text = shortest.includes('e') || (shortest.split('.')[1] ?? '').length > 8 ? v.toFixed(8) : shortest
  return text.includes('.') ? text.replace(/0+$/, '') : `${text}.`
}

const padPoint = (text: string, left: number, right: number): string => {
  const point = text.indexOf('.')
  return text.padStart(text.length + left - point).padEnd(left + right)
}

/** Always with a point, and with two digits of exponent. */
const scientific = (v: number, digits: number): string =>
  `${Object.is(v, -0) ? '-' : ''}${v.toExponential(digits)}`
    .replace(/^(-?\d)e/, '$1.e')
    .replace(/e([+-])(\d)$/, 'e$10$2')

const floatFormat = (values: readonly number[], dtype: DType): Format => {
  const finite = values.filter((v) => Number.isFinite(v))
  const sizes = finite.filter((v) => v !== 0).map(Math.abs)
  const largest = Math.max(0, ...sizes)
  const smallest = Math.min(Infinity, ...sizes)
  if (sizes.length > 0 && (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000)) {
    const digits = Math.min(8, Math.max(...finite.map((v) => exponentDigits(v, dtype))))
    const texts = finite.map((v) => scientific(v, digits))
    const width = Math.max(
      0,
      ...texts.map((s) => s.length),
      ...values.filter((v) => !Number.isFinite(v)).map((v) => special(v).length),
    )
    return (v) => (Number.isFinite(v) ? scientific(v, digits) : special(v)).padStart(width)
  }
  const texts = finite.map((v) => fixedDigits(v, dtype))
  const right = Math.max(1, ...texts.map((s) => s.length - s.indexOf('.')))
  const left = Math.max(0, ...texts.map((s) => s.indexOf('.')))
  const width = Math.max(
    left + right,
    ...values.filter((v) => !Number.isFinite(v)).map((v) => special(v).length),
  )
  return (v) =>
    (Number.isFinite(v) ? padPoint(fixedDigits(v, dtype), left, right) : special(v)).padStart(width)
}

const exponentDigits = (v: number, dtype: DType): number => {
  const text = shortestOf(v, dtype).toExponential()
  return (text.split('e')[0]?.split('.')[1] ?? '').length
}

const formatOf = (values: readonly number[], dtype: DType): Format =>
  dtype === 'bool'
    ? booleanFormat
    : dtype === 'float32' || dtype === 'float64'
      ? floatFormat(values, dtype)
      : integerFormat(values)

const shownIndices = (length: number, elide: boolean): readonly (number | '...')[] =>
  elide && length > 2 * edge
    ? [...Array(edge).keys(), '...', ...Array.from({ length: edge }, (_, i) => length - edge + i)]
    : [...Array(length).keys()]

const strideOf = (shape: Shape): number => shape.slice(1).reduce((n, d) => n * d, 1)

const shownOffsets = (shape: Shape, elide: boolean, offset: number): readonly number[] => {
  const [length] = shape
  if (length === undefined) return [offset]
  const stride = strideOf(shape)
  return shownIndices(length, elide).flatMap((i) =>
    i === '...' ? [] : shownOffsets(shape.slice(1), elide, offset + i * stride),
  )
}

const wrap = (items: readonly string[], indent: string): string => {
  const lines = items.reduce<readonly string[]>((acc, item) => {
    const last = acc.at(-1)
    if (last === undefined) return [item]
    return indent.length + last.length + 1 + item.length > 74
      ? [...acc, item]
      : [...acc.slice(0, -1), `${last} ${item}`]
  }, [])
  return lines.join(`\n${indent}`)
}

const render = (
  shape: Shape,
  elide: boolean,
  offset: number,
  indent: string,
  show: (offset: number) => string,
): string => {
  const [length] = shape
  if (length === undefined) return show(offset)
  const stride = strideOf(shape)
  const inner = `${indent} `
  const items = shownIndices(length, elide).map((i) =>
    i === '...' ? '...' : render(shape.slice(1), elide, offset + i * stride, inner, show),
  )
  const separator = `${'\n'.repeat(shape.length - 1)}${inner}`
  return `[${shape.length === 1 ? wrap(items, inner) : items.join(separator)}]`
}

/** The text of a tensor: its values as NumPy prints them, then its shape and element type. */
export const showTensor = (values: TypedArray, shape: Shape, dtype: DType): string => {
  const elide = values.length > threshold
  const shown = values.length === 0 ? [] : shownOffsets(shape, elide, 0).map((o) => values[o] ?? 0)
  const format = formatOf(shown, dtype)
  const scalar = shape.length === 0
  const show = (offset: number): string =>
    scalar ? format(values[offset] ?? 0).trim() : format(values[offset] ?? 0)
  const body = values.length === 0 && shape.length > 0 ? '[]' : render(shape, elide, 0, '', show)
  return `${body}  ${dtype}[${shape.join(',')}]`
}
