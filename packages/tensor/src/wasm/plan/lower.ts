/**
 * What each equation becomes: part of a loop, another view of memory, native code, or work for the reference.
 *
 * @module
 */
import type { Abstract, Equation, PrimitiveName } from '../../Primitive.ts'
import { sizeOf } from '../../Tensor.ts'
import { isElementwise, isVectorType } from '../elementwise.ts'
import { nativeKernel } from '../native/index.ts'
import { isLook } from '../view.ts'
import { lowerBranch, lowerScan, lowerWhile } from './control.ts'
import { concat, move, pad, unpatch } from './movement.ts'
import type { Planner } from './planner.ts'
import { lowerProduct } from './product.ts'

/** Puts an equation into the plan, or leaves it to others. */
export type Lowering<N extends PrimitiveName = PrimitiveName> = (
  planner: Planner,
  equation: Equation<N>,
  variable: number,
) => boolean

const reduction: Lowering<'reduceSum' | 'reduceMax' | 'reduceMin'> = (p, equation, variable) => {
  const { dtype } = p.typeOf(variable)
  if (dtype !== 'float32' && dtype !== 'float64' && dtype !== 'int32') return false
  p.fuse(equation, variable)
  return true
}

const lowerings: { readonly [N in PrimitiveName]?: Lowering<N> } = {
  reduceSum: reduction,
  reduceMax: reduction,
  reduceMin: reduction,
  matmul: lowerProduct,
  concat,
  pad,
  unpatch,
  scan: lowerScan,
  whileLoop: lowerWhile,
  cond: lowerBranch,
}

const refer = (p: Planner, equation: Equation, variable: number): void => {
  const reads = equation.operands.map((v) => p.inOrder(p.stored(v)))
  const writes = equation.results.map((x) => p.newBuffer(x))
  const native = nativeKernel(equation, reads)
  if (native === undefined) p.perform({ kind: 'reference', equation, reads, writes })
  else {
    if (native.check !== undefined) {
      const refused = p.newBuffer({ shape: [], dtype: 'int32' })
      p.kernel(native.check, reads, [refused])
      p.perform({ kind: 'reference', equation, reads: [...reads, refused], writes, refused })
    }
    p.kernel(native.kernel, reads, writes)
  }
  writes.forEach((w, i) => p.answer(variable + i, w))
}

const hasElements = ({ shape }: Abstract): boolean => sizeOf(shape) > 0
const isControl = ({ name }: Equation): boolean => ['scan', 'whileLoop', 'cond'].includes(name)

/** Puts an equation, whose first result is this variable, into the plan. */
export const lower = (p: Planner, equation: Equation, variable: number): void => {
  const inputs = equation.operands.map(p.typeOf)
  const filled = [...inputs, ...equation.results].every(hasElements)
  const lowering = lowerings[equation.name] as Lowering | undefined
  if (isControl(equation) && lowering?.(p, equation, variable) === true) return
  // what is copied is copied before the step that needs it
  if (equation.name !== 'matmul' && !isLook(equation))
    equation.operands.filter((v) => p.cut(v) !== undefined).forEach(p.viewOf)
  const isPlain = inputs.length > 0 && isVectorType(inputs[0]!.dtype)
  if (!filled || (!isPlain && equation.name !== 'matmul')) return refer(p, equation, variable)
  if (isLook(equation)) return move(p, equation, variable)
  if (isElementwise(equation, inputs)) return p.fuse(equation, variable)
  if (lowering?.(p, equation, variable) === true) return
  refer(p, equation, variable)
}
