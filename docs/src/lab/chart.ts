/** A line chart as an SVG text: a pure function, coloured by the page's style sheet. */
import type { Point } from './view.ts'

export interface Line {
  readonly name: string
  /** Names the class that colours it. */
  readonly look: 'batches' | 'training' | 'validation'
  readonly points: readonly Point[]
  readonly dots?: boolean
}

export interface Chart {
  /** What a reader who cannot see it should know. */
  readonly description: string
  readonly lines: readonly Line[]
  readonly xMax: number
  readonly xLabel: string
  readonly yTicks: readonly number[]
  readonly yScale: 'linear' | 'log'
  readonly yFormat: (y: number) => string
}

export const size = { width: 480, height: 240 } as const
const margin = { left: 46, right: 14, top: 12, bottom: 34 } as const

const inner = {
  width: size.width - margin.left - margin.right,
  height: size.height - margin.top - margin.bottom,
} as const

const scaled = ({ yScale }: Chart, y: number): number => (yScale === 'log' ? Math.log(y) : y)

const clamp = (low: number, high: number, x: number): number => Math.min(high, Math.max(low, x))

export const xAt = ({ xMax }: Chart, x: number): number => margin.left + (x / xMax) * inner.width

export const yAt = (chart: Chart, y: number): number => {
  const low = scaled(chart, chart.yTicks[0]!)
  const high = scaled(chart, chart.yTicks.at(-1)!)
  const share = clamp(-1, 2, (scaled(chart, y) - low) / (high - low))
  return margin.top + (1 - share) * inner.height
}

/** The x of the data under a horizontal position in the drawing. */
export const xUnder = ({ xMax }: Chart, position: number): number =>
  clamp(0, xMax, ((position - margin.left) / inner.width) * xMax)

const number = (n: number): string => n.toFixed(1)

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const path = (chart: Chart, points: readonly Point[]): string =>
  points
    .map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${number(xAt(chart, x))} ${number(yAt(chart, y))}`)
    .join('')

const lineSvg = (chart: Chart, { look, points, dots }: Line): string => {
  const marks = dots === true || points.length === 1 ? points : []
  return [
    points.length > 1 ? `<path class="line ${look}" d="${path(chart, points)}"/>` : '',
    ...marks.map(
      ([x, y]) =>
        `<circle class="dot ${look}" r="2.2" cx="${number(xAt(chart, x))}" cy="${number(yAt(chart, y))}"/>`,
    ),
  ].join('')
}

const yTick = (chart: Chart, tick: number): string => {
  const y = number(yAt(chart, tick))
  return `<line class="grid" x1="${margin.left}" x2="${size.width - margin.right}" y1="${y}" y2="${y}"/><text class="tick" x="${margin.left - 8}" y="${y}" text-anchor="end" dominant-baseline="middle">${escape(chart.yFormat(tick))}</text>`
}

/** About five round numbers from 0 to `max`. */
export const roundTicks = (max: number): readonly number[] => {
  const rough = max / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? rough
  return Array.from({ length: Math.floor(max / step + 1e-9) + 1 }, (_, i) => i * step)
}

const xTick = (chart: Chart, tick: number): string =>
  `<text class="tick" x="${number(xAt(chart, tick))}" y="${size.height - margin.bottom + 16}" text-anchor="middle">${tick}</text>`

/** An inner drawing on the same coordinates, which cuts off what would leave the plot. */
const area = [margin.left - 3, margin.top - 3, inner.width + 6, inner.height + 6] as const
const frame = `<svg x="${area[0]}" y="${area[1]}" width="${area[2]}" height="${area[3]}" viewBox="${area.join(' ')}">`

export const chartSvg = (chart: Chart): string =>
  [
    `<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${escape(chart.description)}">`,
    ...chart.yTicks.map((tick) => yTick(chart, tick)),
    ...roundTicks(chart.xMax).map((tick) => xTick(chart, tick)),
    `<text class="tick" x="${margin.left + inner.width / 2}" y="${size.height - 3}" text-anchor="middle">${escape(chart.xLabel)}</text>`,
    frame,
    ...chart.lines.map((line) => lineSvg(chart, line)),
    '</svg></svg>',
  ].join('')

/** Of each line the point nearest to `x`. */
export const nearestPoints = (
  { lines }: Chart,
  x: number,
): readonly { readonly line: Line; readonly point: Point }[] =>
  lines.flatMap((line) => {
    const [point] = line.points.toSorted((a, b) => Math.abs(a[0] - x) - Math.abs(b[0] - x))
    return point === undefined ? [] : [{ line, point }]
  })
