/** Operations of one operand: their types, and how each is made from a primitive. */
import { bind } from './bind.ts'
import type { DType, ToFloat } from './DType.ts'
import { toFloatTensor, toTensor } from './operand.ts'
import type { PrimitiveName, Primitives, SeveralName } from './Primitive.ts'
import type { Rounding, SpecialFunction } from './Special.ts'
import type { AnyTensor, Operand, Shape, Tensor } from './Tensor.ts'

/** The primitives of one result without parameters. */
export type Plain = {
  [N in PrimitiveName]: N extends SeveralName ? never : keyof Primitives[N] extends never ? N : never
}[PrimitiveName]

/** An operation that keeps shape and element type. */
export interface Keeping {
  <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D>
  (x: number): Tensor<readonly []>
  (x: Operand): AnyTensor
}
/** An operation with a floating-point result. */
export interface Floating {
  <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, ToFloat<D>>
  (x: number): Tensor<readonly []>
  (x: Operand): AnyTensor
}
/** A question asked of each element. */
export interface Asking {
  <S extends Shape>(x: Tensor<S, DType>): Tensor<S, 'bool'>
  (x: number): Tensor<readonly [], 'bool'>
  (x: Operand): Tensor<Shape, 'bool'>
}

export const keeping = (name: Plain): Keeping =>
  ((x: Operand) => bind(name, [toTensor(x, 'float32', name)], {})) as never

export const floating = (name: Plain): Floating =>
  ((x: Operand) => bind(name, [toFloatTensor(x, name)], {})) as never

export const special = (f: SpecialFunction): Floating =>
  ((x: Operand) => bind('special', [toFloatTensor(x, f)], { f })) as never

export const rounding = (mode: Rounding): Keeping =>
  ((x: Operand) => bind('toWhole', [toTensor(x, 'float32', mode)], { mode })) as never

export const classifying = (name: string, as: Primitives['classify']['as']): Asking =>
  ((x: Operand) => bind('classify', [toTensor(x, 'float32', name)], { as })) as never
