/**
 * From a graph to steps over buffers: what is fused, what is a view, what is computed where.
 *
 * @module
 */
import { abstractsIn } from '../abstract.ts'
import type { Abstract, Equation, Graph } from '../Primitive.ts'
import { sameShape } from '../operand.ts'
import { Concrete, type Shape, sizeOf } from '../Tensor.ts'
import { widths } from './access.ts'
import type { Cluster, Fused, Load } from './cluster.ts'
import { isElementwise, isVectorType } from './elementwise.ts'
import { canReduce, type Reduction } from './reduction.ts'
import { isContiguous, isLook, look, type View, whole } from './view.ts'

/** A stretch of memory. */
export interface Buffer {
  readonly bytes: number
  readonly holds: 'input' | 'constant' | 'value'
}

interface InMemory {
  readonly reads: readonly View[]
  readonly writes: readonly View[]
}

/** One step: a fused loop, a reduction, a product, or an equation that the reference evaluates. */
export type Step = InMemory &
  (
    | { readonly kind: 'cluster'; readonly cluster: Cluster }
    | { readonly kind: 'reduce'; readonly reduction: Reduction }
    | { readonly kind: 'matmul' }
    | { readonly kind: 'reference'; readonly equation: Equation }
  )

/** Steps in order, the buffers that they work in, and where inputs, constants and results are. */
export interface Plan {
  readonly steps: readonly Step[]
  readonly buffers: readonly Buffer[]
  readonly inputs: readonly View[]
  readonly constants: readonly View[]
  /** What the constants are. */
  readonly values: readonly Concrete[]
  readonly results: readonly View[]
}

/** More than this in one loop would not stay in registers. */
const mostEquations = 48
const mostPointers = 24

/** So many steps back a loop is still joined. */
const farthest = 64

/** A fused loop that may still grow. Values are variables of the graph. */
interface Growing {
  readonly shape: Shape
  readonly loads: Map<number, View>
  readonly equations: Map<number, Equation>
  readonly stores: Map<number, View>
}

const isRoomy = ({ loads, stores, equations }: Growing): boolean =>
  equations.size < mostEquations && loads.size + stores.size < mostPointers

/** A loop that copies, to a whole buffer or to a part of one. */
const copyStep = (from: View, to: View, isWhole: boolean): Step => ({
  kind: 'cluster',
  cluster: {
    shape: to.shape,
    loads: [{ from: 'memory', dtype: from.dtype, strides: from.strides }],
    equations: [],
    stores: [{ value: 0, strides: to.strides, isWhole }],
  },
  reads: [from],
  writes: [to],
})

/** A loop that fills a buffer with one number. */
const fillStep = (to: View, value: number): Step => ({
  kind: 'cluster',
  cluster: {
    shape: to.shape,
    loads: [{ from: 'number', dtype: to.dtype, value }],
    equations: [],
    stores: [{ value: 0, strides: to.strides, isWhole: true }],
  },
  reads: [],
  writes: [to],
})

/** A loop that adds to what is there. */
const addStep = (from: View, to: View): Step => ({
  kind: 'cluster',
  cluster: {
    shape: to.shape,
    loads: [from, to].map((x) => ({ from: 'memory', dtype: x.dtype, strides: x.strides })),
    equations: [{ name: 'add', params: {}, operands: [0, 1], result: { shape: to.shape, dtype: to.dtype } }],
    stores: [{ value: 2, strides: to.strides, isWhole: false }],
  },
  reads: [from, to],
  writes: [to],
})

/** The part of a view that begins at these positions. */
const part = (x: View, starts: readonly number[], shape: Shape): View => ({
  ...x,
  shape,
  offset: x.offset + starts.reduce((sum, s, i) => sum + s * x.strides[i]!, 0),
})

const reductions = { reduceSum: 'sum', reduceMax: 'max', reduceMin: 'min' } as const

const isReduction = (e: Equation): e is Equation<keyof typeof reductions> => e.name in reductions

/** Positions of a window, in order. */
const positions = (window: Shape): readonly (readonly number[])[] =>
  window.reduce<readonly (readonly number[])[]>(
    (all, d) => all.flatMap((at) => Array.from({ length: d }, (_, i) => [...at, i])),
    [[]],
  )

/** Decides how a graph is computed. */
export const planOf = (graph: Graph): Plan => {
  const types = abstractsIn(graph)
  const buffers: Buffer[] = []
  const steps: (Step | Growing)[] = []
  const views = new Map<number, View>()
  /** The step after which a variable is there; those from outside are there before the first. */
  const ready = new Map<number, number>()
  /** The loop that has a variable in a register. */
  const inside = new Map<number, Growing>()

  const newBuffer = ({ shape, dtype }: Abstract, holds: Buffer['holds'] = 'value'): View => {
    buffers.push({ bytes: sizeOf(shape) * widths[dtype], holds })
    return whole(buffers.length - 1, shape, dtype)
  }
  const given = (variable: number, holds: 'input' | 'constant'): View => {
    const view = newBuffer(types[variable]!, holds)
    views.set(variable, view)
    ready.set(variable, -1)
    return view
  }
  const stored = (variable: number): View => {
    const known = views.get(variable)
    if (known !== undefined) return known
    const view = newBuffer(types[variable]!)
    inside.get(variable)!.stores.set(variable, view)
    views.set(variable, view)
    return view
  }
  const push = (step: Step): void => {
    steps.push(step)
  }
  const answer = (variable: number, view: View): void => {
    views.set(variable, view)
    ready.set(variable, steps.length - 1)
  }
  const copied = (view: View): View => {
    const to = newBuffer(view)
    push(copyStep(view, to, true))
    return to
  }
  const inOrder = (view: View): View => (isContiguous(view) ? view : copied(view))

  const fits = (step: Step | Growing, at: number, { operands }: Equation, shape: Shape): boolean =>
    'loads' in step &&
    sameShape(step.shape, shape) &&
    isRoomy(step) &&
    operands.every((v) => ready.get(v)! < at || inside.get(v) === step)

  const fuse = (equation: Equation, variable: number): void => {
    const { shape } = types[variable]!
    const earliest = Math.max(0, steps.length - farthest, ...equation.operands.map((v) => ready.get(v)!))
    let found = steps.length - 1
    while (found >= earliest && !fits(steps[found]!, found, equation, shape)) found -= 1
    if (found < earliest) found = -1
    const at = found >= 0 ? found : steps.length
    if (found < 0) steps.push({ shape, loads: new Map(), equations: new Map(), stores: new Map() })
    const loop = steps[at] as Growing
    equation.operands.forEach((v) => {
      if (inside.get(v) !== loop) loop.loads.set(v, stored(v))
    })
    loop.equations.set(variable, equation)
    inside.set(variable, loop)
    ready.set(variable, at)
  }

  const reduce = (equation: Equation<keyof typeof reductions>, variable: number): void => {
    const x = stored(equation.operands[0]!)
    const { axes } = equation.params
    const reductionOf = ({ shape, strides, dtype }: View): Reduction => ({
      op: reductions[equation.name],
      dtype: dtype as 'float32',
      shape,
      strides,
      axes,
    })
    const operand = canReduce(reductionOf(x)) ? x : copied(x)
    const to = newBuffer(types[variable]!)
    push({ kind: 'reduce', reduction: reductionOf(operand), reads: [operand], writes: [to] })
    answer(variable, to)
  }

  const multiply = ({ operands, params }: Equation<'matmul'>, variable: number): void => {
    const turned = (v: View): View => ({
      ...v,
      shape: [...v.shape.slice(0, -2), v.shape.at(-1)!, v.shape.at(-2)!],
      strides: [...v.strides.slice(0, -2), v.strides.at(-1)!, v.strides.at(-2)!],
    })
    const [a, b] = operands.map(stored) as [View, View]
    const reads = [params.transposeA ? turned(a) : a, params.transposeB ? turned(b) : b]
    const to = newBuffer(types[variable]!)
    push({ kind: 'matmul', reads, writes: [to] })
    answer(variable, to)
  }

  const place = (variable: number, write: (to: View) => void): void => {
    const to = newBuffer(types[variable]!)
    write(to)
    answer(variable, to)
  }

  const concat = ({ operands, params: { axis } }: Equation<'concat'>, variable: number): void =>
    place(variable, (to) => {
      let start = 0
      operands.map(stored).forEach((x) => {
        const starts = x.shape.map((_, i) => (i === axis ? start : 0))
        push(copyStep(x, part(to, starts, x.shape), false))
        start += x.shape[axis]!
      })
    })

  const pad = ({ operands, params: { low } }: Equation<'pad'>, variable: number): void =>
    place(variable, (to) => {
      const x = stored(operands[0]!)
      push(fillStep(to, 0))
      // a negative margin cuts off
      const inner = x.shape.map((d, i) => {
        const from = Math.max(0, -low[i]!)
        const until = Math.min(d, to.shape[i]! - low[i]!)
        return { from, size: Math.max(0, until - from), at: Math.max(0, low[i]!) }
      })
      const shape = inner.map((i) => i.size)
      const source = part(
        x,
        inner.map((i) => i.from),
        shape,
      )
      push(
        copyStep(
          source,
          part(
            to,
            inner.map((i) => i.at),
            shape,
          ),
          false,
        ),
      )
    })

  const unpatch = ({ operands, params }: Equation<'unpatch'>, variable: number): void =>
    place(variable, (to) => {
      const { window, strides, dilation } = params
      const x = stored(operands[0]!)
      const lead = to.shape.length - window.length
      const counts = x.shape.slice(x.shape.length - window.length)
      push(fillStep(to, 0))
      positions(window).forEach((k) => {
        const inner = x.shape.slice(window.length)
        const from: View = {
          ...part(x, [...k, ...inner.map(() => 0)], x.shape),
          shape: inner,
          strides: x.strides.slice(window.length),
        }
        const starts = to.shape.map((_, i) => (i < lead ? 0 : k[i - lead]! * dilation[i - lead]!))
        const target: View = {
          ...part(to, starts, inner),
          shape: [...to.shape.slice(0, lead), ...counts],
          strides: to.strides.map((s, i) => (i < lead ? s : s * strides[i - lead]!)),
        }
        push(addStep(from, target))
      })
    })

  const refer = (equation: Equation, variable: number): void => {
    const reads = equation.operands.map((v) => inOrder(stored(v)))
    const writes = equation.results.map((x) => newBuffer(x))
    push({ kind: 'reference', equation, reads, writes })
    writes.forEach((w, i) => answer(variable + i, w))
  }

  const move = (equation: Equation, variable: number): void => {
    const [operand] = equation.operands as [number]
    const x = stored(operand)
    const seen = look(equation, x)
    if (seen !== undefined) {
      views.set(variable, seen)
      ready.set(variable, ready.get(operand)!)
    } else answer(variable, look(equation, copied(x))!)
  }

  const isThirtyTwo = (variable: number): boolean => ['float32', 'int32'].includes(types[variable]!.dtype)
  const isPlain = (variable: number): boolean => isVectorType(types[variable]!.dtype)
  const hasElements = (variable: number): boolean => sizeOf(types[variable]!.shape) > 0

  const lower = (equation: Equation, variable: number): void => {
    const { operands } = equation
    const [first] = operands
    const inputs = operands.map((v) => types[v]!)
    const filled = [variable, ...operands].every(hasElements)
    const is = <N extends Equation['name']>(n: N, e: Equation): e is Equation<N> => e.name === n
    const supported = filled && first !== undefined && isPlain(first) && equation.results.length === 1
    if (!supported) return refer(equation, variable)
    if (isLook(equation)) return move(equation, variable)
    if (isElementwise(equation, inputs)) return fuse(equation, variable)
    if (isReduction(equation) && isThirtyTwo(first)) return reduce(equation, variable)
    if (is('matmul', equation) && types[first]!.dtype === 'float32') return multiply(equation, variable)
    if (is('concat', equation)) return concat(equation, variable)
    if (is('pad', equation)) return pad(equation, variable)
    if (is('unpatch', equation) && isThirtyTwo(first)) return unpatch(equation, variable)
    return refer(equation, variable)
  }

  const inputs = graph.inputs.map((_, i) => given(i, 'input'))
  const constants = graph.constants.map((_, i) => given(graph.inputs.length + i, 'constant'))
  let variable = graph.inputs.length + graph.constants.length
  for (const equation of graph.equations) {
    lower(equation, variable)
    variable += equation.results.length
  }
  const results = graph.results.map((v) => inOrder(stored(v)))

  const valueOf = (view: View): number | undefined => {
    const index = constants.findIndex((c) => c.buffer === view.buffer)
    const constant = graph.constants[index] as Concrete | undefined
    return constant !== undefined && sizeOf(constant.shape) === 1 ? Concrete.values(constant)[0]! : undefined
  }

  const finished = (loop: Growing): Step => {
    const order = [...loop.loads.keys(), ...loop.equations.keys()]
    const place = new Map(order.map((v, i) => [v, i]))
    const loads = [...loop.loads.values()].map((view): Load => {
      const value = valueOf(view)
      return value === undefined
        ? { from: 'memory', dtype: view.dtype, strides: view.strides }
        : { from: 'number', dtype: view.dtype, value }
    })
    const equations = [...loop.equations.entries()].map(([v, e]): Fused => ({
      name: e.name,
      params: e.params,
      operands: e.operands.map((o) => place.get(o)!),
      result: types[v]!,
    }))
    const stores = [...loop.stores.entries()].map(([v, view]) => ({
      value: place.get(v)!,
      strides: view.strides,
      isWhole: true,
    }))
    return {
      kind: 'cluster',
      cluster: { shape: loop.shape, loads, equations, stores },
      reads: [...loop.loads.values()].filter((_, i) => loads[i]!.from === 'memory'),
      writes: [...loop.stores.values()],
    }
  }
  return {
    steps: steps.map((s) => ('loads' in s ? finished(s) : s)),
    buffers,
    inputs,
    constants,
    values: graph.constants as readonly Concrete[],
    results,
  }
}
