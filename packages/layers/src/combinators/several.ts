/**
 * What the layers that make one tensor of several by name have in common.
 *
 * @module
 */
import type { Misfit } from '../Layer.ts'
import type { OneSignal, ShowSignal, Signal, Value, Values } from '../Signal.ts'
import { isOne, showSignal } from '../Signal.ts'
import type { Tensor } from '@gradus/tensor'

/** One of several signals. */
export type Of<In, Name> = Name extends keyof In ? In[Name] : OneSignal

/** Several signals as words: `left is [3], right is [4]`. */
export type Listed<In, Names> = Names extends readonly [infer First extends string, ...infer Rest]
  ? Rest extends readonly []
    ? `${First} is ${ShowSignal<Of<In, First>>}`
    : `${First} is ${ShowSignal<Of<In, First>>}, ${Listed<In, Rest>}`
  : string

/** What to say where a name is not there; `never` if all are. */
export type AbsentOf<In, Name> = Name extends string
  ? Name extends keyof In
    ? never
    : { readonly expects: `a tensor called ${Name}`; readonly advice: 'Check its name.' }
  : never

const several = (input: Signal): { readonly [name: string]: OneSignal } => (isOne(input) ? {} : input)

/** What to say where a name is not there. */
export const absent = (input: Signal, names: readonly string[]): Misfit | undefined => {
  const name = names.find((n) => several(input)[n] === undefined)
  return name === undefined ? undefined : { expects: `a tensor called ${name}`, advice: 'Check its name.' }
}

/** Those of several signals that have these names. */
export const chosen = (input: Signal, names: readonly string[]): readonly OneSignal[] =>
  names.flatMap((name) => {
    const one = several(input)[name]
    return one === undefined ? [] : [one]
  })

/** Those of several tensors that have these names. */
export const chosenTensors = (x: Value, names: readonly string[]): readonly Tensor[] =>
  names.map((name) => (x as Values)[name] as Tensor)

/** Several signals as words. */
export const listed = (input: Signal, names: readonly string[]): string =>
  names.map((name) => `${name} is ${showSignal(several(input)[name] ?? [])}`).join(', ')
