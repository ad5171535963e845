import * as E from '#fp/Either'
import * as T from '@gradus/tensor'
import { Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor, Shape } from '@gradus/tensor'
import { sameShape, showShape } from '../shapes.ts'

/** Tensors by name, as a file of weights holds them. */
export type WeightRecord = { readonly [name: string]: AnyTensor }

/**
 * Where each tensor of a record goes: by a function of its name, undefined to leave it, or by the beginnings of names and
 * the paths that stand for them, `{ 'features.0': 'conv2d_0' }`.
 */
export type NameMap = { readonly [prefix: string]: string } | ((name: string) => string | undefined)

/** A tensor that does not fit the place it was meant for. */
export interface WeightMisfit {
  readonly _tag: 'WeightMisfit'
  readonly path: string
  readonly from: string
  readonly expected: Shape
  readonly got: Shape
  readonly message: string
}

/** Parameters and state with what a record held, and what it did not. */
export interface Loaded<P, S> {
  readonly params: P
  readonly state: S
  /** Paths that nothing was loaded for: they are as they were. */
  readonly missing: readonly string[]
  /** Names that nothing was made of. */
  readonly unused: readonly string[]
}

/** What PyTorch calls a leaf, and what it is called here. */
const aliases: { readonly [theirs: string]: readonly string[] } = {
  weight: ['kernel', 'gamma', 'table', 'embedding'],
  bias: ['bias', 'beta'],
  running_mean: ['mean'],
  running_var: ['variance'],
  num_batches_tracked: ['count'],
}

interface Placing {
  readonly from: string
  readonly path: string
  readonly transposed: boolean
  readonly tensor: AnyTensor
}

const targetOf = (map: NameMap, name: string): string | undefined => {
  if (typeof map === 'function') return map(name)
  const prefix = Object.keys(map)
    .filter((p) => name === p || name.startsWith(`${p}.`))
    .toSorted((a, b) => b.length - a.length)[0]
  return prefix === undefined ? undefined : `${map[prefix] ?? ''}${name.slice(prefix.length)}`
}

const split = (path: string): readonly [string, string] => {
  const at = path.lastIndexOf('.')
  return [path.slice(0, at + 1), path.slice(at + 1)]
}

/** The leaf that a path means, by its own name or by PyTorch's, whose dense weights are `[out, in]`. */
const placingOf = (
  leaves: ReadonlyMap<string, AnyTensor>,
  map: NameMap,
  from: string,
  tensor: AnyTensor,
): Placing | undefined => {
  const target = targetOf(map, from)
  if (target === undefined) return undefined
  const [layer, leaf] = split(target)
  const path = [leaf, ...(aliases[leaf] ?? [])].map((name) => `${layer}${name}`).find((p) => leaves.has(p))
  if (path === undefined) return undefined
  const transposed = leaf === 'weight' && path.endsWith('.kernel') && leaves.get(path)?.shape.length === 2
  return { from, path, transposed, tensor }
}

const misfitOf = (leaves: ReadonlyMap<string, AnyTensor>, placing: Placing): readonly WeightMisfit[] => {
  const { path, from, transposed, tensor } = placing
  const shape = leaves.get(path)?.shape ?? []
  const expected = transposed ? shape.toReversed() : shape
  if (sameShape(expected, tensor.shape)) return []
  const message = `${path}: expected ${showShape(expected)}, got ${showShape(tensor.shape)} from ${from}.`
  return [{ _tag: 'WeightMisfit', path, from, expected, got: tensor.shape, message }]
}

const converted = ({ tensor, transposed }: Placing, { dtype }: AnyTensor): AnyTensor => {
  const turned = transposed ? (T.transpose(tensor) as AnyTensor) : tensor
  return turned.dtype === dtype ? turned : (T.cast(turned as T.Tensor, dtype) as AnyTensor)
}

const requireTargets = (map: NameMap, paths: readonly string[]): void => {
  if (typeof map === 'function') return
  const wrong = Object.values(map).find((to) => !paths.some((p) => p === to || p.startsWith(`${to}.`)))
  if (wrong !== undefined)
    throw new ValueError('loadParams', `this model has no parameters or state at ${wrong}.`)
}

/**
 * A model's parameters and state with the tensors of a record put in their places, and a report of what was left over.
 *
 * Where PyTorch's names and layouts differ, they are read as such: `weight` is a dense layer's `kernel` (`[out, in]`, which is
 * transposed), a convolution's `kernel` (`[out, in, height, width]`, as it is here) or a normalisation's `gamma`;
 * `running_mean` and `running_var` are batch normalisation's state. Element types become those of `start`.
 *
 * @param start what the model begins with, from `init`: what the record has nothing for stays so.
 * @param map where each tensor goes; by its own name, as a path, unless given.
 * @returns Left every tensor that does not fit its place: path, expected shape, the shape that it got.
 * @throws ValueError where the map names a path that the model has not.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([3]), L.dense(2))
 * const start = L.init(model, Rng.key(0))
 * const record = { 'fc.weight': T.ones([2, 3]), 'fc.bias': T.zeros([2]), 'old.weight': T.ones([1]) }
 * const loaded = L.loadParams(start, { fc: 'dense_0' })(record)
 * loaded._tag === 'Right' && loaded.right.unused // => ['old.weight']
 * loaded._tag === 'Right' && loaded.right.params.dense_0.kernel.shape // => [3, 2]
 * ```
 */
export const loadParams =
  <P extends object, S extends object>(
    start: { readonly params: P; readonly state: S },
    map: NameMap = (name) => name,
  ) =>
  (record: WeightRecord): E.Either<readonly WeightMisfit[], Loaded<P, S>> => {
    const leaves = new Map([...Tree.entries(start.params), ...Tree.entries(start.state)])
    requireTargets(map, [...leaves.keys()])
    const placings = Object.entries(record).map(
      ([from, x]) => [from, placingOf(leaves, map, from, x)] as const,
    )
    const placed = placings.flatMap(([, placing]) => placing ?? [])
    const misfits = placed.flatMap((placing) => misfitOf(leaves, placing))
    if (misfits.length > 0) return E.left(misfits)
    const found = new Map(placed.map((placing) => [placing.path, placing] as const))
    const fill = Tree.map((leaf: AnyTensor, path: string) => {
      const placing = found.get(path)
      return placing === undefined ? leaf : converted(placing, leaf)
    })
    return E.right({
      params: fill(start.params) as P,
      state: fill(start.state) as S,
      missing: [...leaves.keys()].filter((path) => !found.has(path)),
      unused: placings.flatMap(([from, placing]) => (placing === undefined ? [from] : [])),
    })
  }
