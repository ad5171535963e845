import { type AnyTensor, Tree } from '@gradus/tensor'

/** Reads a state that keeps a list of tensors for each leaf: the one at a place of the list of a leaf. */
export const keptAt = (kept: unknown): ((path: string, place: number) => AnyTensor) => {
  const byPath = new Map(Tree.entries(kept))
  return (path, place) => byPath.get(path === '' ? `${place}` : `${path}.${place}`) as AnyTensor
}
