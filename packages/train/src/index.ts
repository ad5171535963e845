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
export { showCheck } from './checks/CheckReport.ts'
export type {
  CheckReport,
  GradientCheckReport,
  InitialLossReport,
  OverfitReport,
} from './checks/CheckReport.ts'
export { gradientCheck } from './checks/gradientCheck.ts'
export type { GradientCheckOptions } from './checks/gradientCheck.ts'
export { initialLossCheck } from './checks/initialLossCheck.ts'
export type { InitialLossOptions } from './checks/initialLossCheck.ts'
export { overfitCheck } from './checks/overfitCheck.ts'
export type { OverfitOptions } from './checks/overfitCheck.ts'
export { diagnose, showDiagnosis } from './diagnose.ts'
export type { Diagnosis, DiagnosisOptions, Losses } from './diagnose.ts'
