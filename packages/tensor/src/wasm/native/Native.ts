/**
 * The contract of native code for single primitives.
 *
 * Laws. Operands and the result are whole buffers in row-major order. The bits are those of the reference.
 *
 * @module
 */
import type { Equation, PrimitiveName, Primitives, Abstract } from '../../Primitive.ts'
import { countTo, get, i32 } from '../instructions.ts'
import { type Kernel, kernelParameters } from '../kernel.ts'
import { type Code, define, type Local, type ValueType } from '../module.ts'

/** The code of an equation. */
export interface Native {
  readonly kernel: Kernel
  /**
   * For equations that refuse some operands: asks whether they are refused. It takes the operands, and an int32 as its
   * result: -1, or the position of the first element that is refused. The kernel may run all the same, and touches nothing
   * that is not its own, but its result is of no account then: the reference, on the same operands, says what is wrong.
   */
  readonly check?: Kernel
}

/** What native code is chosen by. */
export interface Case<N extends PrimitiveName> {
  readonly operands: readonly Abstract[]
  readonly result: Abstract
  readonly params: Primitives[N]
}

/** The native code of a primitive, or nothing where it has none for such operands. */
export type NativeRule<N extends PrimitiveName> = (at: Case<N>) => Native | undefined

/** An equation, as far as native code is concerned. */
export type Named = Pick<Equation, 'name' | 'params' | 'results'>

/** What the code of a unit is written with. */
export interface Unit {
  /** The addresses of the operands. */
  readonly operands: readonly Local[]
  readonly result: Local
  readonly scratch: Local
  readonly unit: Local
  readonly local: (type: ValueType) => Local
}

interface Parts extends Pick<Kernel, 'units' | 'cost'> {
  readonly key: string
  readonly operands: number
  readonly scratch?: number
  /** The code of one unit; what comes before the first of them is in `before`. */
  readonly write: (at: Unit) => { readonly before?: Code; readonly unit: Code }
}

/** A kernel that computes its units one after the other. */
export const kernelOf = ({ key, operands, units, cost, scratch = 0, write }: Parts): Kernel => ({
  key,
  units,
  cost,
  scratch,
  code: (name) =>
    define(name, kernelParameters(operands + 1), [], ({ params, local }) => {
      const [result, own, unit, until] = params.slice(operands) as [Local, Local, Local, Local]
      const at = { operands: params.slice(0, operands), result, scratch: own, unit, local }
      const { before = [], unit: body } = write(at)
      return [before, countTo(unit, get(until), i32.const(1), body)]
    }),
})
