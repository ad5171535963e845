/** Tensors made of numbers, and what is known of shapes. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { never, operator, type Operator } from '../operator.ts'
import { carrierOf, int32, numbers } from '../values.ts'

const constant: Operator = operator(
  {
    inputs: 0,
    attributes: { value: undefined as AnyTensor | undefined, value_int: undefined as number | undefined },
  },
  (_, { value, value_int }) => {
    if (value !== undefined) return value
    if (value_int !== undefined) return int32([value_int], [])
    throw never('a constant without a value')
  },
)

const eyeLike: Operator = operator(
  { inputs: 1, attributes: { dtype: undefined as number | undefined, k: 0 } },
  ([x], { dtype, k }) => {
    const [rows = 0, columns = 0] = x.shape
    return T.eye(rows, { columns, k, dtype: dtype === undefined ? x.dtype : carrierOf(dtype) })
  },
)

const range: Operator = operator({ inputs: 3 }, ([start, limit, delta]) => {
  const [from, to, step] = [T.item(start), T.item(limit), T.item(delta)] as const
  return T.arange(from, to, step, { dtype: start.dtype })
})

/** A part of a matrix on one side of a diagonal. */
const triangle: Operator = operator(
  { inputs: 1, optional: 1, attributes: { upper: 1 } },
  ([x, diagonal], { upper }) => {
    const k = diagonal === undefined ? 0 : T.item(diagonal)
    return upper === 0 ? T.tril(x, { k }) : T.triu(x, { k })
  },
)

const shape: Operator = operator(
  { inputs: 1, attributes: { start: 0, end: undefined as number | undefined } },
  ([x], { start, end }) => int32(x.shape.slice(start, end)),
)

export const creation: Readonly<Record<string, Operator>> = {
  Cast: operator({ inputs: 1, attributes: { to: 0 } }, ([x], { to }) => T.cast(x, carrierOf(to))),
  CastLike: operator({ inputs: 2 }, ([x, like]) => T.cast(x, like.dtype)),
  Constant: constant,
  ConstantOfShape: operator(
    { inputs: 1, attributes: { value: T.zeros([1]) as AnyTensor } },
    ([list], { value }) => T.full(numbers(list), T.toTypedArray(value)[0]!, { dtype: value.dtype }),
  ),
  EyeLike: eyeLike,
  Range: range,
  Shape: shape,
  Size: operator({ inputs: 1 }, ([x]) => int32([T.sizeOf(x.shape)], [])),
  Trilu: triangle,
}
