/** The two charts of the page, made from its view. */
import type { Chart } from './chart.ts'
import { epochOf, latest, type Point, type View } from './view.ts'

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

const inEpochs =
  (view: View) =>
  ([step, y]: Point): Point => [epochOf(view, step), y]

const decades = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1000, 1e4]

/** The decades around all losses, two at least. */
const lossTicks = (losses: readonly number[]): readonly number[] => {
  const low = Math.min(0.1, ...losses)
  const high = Math.max(3, ...losses)
  const first = decades.findLastIndex((d) => d <= low)
  const last = decades.findIndex((d) => d >= high)
  return decades.slice(Math.max(0, first), last === -1 ? undefined : last + 1)
}

export const lossChart = (view: View): Chart => {
  const epochs = view.epochLosses.map(inEpochs(view))
  const validation = view.examinations.map(({ step, loss }) => inEpochs(view)([step, loss]))
  const losses = [...epochs, ...validation].map(([, y]) => y)
  const [from, to] = [losses[0] ?? 0, losses.at(-1) ?? 0]
  return {
    description: `Loss by epoch. It began at ${from.toFixed(2)}; the validation loss is now ${to.toFixed(3)}.`,
    lines: [
      { name: 'batch', look: 'batches', points: view.batchLosses.map(inEpochs(view)) },
      { name: 'training', look: 'training', points: epochs },
      { name: 'validation', look: 'validation', points: validation, dots: validation.length < 60 },
    ],
    xMax: view.epochs,
    xLabel: 'epoch',
    yTicks: lossTicks(losses),
    yScale: 'log',
    yFormat: (y) => String(y),
  }
}

export const accuracyChart = (view: View): Chart => {
  const points = view.examinations.map(({ step, accuracy }) => inEpochs(view)([step, accuracy]))
  return {
    description: `Validation accuracy by epoch, now ${percent(latest(view)?.accuracy ?? 0)}.`,
    lines: [{ name: 'validation', look: 'validation', points, dots: points.length < 60 }],
    xMax: view.epochs,
    xLabel: 'epoch',
    yTicks: [0, 0.2, 0.4, 0.6, 0.8, 1],
    yScale: 'linear',
    yFormat: (y) => `${Math.round(y * 100)} %`,
  }
}
