/** What the page and its worker say to each other. */
import type { Settings } from './plan.ts'

export type Command =
  | { readonly _tag: 'begin'; readonly settings: Settings }
  | { readonly _tag: 'run' }
  | { readonly _tag: 'pause' }
  | { readonly _tag: 'step' }
  | { readonly _tag: 'rate'; readonly learningRate: number }

/** A validation digit that the network takes for another one. */
export interface Mistake {
  readonly pixels: readonly number[]
  readonly digit: number
  readonly guess: number
  readonly confidence: number
}

/** How the network does on the validation digits at a step of its training. */
export interface Examination {
  readonly step: number
  readonly loss: number
  readonly accuracy: number
  /** 95 % confidence. */
  readonly interval: readonly [number, number]
  /** Row: the digit. Column: what it was taken for. */
  readonly confusion: readonly (readonly number[])[]
  readonly mistakeCount: number
  /** The most confident ones first. */
  readonly mistakes: readonly Mistake[]
}

export type Report =
  | {
      readonly _tag: 'begun'
      readonly epochs: number
      readonly stepsPerEpoch: number
      readonly parameters: number
      readonly examination: Examination
    }
  | {
      readonly _tag: 'stepped'
      readonly step: number
      readonly loss: number
      readonly examination?: Examination
    }
  | {
      readonly _tag: 'epoch'
      readonly epoch: number
      readonly step: number
      readonly loss: number
      readonly examplesPerSecond: number
      readonly examination: Examination
    }
  | { readonly _tag: 'paused' }
  | { readonly _tag: 'done' }
  | { readonly _tag: 'failed'; readonly message: string }
