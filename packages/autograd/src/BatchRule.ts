/**
 * What it means to run a primitive on many examples at once, rule by rule.
 *
 * A tensor is mapped where its first axis holds the examples, and not where all of them share it. Operands of a rule may
 * be either; rules are written for any number of examples, and none loops over them.
 *
 * Law. Row `i` of a mapped result is what the primitive answers to row `i` of each mapped operand and to the others as
 * they are.
 *
 * @module
 */
import type { AnyTensor } from '@gradus/tensor'

/** A tensor with the examples along its first axis, or one that all of them share. */
export interface Mappable {
  readonly tensor: AnyTensor
  readonly isMapped: boolean
}

/** What a batching rule knows: the operands, at least one of them mapped, the parameters, the number of examples. */
export interface Batch<Params> {
  readonly inputs: readonly Mappable[]
  readonly params: Params
  readonly size: number
}

/** The result of a primitive for all examples, along its first axis. */
export type BatchRule<Params> = (at: Batch<Params>) => AnyTensor

/** The results of a function of single examples, for all of them. */
export type MapExamples = (
  f: (inputs: readonly AnyTensor[]) => readonly AnyTensor[],
  inputs: readonly Mappable[],
) => readonly Mappable[]

/** What the batching rule of a primitive of several results knows. */
export interface SeveralBatch<Params> extends Batch<Params> {
  readonly map: MapExamples
}

/** The results of a primitive that answers several, for all examples. */
export type SeveralBatchRule<Params> = (at: SeveralBatch<Params>) => readonly Mappable[]
