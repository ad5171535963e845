import { Tree, ValueError } from '@gradus/tensor'

/** Chooses parameters by their path, such as `dense_0.kernel`. */
export type Select = (path: string) => boolean

const notWeights = new Set(['bias', 'gamma', 'beta', 'scale', 'offset'])

/**
 * Is the parameter at this path a weight: neither a bias nor the scale or shift of a normalisation?
 *
 * By the last part of the path: not `bias`, `gamma`, `beta`, `scale` or `offset`. Pulling these towards zero
 * does not make a network simpler, so regularisers leave them alone.
 *
 * @example
 * ```ts
 * import * as R from '@gradus/regularize'
 *
 * R.isWeight('dense_0.kernel') // => true
 * R.isWeight('dense_0.bias') // => false
 * ```
 */
export const isWeight: Select = (path) => !notWeights.has(path.slice(path.lastIndexOf('.') + 1))

/** Throws when a selection leaves nothing: a misspelt path would otherwise go unnoticed. */
export const requireMatch = (operation: string, select: Select, params: unknown): void => {
  const paths = Tree.paths(params)
  if (paths.length === 0 || paths.some((path) => select(path))) return
  throw new ValueError(operation, `select matches no parameter. The paths are ${paths.join(', ')}.`)
}
