/** Tensors as plain records, which structuredClone, postMessage and JSON keep whole. */
import { allocate, type ArrayOf, arrays, type DType, isDType, type TypedArray } from './DType.ts'
import { valuesOf } from './reading.ts'
import { DTypeError, ShapeError, showShape, ValueError } from './errors.ts'
import { isJsonNumber, type JsonTensor } from './json.ts'
import { checkShape, isValueOf } from './operand.ts'
import { leaves, map } from './Tree.ts'
import { type AnyTensor, Concrete, type Shape, sizeOf, type Tensor } from './Tensor.ts'

declare const origin: unique symbol

/**
 * A tensor as a plain record: its elements stand in row-major order in an array of their own. `X` is known to the compiler
 * alone: what the record was made from, such as a key of `Rng`.
 */
export interface Transfer<S extends Shape = Shape, D extends DType = DType, X = unknown> {
  readonly shape: S
  readonly dtype: D
  readonly values: ArrayOf[D]
  readonly [origin]?: X
}

/** A tree with a plain record for each tensor. */
export type Transferred<T> = T extends AnyTensor
  ? Transfer<T['shape'], T['dtype'], T>
  : { readonly [K in keyof T]: Transferred<T[K]> }

type RestoredLeaf<S extends Shape, D extends DType, X> = unknown extends X ? Tensor<S, D> : X

/** The tree that plain records came from; `unknown` for what the compiler does not know, such as the data of a message. */
export type Restored<R> = unknown extends R
  ? unknown
  : R extends Transfer<infer S, infer D, infer X>
    ? RestoredLeaf<S, D, X>
    : R extends JsonTensor<infer S, infer D>
      ? Tensor<S, D>
      : { readonly [K in keyof R]: Restored<R[K]> }

/**
 * A tensor, or a tree of them, as plain records `{ shape, dtype, values }` for another thread: structuredClone and
 * postMessage keep them whole, where a tensor would lose its values. The values are copies, so that `transferList` may give
 * their memory away.
 *
 * @throws GradusError inside a transformation, where values are not known, and for what is no tree.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const params = { kernel: T.tensor([[1, 2]]), bias: T.tensor([0.5]) }
 * const record = T.toTransfer(params)
 * const received = structuredClone(record, { transfer: T.transferList(record) })
 * T.toNested(T.fromTransfer(received).kernel) // => [[1, 2]]
 * ```
 */
export const toTransfer = <T>(tree: T): Transferred<T> =>
  map((x): Transfer => ({ shape: x.shape, dtype: x.dtype, values: valuesOf('toTransfer', x).slice() }))(
    tree,
  ) as never

const nameOf = (path: string): string => (path === '' ? 'the record' : path)

const fromList = (list: readonly unknown[], dtype: DType, name: string): TypedArray => {
  const wrong = list.findIndex((v) => !isJsonNumber(v) || !isValueOf(dtype, Number(v)))
  if (wrong >= 0)
    throw new ValueError(
      'fromTransfer',
      `${JSON.stringify(list[wrong])} (element ${wrong} of ${name}) is not a value of ${dtype}`,
    )
  const values = allocate(dtype, list.length)
  values.set(list.map(Number))
  return values
}

const checkBooleans = (values: TypedArray, name: string): void => {
  const wrong = values.findIndex((v) => v > 1)
  if (wrong >= 0)
    throw new ValueError(
      'fromTransfer',
      `${values[wrong]} (element ${wrong} of ${name}) is not a value of bool`,
    )
}

const valuesIn = (values: unknown, dtype: DType, name: string): TypedArray => {
  if (Array.isArray(values)) return fromList(values, dtype, name)
  if (values === undefined)
    throw new DTypeError('fromTransfer', `${name} has no values. Send toTransfer(x), not the tensor itself.`)
  if (!(values instanceof arrays[dtype]))
    throw new DTypeError(
      'fromTransfer',
      `${name} is ${dtype}, whose values are a ${arrays[dtype].name}, got ${Object.prototype.toString.call(values).slice(8, -1)}`,
    )
  if (dtype === 'bool') checkBooleans(values, name)
  return values
}

const restore = ({ shape, dtype, ...rest }: AnyTensor, path: string): AnyTensor => {
  const name = nameOf(path)
  if (!isDType(dtype))
    throw new DTypeError(
      'fromTransfer',
      `the element type of ${name} is one of ${Object.keys(arrays).join(', ')}, got ${String(dtype)}`,
    )
  const values = valuesIn((rest as Partial<Transfer>).values, dtype, name)
  const size = sizeOf(checkShape('fromTransfer', shape))
  if (size !== values.length)
    throw new ShapeError(
      'fromTransfer',
      `${showShape(shape)} holds ${size} elements, the values of ${name} are ${values.length}${values.length === 0 ? '. Was their memory transferred elsewhere?' : ''}`,
    )
  return new Concrete(values, Object.freeze([...shape]), dtype)
}

/**
 * The tensor, or the tree of them, that plain records came from: what `toTransfer` made, or what `JSON.parse` reads of what
 * `JSON.stringify` wrote. Typed arrays are adopted and not copied, shared memory too: whoever passes them in gives them
 * away, and must not write to them.
 *
 * @throws GradusError naming the record, where its element type is none, its values are of another or do not fill its shape.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const text = JSON.stringify({ loss: T.tensor([0.5, NaN]) })
 * text // => '{"loss":{"shape":[2],"dtype":"float32","values":[0.5,"NaN"]}}'
 * const read: T.Transferred<{ readonly loss: T.Tensor<readonly [2]> }> = JSON.parse(text)
 * String(T.fromTransfer(read).loss) // => '[0.5 nan]  float32[2]'
 * ```
 */
export const fromTransfer = <const R>(record: R): Restored<R> => map(restore)(record) as never

/**
 * The memory of the records of `toTransfer`, for the list of what postMessage and structuredClone move instead of copying. The
 * records are empty afterwards, the tensors that they came from are not. Memory that is shared already is left out.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const record = T.toTransfer(T.zeros([2, 3]))
 * const moved = structuredClone(record, { transfer: T.transferList(record) })
 * moved.values.length // => 6
 * record.values.length // => 0
 * ```
 */
export const transferList = (record: unknown): ArrayBuffer[] => [
  ...new Set(
    leaves(record)
      .map((x) => (x as Partial<Transfer>).values?.buffer)
      .filter((buffer) => buffer instanceof ArrayBuffer),
  ),
]
