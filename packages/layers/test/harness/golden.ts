/** Golden files of this package, as tools/golden/layers_common.py writes them. */
import { readFileSync } from 'node:fs'
import * as T from '@gradus/tensor'
import type { AnyTensor, DType } from '@gradus/tensor'
import { expect } from 'vitest'

/** Nested numbers. */
export type Numbers = number | readonly Numbers[]

/** Nested numbers by name, to any depth. */
export type NumberTree = Numbers | { readonly [name: string]: NumberTree }

/** One case: what a layer or a function is given, what it answers, and the gradient of `Σ c · output`. */
export interface Golden {
  /** A batch, for a layer; a function may have named inputs only. */
  readonly x?: Numbers
  /** Is the batch of whole numbers, which have no gradient? */
  readonly integers: boolean
  /** A layer's parameters, or a function's inputs. */
  readonly params: { readonly [name: string]: NumberTree }
  /** The state before, where it is not the layer's own beginning. */
  readonly state?: NumberTree
  readonly c: Numbers
  readonly output: Numbers
  readonly gradient: NumberTree
  readonly gradientOfX?: Numbers
  /** The state after, in training. */
  readonly nextState?: NumberTree
}

/** The cases of a golden file. */
export const goldenCases = (file: string): Readonly<Record<string, Golden>> =>
  (
    JSON.parse(readFileSync(new URL(`../golden/${file}.json`, import.meta.url), 'utf8')) as {
      readonly cases: Readonly<Record<string, Golden>>
    }
  ).cases

/** A tensor from nested numbers, whose depth literal shapes cannot follow. */
export const toTensor = (numbers: Numbers, dtype: DType): AnyTensor =>
  T.tensor(numbers as readonly number[], { dtype }) as AnyTensor

const isBranch = (tree: NumberTree): tree is { readonly [name: string]: NumberTree } =>
  typeof tree === 'object' && !Array.isArray(tree)

/** A tree of tensors from a tree of numbers. */
export const toTree = (tree: NumberTree, dtype: DType): unknown =>
  isBranch(tree)
    ? Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, toTree(branch, dtype)]))
    : toTensor(tree, dtype)

/** How far from the golden value a number may be: `atol + rtol · |value|`. */
export type Tolerance = readonly [rtol: number, atol: number]

/** Expects a tensor to have the values and the shape of nested numbers. */
export const expectClose = (found: AnyTensor, expected: Numbers, [rtol, atol]: Tolerance): void => {
  const wanted = toTensor(expected, 'float64')
  expect(found.shape).toEqual(wanted.shape)
  const values = T.toTypedArray(wanted)
  const distances = [...T.toTypedArray(found)].map((x, i) => {
    const y = values[i] ?? Number.NaN
    return x === y ? 0 : Math.abs(x - y) / (atol + rtol * Math.abs(y))
  })
  const worst = distances.reduce((a, b) => (a >= b ? a : b), 0)
  expect(worst, `${String(found)} against ${String(wanted)}`).toBeLessThanOrEqual(1)
}

/** Expects a tree to have the paths and the values of a tree of numbers. */
export const expectTreeClose = (found: unknown, expected: NumberTree, tolerance: Tolerance): void => {
  const wanted = new Map(T.Tree.entries(toTree(expected, 'float64')) as readonly [string, AnyTensor][])
  const entries = T.Tree.entries(found) as readonly (readonly [string, AnyTensor])[]
  expect(entries.map(([path]) => path).toSorted()).toEqual([...wanted.keys()].toSorted())
  entries.forEach(([path, x]) => expectClose(x, T.toNested(wanted.get(path) ?? x) as Numbers, tolerance))
}
