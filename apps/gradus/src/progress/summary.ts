import type { Paint } from '../cli/Terminal.ts'
import { count, duration, percent, plural, short } from '../format/numbers.ts'
import type { Done, Files, Interrupted, Score, Started } from './Progress.ts'

const resumedWords = ({ resumedAt }: Started): string =>
  resumedAt === null
    ? 'Training'
    : `Resuming from step ${count(resumedAt.step)} in epoch ${resumedAt.epoch} of`

/** What is about to happen. */
export const startText = (start: Started, paint: Paint): string =>
  [
    `${resumedWords(start)} ${paint('bold', start.run)}`,
    `  data    ${start.data}`,
    `  model   ${start.model}`,
    `  folder  ${start.folder}`,
    '',
    '',
  ].join('\n')

/** `Test accuracy 97.8 %  (95 % interval 95.7 % to 98.9 %; 352 of 360 right)`; `on` is `Test ` or nothing. */
export const scoreText = (score: Score, paint: Paint, on = 'Test '): string =>
  score.task === 'classification'
    ? `${on === '' ? 'A' : `${on}a`}ccuracy ${paint('bold', percent(score.accuracy))}  (95 % interval ${percent(score.low)} to ` +
      `${percent(score.high)}; ${count(score.right)} of ${count(score.size)} right)`
    : `${on === '' ? 'E' : `${on}e`}rror (RMSE) ${paint('bold', short(score.rmse))} in units of ${score.target}  (mean error ` +
      `${short(score.mae)}, R² ${short(score.r2, 3)}, ${plural(score.size, 'row')})`

const endText = ({ reason, epochs, bestEpoch, seconds }: Done): string =>
  `${reason === 'earlyStopping' ? 'Stopped early' : 'Done'} after ${plural(epochs, 'epoch')} and ${duration(seconds)}; ` +
  `the best was epoch ${bestEpoch}.`

const labels: readonly (readonly [keyof Files, string])[] = [
  ['report', 'report'],
  ['parameters', 'parameters'],
  ['metrics', 'metrics'],
  ['configuration', 'configuration'],
  ['checkpoints', 'checkpoints'],
]

const nextText = ({ advice, next }: Done, paint: Paint): readonly string[] => {
  const width = Math.max(...next.map(([command]) => command.length))
  return [
    'What to try next',
    ...advice.map((line) => `  ${line}`),
    ...next.map(([command, meaning]) => `  ${paint('cyan', command.padEnd(width))}  ${meaning}`),
  ]
}

/** How it went, where everything is, and what to try next. */
export const doneText = (done: Done, paint: Paint): string =>
  [
    endText(done),
    scoreText(done.test, paint),
    '',
    ...labels.map(([key, label]) => `  ${label.padEnd(13)}  ${done.files[key]}`),
    '',
    ...nextText(done, paint),
    '',
  ].join('\n')

export const interruptedText = ({ epoch, step, resume }: Interrupted, paint: Paint): string =>
  `Interrupted in epoch ${epoch} after step ${count(step)}; everything is saved. Go on with\n  ${paint('cyan', resume)}\n`
