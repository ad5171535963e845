/** What a function would answer, without computing it. */
import type { DType, Shape, Tensor } from '@gradus/tensor'
import type { Abstract } from '@gradus/tensor/primitives'
import { programOf } from './graph/graph.ts'
import { mapTensors } from './structure.ts'

/** The shape and element type of a tensor. */
export interface AbstractOf<S extends Shape, D extends DType> {
  readonly shape: S
  readonly dtype: D
}

/** A structure in which shapes and element types stand for tensors; tensors themselves will do, too. */
export type Abstracted<A> =
  A extends Tensor<infer S, infer D>
    ? AbstractOf<S, D>
    : A extends object
      ? { readonly [K in keyof A]: Abstracted<A[K]> }
      : A

const bare = ({ shape, dtype }: Abstract): Abstract => ({ shape, dtype })

/**
 * The shapes and element types of what a function answers; nothing is computed, and no memory taken.
 *
 * @param args tensors, or records `{ shape, dtype }` in their places.
 * @throws what the operations throw for shapes that do not fit, and GradusError where `f` reads a value.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { evalShape } from '@gradus/autograd'
 *
 * const f = (x: T.Tensor<readonly [32, 784]>, w: T.Tensor<readonly [784, 10]>) => ({ logits: T.matmul(x, w) })
 * const x = { shape: [32, 784], dtype: 'float32' } as const
 * evalShape(f, x, T.zeros([784, 10])).logits // => { shape: [32, 10], dtype: 'float32' }
 * ```
 *
 * Source: JAX, `jax.eval_shape`.
 */
export const evalShape = <A extends readonly unknown[], Out>(
  f: (...args: A) => Out,
  ...args: Abstracted<A>
): Abstracted<Out> => mapTensors(bare as never, programOf('evalShape', f, args as never).answer) as never
