/** Hyperparameter search: spaces, strategies and studies, with explicit keys and logs that resume. */
export * as Key from './Key.ts'
export { contains } from './contains.ts'
export { gridSearch, gridSize, type GridOptions } from './gridSearch.ts'
export { append, best, emptyHistory, type Disorder, type History } from './History.ts'
export type { Json, JsonRecord } from './Json.ts'
export {
  decodeLog,
  encodeRecord,
  showLogError,
  type LogError,
  type LogProblem,
  type StudyLog,
} from './log.ts'
export { randomSearch } from './randomSearch.ts'
export { sample } from './sample.ts'
export { SearchError } from './SearchError.ts'
export type { Signal } from './Signal.ts'
export type {
  ChoiceSpace,
  Config,
  ConstantSpace,
  Fields,
  IntSpace,
  Kind,
  LogIntSpace,
  LogUniformSpace,
  NumberSpace,
  QuantizedSpace,
  RecordSpace,
  Space,
  UniformSpace,
} from './Space.ts'
export { showProblems, SpaceFromJson } from './SpaceFromJson.ts'
export { choice, constant, int, logInt, logUniform, quantized, record, uniform } from './spaces.ts'
export type { Strategy } from './Strategy.ts'
export {
  runStudy,
  type Measurement,
  type Objective,
  type Study,
  type StudyEvent,
  type StudyPlan,
  type TrialContext,
} from './study.ts'
export type {
  Direction,
  StudyBegan,
  StudyRecord,
  TrialCompleted,
  TrialFailed,
  TrialProposed,
} from './StudyRecord.ts'
export {
  isCompleted,
  isOpen,
  type Completed,
  type CompletedTrial,
  type Failed,
  type Open,
  type Outcome,
  type Trial,
} from './Trial.ts'
