/** The different elements of a tensor. */
import { type DType, allocate } from '../DType.ts'
import { GradusError } from '../errors.ts'
import { checkTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import { type AnyTensor, Concrete, type Tensor } from '../Tensor.ts'
import { integers } from './positions.ts'

/** The different elements, where each first stands, which of them each element is, and how many there are of each. */
export interface Unique<X extends AnyTensor> {
  readonly values: Tensor<readonly [number], DTypeOf<X> & DType>
  readonly indices: Tensor<readonly [number], 'int32'>
  readonly inverse: Tensor<X['shape'], 'int32'>
  readonly counts: Tensor<readonly [number], 'int32'>
}

const order = (a: number, b: number): number => {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a - b
}

const valuesOf = (x: AnyTensor, op: string): ArrayLike<number> => {
  if (x instanceof Concrete) return Concrete.values(x)
  checkTensor(x, op)
  throw new GradusError(
    op,
    'the shape of the result depends on values, which are not known inside a transformation such as grad. Call it outside?',
  )
}

/**
 * The different elements in ascending order, with where each first stands in the flattened tensor, which of them each
 * element is, and how many there are of each. All NaN are one element, the last.
 *
 * @throws GradusError inside a transformation, where values are not known.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { values, indices, inverse, counts } = T.uniqueAll(T.tensor([[5, 2], [2, 7]]))
 * T.toNested(values) // => [2, 5, 7]
 * T.toNested(indices) // => [1, 0, 3]
 * T.toNested(inverse) // => [[1, 0], [0, 2]]
 * T.toNested(counts) // => [2, 1, 1]
 * ```
 */
export const uniqueAll = <X extends AnyTensor>(x: X): Unique<X> => {
  const values = valuesOf(x, 'unique')
  const positions = Array.from({ length: values.length }, (_, i) => i).sort(
    (p, q) => order(values[p]!, values[q]!) || p - q,
  )
  const isNew = positions.map((p, i) => i === 0 || order(values[positions[i - 1]!]!, values[p]!) !== 0)
  const indices = positions.filter((_, i) => isNew[i])
  const inverse = new Int32Array(values.length)
  const counts = new Int32Array(indices.length)
  const found = allocate(x.dtype, indices.length)
  for (let i = 0, group = -1; i < positions.length; i++) {
    if (isNew[i] === true) group++
    inverse[positions[i]!] = group
    counts[group] = counts[group]! + 1
    found[group] = values[indices[group]!]!
  }
  return {
    values: new Concrete(found, [indices.length], x.dtype) as AnyTensor,
    indices: integers(Int32Array.from(indices)),
    inverse: integers(inverse, x.shape),
    counts: integers(counts),
  } as never
}

/**
 * The different elements in ascending order, NaN last and once.
 *
 * @throws GradusError inside a transformation, where values are not known.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.unique(T.tensor([[5, 2], [2, 7]]))) // => [2, 5, 7]
 * ```
 */
export const unique = <X extends AnyTensor>(x: X): Tensor<readonly [number], DTypeOf<X> & DType> =>
  uniqueAll(x).values
