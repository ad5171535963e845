/** Parts of a tree by their path. */
import { GradusError } from '../errors.ts'
import type { AnyTensor } from '../Tensor.ts'
import { build, describe, isNode, join } from '../Tree.ts'

/** What a path that leads nowhere answers: the text that the editor shows. */
export interface NoSuchPath<Message extends string> {
  readonly noSuchPath: Message
}

type Key<T, P extends string> = P extends keyof T
  ? T[P]
  : T extends readonly (infer E)[]
    ? number extends T['length']
      ? P extends `${number}`
        ? E
        : never
      : never
    : never

type Search<T, P extends string, Whole extends string> = unknown extends T
  ? unknown
  : string extends P
    ? unknown
    : [Key<T, P>] extends [never]
      ? P extends `${infer Head}.${infer Rest}`
        ? [Key<T, Head>] extends [never]
          ? NoSuchPath<`the tree has no ${Whole}: there is no ${Head}`>
          : Key<T, Head> extends AnyTensor
            ? NoSuchPath<`the tree has no ${Whole}: ${Head} is a tensor`>
            : Search<Key<T, Head>, Rest, Whole>
        : NoSuchPath<`the tree has no ${Whole}: there is no ${P}`>
      : Key<T, P>

/** The part of a tree at a path; `unknown` where the compiler knows neither. */
export type At<T, P extends string> = Search<T, P, P>

/** Nothing to add where the path leads somewhere; otherwise the message, which no tree satisfies. */
type Leads<T, P extends string> = At<T, P> extends NoSuchPath<string> ? At<T, P> : unknown

/** The tree with the part at a path replaced by a `V`. */
export type WithPart<T, P extends string, V> = string extends P
  ? T
  : {
      readonly [K in keyof T]: K extends P
        ? V
        : P extends `${K & string}.${infer Rest}`
          ? WithPart<T[K], Rest, V>
          : T[K]
    }

type Fields = Readonly<Record<string, unknown>>

/** Splits a path at each dot in turn, since a key may hold dots itself, and takes the first that the tree has. */
const steps = (
  node: unknown,
  path: string,
): readonly (readonly [key: string, rest: string | undefined])[] => {
  if (!isNode(node)) return []
  const dots = [...path.matchAll(/\./g)].map((m) => m.index)
  const splits = [
    ...dots.map((i) => [path.slice(0, i), path.slice(i + 1)] as const),
    [path, undefined] as const,
  ]
  return splits.filter(([key]) => Object.hasOwn(node, key))
}

const noPath = (op: string, path: string, at: string, node: unknown): GradusError =>
  new GradusError(op, `the tree has no ${path}: ${at === '' ? 'the root' : at} is ${describe(node)}`)

type Change = (part: unknown) => unknown

/** Does something with the part at a path, and with the branches above it on the way back. */
const walk = (
  node: unknown,
  rest: string,
  change: Change,
  rebuild: (node: unknown, key: string, part: unknown) => unknown,
  fail: (at: string, node: unknown) => GradusError,
  at = '',
): unknown => {
  const [step] = steps(node, rest)
  if (step === undefined) throw fail(at, node)
  const [key, further] = step
  const child = (node as Fields)[key]
  const part =
    further === undefined ? change(child) : walk(child, further, change, rebuild, fail, join(at, key))
  return rebuild(node, key, part)
}

/**
 * The part of a tree at a path such as `dense_0.kernel`: a tensor, or a branch.
 *
 * @throws GradusError where the path leads nowhere, if the compiler could not know, naming what is there.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const params = { dense_0: { kernel: T.tensor([[1, 2]]), bias: T.tensor([3]) } }
 * T.toNested(T.Tree.get('dense_0.bias')(params)) // => [3]
 * ```
 */
export const get =
  <const P extends string>(path: P) =>
  <T>(tree: T & Leads<T, P>): At<T, P> =>
    walk(
      tree,
      path,
      (part) => part,
      (_node, _key, part) => part,
      (at, node) => noPath('Tree.get', path, at, node),
    ) as never

const replaced = (node: unknown, key: string, part: unknown): unknown =>
  build(
    node as Fields,
    Object.entries(node as Fields).map(([k, v]) => [k, k === key ? part : v] as const),
  )

/**
 * The tree with the part at a path replaced; everything else is shared with the old one.
 *
 * @throws GradusError where the path leads nowhere, if the compiler could not know, naming what is there.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const params = { dense_0: { kernel: T.tensor([[1, 2]]), bias: T.tensor([3]) } }
 * const fresh = T.Tree.set('dense_0.bias', T.tensor([0]))(params)
 * T.toNested(fresh.dense_0.bias) // => [0]
 * T.toNested(params.dense_0.bias) // => [3]
 * ```
 */
export const set =
  <const P extends string, V>(path: P, value: V) =>
  <T>(tree: T & Leads<T, P>): WithPart<T, P, V> =>
    walk(
      tree,
      path,
      () => value,
      replaced,
      (at, node) => noPath('Tree.set', path, at, node),
    ) as never
