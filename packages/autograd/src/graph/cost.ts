/** What a graph costs, counted from its shapes. */
import {
  type Abstract,
  type Equation,
  type Graph,
  type PrimitiveName,
  type Primitives,
} from '@gradus/tensor/primitives'

/** What a program costs. */
export interface Cost {
  /** Additions, multiplications, divisions and comparisons of numbers. */
  readonly flops: number
  /** Values of functions such as exp, log, sin, erf, √. */
  readonly transcendentals: number
  /** What equations read and write, if each did so in memory. */
  readonly bytes: number
  /** The most bytes alive at once, inputs and constants included, if values are freed after their last use. */
  readonly peakBytes: number
  /** Holds a loop of unknown length, which counts as one step. */
  readonly unbounded: boolean
}

type Work = Pick<Cost, 'flops' | 'transcendentals'>
type Counted<N extends PrimitiveName> = (
  inputs: readonly Abstract[],
  results: readonly Abstract[],
  params: Primitives[N],
) => Work

const widths = { float32: 4, float64: 8, int32: 4, uint8: 1, bool: 1 } as const

const sizeOf = (x: Abstract | undefined): number => x?.shape.reduce((n, d) => n * d, 1) ?? 0
const bytesOf = (xs: readonly Abstract[]): number => xs.reduce((n, x) => n + sizeOf(x) * widths[x.dtype], 0)

const work = (flops: number, transcendentals = 0): Work => ({ flops, transcendentals })
const free = (): Work => work(0)
/** So many operations for each element of the result. */
const each =
  (flops: number, transcendentals = 0) =>
  (_: unknown, results: readonly Abstract[]): Work =>
    work(flops * sizeOf(results[0]), transcendentals * sizeOf(results[0]))
/** An operation for each element of the operand. */
const eachInput = (inputs: readonly Abstract[]): Work => work(sizeOf(inputs[0]))
const sorting = (inputs: readonly Abstract[], axis: number): Work => {
  const length = inputs[0]?.shape[axis] ?? 0
  return work(sizeOf(inputs[0]) * Math.ceil(Math.log2(Math.max(2, length))))
}

/** Matrices of the last two axes: how many, rows, columns. */
const matrices = (x: Abstract | undefined): readonly [number, number, number] => {
  const [m = 0, n = 0] = x?.shape.slice(-2) ?? []
  return [(x?.shape.slice(0, -2) ?? []).reduce((k, d) => k * d, 1), m, n]
}

/** What each primitive does, but for those that run graphs. */
const counts: { readonly [N in Exclude<PrimitiveName, keyof typeof programs>]: Counted<N> } = {
  neg: each(1),
  abs: each(1),
  sign: each(1),
  exp: each(0, 1),
  log: each(0, 1),
  sqrt: each(0, 1),
  tanh: each(0, 1),
  sigmoid: each(2, 1),
  special: each(0, 1),
  polygamma: each(0, 1),
  toWhole: each(1),
  classify: each(1),
  not: each(1),
  stopGradient: free,
  cast: free,
  add: each(1),
  sub: each(1),
  mul: each(1),
  div: each(1),
  mod: each(1),
  pow: each(0, 1),
  atan2: each(0, 1),
  maximum: each(1),
  minimum: each(1),
  less: each(1),
  lessEqual: each(1),
  equal: each(1),
  and: each(1),
  or: each(1),
  shiftRightLogical: each(1),
  select: each(1),
  broadcast: free,
  reshape: free,
  permute: free,
  flip: free,
  slice: free,
  pad: free,
  concat: free,
  take: free,
  scatterSum: eachInput,
  lastWriter: free,
  argSort: (inputs, _, { axis }) => sorting(inputs, axis),
  reduceSum: eachInput,
  reduceMax: eachInput,
  reduceMin: eachInput,
  reduceProd: eachInput,
  argExtreme: eachInput,
  cumSum: eachInput,
  matmul: ([a], [c], { transposeA }) => work(2 * sizeOf(c) * (a?.shape.at(transposeA ? -2 : -1) ?? 0)),
  patches: free,
  unpatch: eachInput,
  // 20 rounds of Threefry make two words, with about five operations each
  randomBits: each(100),
  splitKey: each(50),
  foldIn: each(50),
  randomLogGamma: each(200, 4),
  randomPoisson: each(200, 4),
  // Golub and Van Loan, Matrix Computations, 4th edition
  cholesky: ([a]) => {
    const [count, n] = matrices(a)
    return work((count * n ** 3) / 3)
  },
  triangularSolve: ([a, b]) => work(sizeOf(b) * (a?.shape.at(-1) ?? 0)),
  lu: ([a]) => {
    const [count, m, n] = matrices(a)
    const k = Math.min(m, n)
    return work(count * (m * n * k - ((m + n) * k ** 2) / 2 + k ** 3 / 3) * 2)
  },
  qr: ([a]) => {
    const [count, m, n] = matrices(a)
    const k = Math.min(m, n)
    return work(4 * count * (m * n * k - ((m + n) * k ** 2) / 2 + k ** 3 / 3))
  },
  eigh: ([a]) => {
    const [count, n] = matrices(a)
    return work(9 * count * n ** 3)
  },
  svd: ([a]) => {
    const [count, m, n] = matrices(a)
    return work(count * (14 * Math.max(m, n) * Math.min(m, n) ** 2 + 8 * Math.min(m, n) ** 3))
  },
  customTangent: free,
}

/** What running a graph within an equation costs: `inner` once, `times` over. */
interface Inner {
  readonly costs: readonly Cost[]
  readonly times: number
  readonly unbounded: boolean
}

const once = (...graphs: readonly Graph[]): Inner => ({ costs: graphs.map(cost), times: 1, unbounded: false })

/** The graphs that a primitive runs. Of branches, the dearest counts. */
const programs = {
  remat: ({ body }: Primitives['remat']): Inner => once(body),
  custom: ({ body }: Primitives['custom']): Inner => once(body),
  cond: ({ branches }: Primitives['cond']): Inner => {
    const dearest = branches.map(cost).toSorted((a, b) => b.flops + b.bytes - a.flops - a.bytes)[0]
    return { costs: dearest === undefined ? [] : [dearest], times: 1, unbounded: false }
  },
  scan: ({ body, length }: Primitives['scan']): Inner => ({
    costs: [cost(body)],
    times: length,
    unbounded: false,
  }),
  whileLoop: ({ condition, body }: Primitives['whileLoop']): Inner => ({
    ...once(condition, body),
    unbounded: true,
  }),
}

const none: Cost = { flops: 0, transcendentals: 0, bytes: 0, peakBytes: 0, unbounded: false }

const costOfPrograms = ({ costs, times, unbounded }: Inner): Cost => ({
  flops: times * costs.reduce((n, c) => n + c.flops, 0),
  transcendentals: times * costs.reduce((n, c) => n + c.transcendentals, 0),
  bytes: times * costs.reduce((n, c) => n + c.bytes, 0),
  peakBytes: costs.reduce((n, c) => Math.max(n, c.peakBytes), 0),
  unbounded: unbounded || costs.some((c) => c.unbounded),
})

const isProgram = (name: PrimitiveName): name is keyof typeof programs => name in programs

const costOfEquation = ({ name, params, results }: Equation, inputs: readonly Abstract[]): Cost => {
  if (isProgram(name)) return costOfPrograms(programs[name](params as never))
  const count = counts[name] as Counted<PrimitiveName>
  return { ...none, ...count(inputs, results, params), bytes: bytesOf([...inputs, ...results]) }
}

/** The last equation that reads each variable; results of the graph are read after the last. */
const lastUses = ({ equations, results }: Graph): ReadonlyMap<number, number> =>
  new Map([
    ...equations.flatMap((e, i) => e.operands.map((v) => [v, i] as const)),
    ...results.map((v) => [v, equations.length] as const),
  ])

/**
 * Counts what a graph computes, reads and writes, and how much memory it needs at once.
 *
 * Matrix products count `2 m n k`, reductions one operation for each element; a loop counts its body times its length.
 *
 * @param graph from `graphOf`.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { cost, graphOf } from '@gradus/autograd'
 *
 * const layer = (x: T.Tensor<readonly [32, 8]>, w: T.Tensor<readonly [8, 4]>) => T.relu(T.matmul(x, w))
 * cost(graphOf(layer)(T.ones([32, 8]), T.ones([8, 4]))).flops // => 2304
 * ```
 */
export const cost = (graph: Graph): Cost => {
  const known: Abstract[] = [...graph.inputs, ...graph.constants]
  const given = known.length
  const last = lastUses(graph)
  let alive = bytesOf(known)
  let total: Cost = { ...none, peakBytes: alive }
  graph.equations.forEach((equation, at) => {
    const inputs = equation.operands.map((v) => known[v]!)
    const own = costOfEquation(equation, inputs)
    const first = known.length
    known.push(...equation.results)
    alive += bytesOf(equation.results)
    const inside = isProgram(equation.name) ? Math.max(0, own.peakBytes - bytesOf(inputs)) : 0
    total = {
      flops: total.flops + own.flops,
      transcendentals: total.transcendentals + own.transcendentals,
      bytes: total.bytes + own.bytes,
      peakBytes: Math.max(total.peakBytes, alive + inside),
      unbounded: total.unbounded || own.unbounded,
    }
    const unread = equation.results.map((_, i) => first + i).filter((v) => !last.has(v))
    const done = [...new Set(equation.operands)].filter((v) => v >= given && last.get(v) === at)
    alive -= bytesOf([...unread, ...done].map((v) => known[v]!))
  })
  return total
}
