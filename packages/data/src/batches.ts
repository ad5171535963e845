/**
 * Mini-batches.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import { type AnyTensor, Rng, type Tensor } from '@gradus/tensor'
import type { AnyDataset, Rows } from './Dataset.ts'

/** Some examples with their answers. */
export interface Batch<out X extends AnyTensor, out Y extends AnyTensor> {
  readonly x: X
  readonly y: Y
  /** Where the examples stand in the dataset. */
  readonly indices: Tensor<readonly [number], 'int32'>
  /** The number of this batch in its epoch, from 0; `from: position + 1` continues after it. */
  readonly position: number
}

/** Settings of {@link batches} without an order: the examples come as they stand. */
export interface BatchOptions<Size extends number = number, DropLast extends boolean = boolean> {
  /** How many examples make a batch. */
  readonly size: Size
  /** The first batch to give, from 0. */
  readonly from?: number
  /** Leave out a last batch that has fewer examples than `size`? */
  readonly dropLast?: DropLast
}

/** What the order of an epoch is a function of. */
export interface Shuffle {
  readonly key: Rng.Key
  readonly epoch: number
}

type RowCount<Size extends number, DropLast extends boolean> = DropLast extends true ? Size : number

const check = (name: string, value: number, least: number): void => {
  if (!Number.isInteger(value) || value < least)
    throw new T.ValueError('batches', `${name} must be a whole number from ${least}, got ${value}`)
}

/**
 * How many batches an epoch has.
 *
 * @example
 * ```ts
 * import { batchCount } from '@gradus/data'
 *
 * batchCount({ size: 32 })(100) // => 4
 * batchCount({ size: 32, dropLast: true })(100) // => 3
 * ```
 */
export const batchCount =
  ({ size, dropLast = false }: Pick<BatchOptions, 'size' | 'dropLast'>) =>
  (examples: number): number =>
    dropLast ? Math.floor(examples / size) : Math.ceil(examples / size)

/**
 * The order of the examples in an epoch: a permutation that is a function of `key` and `epoch` alone.
 *
 * Equals `jax.random.permutation(jax.random.fold_in(key, epoch), size)`.
 */
export const epochOrder =
  ({ key, epoch }: Shuffle) =>
  (size: number): Tensor<readonly [number], 'int32'> =>
    Rng.permutation(Rng.foldIn(key, epoch), size)

/**
 * The batches of an epoch, in the order that `key` and `epoch` determine, or as the examples stand when no key is given (for
 * evaluation). The iterable can be walked again and gives the same batches; `from` starts at any of them, without going
 * through those before.
 *
 * @throws ValueError for a `size` below 1, and for `from` or `epoch` that are not whole numbers from 0.
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import { batches, digits } from '@gradus/data'
 *
 * const epoch = batches({ size: 32, key: Rng.key(0), epoch: 3 })(digits())
 * const sizes = Array.from(epoch, ({ x }) => x.shape[0])
 * sizes.length // => 57
 * sizes[56] // => 5
 * ```
 */
export const batches = <const Size extends number, const DropLast extends boolean = false>(
  options: BatchOptions<Size, DropLast> &
    (Shuffle | { readonly key?: undefined; readonly epoch?: undefined }),
) => {
  const { size, from = 0, key, epoch } = options
  check('size', size, 1)
  check('from', from, 0)
  if (epoch !== undefined) check('epoch', epoch, 0)
  return <D extends AnyDataset>(
    dataset: D,
  ): Iterable<Batch<Rows<D['x'], RowCount<Size, DropLast>>, Rows<D['y'], RowCount<Size, DropLast>>>> => {
    const count = batchCount(options)(dataset.size)
    const order = key === undefined ? T.arange(0, dataset.size) : epochOrder({ key, epoch })(dataset.size)
    const batch = (position: number) => {
      const indices = T.slice(order, [position * size], [Math.min((position + 1) * size, dataset.size)])
      const rows = <A extends AnyTensor>(a: A): Rows<A, RowCount<Size, DropLast>> =>
        T.take(a as AnyTensor, indices) as AnyTensor as Rows<A, RowCount<Size, DropLast>>
      return { x: rows<D['x']>(dataset.x), y: rows<D['y']>(dataset.y), indices, position }
    }
    return {
      *[Symbol.iterator]() {
        for (let position = from; position < count; position += 1) yield batch(position)
      },
    }
  }
}
