/** Drawings as SVG. */
import { scaleLog } from 'd3-scale'

/** A bar: its name, its length in words, and what colours it. */
export interface Bar {
  readonly name: string
  readonly value: number
  readonly words: string
  readonly look: string
  /** How far the bar could reach. */
  readonly most?: number | undefined
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const text = (x: number, y: number, words: string, anchor = 'start'): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escaped(words)}</text>`

const svg = (width: number, height: number, title: string, parts: readonly string[]): string =>
  `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">${parts.join('')}</svg>`

const rowHeight = 22
const [width, left, right] = [690, 330, 590]

/** Bars from zero, one below the other; a line where each would end at most. */
export const bars = (title: string, all: readonly Bar[]): string => {
  const most = Math.max(...all.map((b) => Math.max(b.value, b.most ?? 0)))
  const length = (value: number): number => ((right - left) * value) / most
  const rows = all.map((b, i) => {
    const y = i * rowHeight
    const rect = `<rect class="${b.look}" x="${left}" y="${y + 3}" width="${length(b.value).toFixed(1)}" height="16"/>`
    const end = left + length(b.most ?? 0)
    const roof = b.most === undefined ? '' : `<path class="roof" d="M${end.toFixed(1)} ${y + 2}v18"/>`
    return [text(left - 8, y + 15, b.name, 'end'), rect, roof, text(right + 8, y + 15, b.words)].join('')
  })
  return svg(width, all.length * rowHeight, title, rows)
}

/** A line over sizes: both axes are logarithmic, so that a straight line is a power. */
export interface Curve {
  readonly name: string
  readonly look: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

const area = { left: 60, right: 540, top: 12, bottom: 250 } as const

const decades = (low: number, high: number): readonly number[] => {
  const first = Math.floor(Math.log10(low))
  return Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => 10 ** (first + i))
}

const cornered = ([x, y]: readonly [number, number]): string => `${x.toFixed(1)} ${y.toFixed(1)}`

/** Milliseconds over sizes. */
export const curves = (title: string, xLabel: string, all: readonly Curve[]): string => {
  const points = all.flatMap((c) => c.points)
  const xs = [...new Set(points.map(([x]) => x))]
  const ticks = decades(Math.min(...points.map(([, y]) => y)), Math.max(...points.map(([, y]) => y)))
  const x = scaleLog([Math.min(...xs), Math.max(...xs)], [area.left, area.right])
  const y = scaleLog([ticks[0]!, ticks.at(-1)!], [area.bottom, area.top])
  const grid = ticks.map(
    (t) =>
      `<path class="grid" d="M${area.left} ${y(t).toFixed(1)}H${area.right}"/>${text(52, y(t) + 4, `${t} ms`, 'end')}`,
  )
  const drawn = all.map(({ look, points: own }) => {
    const at = own.map(([a, b]): readonly [number, number] => [x(a), y(b)])
    const dots = at.map(
      ([a, b]) => `<circle class="${look}" cx="${a.toFixed(1)}" cy="${b.toFixed(1)}" r="3"/>`,
    )
    return `<path class="line ${look}" d="M${at.map(cornered).join('L')}"/>${dots.join('')}`
  })
  const below = xs.map((v) => text(x(v), 268, String(v), 'middle'))
  return svg(560, 292, title, [...grid, ...below, text(300, 288, xLabel, 'middle'), ...drawn])
}
