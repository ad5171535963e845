import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'

/** One of two trees of one structure, by a flag that is computed: all leaves of `yes`, or all of `no`. */
export const choose = <S>(flag: AnyTensor, yes: S, no: NoInfer<S>): S =>
  Tree.zipWith((a, b) => T.cast(T.where(flag, a, b), b.dtype))(yes, no)

/** A tree of zeros of the same structure. */
export const zeros: <P>(tree: P) => P = Tree.map(T.zerosLike)
