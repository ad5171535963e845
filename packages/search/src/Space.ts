/**
 * A space is a description of all configurations that a study may try.
 *
 * It is plain data, so that it can be written to a log, compared and shown; nothing is hidden in closures. Each
 * interpretation (`sample`, `contains`, the grid, the JSON codec) is one function over the few kinds below, and
 * `Config<typeof space>` is the type of the configurations that it describes.
 *
 * Laws, for every space and every key:
 *
 * - `contains(space)(sample(space)(key))` is true;
 * - `sample` is a function of the space and the key alone;
 * - the sample of a record's field depends on the key and on that field's name and space, not on its neighbours;
 * - `SpaceFromJson.decode(SpaceFromJson.encode(space))` gives the space back.
 */
import type { Json } from './Json.ts'

export type Space = NumberSpace | ChoiceSpace | ConstantSpace | RecordSpace

/** The kinds whose configuration is one number. */
export type NumberSpace = UniformSpace | LogUniformSpace | IntSpace | LogIntSpace | QuantizedSpace

/** Real numbers, low ≤ x ≤ high, all equally likely. */
export interface UniformSpace {
  readonly kind: 'uniform'
  readonly low: number
  readonly high: number
}

/** Positive real numbers, low ≤ x ≤ high, whose logarithm is uniform. */
export interface LogUniformSpace {
  readonly kind: 'logUniform'
  readonly low: number
  readonly high: number
}

/** Integers, low ≤ x ≤ high, both included, all equally likely. */
export interface IntSpace {
  readonly kind: 'int'
  readonly low: number
  readonly high: number
}

/** Positive integers, low ≤ x ≤ high, both included, with probability ∝ ln(x + 1) − ln(x). */
export interface LogIntSpace {
  readonly kind: 'logInt'
  readonly low: number
  readonly high: number
}

/** low, low + step, low + 2·step, … ≤ high, all equally likely. */
export interface QuantizedSpace {
  readonly kind: 'quantized'
  readonly low: number
  readonly high: number
  readonly step: number
}

/** One of the listed values, all equally likely. */
export interface ChoiceSpace<Values extends readonly Json[] = readonly Json[]> {
  readonly kind: 'choice'
  readonly values: Values
}

/** Always the same value. */
export interface ConstantSpace<Value extends Json = Json> {
  readonly kind: 'constant'
  readonly value: Value
}

/** One space for each field, drawn independently. */
export interface RecordSpace<F extends Fields = Fields> {
  readonly kind: 'record'
  readonly fields: F
}

export interface Fields {
  readonly [name: string]: Space
}

/** The type of the configurations that a space describes; any JSON when the space is known only to be one. */
export type Config<S extends Space> = [Space] extends [S] ? Json : ConfigOf<S>

type ConfigOf<S extends Space> =
  S extends ChoiceSpace<infer Values>
    ? Values[number]
    : S extends ConstantSpace<infer Value>
      ? Value
      : S extends RecordSpace<infer F>
        ? { readonly [Name in keyof F]: Config<F[Name]> }
        : number

export type Kind = Space['kind']

export const kinds: readonly Kind[] = [
  'uniform',
  'logUniform',
  'int',
  'logInt',
  'quantized',
  'choice',
  'constant',
  'record',
]
