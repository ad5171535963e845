import * as T from '@gradus/tensor'
import { DTypeError, Rng, ValueError, type AnyTensor, type Tensor } from '@gradus/tensor'
import type { Initializer } from './Initializer.ts'

/** Which leaves of a tree are made anew, and by what. */
export interface Rule {
  readonly matches: (path: string) => boolean
  readonly init: Initializer
}

const requireMatches = (rules: readonly Rule[], paths: readonly string[]): void => {
  const idle = rules.findIndex(({ matches }) => !paths.some(matches))
  if (idle === -1) return
  throw new ValueError('reinitialize', `rule ${idle} matches none of the paths ${paths.join(', ')}.`)
}

const anew = (key: Rng.Key, path: string, leaf: AnyTensor, init: Initializer): AnyTensor => {
  if (leaf.dtype === 'float32' || leaf.dtype === 'float64')
    return T.cast(init(key, leaf.shape) as Tensor, leaf.dtype)
  throw new DTypeError('reinitialize', `${path} is ${leaf.dtype}, initialisers make floats.`)
}

/**
 * A tree of parameters in which some leaves are made anew, by rules over their paths; of several rules that match, the first
 * counts. The others are kept, shape and element type are kept of all. Leaf `i` of the tree takes the key
 * `Rng.foldIn(key, i)`, so that no two are alike.
 *
 * Throws `ValueError` for a rule that matches nothing, `DTypeError` for one that matches a leaf which is not of floats, and what the
 * initialisers throw.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const params = { body: { kernel: T.zeros([4, 4]) }, head: { kernel: T.zeros([4, 2]), bias: T.zeros([2]) } }
 * const fresh = Init.reinitialize(
 *   [
 *     { matches: (path) => path === 'head.bias', init: Init.priorBias([3, 1]) },
 *     { matches: (path) => path.startsWith('head'), init: Init.glorotNormal },
 *   ],
 *   T.Rng.key(0),
 * )(params)
 *
 * T.item(T.countNonzero(fresh.body.kernel)) // => 0
 * T.item(T.countNonzero(fresh.head.kernel)) // => 8
 * T.toNested(T.softmax(fresh.head.bias)).map((p) => p.toFixed(2)) // => ['0.75', '0.25']
 * ```
 */
export const reinitialize =
  (rules: readonly Rule[], key: Rng.Key) =>
  <P>(params: P): P => {
    const paths = T.Tree.paths(params)
    requireMatches(rules, paths)
    const place = new Map(paths.map((path, i) => [path, i] as const))
    const change = (leaf: AnyTensor, path: string): AnyTensor => {
      const rule = rules.find(({ matches }) => matches(path))
      return rule === undefined ? leaf : anew(Rng.foldIn(key, place.get(path) ?? 0), path, leaf, rule.init)
    }
    return T.Tree.map(change)(params) as P
  }
