/** Memory traded for time: what a function computes on the way is computed again on the way back. */
import { bindAll } from '@gradus/tensor/primitives'
import { programOf } from './graph/graph.ts'
import { tensorsOf, withTensors } from './structure.ts'

/**
 * The same function, of which derivatives keep the arguments alone, and compute what lies between again when they need it.
 *
 * Reverse mode keeps every intermediate value of a function until its backward pass. Around each block of a deep network,
 * `remat` lowers the peak to the inputs of the blocks and the inside of one, for about one more forward pass.
 *
 * @param f a pure function of structures of tensors.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { grad, remat } from '@gradus/autograd'
 *
 * const block = remat((x: T.Tensor<readonly []>) => T.sin(T.exp(x)))
 * T.item(grad(block)(T.tensor(0))).toFixed(6) // => '0.540302'
 * ```
 *
 * Source: T. Chen, B. Xu, C. Zhang and C. Guestrin, "Training Deep Nets with Sublinear Memory Cost", 2016; JAX,
 * `jax.checkpoint`.
 */
export const remat = <F extends (...args: never[]) => unknown>(f: F): F => {
  const again = (...args: readonly unknown[]): unknown => {
    const { graph, free, answer } = programOf(
      'remat',
      f as unknown as (...args: readonly unknown[]) => unknown,
      args,
    )
    return withTensors(answer, bindAll('remat', [...free, ...tensorsOf(args)], { body: graph }))
  }
  return again as unknown as F
}
