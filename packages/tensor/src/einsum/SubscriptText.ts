/**
 * The language of `einsum` as types: its text taken apart.
 *
 * @module
 */
import type { Count } from '../shape/base.ts'

type Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

type Characters<T extends string, Done = never> = T extends `${infer C}${infer Rest}`
  ? Characters<Rest, Done | C>
  : Done

type Letter = Characters<Alphabet>

/** One name for an axis, or the ellipsis for the axes without one. */
type Label = Letter | '...'

/** The names of the axes of one operand. */
export type Labels = readonly Label[]

/** The text without spaces. */
export type NoSpaces<T extends string> = T extends `${infer A} ${infer B}` ? NoSpaces<`${A}${B}`> : T

/** The terms of the operands. */
export type Terms<T extends string> = T extends `${infer First},${infer Rest}`
  ? readonly [First, ...Terms<Rest>]
  : readonly [T]

/** The names in a term; `never` where it holds something else, or two ellipses. */
export type LabelsOf<T extends string, Done extends Labels = readonly []> = T extends ''
  ? Done
  : T extends `...${infer Rest}`
    ? '...' extends Done[number]
      ? never
      : LabelsOf<Rest, readonly [...Done, '...']>
    : T extends `${infer L extends Letter}${infer Rest}`
      ? LabelsOf<Rest, readonly [...Done, L]>
      : never

/** The names of axes, without the ellipsis. */
export type Named<L extends Labels, Done extends Count = []> = L extends readonly [
  infer First,
  ...infer Rest extends Labels,
]
  ? Named<Rest, First extends '...' ? Done : [...Done, 1]>
  : Done['length']

type OnceIn<T extends string, L extends string> = T extends `${string}${L}${infer Rest}`
  ? Rest extends `${string}${L}${string}`
    ? false
    : true
  : false

type Once<T extends string, From extends string, Done extends string> = From extends `${infer L}${infer Rest}`
  ? Once<T, Rest, OnceIn<T, L> extends true ? `${Done}${L}` : Done>
  : Done

/** The result where none is named: the letters that come once, by the alphabet, after what is under an ellipsis. */
export type Implicit<T extends string> = Once<T, Alphabet, T extends `${string}...${string}` ? '...' : ''>
