/** A tree taken apart by its leaves, and put together again: to train some of them and keep the others as they are. */
import { GradusError } from '../errors.ts'
import { type AnyTensor, isTensor } from '../Tensor.ts'
import { build, describe, isNode, join, map } from '../Tree.ts'

declare const whole: unique symbol

/** An empty branch, which stands where a leaf went to the other part. */
export type Hole = Readonly<Record<never, never>>

type Holed<T> = T extends AnyTensor ? T | Hole : { readonly [K in keyof T]: Holed<T[K]> }

/** A tree of which some leaves are an empty branch instead; it is a tree like any other, of fewer leaves. */
export type Part<T> = Holed<T> & { readonly [whole]?: T }

/** The leaves that were asked for, and the others, each in the structure of the whole tree. */
export interface Partition<T> {
  readonly selected: Part<T>
  readonly rest: Part<T>
}

/**
 * A tree in two: the leaves that a predicate selects, and the rest. Both keep the structure; where a leaf went to the other
 * part stands an empty branch `{}`. `combine` undoes it.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const params = { body: { kernel: T.ones([2]) }, head: { kernel: T.zeros([3]) } }
 * const { selected, rest } = T.Tree.partition((_, path) => path.startsWith('head'))(params)
 * T.Tree.paths(selected) // => ['head.kernel']
 * T.Tree.paths(rest) // => ['body.kernel']
 * T.Tree.equals(T.Tree.combine(selected, rest), params) // => true
 * ```
 * Source: P. Kidger and C. Garcia, "Equinox", 2021, whose `partition` puts `None` where we put `{}`.
 */
export const partition =
  (predicate: (leaf: AnyTensor, path: string) => boolean) =>
  <T>(tree: T): Partition<T> => ({
    selected: map((leaf, path): unknown => (predicate(leaf, path) ? leaf : {}))(tree) as never,
    rest: map((leaf, path): unknown => (predicate(leaf, path) ? {} : leaf))(tree) as never,
  })

const isHole = (x: unknown): boolean => isNode(x) && !Array.isArray(x) && Object.keys(x).length === 0

const mismatch = (path: string, a: unknown, b: unknown): GradusError => {
  const at = path === '' ? 'the root' : path
  return new GradusError(
    'Tree.combine',
    isTensor(a) && isTensor(b)
      ? `both trees hold a tensor at ${at}`
      : `the trees differ at ${at}: ${describe(a)} against ${describe(b)}`,
  )
}

const combineAt = (a: unknown, b: unknown, path: string): unknown => {
  if (isHole(a)) return b
  if (isHole(b)) return a
  if (!isNode(a) || !isNode(b)) throw mismatch(path, a, b)
  const keys = Object.keys(a)
  const others = Object.keys(b)
  if (keys.length !== others.length || keys.some((k) => !Object.hasOwn(b, k))) throw mismatch(path, a, b)
  const child = (node: unknown, k: string): unknown => (node as Readonly<Record<string, unknown>>)[k]
  return build(
    a,
    keys.map((k) => [k, combineAt(child(a, k), child(b, k), join(path, k))] as const),
  )
}

/**
 * Two parts of one tree put together: where one has an empty branch, what the other has.
 *
 * @throws GradusError naming the path where both hold a tensor, or where the structures differ.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const params = { body: T.ones([2]), head: T.zeros([3]) }
 * const { selected, rest } = T.Tree.partition((_, path) => path === 'head')(params)
 * const trained = T.Tree.map((x) => T.add(x, 1))(selected)
 * T.toNested(T.Tree.combine(trained, rest).head) // => [1, 1, 1]
 * ```
 */
export const combine = <T>(a: Part<T>, b: Part<T>): T => combineAt(a, b, '') as never
