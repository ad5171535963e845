/** What the page knows: a value folded over the worker's reports. */
import type { Examination, Report } from './protocol.ts'

export interface View {
  readonly phase: 'loading' | 'paused' | 'running' | 'over' | 'failed'
  readonly message: string | undefined
  readonly epochs: number
  readonly stepsPerEpoch: number
  readonly parameters: number
  readonly step: number
  readonly examplesPerSecond: number | undefined
  /** Of each batch: step and loss. */
  readonly batchLosses: readonly Point[]
  /** Of each epoch: its last step and the mean loss of its batches. */
  readonly epochLosses: readonly Point[]
  readonly examinations: readonly Examination[]
}

export type Point = readonly [x: number, y: number]

export const loading: View = {
  phase: 'loading',
  message: undefined,
  epochs: 40,
  stepsPerEpoch: 1,
  parameters: 0,
  step: 0,
  examplesPerSecond: undefined,
  batchLosses: [],
  epochLosses: [],
  examinations: [],
}

/** An epoch that ends where the reader has just stepped replaces that examination. */
const examined = (view: View, examination: Examination): readonly Examination[] => [
  ...view.examinations.filter(({ step }) => step < examination.step),
  examination,
]

export const reduce = (view: View, report: Report): View => {
  switch (report._tag) {
    case 'begun': {
      const { epochs, stepsPerEpoch, parameters, examination } = report
      return { ...loading, phase: 'paused', epochs, stepsPerEpoch, parameters, examinations: [examination] }
    }
    case 'stepped':
      return {
        ...view,
        step: report.step,
        batchLosses: [...view.batchLosses, [report.step, report.loss]],
        examinations:
          report.examination === undefined ? view.examinations : examined(view, report.examination),
      }
    case 'epoch':
      return {
        ...view,
        step: report.step,
        examplesPerSecond: report.examplesPerSecond,
        epochLosses: [...view.epochLosses, [report.step, report.loss]],
        examinations: examined(view, report.examination),
      }
    case 'paused':
      return { ...view, phase: 'paused' }
    case 'done':
      return { ...view, phase: 'over' }
    case 'failed':
      return { ...view, phase: 'failed', message: report.message }
  }
}

export const latest = (view: View): Examination | undefined => view.examinations.at(-1)

export const epochOf = (view: View, step: number): number => step / view.stepsPerEpoch
