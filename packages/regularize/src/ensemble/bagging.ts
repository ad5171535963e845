import { vmap } from '@gradus/autograd'
import * as T from '@gradus/tensor'
import { Rng, ShapeError } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { requireCount } from '../checks.ts'
import type { Members } from '../Ensemble.ts'

/**
 * A bootstrap sample: the positions of `size` examples drawn from `size`, each at each draw as likely as any other.
 *
 * About `1 / e`, 37 %, of the examples are not in it. The numbers are those of `Rng.randint`, and of JAX.
 *
 * Throws `ValueError` unless the size is a whole number of 1 or more.
 *
 * Source: Efron, "Bootstrap Methods: Another Look at the Jackknife", 1979.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Rng } from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const sample = R.bootstrap(Rng.key(1), 5)
 * T.toNested(T.take(T.tensor([10, 20, 30, 40, 50]), sample)) // => [20, 30, 10, 40, 40]
 * ```
 */
export const bootstrap = <const N extends number>(key: Rng.Key, size: N): Tensor<readonly [N], 'int32'> => {
  requireCount('bootstrap', 'size', size)
  return Rng.randint(key, [size], { max: size })
}

/**
 * Which examples a bootstrap sample left out: those that can judge the member that it trained.
 *
 * `sample` holds positions, `[draws]`; the result is `[size]`, true where no draw is of that example.
 *
 * Throws `ValueError` unless the size is a whole number of 1 or more.
 *
 * Source: Breiman, "Out-of-Bag Estimation", 1996.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * T.toNested(R.outOfBag(T.tensor([0, 2, 2, 0], { dtype: 'int32' }), 4)) // => [false, true, false, true]
 * ```
 */
export const outOfBag = <const N extends number>(
  sample: Tensor<readonly [number], 'int32'>,
  size: N,
): Tensor<readonly [N], 'bool'> => {
  requireCount('outOfBag', 'size', size)
  const drawn = T.any(T.cast(T.oneHot(sample, size), 'bool'), { axis: 0 })
  return T.logicalNot(drawn) as unknown as Tensor<readonly [N], 'bool'>
}

/** The settings of `bagging`. */
export interface BaggingOptions<P, X extends AnyTensor, Y extends AnyTensor> {
  /** How many members to train. */
  readonly members: number
  /** Trains one member: the parameters that it ends with. */
  readonly fit: (key: Rng.Key, x: X, y: Y) => P
}

const requireExamples = (x: AnyTensor, y: AnyTensor): number => {
  const [size] = x.shape
  if (size !== undefined && size === y.shape[0]) return size
  throw new ShapeError(
    'bagging',
    `x and y must have as many examples, got [${x.shape.join(',')}] and [${y.shape.join(',')}].`,
  )
}

/**
 * Bagging: an ensemble whose members are trained on bootstrap samples of their own, all of them at once.
 *
 * The m-th of `members` keys of the key is split in two: the first draws the sample, the second goes to `fit`, which
 * `vmap` runs for all members. The result is the parameters of the ensemble, for `predictAll` with `average` or `vote`.
 *
 * Throws `ValueError` unless `members` is a whole number of 1 or more, `ShapeError` where `x` and `y` differ in the
 * number of examples.
 *
 * Source: Breiman, "Bagging Predictors", 1996.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Rng } from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const fit = (_key: Rng.Key, _x: T.AnyTensor, y: T.Tensor<readonly [number]>) => ({ mean: T.mean(y) })
 * const y = T.tensor([1, 2, 3, 4])
 * const members = R.bagging({ members: 3, fit })(Rng.key(0), y, y)
 * members.mean.shape // => [3]
 * ```
 */
export const bagging = <P, X extends AnyTensor, Y extends AnyTensor>({
  members,
  fit,
}: BaggingOptions<P, X, Y>): ((key: Rng.Key, x: X, y: Y) => Members<P>) => {
  requireCount('bagging', 'members', members)
  return (key, x, y) => {
    const size = requireExamples(x, y)
    const one = (memberKey: Rng.Key): P => {
      const [sampleKey, fitKey] = Rng.split(memberKey)
      const sample = bootstrap(sampleKey, size)
      return fit(fitKey, T.take(x as AnyTensor, sample) as never, T.take(y as AnyTensor, sample) as never)
    }
    return vmap(one)(T.stack(Rng.split(key, members)) as never) as Members<P>
  }
}
