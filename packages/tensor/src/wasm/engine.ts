/**
 * The engine that compiles graphs to WebAssembly.
 *
 * @module
 */
import type { Engine, Executable } from '../engine.ts'
import { type Interpreter, interpreters } from '../kernels/control.ts'
import { evaluate } from '../kernels/evaluate.ts'
import type { Equation, Graph } from '../Primitive.ts'
import { Concrete, type Shape, sizeOf } from '../Tensor.ts'
import { widths } from './access.ts'
import { clusterFunction } from './cluster.ts'
import { hasRelaxedSimd } from './features.ts'
import { gemmFunctions, gemmScratch } from './gemm.ts'
import { type Heap, heap, maximumPages } from './heap.ts'
import { inlined } from './inline.ts'
import { layOut } from './memory.ts'
import { assemble, type WasmFunction } from './module.ts'
import { type Plan, planOf, type Step } from './plan.ts'
import { type Module, wasm } from './platform.ts'
import { reductionFunction } from './reduction.ts'
import { alone, type Gemm, type Team, team } from './team.ts'
import { defaultThreads } from './threads.ts'
import { isContiguous, type View } from './view.ts'

type Native = (...args: readonly number[]) => void

/** What all compiled graphs share. */
interface Machine {
  readonly heap: Heap
  readonly team: Team
  readonly scratch: number
}

const compileFunctions = ({ shared }: Heap, functions: readonly WasmFunction[]): Module =>
  new (wasm().Module)(assemble({ functions, memory: { shared, maximumPages } }))

const exportsOf = ({ memory }: Heap, module: Module): Readonly<Record<string, Native>> =>
  new (wasm().Instance)(module, { env: { memory } }).exports as never

const start = ({ budget, threads = defaultThreads() }: EngineOptions): Machine => {
  const own = heap({ budget, shared: threads > 1 })
  const module = compileFunctions(own, gemmFunctions(0, hasRelaxedSimd()))
  const gemm = exportsOf(own, module)['gemm'] as Gemm
  const scratches = Array.from({ length: threads }, () => own.take(gemmScratch))
  const [scratch, ...others] = scratches as [number, ...number[]]
  return {
    heap: own,
    team: own.shared ? team(threads, gemm, module, own.memory, others) : alone(gemm),
    scratch,
  }
}

/** One function for steps that are alike. */
const functionsOf = ({
  steps,
}: Plan): { readonly functions: readonly WasmFunction[]; readonly nameOf: (s: Step) => string } => {
  const names = new Map<string, string>()
  const functions: WasmFunction[] = []
  const nameOf = (step: Step): string => {
    if (step.kind !== 'cluster' && step.kind !== 'reduce') return ''
    const key = JSON.stringify(step.kind === 'cluster' ? step.cluster : step.reduction)
    const known = names.get(key)
    if (known !== undefined) return known
    const name = `f${functions.length}`
    names.set(key, name)
    functions.push(
      step.kind === 'cluster' ? clusterFunction(name, step.cluster) : reductionFunction(name, step.reduction),
    )
    return name
  }
  steps.forEach(nameOf)
  return { functions, nameOf }
}

/** Where a value lies, found anew at each call: inputs and results are elsewhere each time. */
type Addresses = (v: View) => number

/** The offsets in bytes of each matrix of a stack. */
const matrices = (v: View, batch: readonly number[]): readonly number[] =>
  batch
    .reduce<readonly number[]>(
      (all, d, axis) => all.flatMap((at) => Array.from({ length: d }, (_, i) => at + i * v.strides[axis]!)),
      [0],
    )
    .map((at) => at * widths.float32)

const multiplication = (machine: Machine, step: Step, address: Addresses): (() => void) => {
  const [a, b] = step.reads as [View, View]
  const [c] = step.writes as [View]
  const batch = c.shape.slice(0, -2)
  const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!]
  const stride = (v: View, axis: number): number => v.strides.at(axis)! * widths.float32
  const [ar, ac, br, bc, cr] = [stride(a, -2), stride(a, -1), stride(b, -2), stride(b, -1), stride(c, -2)]
  const [as, bs, cs] = [matrices(a, batch), matrices(b, batch), matrices(c, batch)]
  return () => {
    const [pa, pb, pc] = [address(a), address(b), address(c)]
    for (let i = 0; i < cs.length; i++)
      machine.team.gemm(
        pa + as[i]!,
        ar,
        ac,
        pb + bs[i]!,
        br,
        bc,
        pc + cs[i]!,
        cr,
        m,
        n,
        k,
        machine.scratch,
        0,
      )
  }
}

/** What a result is: an input or a constant as it came, or a buffer of this call. */
type Origin =
  | { readonly from: 'input' | 'constant'; readonly index: number }
  | { readonly from: 'buffer' | 'copy' }

const originOf = (plan: Plan, v: View): Origin => {
  const same = (w: View): boolean => w.buffer === v.buffer
  const input = plan.inputs.findIndex(same)
  const constant = plan.constants.findIndex(same)
  const whole = v.offset === 0 && isContiguous(v)
  const as = (w: View): boolean => whole && w.shape.join() === v.shape.join()
  if (input >= 0) return as(plan.inputs[input]!) ? { from: 'input', index: input } : { from: 'copy' }
  if (constant >= 0)
    return as(plan.constants[constant]!) ? { from: 'constant', index: constant } : { from: 'copy' }
  return whole && sizeOf(v.shape) * widths[v.dtype] === plan.buffers[v.buffer]!.bytes
    ? { from: 'buffer' }
    : { from: 'copy' }
}

/** Buffers that leave with the results: each has a block of its own, made anew at each call. */
const leaving = ({ results }: Plan, origins: readonly Origin[]): ReadonlyMap<number, readonly number[]> => {
  const found = new Map<number, readonly number[]>()
  results.forEach((v, i) => {
    if (origins[i]!.from === 'buffer') found.set(v.buffer, [...(found.get(v.buffer) ?? []), i])
  })
  return found
}

type ProgramName = keyof typeof interpreters

const isProgram = (name: Equation['name']): name is ProgramName => Object.hasOwn(interpreters, name)

/** Runs graphs within graphs, each compiled once. */
const bodiesOn = (machine: Machine): ((graph: Graph, inputs: readonly Concrete[]) => readonly Concrete[]) => {
  const known = new WeakMap<Graph, Executable>()
  return (graph, inputs) => {
    const run = known.get(graph) ?? compileOn(machine, graph)
    known.set(graph, run)
    return run(inputs) as readonly Concrete[]
  }
}

const compileOn = (machine: Machine, graph: Graph): Executable => {
  const { heap } = machine
  const plan = planOf(inlined(graph))
  const origins = plan.results.map((v) => originOf(plan, v))
  const left = leaving(plan, origins)
  const { offsets, bytes } = layOut(plan, new Set(left.keys()))
  const base = heap.take(bytes)
  const places = plan.buffers.map((b, i) =>
    b.holds === 'value' ? base + (offsets.get(i) ?? 0) : heap.take(b.bytes),
  )
  const bases = [...places]
  const address: Addresses = ({ buffer, offset, dtype }) => bases[buffer]! + offset * widths[dtype]
  const arrayOf = (v: View): ReturnType<Heap['array']> => heap.array(v.dtype, address(v), sizeOf(v.shape))
  const write = (v: View, x: Concrete): void => arrayOf(v).set(Concrete.values(x))
  plan.constants.forEach((v, i) => write(v, plan.values[i]!))
  const { functions, nameOf } = functionsOf(plan)
  const native = exportsOf(heap, compileFunctions(heap, functions))
  const bodies = bodiesOn(machine)

  /** Loops and branches run compiled bodies. These may grow the memory, which would take arrays over it away. */
  const program =
    (step: Step, { name, params }: Equation): (() => void) =>
    () => {
      const inputs = step.reads.map((v) => new Concrete(arrayOf(v).slice(), v.shape, v.dtype))
      const interpreter = interpreters[name as ProgramName] as Interpreter<unknown>
      interpreter(bodies, inputs, params).forEach((x, i) => write(step.writes[i]!, x))
    }
  const callOf = (step: Step): (() => void) => {
    if (step.kind === 'matmul') return multiplication(machine, step, address)
    if (step.kind === 'reference' && isProgram(step.equation.name)) return program(step, step.equation)
    if (step.kind === 'reference')
      return () => {
        const inputs = step.reads.map((v) => new Concrete(arrayOf(v), v.shape, v.dtype))
        const results = evaluate(step.equation.name, inputs, step.equation.params)
        results.forEach((x, i) => write(step.writes[i]!, x))
      }
    const f = native[nameOf(step)]!
    const views = [...step.reads, ...step.writes]
    return () => f(...views.map(address))
  }
  const calls = plan.steps.map(callOf)
  const leavingBytes = [...left.keys()].reduce((n, b) => n + plan.buffers[b]!.bytes, 0)

  /** An input is read where it lies, or copied to its place. */
  const bring = (v: View, x: Concrete): void => {
    const there = heap.addressOf(x)
    bases[v.buffer] = there ?? places[v.buffer]!
    if (there === undefined) write(v, x)
  }

  return (inputs) => {
    heap.makeRoom(leavingBytes)
    plan.inputs.forEach((v, i) => bring(v, inputs[i] as Concrete))
    for (const buffer of left.keys()) bases[buffer] = heap.take(plan.buffers[buffer]!.bytes)
    for (const call of calls) call()
    const results = plan.results.map((v, i): Concrete | undefined => {
      const origin = origins[i]!
      if (origin.from === 'input') return inputs[origin.index] as Concrete
      if (origin.from === 'constant') return plan.values[origin.index]!
      return origin.from === 'copy' ? new Concrete(arrayOf(v).slice(), v.shape, v.dtype) : undefined
    })
    for (const [buffer, positions] of left) {
      const shapes: readonly Shape[] = positions.map((i) => plan.results[i]!.shape)
      const tensors = heap.tensors(bases[buffer]!, shapes, plan.results[positions[0]!]!.dtype)
      positions.forEach((i, at) => {
        results[i] = tensors[at]
      })
    }
    return results as readonly Concrete[]
  }
}

/** How an engine is set up. */
export interface EngineOptions {
  /** The bytes that tensors may take in its memory before the oldest move out; 512 MiB unless told. */
  readonly budget?: number | undefined
  /** Threads for matrix products; as many as the machine has, at most 8, unless told. */
  readonly threads?: number | undefined
}

/** The engine, and what it takes. */
export interface WasmEngine extends Engine {
  /** The bytes that tensors take in its memory, and those of the whole memory. */
  readonly use: Heap['use']
  /** The threads at work now: one until the others have started. */
  readonly threads: () => number
}

/** An engine with a memory of its own, which it takes when it first compiles. */
export const wasmEngine = (options: EngineOptions = {}): WasmEngine => {
  let machine: Machine | undefined
  return {
    name: 'wasm',
    use: () => machine?.heap.use() ?? { tensors: 0, memory: 0 },
    threads: () => machine?.team.atWork() ?? 1,
    compile: (graph) => {
      machine ??= start(options)
      return compileOn(machine, graph)
    },
  }
}
