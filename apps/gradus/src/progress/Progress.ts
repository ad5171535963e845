/** What a training run tells while it runs. The same events feed the bar, the plain lines and the JSON lines. */
export type Progress =
  | Started
  | ({ readonly event: 'batch' } & Position & Pace)
  | ({
      readonly event: 'epoch'
      readonly epoch: number
      readonly epochs: number
      readonly best: boolean
    } & EpochNumbers &
      Pace)
  | { readonly event: 'note'; readonly message: string }
  | Interrupted
  | Done

export interface Started {
  readonly event: 'start'
  readonly run: string
  readonly folder: string
  readonly data: string
  readonly model: string
  readonly epochs: number
  /** The epoch and batch at which an interrupted run goes on; null for a new one. */
  readonly resumedAt: { readonly epoch: number; readonly step: number } | null
}

export interface Interrupted {
  readonly event: 'interrupted'
  readonly run: string
  readonly folder: string
  readonly epoch: number
  readonly step: number
  /** The command that goes on. */
  readonly resume: string
}

export interface Done {
  readonly event: 'done'
  readonly run: string
  readonly reason: 'epochs' | 'earlyStopping'
  readonly epochs: number
  readonly bestEpoch: number
  readonly seconds: number
  readonly test: Score
  readonly files: Files
  readonly advice: readonly string[]
  /** Commands that make sense now, and what they do. */
  readonly next: readonly (readonly [command: string, meaning: string])[]
}

export type Score =
  | {
      readonly task: 'classification'
      readonly accuracy: number
      readonly low: number
      readonly high: number
      readonly right: number
      readonly size: number
      readonly loss: number
    }
  | {
      readonly task: 'regression'
      readonly target: string
      readonly rmse: number
      readonly mae: number
      readonly r2: number
      readonly size: number
      readonly loss: number
    }

export interface Files {
  readonly report: string
  readonly parameters: string
  readonly metrics: string
  readonly configuration: string
  readonly checkpoints: string
}

export interface Position {
  readonly epoch: number
  readonly epochs: number
  /** Batches done in this epoch, of all. */
  readonly batch: number
  readonly batches: number
  readonly loss: number
  /** Of the last epoch; null before the first has ended. */
  readonly validation: Metric | null
}

export interface EpochNumbers {
  readonly loss: number
  readonly validationLoss: number
  readonly validation: Metric
}

export interface Metric {
  readonly name: 'accuracy' | 'rmse'
  readonly value: number
}

export interface Pace {
  readonly samplesPerSecond: number
  readonly secondsLeft: number
}

export type Reporter = (progress: Progress) => void
