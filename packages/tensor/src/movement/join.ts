/** Tensors put together. */
import { bind } from '../bind.ts'
import type { DType } from '../DType.ts'
import { GradusError, ShapeError, showShape } from '../errors.ts'
import { expandDims } from '../movement.ts'
import type { Concat, Stack } from '../MovementShape.ts'
import { castTo, type Fits, normalizeAxis, type Of, sameShape, checkTensor } from '../operand.ts'
import { type DTypeOf, promote, type Promote } from '../promotion.ts'
import type { AnyTensor, Shape, Tensor } from '../Tensor.ts'

type Tensors = readonly AnyTensor[]
type Shapes<L extends Tensors> = { readonly [I in keyof L]: L[I]['shape'] }
type JointDType<L extends Tensors> = L extends readonly [
  infer A extends AnyTensor,
  infer B extends AnyTensor,
  ...infer R extends AnyTensor[],
]
  ? JointDType<readonly [Tensor<Shape, Promote<A, B>>, ...R]>
  : DTypeOf<L[number]> & DType

const joint = (list: Tensors, op: string): Tensors => {
  const [first, ...rest] = list
  if (first === undefined) throw new GradusError(op, 'at least one tensor is needed')
  const dtype = rest.reduce((d, x) => promote(d, checkTensor(x, op).dtype), checkTensor(first, op).dtype)
  return list.map((x) => castTo(x, dtype))
}

/**
 * Tensors laid end to end along an axis, the first unless said; all other dimensions must agree.
 *
 * @throws ShapeError where they do not agree, if the compiler could not know.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const both = T.concat([T.zeros([2, 3]), T.ones([2, 1])], { axis: 1 }) // Tensor<readonly [2, 4]>
 * T.toNested(both) // => [[0, 0, 0, 1], [0, 0, 0, 1]]
 * ```
 */
export const concat = <const L extends Tensors, const A extends number = 0>(
  list: L & Fits<Concat<Shapes<L>, A>>,
  options: { readonly axis?: A } = {},
): Of<Concat<Shapes<L>, A>, JointDType<L>> => {
  const tensors = joint(list, 'concat')
  const shape = tensors[0]?.shape ?? []
  const axis = normalizeAxis(options.axis ?? 0, shape.length, 'concat', shape)
  tensors.forEach((x, i) => {
    if (x.shape.length !== shape.length || x.shape.some((d, k) => k !== axis && d !== shape[k]))
      throw new ShapeError(
        'concat',
        `all dimensions but axis ${axis} must agree, ${showShape(shape)} and ${showShape(x.shape)} (tensor ${i}) do not`,
      )
  })
  return bind('concat', tensors, { axis }) as never
}

/**
 * Tensors of one shape laid side by side along a new axis, the first unless said.
 *
 * @throws ShapeError where their shapes differ, if the compiler could not know.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const columns = T.stack([T.tensor([1, 2]), T.tensor([3, 4])], { axis: 1 }) // Tensor<readonly [2, 2]>
 * T.toNested(columns) // => [[1, 3], [2, 4]]
 * ```
 */
export const stack = <const L extends Tensors, const A extends number = 0>(
  list: L & Fits<Stack<Shapes<L>, A>>,
  options: { readonly axis?: A } = {},
): Of<Stack<Shapes<L>, A>, JointDType<L>> => {
  const tensors = joint(list, 'stack')
  const shape = tensors[0]?.shape ?? []
  const wrong = tensors.findIndex((x) => !sameShape(x.shape, shape))
  if (wrong >= 0)
    throw new ShapeError(
      'stack',
      `all shapes must be equal, ${showShape(shape)} and ${showShape(tensors[wrong]?.shape ?? [])} (tensor ${wrong}) are not`,
    )
  const axis = normalizeAxis(options.axis ?? 0, shape.length + 1, 'stack', shape)
  const widened = tensors.map((x) => expandDims(x, axis) as AnyTensor)
  return bind('concat', widened, { axis }) as never
}
