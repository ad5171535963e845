import { Tree, ValueError } from '@gradus/tensor'

/** Chooses parameters by their path, such as `dense_0.kernel`. */
export type Select = (path: string) => boolean

/** Throws when a choice leaves nothing: a misspelt path would otherwise go unnoticed. */
export const requireMatch = (operation: string, select: Select, params: unknown): void => {
  const paths = Tree.paths(params)
  if (paths.length === 0 || paths.some(select)) return
  throw new ValueError(operation, `select matches no parameter. The paths are ${paths.join(', ')}.`)
}
