/** What operations of two operands have in common: broadcasting, and the type in which they meet. */
import { bind } from '../bind.ts'
import { type DType, toFloat, type ToFloat } from '../DType.ts'
import { align, castTo, type Fits, isValueOf, meet, type Of, toTensor } from '../operand.ts'
import type { Promote, Strengthen } from '../promotion.ts'
import type { Broadcast, Shape } from '../Shape.ts'
import type { AnyTensor, Operand, ShapeOf, Tensor } from '../Tensor.ts'
import type { Plain } from '../unary.ts'

/*
 * In the three interfaces below, the fourth overload is what only generic code reaches: operands of one shape that is a
 * type parameter. The fifth is the third again, because the compiler's errors quote the last.
 */

/** An operation of two operands that broadcast; a plain number keeps the shape whatever it is. */
export interface Combining<Op extends string> {
  <S extends Shape, D extends DType>(a: Tensor<S, D>, b: number): Tensor<S, Strengthen<D>>
  <S extends Shape, D extends DType>(a: number, b: Tensor<S, D>): Tensor<S, Strengthen<D>>
  <A extends Operand, B extends Operand>(
    a: A,
    b: B & Fits<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>>,
  ): Of<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>, Promote<A, B>>
  <S extends Shape, D extends DType>(a: Tensor<S, D>, b: Tensor<S, D>): Tensor<S, D>
  <A extends Operand, B extends Operand>(
    a: A,
    b: B & Fits<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>>,
  ): Of<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>, Promote<A, B>>
}
/** A quotient of two operands that broadcast. */
export interface Dividing<Op extends string> {
  <S extends Shape, D extends DType>(a: Tensor<S, D>, b: number): Tensor<S, ToFloat<D>>
  <S extends Shape, D extends DType>(a: number, b: Tensor<S, D>): Tensor<S, ToFloat<D>>
  <A extends Operand, B extends Operand>(
    a: A,
    b: B & Fits<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>>,
  ): Of<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>, ToFloat<Promote<A, B>>>
  <S extends Shape, D extends DType>(a: Tensor<S, D>, b: Tensor<S, D>): Tensor<S, ToFloat<D>>
  <A extends Operand, B extends Operand>(
    a: A,
    b: B & Fits<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>>,
  ): Of<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>, ToFloat<Promote<A, B>>>
}
/** A comparison of two operands that broadcast. */
export interface Comparing<Op extends string> {
  <S extends Shape>(a: Tensor<S, DType>, b: number): Tensor<S, 'bool'>
  <S extends Shape>(a: number, b: Tensor<S, DType>): Tensor<S, 'bool'>
  <A extends Operand, B extends Operand>(
    a: A,
    b: B & Fits<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>>,
  ): Of<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>, 'bool'>
  <S extends Shape, D extends DType>(a: Tensor<S, D>, b: Tensor<S, D>): Tensor<S, 'bool'>
  <A extends Operand, B extends Operand>(
    a: A,
    b: B & Fits<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>>,
  ): Of<Broadcast<ShapeOf<A>, ShapeOf<B>, Op>, 'bool'>
}

export const combining = <Op extends Plain>(name: Op): Combining<Op> =>
  ((a: Operand, b: Operand) => bind(name, align(a, b, name), {})) as never
export const dividing = <Op extends Plain>(name: Op): Dividing<Op> =>
  ((a: Operand, b: Operand) => bind(name, align(a, b, name, toFloat(meet(a, b, name))), {})) as never

/** A number that the other's element type cannot hold is compared in float64, which holds it and all whole elements. */
const comparisonType = (a: Operand, b: Operand, op: string): DType => {
  const dtype = meet(a, b, op)
  return [a, b].every((x) => typeof x !== 'number' || isValueOf(dtype, x)) ? dtype : 'float64'
}
export const comparing = <Op extends string>(
  name: Plain,
  op: Op,
  build: (a: AnyTensor, b: AnyTensor) => AnyTensor = (a, b) => bind(name, [a, b], {}),
): Comparing<Op> => ((a: Operand, b: Operand) => build(...align(a, b, op, comparisonType(a, b, op)))) as never

/** Is the element other than 0? */
export const toBool = (x: Operand, op: string): AnyTensor => castTo(toTensor(x, 'float32', op), 'bool')
