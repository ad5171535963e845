import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor, FloatDType } from '@gradus/tensor'
import { golden, type Numbers, toTensor } from './golden.ts'

/** Parameters of a few layers, known at run time only. */
export type Params = Readonly<Record<string, Readonly<Record<string, AnyTensor>>>>

/** The golden values of penalties, constraints and averages. */
export interface TreesFile {
  readonly params: Readonly<Record<string, Readonly<Record<string, Numbers>>>>
  readonly penalties: Readonly<Record<string, number>>
  readonly constraints: Readonly<Record<string, Readonly<Record<string, Numbers>>>>
  readonly weightAverage: {
    readonly decay: number
    readonly series: readonly number[]
    readonly averages: readonly number[]
  }
}

export const trees = golden('regularize') as TreesFile

/** The golden parameters: a convolution, a batch norm and a dense layer. */
export const paramsOf = (dtype: FloatDType): Params =>
  Object.fromEntries(
    Object.entries(trees.params).map(([layer, leaves]) => [
      layer,
      Object.fromEntries(Object.entries(leaves).map(([name, x]) => [name, toTensor(x, dtype)])),
    ]),
  )

/** Each leaf stacked with its double: two sets of parameters for `vmap`. */
export const doubled = (params: Params): Params =>
  Tree.map((x) => T.stack([x, T.mul(x, 2)] as readonly AnyTensor[]))(params)

/** The leaves as nested numbers, to compare a tree with itself later. */
export const snapshot = (tree: unknown): readonly unknown[] =>
  Tree.entries(tree).map(([path, leaf]) => [path, leaf.dtype, T.toNested(leaf)])
