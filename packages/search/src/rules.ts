/**
 * What makes one node of a space sound. The constructors throw the broken rule; the JSON codec reports all of
 * them, each with its path. Children are judged by themselves.
 */
import { equalJson, isJson, showValue, type Json } from './Json.ts'
import type { Space } from './Space.ts'

/** More steps than this would have neighbours that a double cannot tell apart. */
const MOST_STEPS = 2 ** 32

const pair = (low: number, high: number): string => `got ${showValue(low)} and ${showValue(high)}`

const ordered = (low: number, high: number): readonly string[] =>
  Number.isFinite(low) && Number.isFinite(high) && low < high
    ? []
    : [`low and high must be finite with low below high, ${pair(low, high)}.`]

const positive = (low: number, high: number): readonly string[] =>
  low > 0 ? [] : [`low must be above 0 on a logarithmic scale, ${pair(low, high)}.`]

const integral = (low: number, high: number): readonly string[] =>
  Number.isSafeInteger(low) && Number.isSafeInteger(high)
    ? []
    : [`low and high must be integers within ±(2^53 - 1), ${pair(low, high)}.`]

/** A draw has 52 random bits: no integer of a wider range could be equally likely. */
const countable = (low: number, high: number): readonly string[] =>
  high - low < 2 ** 52 ? [] : [`low and high must be less than 2^52 apart, ${pair(low, high)}.`]

const stepped = (low: number, high: number, step: number): readonly string[] => {
  if (!(Number.isFinite(step) && step > 0))
    return [`step must be finite and above 0, got ${showValue(step)}.`]
  const tooFine = (high - low) / step > MOST_STEPS || Math.max(Math.abs(low), Math.abs(high)) / step > 1e14
  return tooFine ? [`step ${showValue(step)} is too fine between ${low} and ${high}. Use uniform?`] : []
}

const distinct = (values: readonly Json[]): readonly string[] => {
  const repeated = values.find((value, i) => values.findIndex((other) => equalJson(other, value)) < i)
  return repeated === undefined ? [] : [`values must differ, ${showValue(repeated)} is there twice.`]
}

const jsonOnly = (values: readonly unknown[]): readonly string[] =>
  values
    .filter((value) => !isJson(value))
    .map((value) => `values must be JSON with finite numbers, got ${showValue(value)}.`)

/** The rules that this node breaks, each as a sentence; none for a sound one. */
export const brokenRules = (space: Space): readonly string[] => {
  switch (space.kind) {
    case 'uniform':
      return ordered(space.low, space.high)
    case 'logUniform':
      return first(ordered(space.low, space.high), positive(space.low, space.high))
    case 'int':
      return first(
        integral(space.low, space.high),
        ordered(space.low, space.high),
        countable(space.low, space.high),
      )
    case 'logInt':
      return first(
        integral(space.low, space.high),
        ordered(space.low, space.high),
        positive(space.low, space.high),
      )
    case 'quantized':
      return first(ordered(space.low, space.high), stepped(space.low, space.high, space.step))
    case 'choice':
      return space.values.length === 0
        ? ['values must not be empty.']
        : first(jsonOnly(space.values), distinct(space.values))
    case 'constant':
      return jsonOnly([space.value])
    case 'record':
      return Object.hasOwn(space.fields, '__proto__') ? ['a field cannot be called __proto__.'] : []
  }
}

/** The first group with a broken rule: what follows would only repeat it in other words. */
const first = (...groups: readonly (readonly string[])[]): readonly string[] =>
  groups.find((group) => group.length > 0) ?? []
