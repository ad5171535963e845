/**
 * A trial is one configuration and what became of it.
 *
 * Trials are numbered from 0 in the order in which they were proposed. A trial is open from then until its
 * outcome is recorded; a run that was interrupted leaves its last trial open, and the next run does it again.
 */
export interface Trial<C> {
  readonly id: number
  readonly config: C
  readonly outcome: Outcome
}

export type Outcome = Open | Completed | Failed

export interface Open {
  readonly _tag: 'Open'
}

/** The objective gave a finite number. */
export interface Completed {
  readonly _tag: 'Completed'
  readonly value: number
}

/** The objective gave up, threw, or gave NaN or an infinity; the study went on. */
export interface Failed {
  readonly _tag: 'Failed'
  readonly reason: string
}

/** A trial with a value. */
export interface CompletedTrial<C> extends Trial<C> {
  readonly outcome: Completed
}

export const isCompleted = <C>(trial: Trial<C>): trial is CompletedTrial<C> =>
  trial.outcome._tag === 'Completed'

export const isOpen = <C>(trial: Trial<C>): boolean => trial.outcome._tag === 'Open'
