/** Reading learning curves: what is wrong with a run, by what evidence, and what to try. */

/** The part of an epoch's record that a diagnosis reads. */
export interface Losses {
  readonly train: { readonly loss: number }
  readonly validation?: { readonly loss: number }
}

/** What the losses say. Epochs count from 0; `advice` is what to try, the likeliest first. */
export type Diagnosis =
  | {
      readonly _tag: 'tooEarly'
      readonly evidence: { readonly epochs: number }
      readonly advice: readonly string[]
    }
  | {
      readonly _tag: 'diverged'
      readonly evidence: { readonly epoch: number; readonly loss: number; readonly lowest: number }
      readonly advice: readonly string[]
    }
  | {
      readonly _tag: 'learningRateTooHigh'
      readonly evidence: { readonly rises: number; readonly epochs: number }
      readonly advice: readonly string[]
    }
  | {
      readonly _tag: 'overfitting'
      readonly evidence: {
        readonly bestEpoch: number
        readonly bestLoss: number
        readonly lastLoss: number
        readonly trainLoss: number
      }
      readonly advice: readonly string[]
    }
  | {
      readonly _tag: 'underfitting'
      readonly evidence: { readonly firstLoss: number; readonly lastLoss: number }
      readonly advice: readonly string[]
    }
  | {
      readonly _tag: 'plateau'
      readonly evidence: { readonly since: number; readonly loss: number }
      readonly advice: readonly string[]
    }
  | {
      readonly _tag: 'stillImproving'
      readonly evidence: { readonly drop: number }
      readonly advice: readonly string[]
    }
  | {
      readonly _tag: 'healthy'
      readonly evidence: { readonly loss: number }
      readonly advice: readonly string[]
    }

/** Where the lines are drawn; all are shares. */
export interface DiagnosisOptions {
  /** A loss this many times the lowest has diverged. */
  readonly divergence?: number
  /** A rise of the training loss by this share of it counts. */
  readonly rise?: number
  /** This share of epochs with such rises is a learning rate that is too high. */
  readonly rises?: number
  /** A validation loss this share above its lowest is overfitting. */
  readonly gap?: number
  /** A training loss still above this share of the first is underfitting. */
  readonly learned?: number
  /** A change below this share of the loss, over the last third of the run, is none. */
  readonly still?: number
}

const defaults: Required<DiagnosisOptions> = {
  divergence: 3,
  rise: 0.03,
  rises: 0.3,
  gap: 0.1,
  learned: 0.7,
  still: 0.01,
}

const advice: Readonly<Record<Diagnosis['_tag'], readonly string[]>> = {
  tooEarly: ['Train for a few more epochs.'],
  diverged: [
    'Lower the learning rate by ten.',
    'Clip the gradients (clipByGlobalNorm).',
    'Standardise the inputs.',
  ],
  learningRateTooHigh: [
    'Lower the learning rate by three.',
    'Let it decay (cosineDecay).',
    'Use larger batches.',
  ],
  overfitting: [
    'Keep the parameters of the best epoch (early stopping).',
    'Add dropout or weight decay.',
    'Get more data, or make the model smaller.',
  ],
  underfitting: [
    'Raise the learning rate by three.',
    'Make the model wider or deeper.',
    'Lessen dropout and penalties.',
  ],
  plateau: [
    'Lower the learning rate late in the run (cosineDecay).',
    'Make the model wider.',
    'Look at the mistakes.',
  ],
  stillImproving: ['Train for more epochs.', 'Raise the learning rate.'],
  healthy: ['Measure on the test part, once.'],
}

const told = <D extends Omit<Diagnosis, 'advice'>>(d: D): D & { readonly advice: readonly string[] } => ({
  ...d,
  advice: advice[d._tag],
})

interface Curves {
  readonly train: readonly number[]
  readonly validation: readonly number[]
  readonly lines: Required<DiagnosisOptions>
}

const last = (losses: readonly number[]): number => losses.at(-1) ?? NaN
const first = (losses: readonly number[]): number => losses[0] ?? NaN

const diverged = ({ train, lines }: Curves): Diagnosis | undefined => {
  const lowest = Math.min(...train.filter(Number.isFinite))
  const epoch = train.findIndex((loss) => !Number.isFinite(loss))
  const bad =
    epoch !== -1
      ? epoch
      : last(train) > lines.divergence * lowest && last(train) > first(train)
        ? train.length - 1
        : -1
  return bad === -1
    ? undefined
    : told({ _tag: 'diverged', evidence: { epoch: bad, loss: train[bad]!, lowest } })
}

const learningRateTooHigh = ({ train, lines }: Curves): Diagnosis | undefined => {
  // Measured against the first loss too: wiggles of a loss that is nearly zero are no harm.
  const rises = train
    .slice(1)
    .filter((loss, i) => loss - train[i]! > lines.rise * Math.max(train[i]!, 0.1 * first(train)))
  return rises.length >= lines.rises * (train.length - 1)
    ? told({ _tag: 'learningRateTooHigh', evidence: { rises: rises.length, epochs: train.length } })
    : undefined
}

const overfitting = ({ train, validation, lines }: Curves): Diagnosis | undefined => {
  const bestLoss = Math.min(...validation)
  const bestEpoch = validation.indexOf(bestLoss)
  const rise = last(validation) - bestLoss
  const fell = last(train) < (train[bestEpoch] ?? NaN)
  return fell && rise > lines.gap * bestLoss && rise > 0.02 * first(train)
    ? told({
        _tag: 'overfitting',
        evidence: { bestEpoch, bestLoss, lastLoss: last(validation), trainLoss: last(train) },
      })
    : undefined
}

const underfitting = ({ train, lines }: Curves): Diagnosis | undefined =>
  last(train) > lines.learned * first(train)
    ? told({ _tag: 'underfitting', evidence: { firstLoss: first(train), lastLoss: last(train) } })
    : undefined

const lastThird = (losses: readonly number[]): number => Math.max(1, Math.floor((losses.length * 2) / 3)) - 1

const plateau = ({ train, lines }: Curves): Diagnosis | undefined => {
  const since = lastThird(train)
  const drop = (train[since] ?? NaN) - last(train)
  // A loss below 5 % of the first is where a run should come to rest.
  return Math.abs(drop) < lines.still * last(train) && last(train) > 0.05 * first(train)
    ? told({ _tag: 'plateau', evidence: { since, loss: last(train) } })
    : undefined
}

const stillImproving = ({ train, validation }: Curves): Diagnosis | undefined => {
  const losses = validation.length > 0 ? validation : train
  const drop = 1 - last(losses) / (losses[lastThird(losses)] ?? NaN)
  return drop > 0.1 && last(losses) === Math.min(...losses) && last(losses) > 0.05 * first(train)
    ? told({ _tag: 'stillImproving', evidence: { drop } })
    : undefined
}

/**
 * What the losses of a run say, the gravest first: `diverged`, `learningRateTooHigh` (the training loss rises again and
 * again), `overfitting` (the validation loss rises while the training loss falls), `underfitting` (the training loss
 * hardly fell), `plateau` (it fell, and no longer does), `stillImproving`, `healthy`; `tooEarly` below three epochs.
 *
 * `history` is `state.history`, or any records with losses. Where the lines are drawn can be set.
 *
 * @example
 * ```ts
 * import { diagnose } from '@gradus/train'
 *
 * const curves = (train: readonly number[], validation: readonly number[]) =>
 *   train.map((loss, i) => ({ train: { loss }, validation: { loss: validation[i]! } }))
 *
 * const diagnosis = diagnose(curves([2.3, 0.9, 0.4, 0.2, 0.1], [2.2, 1, 0.7, 0.8, 1.1]))
 * diagnosis._tag // => 'overfitting'
 * diagnosis.evidence // => { bestEpoch: 2, bestLoss: 0.7, lastLoss: 1.1, trainLoss: 0.1 }
 * ```
 */
export const diagnose = (history: readonly Losses[], options: DiagnosisOptions = {}): Diagnosis => {
  const train = history.map((record) => record.train.loss)
  const validation = history.flatMap((record) =>
    record.validation === undefined ? [] : [record.validation.loss],
  )
  const curves: Curves = { train, validation, lines: { ...defaults, ...options } }
  const gone = diverged(curves)
  if (gone !== undefined) return gone
  if (train.length < 3) return told({ _tag: 'tooEarly', evidence: { epochs: train.length } })
  return (
    learningRateTooHigh(curves) ??
    overfitting(curves) ??
    underfitting(curves) ??
    plateau(curves) ??
    stillImproving(curves) ??
    told({ _tag: 'healthy', evidence: { loss: last(validation.length > 0 ? validation : train) } })
  )
}

const short = (n: number): string => String(Number(n.toPrecision(3)))

const words = (d: Diagnosis): string => {
  switch (d._tag) {
    case 'tooEarly':
      return `Too early to tell, after ${d.evidence.epochs} ${d.evidence.epochs === 1 ? 'epoch' : 'epochs'}.`
    case 'diverged':
      return Number.isFinite(d.evidence.lowest)
        ? `Diverged: the training loss went from ${short(d.evidence.lowest)} to ${short(d.evidence.loss)} by epoch ${d.evidence.epoch + 1}.`
        : `Diverged: the training loss was ${short(d.evidence.loss)} from the first epoch on.`
    case 'learningRateTooHigh':
      return `The learning rate looks too high: the training loss rose in ${d.evidence.rises} of ${d.evidence.epochs} epochs.`
    case 'overfitting':
      return `Overfitting: the validation loss rose from ${short(d.evidence.bestLoss)} in epoch ${d.evidence.bestEpoch + 1} to ${short(d.evidence.lastLoss)}, the training loss fell to ${short(d.evidence.trainLoss)}.`
    case 'underfitting':
      return `Underfitting: the training loss only went from ${short(d.evidence.firstLoss)} to ${short(d.evidence.lastLoss)}.`
    case 'plateau':
      return `On a plateau: the training loss has stayed at ${short(d.evidence.loss)} since epoch ${d.evidence.since + 1}.`
    case 'stillImproving':
      return `Still improving: the loss fell by ${Math.round(100 * d.evidence.drop)} % in the last third of the run.`
    case 'healthy':
      return `Healthy: the loss came down to ${short(d.evidence.loss)} and stays there.`
  }
}

/** A diagnosis in words: what was seen, then what to try. */
export const showDiagnosis = (d: Diagnosis): string => [words(d), ...d.advice].join(' ')
