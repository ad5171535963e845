/**
 * What lowerings work with: variables and the views that they have become, buffers, the steps so far.
 *
 * @module
 */
import { abstractsIn } from '../../abstract.ts'
import type { Abstract, Equation, Graph } from '../../Primitive.ts'
import { sameShape } from '../../operand.ts'
import { type Concrete, sizeOf } from '../../Tensor.ts'
import { type Strides, widths } from '../access.ts'
import type { Kernel } from '../kernel.ts'
import type { Load, Operation } from '../nest/nest.ts'
import { nestKernel } from '../nest/nestKernel.ts'
import type { ProductAxes } from '../product/Product.ts'
import { uniformValue } from '../../uniform.ts'
import { isContiguous, type View, whole } from '../view.ts'
import { finished, type Growing, growing } from './fusion.ts'
import { fusing } from './join.ts'
import { isDense, orderedLike } from './layout.ts'
import type { Buffer, Exchange, Plan, Schedule, Step } from './plan.ts'

/** A view, and for each axis of what it stands for the axes of the view that make it up. */
export interface Cut {
  readonly view: View
  readonly axes: readonly ProductAxes[]
}

/** What a graph becomes, while it does. */
export interface Planner {
  readonly typeOf: (variable: number) => Abstract
  /** Where a variable lies, without a promise that it is ever written there. */
  readonly viewOf: (variable: number) => View
  /** Where a variable lies in memory. */
  readonly stored: (variable: number) => View
  /** What a view is of is stored. */
  readonly inMemory: (view: View) => View
  /**
   * Keeps a variable as another one whose axes it joins, where strides cannot say that: it is copied when somebody needs
   * it by itself.
   */
  readonly cutUp: (variable: number, of: number, cut: Cut) => void
  /** How a variable that has not been copied yet is cut up. */
  readonly cut: (variable: number) => Cut | undefined
  /** As it is, or a copy in row-major order. */
  readonly inOrder: (view: View) => View
  /** A view that the last steps have written. */
  readonly answer: (variable: number, view: View) => void
  /** A variable that is another one, seen differently. */
  readonly see: (variable: number, of: number, view: View) => void
  /** A new buffer, in row-major order or in the order of axes of another view of its shape. */
  readonly newBuffer: (x: Abstract, like?: Strides) => View
  /** Memory of no type. */
  readonly workspace: (bytes: number) => View
  readonly perform: (step: Step) => void
  readonly kernel: (kernel: Kernel, reads: readonly View[], writes: readonly View[]) => void
  readonly copy: (from: View, to: View) => void
  readonly zero: (to: View) => void
  /** Joins a loop, or begins one. */
  readonly fuse: (equation: Equation, variable: number) => void
  /** The strides of what the loop that has a variable reads, if that fills memory. */
  readonly layoutHint: (variable: number) => Strides | undefined
  /** Where a variable is to be stored, if nothing has settled that yet and a loop has it. */
  readonly storeIn: (variable: number, view: View) => boolean
  /** The plan of a body. */
  readonly plan: (graph: Graph) => Plan
  readonly finish: (results: readonly number[]) => Schedule
}

const sameElements = (a: View, b: View): boolean =>
  a.offset === 0 &&
  b.offset === 0 &&
  widths[a.dtype] === widths[b.dtype] &&
  sameShape(a.shape, b.shape) &&
  sameShape(a.strides, b.strides) &&
  isDense(a)

/**
 * Operands of a loop without reductions that results may take the place of: each element is read before it is written, and
 * no other is. What is read in two ways stays where it is.
 */
const exchanges = (
  reads: readonly View[],
  writes: readonly View[],
  buffers: readonly Buffer[],
): readonly Exchange[] =>
  reads.flatMap((r) => {
    const isReadOnce = reads.filter((other) => other.buffer === r.buffer).length === 1
    const fits = (w: View): boolean =>
      sameElements(r, w) && buffers[r.buffer]!.bytes === buffers[w.buffer]!.bytes
    return isReadOnce ? writes.flatMap((w) => (fits(w) ? [{ read: r.buffer, written: w.buffer }] : [])) : []
  })

/** A loop that stores what it computes last. */
const loopOver = (to: View, loads: readonly Load[], operations: readonly Operation[]): Kernel =>
  nestKernel({
    shape: to.shape,
    reduced: [],
    loads,
    operations,
    stores: [{ value: loads.length + operations.length - 1, strides: to.strides }],
  })

export const planner = (graph: Graph, plan: (graph: Graph) => Plan): Planner => {
  const types = abstractsIn(graph)
  const typeOf = (variable: number): Abstract => types[variable]!
  const buffers: Buffer[] = []
  const steps: (Step | Growing)[] = []
  const views = new Map<number, View>()
  /** The step after which a variable is there; those from outside are there before the first. */
  const ready = new Map<number, number>()
  /** The loop that has a variable in a register. */
  const inside = new Map<number, Growing>()
  /** The variable of a loop that a buffer is for, should anybody read it. */
  const owners = new Map<number, number>()

  const addBuffer = (bytes: number, holds: Buffer['holds']): number => buffers.push({ bytes, holds }) - 1
  const newBuffer: Planner['newBuffer'] = ({ shape, dtype }, like) => {
    const view = whole(addBuffer(sizeOf(shape) * widths[dtype], 'value'), shape, dtype)
    return like === undefined ? view : { ...view, strides: orderedLike(shape, like) }
  }
  const given = (variable: number, holds: 'input' | 'constant'): View => {
    const { shape, dtype } = typeOf(variable)
    const view = whole(addBuffer(sizeOf(shape) * widths[dtype], holds), shape, dtype)
    views.set(variable, view)
    ready.set(variable, -1)
    return view
  }
  const inputs = graph.inputs.map((_, i) => given(i, 'input'))
  const constants = graph.constants.map((_, i) => given(graph.inputs.length + i, 'constant'))
  const numberAt = ({ buffer }: View): number | undefined => {
    // buffers of constants come right after those of inputs
    const constant = graph.constants[buffer - inputs.length] as Concrete | undefined
    return constant && uniformValue(constant)
  }

  /** The order of axes that most of what a loop reads lies in. */
  const layoutOf = (loop: Growing): Strides | undefined =>
    [...loop.loads.values()].find((v) => sameShape(v.shape, loop.shape) && isDense(v))?.strides
  const cuts = new Map<number, Cut>()
  const viewOf = (variable: number): View => {
    const known = views.get(variable)
    if (known !== undefined) return known
    const cut = cuts.get(variable)
    if (cut !== undefined) {
      const copied = inOrder(inMemory(cut.view))
      const { shape, dtype } = typeOf(variable)
      answer(variable, { ...whole(copied.buffer, shape, dtype), offset: copied.offset })
      return views.get(variable)!
    }
    const loop = inside.get(variable)!
    const type = typeOf(variable)
    const view = newBuffer(type, sameShape(type.shape, loop.shape) ? layoutOf(loop) : undefined)
    views.set(variable, view)
    owners.set(view.buffer, variable)
    return view
  }
  const inMemory = (view: View): View => {
    const variable = owners.get(view.buffer)
    if (variable !== undefined) inside.get(variable)!.store(variable, views.get(variable)!)
    return view
  }
  const stored = (variable: number): View => inMemory(viewOf(variable))

  const perform = (step: Step): void => {
    steps.push(step)
  }
  const answer = (variable: number, view: View): void => {
    views.set(variable, view)
    ready.set(variable, steps.length - 1)
  }
  const kernel: Planner['kernel'] = (k, reads, writes) =>
    perform({ kind: 'kernel', kernel: k, reads, writes })
  const copy = (from: View, to: View): void =>
    kernel(loopOver(to, [{ from: 'memory', dtype: from.dtype, strides: from.strides }], []), [from], [to])
  const zero = (to: View): void =>
    kernel(loopOver(to, [{ from: 'number', dtype: to.dtype, value: 0 }], []), [], [to])
  const inOrder = (view: View): View => {
    if (isContiguous(view)) return view
    const to = newBuffer(view)
    copy(view, to)
    return to
  }

  const fuse = fusing({
    typeOf,
    views,
    owners,
    inside,
    ready,
    steps,
    stored,
    begin: (shape) => steps.push(growing(shape)) - 1,
    joined: (variable, loop, at) => {
      inside.set(variable, loop)
      ready.set(variable, at)
    },
  })

  return {
    typeOf,
    viewOf,
    stored,
    inMemory,
    cutUp: (variable, of, cut) => {
      cuts.set(variable, cut)
      ready.set(variable, ready.get(of)!)
    },
    cut: (variable) => (views.has(variable) ? undefined : cuts.get(variable)),
    inOrder,
    answer,
    see: (variable, of, view) => {
      views.set(variable, view)
      ready.set(variable, ready.get(of)!)
    },
    newBuffer,
    workspace: (bytes) => whole(addBuffer(bytes, 'value'), [bytes], 'uint8'),
    perform,
    kernel,
    copy,
    zero,
    fuse,
    layoutHint: (variable) => {
      const loop = inside.get(variable)
      const shape = typeOf(variable).shape
      return loop === undefined
        ? undefined
        : [...loop.loads.values()].find((v) => sameShape(v.shape, shape) && v.strides.every((s) => s > 0))
            ?.strides
    },
    storeIn: (variable, view) => {
      if (views.has(variable) || !inside.has(variable)) return false
      views.set(variable, view)
      inside.get(variable)!.store(variable, view)
      return true
    },
    plan,
    finish: (variables) => {
      const results = variables.map((v) => inOrder(stored(v)))
      return {
        steps: steps.map((s): Step => {
          if (!('loads' in s)) return s
          const { nest, reads, writes } = finished(s, typeOf, numberAt)
          const inPlace = nest.reduced.length === 0 ? exchanges(reads, writes, buffers) : []
          return { kind: 'kernel', kernel: nestKernel(nest), reads, writes, inPlace }
        }),
        buffers,
        inputs,
        constants,
        values: graph.constants as readonly Concrete[],
        results,
      }
    },
  }
}
