import { clock, count, fixed, percent, short } from '../format/numbers.ts'
import type { EpochNumbers, Metric, Pace, Position } from './Progress.ts'

const showMetric = ({ name, value }: Metric): string => (name === 'accuracy' ? percent(value) : short(value))

const shortName = ({ name }: Metric): string => (name === 'accuracy' ? 'val acc' : 'val rmse')

const filled = '━'
const open = '─'

export const bar = (share: number, width: number): string => {
  const done = Math.round(Math.min(1, Math.max(0, share)) * width)
  return filled.repeat(done) + open.repeat(width - done)
}

const shareOf = ({ epoch, epochs, batch, batches }: Position): number =>
  (epoch - 1 + (batches === 0 ? 0 : batch / batches)) / epochs

const epochOf = ({ epoch, epochs }: { readonly epoch: number; readonly epochs: number }): string =>
  `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`

/** Wide enough for what usually comes, so that the line stands still while its numbers change. */
const widths = { metric: 7, clock: 4, pace: 6 } as const

const metricFact = (metric: Metric | null): string =>
  `${metric === null ? 'val' : shortName(metric)} ${(metric === null ? '–' : showMetric(metric)).padStart(widths.metric + (metric === null ? 4 : 0))}`

/** What follows the bar, the most wanted first. */
const facts = (position: Position & Pace): readonly string[] => [
  `loss ${fixed(position.loss)}`,
  metricFact(position.validation),
  `${clock(position.secondsLeft).padStart(widths.clock)} left`,
  `${count(position.samplesPerSecond).padStart(widths.pace)} samples/s`,
]

const [widest, narrowest] = [30, 6]

const fitFacts = (columns: number, head: string, parts: readonly string[]): readonly string[] => {
  const length = head.length + 1 + narrowest + parts.reduce((sum, part) => sum + 2 + part.length, 0)
  return length <= columns || parts.length === 0 ? parts : fitFacts(columns, head, parts.slice(0, -1))
}

/** One line of at most `columns` signs. What does not fit is left out from the end, the bar shrinks first. */
export const barLine = (position: Position & Pace, columns: number): string => {
  const head = epochOf(position)
  const parts = fitFacts(columns, head, facts(position))
  const tail = parts.map((part) => `  ${part}`).join('')
  const width = Math.min(widest, Math.max(narrowest, columns - head.length - 1 - tail.length))
  return `${head} ${bar(shareOf(position), width)}${tail}`.slice(0, columns)
}

type Epoch = EpochNumbers & Pace & { readonly epoch: number; readonly epochs: number; readonly best: boolean }

/** The line that an epoch leaves where nothing can be drawn over. */
export const epochLine = (epoch: Epoch): string =>
  [
    epochOf(epoch),
    `loss ${fixed(epoch.loss)}`,
    `validation loss ${fixed(epoch.validationLoss)}`,
    `${epoch.validation.name} ${showMetric(epoch.validation)}`,
    `${count(epoch.samplesPerSecond)} samples/s`,
    `${clock(epoch.secondsLeft)} left${epoch.best ? '  best so far' : ''}`,
  ].join('  ')
