/**
 * What a study tells as it goes: one record when it begins, one when a trial is proposed, one when it ends.
 *
 * A log is these records, one JSON document per line, each written before the study goes on.
 */
import type { Key } from './Key.ts'
import type { Space } from './Space.ts'

/** Whether small objectives are good (a loss) or large ones (an accuracy). */
export type Direction = 'minimize' | 'maximize'

export type StudyRecord<C> = StudyBegan | TrialProposed<C> | TrialCompleted | TrialFailed

/** Which study this is; a log of another one is refused. */
export interface StudyBegan {
  readonly op: 'study'
  readonly version: 1
  readonly space: Space
  readonly direction: Direction
  readonly key: Key
}

export interface TrialProposed<C> {
  readonly op: 'propose'
  readonly trial: number
  readonly config: C
}

export interface TrialCompleted {
  readonly op: 'complete'
  readonly trial: number
  readonly value: number
}

export interface TrialFailed {
  readonly op: 'fail'
  readonly trial: number
  readonly reason: string
}

export const ops: readonly StudyRecord<unknown>['op'][] = ['study', 'propose', 'complete', 'fail']
