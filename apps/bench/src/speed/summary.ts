/** The ratios of our times to those of peers, beside the bars that were set for them. */
import type { Timed } from '../results/Results.ts'
import { digits } from '../results/words.ts'
import rawRows from './rows.json' with { type: 'json' }

/** A row of the table: cases with the same bars. A bar is a ratio, or `report`, or `cannot` for what a peer cannot do. */
interface Row {
  readonly row: string
  readonly cases: readonly string[]
  readonly bars: Readonly<Record<string, string>>
  /** What keeps us from being faster. */
  readonly limit: string
}

const rows = rawRows as unknown as readonly Row[]

/** Our time by a peer's. */
export interface Compared {
  readonly peer: string
  readonly ratio: number
  /** Whether the ratio is at most the bar; undefined where none is set. */
  readonly reached: boolean | undefined
  readonly bar: string
}

/** One case: our best time, and the peers that can do it. */
export interface Line {
  readonly row: string
  readonly case: string
  readonly limit: string
  readonly ours: Timed
  readonly peers: readonly Compared[]
}

const isOurs = ({ system }: Timed): boolean => system === 'Gradus'

/** `PyTorch 1.13`: releases of PyTorch are peers of their own. */
const peerOf = ({ system, version }: Timed): string =>
  system === 'PyTorch' ? `${system} ${version.split('.').slice(0, 2).join('.')}` : system

const fastest = (of: readonly Timed[]): Timed =>
  of.reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a))

/** `1/2.5` as a number. */
const numberOf = (bar: string): number => {
  const [a, b = '1'] = bar.split('/')
  return Number(a) / Number(b)
}

const compared = (ours: Timed, theirs: readonly Timed[], bar: string): Compared => {
  const best = fastest(theirs)
  const ratio = ours.milliseconds / best.milliseconds
  const limit = numberOf(bar)
  return { peer: peerOf(best), ratio, bar, reached: Number.isNaN(limit) ? undefined : ratio <= limit }
}

const lineOf = ({ row, bars, limit }: Row, own: readonly Timed[]): readonly Line[] => {
  const mine = own.filter(isOurs)
  if (mine.length === 0) return []
  const ours = fastest(mine)
  const others = own.filter((t) => !isOurs(t))
  const all = [...new Set(others.map(peerOf))].map((peer) =>
    compared(
      ours,
      others.filter((t) => peerOf(t) === peer),
      bars[peer] ?? 'report',
    ),
  )
  return [{ row, case: ours.case, limit, ours, peers: all }]
}

/** A line for each case that was measured, in the order of the table. */
export const linesOf = (speed: readonly Timed[]): readonly Line[] =>
  rows.flatMap((row) =>
    row.cases.flatMap((name) =>
      lineOf(
        row,
        speed.filter((t) => t.case === name),
      ),
    ),
  )

/** Peers with a column, in the order of their first case. */
export const peersIn = (lines: readonly Line[]): readonly string[] => [
  ...new Set(lines.flatMap(({ peers }) => peers.map(({ peer }) => peer))),
]

/** `0.31 (≤ 1/3 ✓)`. */
export const cell = (line: Line, peer: string): string => {
  const found = line.peers.find((p) => p.peer === peer)
  if (found === undefined) return '–'
  const ratio = found.ratio.toFixed(found.ratio < 0.1 ? 3 : 2)
  return found.reached === undefined ? ratio : `${ratio} (≤ ${found.bar} ${found.reached ? '✓' : '✗'})`
}

/** Columns for the terminal. */
export const summary = (speed: readonly Timed[]): string => {
  const lines = linesOf(speed)
  const peers = peersIn(lines)
  const cells = [
    ['case', 'ours', ...peers],
    ...lines.map((line) => [
      line.case,
      `${digits(line.ours.milliseconds)} ms, ${line.ours.threads} thr.`,
      ...peers.map((peer) => cell(line, peer)),
    ]),
  ]
  const widths = cells[0]!.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)))
  return cells
    .map((row) =>
      row
        .map((text, i) => text.padEnd(widths[i]! + 2))
        .join('')
        .trimEnd(),
    )
    .join('\n')
}
