/**
 * Training as a fold: snapshots, exact resume, the babysitter's checks, diagnosis.
 *
 * @module
 */
export { bestWeights } from './epoch.ts'
export type { Ending } from './epoch.ts'
export { evaluate, predict } from './evaluate.ts'
export { showFormatError } from './FormatError.ts'
export type { FormatError } from './FormatError.ts'
export { showNonFinite } from './NonFinite.ts'
export type { NonFinite } from './NonFinite.ts'
export type { NumberMetric, Plan, TrainingData, Weights } from './Plan.ts'
export { decodeState, encodeState } from './stateCodec.ts'
export { trainStep } from './step.ts'
export type { Stepped } from './step.ts'
export { run, train } from './train.ts'
export type {
  DoneSnapshot,
  EpochSnapshot,
  FailedSnapshot,
  RunOptions,
  Snapshot,
  StepSnapshot,
} from './train.ts'
export { initialState } from './TrainState.ts'
export type { Best, EpochRecord, Measures, Running, TrainState } from './TrainState.ts'
export { decodeWeights, encodeWeights } from './weightsCodec.ts'
export type { DecodedWeights } from './weightsCodec.ts'
