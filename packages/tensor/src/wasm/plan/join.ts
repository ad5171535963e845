/**
 * Which loop an equation joins.
 *
 * @module
 */
import type { Abstract, Equation } from '../../Primitive.ts'
import { sameShape } from '../../operand.ts'
import type { Shape } from '../../Tensor.ts'
import { reductionOf } from '../nest/nest.ts'
import type { View } from '../view.ts'
import { type Growing, hasDoubles, isRoomy, isRowShape, mayReduce, rowStrides, showsRow } from './fusion.ts'
import type { Step } from './plan.ts'

/** So many steps back a loop is still joined. */
const farthest = 64

/** What a planner knows of variables. */
export interface Known {
  readonly typeOf: (variable: number) => Abstract
  readonly views: ReadonlyMap<number, View>
  /** The variable of a loop that a buffer is for, should anybody read it. */
  readonly owners: ReadonlyMap<number, number>
  /** The loop that has a variable in a register. */
  readonly inside: ReadonlyMap<number, Growing>
  /** The step after which a variable is there. */
  readonly ready: ReadonlyMap<number, number>
  readonly steps: readonly (Step | Growing)[]
  readonly stored: (variable: number) => View
  /** A new loop behind the last step, and where that is. */
  readonly begin: (shape: Shape) => number
  /** A variable is in a loop, which is at that step. */
  readonly joined: (variable: number, loop: Growing, at: number) => void
}

/** Puts equations into loops: into one that is there, or into a new one. */
export const fusing = ({ typeOf, views, owners, inside, ready, steps, stored, begin, joined }: Known) => {
  /** The value of a loop that a variable is, seen from the loop: itself, or what a view of it shows. */
  const registerOf = (loop: Growing, variable: number): number | undefined => {
    if (inside.get(variable) === loop) return variable
    const view = views.get(variable)
    const owner = view && owners.get(view.buffer)
    if (view === undefined || owner === undefined || inside.get(owner) !== loop) return undefined
    const own = views.get(owner)!
    const same =
      sameShape(view.shape, own.shape) &&
      view.offset === own.offset &&
      view.strides.every((s, i) => view.shape[i] === 1 || s === own.strides[i])
    const isOfRow = isRowShape(loop, typeOf(owner).shape)
    if (same || (isOfRow && sameShape(view.shape, loop.shape) && showsRow(loop, view, own))) return owner
    const rowAgain =
      isOfRow &&
      isRowShape(loop, view.shape) &&
      view.offset === own.offset &&
      rowStrides(loop, view).every((s, i) => s === rowStrides(loop, own)[i])
    return rowAgain ? owner : undefined
  }

  const isReduction = (equation: Equation): boolean => reductionOf(equation) !== undefined

  /** The shape that an equation goes over. */
  const domainOf = (equation: Equation, variable: number): Shape =>
    typeOf(isReduction(equation) ? equation.operands[0]! : variable).shape

  const fits = (step: Step | Growing, at: number, equation: Equation, shape: Shape): boolean => {
    if (!('loads' in step) || !isRoomy(step, equation.operands.length)) return false
    const registers = equation.operands.map((v) => registerOf(step, v))
    const available = equation.operands.every((v, i) => ready.get(v)! < at || registers[i] !== undefined)
    if (!available) return false
    if (isReduction(equation))
      return (
        sameShape(step.shape, shape) &&
        (registers[0] !== undefined || step.loads.has(equation.operands[0]!)) &&
        mayReduce(step, (equation as Equation<'reduceSum'>).params.axes)
      )
    if (sameShape(step.shape, shape)) return step.axes().length === 0 || mayReduce(step, step.axes())
    return isRowShape(step, shape) && registers.some((r) => r !== undefined)
  }

  const loopFor = (equation: Equation, variable: number): number => {
    const shape = domainOf(equation, variable)
    const earliest = Math.max(0, steps.length - farthest)
    const isOfDoubles = [variable, ...equation.operands].some((v) => typeOf(v).dtype === 'float64')
    for (let at = steps.length - 1; at >= earliest; at--) {
      const step = steps[at]!
      // a loop whose vectors are of four would take twice as long with vectors of two
      if (fits(step, at, equation, shape) && (!isOfDoubles || hasDoubles(step as Growing))) return at
    }
    return begin(shape)
  }

  const load = (loop: Growing, variable: number): void => {
    const view = stored(variable)
    const seen = sameShape(view.shape, loop.shape)
      ? view
      : { ...view, shape: loop.shape, strides: rowStrides(loop, view) }
    loop.read(variable, seen)
  }

  const fuse = (equation: Equation, variable: number): void => {
    const at = loopFor(equation, variable)
    const loop = steps[at] as Growing
    if (isReduction(equation)) loop.reduceOver((equation as Equation<'reduceSum'>).params.axes)
    const operands = equation.operands.map((v) => {
      const register = registerOf(loop, v)
      if (register === undefined && !loop.loads.has(v)) load(loop, v)
      return register ?? v
    })
    loop.compute(variable, { ...equation, operands })
    joined(variable, loop, at)
  }

  return fuse
}
