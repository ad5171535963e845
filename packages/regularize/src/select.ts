import { Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'

/** Chooses parameters by their path, such as `dense_0.kernel`. */
export type Select = (path: string) => boolean

/** The option that penalties, constraints and proximal maps take. */
export interface SelectOptions {
  /** Which parameters are meant, by path; weights (`isWeight`) unless given. */
  readonly select?: Select
}

const notWeights = /(?:^|\.)(?:\w*[bB]ias|gamma|beta|scale|offset|slope)$/u

/**
 * Is the parameter at this path a weight: no bias, no scale or shift of a normalisation, no slope of an activation?
 *
 * By the last part of the path: not `bias` or what ends in it, `gamma`, `beta`, `scale`, `offset` or `slope`. Pulling
 * these towards zero does not make a network simpler, so regularisers leave them alone.
 *
 * @example
 * ```ts
 * import * as R from '@gradus/regularize'
 *
 * R.isWeight('dense_0.kernel') // => true
 * R.isWeight('dense_0.bias') // => false
 * ```
 */
export const isWeight: Select = (path) => !notWeights.test(path)

/** Throws when a selection leaves nothing: a misspelt path would otherwise go unnoticed. */
export const requireMatch = (operation: string, select: Select, params: unknown): void => {
  const paths = Tree.paths(params)
  if (paths.length === 0 || paths.some((path) => select(path))) return
  throw new ValueError(operation, `select matches no parameter. The paths are ${paths.join(', ')}.`)
}

/** The parameters with those that are selected changed; the others come back as they were. */
export const mapSelected =
  (operation: string, { select = isWeight }: SelectOptions, change: (parameter: AnyTensor) => AnyTensor) =>
  <P>(params: P): P => {
    requireMatch(operation, select, params)
    return Tree.map((w, path) => (select(path) ? (change(w) as typeof w) : w))(params)
  }
