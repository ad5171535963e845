/**
 * Trees: parameters, gradients and optimiser states as readonly records, tuples and arrays of tensors, nested to any depth.
 *
 * Laws. `map(x => x)` is the identity; `map(f)` then `map(g)` is `map(g ∘ f)`; `fromPaths(t)(new Map(entries(t)))` is `t`.
 * Trees are compared by their keys, never by the position of their leaves, and a mismatch names the path.
 *
 * @module
 */
import * as E from '#fp/Either'
import { toTypedArray, zeros } from './create.ts'
import { GradusError, showShape } from './errors.ts'
import { stack } from './movement/join.ts'
import { norm } from './reduce.ts'
import { type AnyTensor, isTensor, type Tensor } from './Tensor.ts'

/** The tree with each tensor replaced by a `B`. */
export type Mapped<T, B> = T extends AnyTensor ? B : { readonly [K in keyof T]: Mapped<T[K], B> }

type Node = Readonly<Record<string, unknown>> | readonly unknown[]

/** A record of any realm, and not a Map, a Date or another class, whose contents are not in its keys. */
const isPlain = (x: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(x)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

export const isNode = (x: unknown): x is Node =>
  typeof x === 'object' && x !== null && !isTensor(x) && (Array.isArray(x) || isPlain(x))

export const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)

export const describe = (x: unknown): string =>
  isTensor(x)
    ? `a tensor ${showShape(x.shape)} ${x.dtype}`
    : isNode(x)
      ? `a branch {${Object.keys(x).join(', ')}}`
      : typeof x === 'object' && x !== null
        ? `a ${x.constructor.name}`
        : typeof x === String(x)
          ? String(x) // undefined
          : `${typeof x} ${String(x)}`

const notATree = (path: string, x: unknown): GradusError =>
  new GradusError(
    'Tree',
    `a tree holds tensors in records and arrays, ${path === '' ? 'the root' : path} is ${describe(x)}`,
  )

export const build = (node: Node, values: readonly (readonly [string, unknown])[]): unknown =>
  Array.isArray(node) ? values.map(([, v]) => v) : Object.fromEntries(values)

const mapAt = (f: (leaf: AnyTensor, path: string) => unknown, x: unknown, path: string): unknown => {
  if (isTensor(x)) return f(x, path)
  if (!isNode(x)) throw notATree(path, x)
  return build(
    x,
    Object.entries(x).map(([k, v]) => [k, mapAt(f, v, join(path, k))] as const),
  )
}

/** A function of leaves whose result is again a tensor keeps the type of the tree; any other gives `Mapped`. */
interface Map {
  (f: (leaf: AnyTensor, path: string) => AnyTensor): <T>(tree: T) => T
  <B>(f: (leaf: AnyTensor, path: string) => B): <T>(tree: T) => Mapped<T, B>
}

/**
 * The tree with a function applied to each leaf; the function also gets the leaf's path, such as `dense_0.kernel`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const params = { dense_0: { kernel: T.tensor([[1, 2]]), bias: T.tensor([3]) } }
 * const doubled = T.Tree.map((x) => T.mul(x, 2))(params)
 * T.toNested(doubled.dense_0.kernel) // => [[2, 4]]
 * ```
 */
export const map: Map = ((f: (leaf: AnyTensor, path: string) => unknown) => (tree: unknown) =>
  mapAt(f, tree, '')) as never

const differs = (path: string, a: unknown, b: unknown): GradusError =>
  new GradusError(
    'Tree.zipWith',
    `the trees differ at ${path === '' ? 'the root' : path}: ${describe(a)} against ${describe(b)}`,
  )

const zipAt = (
  f: (leaves: readonly AnyTensor[], path: string) => unknown,
  trees: readonly unknown[],
  path: string,
): unknown => {
  const [first, ...rest] = trees
  if (isTensor(first)) {
    const other = rest.find((t) => !isTensor(t))
    if (rest.some((t) => !isTensor(t))) throw differs(path, first, other)
    return f(trees as readonly AnyTensor[], path)
  }
  if (!isNode(first)) throw notATree(path, first)
  const keys = Object.keys(first)
  rest.forEach((t) => {
    if (!isNode(t)) throw differs(path, first, t)
    const odd = [
      ...keys.filter((k) => !Object.hasOwn(t, k)),
      ...Object.keys(t).filter((k) => !Object.hasOwn(first, k)),
    ]
    if (odd.length > 0) throw differs(path, first, t)
  })
  const child = (t: unknown, k: string): unknown => (t as Readonly<Record<string, unknown>>)[k]
  return build(
    first,
    keys.map(
      (k) =>
        [
          k,
          zipAt(
            f,
            trees.map((t) => child(t, k)),
            join(path, k),
          ),
        ] as const,
    ),
  )
}

interface ZipWith {
  (f: (a: AnyTensor, b: AnyTensor, path: string) => AnyTensor): <T>(a: T, b: NoInfer<T>) => T
  <B>(f: (a: AnyTensor, b: AnyTensor, path: string) => B): <T>(a: T, b: NoInfer<T>) => Mapped<T, B>
}

/**
 * Two trees of one structure combined leaf by leaf.
 *
 * @throws GradusError naming the path where the structures differ.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const a = { w: T.tensor([1, 2]) }
 * const b = { w: T.tensor([10, 20]) }
 * T.toNested(T.Tree.zipWith((x, y) => T.add(x, y))(a, b).w) // => [11, 22]
 * ```
 */
export const zipWith: ZipWith = ((f: (a: AnyTensor, b: AnyTensor, path: string) => unknown) =>
  (a: unknown, b: unknown) =>
    zipAt(([x, y], path) => f(x as AnyTensor, y as AnyTensor, path), [a, b], '')) as never

const entriesAt = (x: unknown, path: string): readonly (readonly [string, AnyTensor])[] => {
  if (isTensor(x)) return [[path, x]]
  if (!isNode(x)) throw notATree(path, x)
  return Object.entries(x).flatMap(([k, v]) => entriesAt(v, join(path, k)))
}

/**
 * Each leaf with its path, in the order of the keys.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const params = { dense_0: { kernel: T.tensor([[3]]), bias: T.tensor([4]) } }
 * T.Tree.entries(params).map(([path, x]) => `${path} ${x.shape.join()}`) // => ['dense_0.kernel 1,1', 'dense_0.bias 1']
 * ```
 */
export const entries = (tree: unknown): readonly (readonly [string, AnyTensor])[] => entriesAt(tree, '')

/**
 * The leaves, in the order of the keys.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const params = { dense_0: { kernel: T.tensor([[3]]), bias: T.tensor([4]) } }
 * T.Tree.leaves(params).length // => 2
 * ```
 */
export const leaves = (tree: unknown): readonly AnyTensor[] => entries(tree).map(([, leaf]) => leaf)

/**
 * The paths of the leaves, such as `dense_0.kernel`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const params = { dense_0: { kernel: T.tensor([[3]]), bias: T.tensor([4]) } }
 * T.Tree.paths(params) // => ['dense_0.kernel', 'dense_0.bias']
 * ```
 */
export const paths = (tree: unknown): readonly string[] => entries(tree).map(([path]) => path)

/**
 * The leaves folded into one value.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const params = { dense_0: { kernel: T.tensor([[3]]), bias: T.tensor([4]) } }
 * T.Tree.reduce((count: number, x) => count + T.sizeOf(x.shape), 0)(params) // => 2
 * ```
 */
export const reduce =
  <B>(f: (acc: B, leaf: AnyTensor, path: string) => B, initial: B) =>
  (tree: unknown): B =>
    entries(tree).reduce((acc, [path, leaf]) => f(acc, leaf, path), initial)

/** Where named tensors do not fit a tree. */
export interface TreeMismatch {
  readonly _tag: 'TreeMismatch'
  readonly missing: readonly string[]
  readonly unexpected: readonly string[]
  readonly different: readonly { readonly path: string; readonly found: string; readonly expected: string }[]
}

const kind = (x: AnyTensor): string => `${showShape(x.shape)} ${x.dtype}`

/**
 * The tree of a template's structure with leaves by path: all paths, shapes and element types must fit.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const template = { w: T.zeros([2]) }
 * const found = T.Tree.fromPaths(template)(new Map([['w', T.tensor([1, 2])]]))
 * found._tag === 'Right' && T.toNested(found.right.w) // => [1, 2]
 * T.Tree.fromPaths(template)(new Map())._tag // => 'Left'
 * ```
 */
export const fromPaths =
  <T>(template: T) =>
  (found: ReadonlyMap<string, AnyTensor>): E.Either<TreeMismatch, T> => {
    const expected = entries(template)
    const names = new Set(expected.map(([path]) => path))
    const missing = expected.filter(([path]) => !found.has(path)).map(([path]) => path)
    const unexpected = [...found.keys()].filter((path) => !names.has(path))
    const different = expected.flatMap(([path, leaf]) => {
      const other = found.get(path)
      return other === undefined || kind(other) === kind(leaf)
        ? []
        : [{ path, found: kind(other), expected: kind(leaf) }]
    })
    return missing.length + unexpected.length + different.length > 0
      ? E.left({ _tag: 'TreeMismatch', missing, unexpected, different })
      : E.right(map((leaf, path) => found.get(path) ?? leaf)(template))
  }

/**
 * A mismatch in words, a line for each path.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const found = T.Tree.fromPaths({ w: T.zeros([2]) })(new Map([['w', T.zeros([3])]]))
 * found._tag === 'Left' && T.Tree.showMismatch(found.left) // => 'w: found [3] float32, expected [2] float32'
 * ```
 */
export const showMismatch = (m: TreeMismatch): string =>
  [
    ...m.missing.map((path) => `${path}: missing`),
    ...m.unexpected.map((path) => `${path}: not expected here`),
    ...m.different.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`),
  ].join('\n')

const sameBits = (a: AnyTensor, b: AnyTensor): boolean => {
  if (kind(a) !== kind(b)) return false
  const x = new Uint8Array(toTypedArray(a).buffer)
  const y = new Uint8Array(toTypedArray(b).buffer)
  return x.every((byte, i) => byte === y[i])
}

/**
 * Do two trees have the same paths, shapes, element types and bits?
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.Tree.equals({ w: T.tensor([1, 2]) }, { w: T.tensor([1, 2]) }) // => true
 * T.Tree.equals({ w: T.tensor([0]) }, { w: T.tensor([-0]) }) // => false
 * ```
 */
export const equals = (a: unknown, b: unknown): boolean => {
  const left = entries(a)
  const right = new globalThis.Map(entries(b))
  return (
    left.length === right.size &&
    left.every(([path, leaf]) => right.has(path) && sameBits(leaf, right.get(path) as AnyTensor))
  )
}

/**
 * The Euclidean length of all leaves taken as one vector: `√Σ x²`; 0 for no leaves, and slope 0 at 0.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const params = { dense_0: { kernel: T.tensor([[3]]), bias: T.tensor([4]) } }
 * T.item(T.Tree.globalNorm(params)) // => 5
 * ```
 */
export const globalNorm = (tree: unknown): Tensor<readonly []> => {
  const lengths = leaves(tree).map((x) => norm(x))
  return (lengths.length === 0 ? zeros([]) : norm(stack(lengths))) as never
}
