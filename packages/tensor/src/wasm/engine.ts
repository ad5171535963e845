/**
 * The engine that compiles graphs to WebAssembly.
 *
 * @module
 */
import type { Engine, Executable } from '../engine.ts'
import { evaluate } from '../kernels/evaluate.ts'
import type { Graph } from '../Primitive.ts'
import { type AnyTensor, Concrete } from '../Tensor.ts'
import { sizeOf, widths } from './access.ts'
import { clusterFunction } from './cluster.ts'
import { hasRelaxedSimd } from './features.ts'
import { gemmFunctions, gemmScratch } from './gemm.ts'
import { type Heap, heap, maximumPages } from './heap.ts'
import { layOut } from './memory.ts'
import { assemble, type WasmFunction } from './module.ts'
import { type Plan, planOf, type Step } from './plan.ts'
import { reductionFunction } from './reduction.ts'
import type { View } from './view.ts'

type Native = (...args: readonly number[]) => void

/** What all compiled graphs share. */
interface Machine {
  readonly heap: Heap
  readonly gemm: Native
  readonly scratch: number
}

const instantiate = (
  memory: WebAssembly.Memory,
  functions: readonly WasmFunction[],
): Readonly<Record<string, Native>> => {
  const bytes = assemble({ functions, memory: { shared: false, maximumPages } })
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  return instance.exports as unknown as Readonly<Record<string, Native>>
}

const start = (): Machine => {
  const own = heap()
  const { gemm } = instantiate(own.memory, gemmFunctions(0, hasRelaxedSimd()))
  return { heap: own, gemm: gemm!, scratch: own.take(gemmScratch) }
}

/** One function for steps that are alike. */
const functionsOf = ({
  steps,
}: Plan): { readonly functions: readonly WasmFunction[]; readonly nameOf: (s: Step) => string } => {
  const names = new Map<string, string>()
  const functions: WasmFunction[] = []
  const nameOf = (step: Step): string => {
    if (step.kind !== 'cluster' && step.kind !== 'reduce') return ''
    const what = step.kind === 'cluster' ? step.cluster : step.reduction
    const key = JSON.stringify(what)
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

const multiplication = (machine: Machine, step: Step, address: (v: View) => number): (() => void) => {
  const [a, b] = step.reads as [View, View]
  const [c] = step.writes as [View]
  const batch = c.shape.slice(0, -2)
  const count = sizeOf(batch)
  const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!]
  const bytes = (v: View, axis: number): number => v.strides.at(axis)! * 4
  const start = (v: View, index: number): number => {
    let rest = index
    let at = 0
    for (let i = batch.length - 1; i >= 0; i--) {
      at += (rest % batch[i]!) * v.strides[i]!
      rest = Math.floor(rest / batch[i]!)
    }
    return address(v) + at * 4
  }
  const calls = Array.from({ length: count }, (_, i) => [start(a, i), start(b, i), start(c, i)] as const)
  return () => {
    for (const [pa, pb, pc] of calls)
      machine.gemm(
        pa,
        bytes(a, -2),
        bytes(a, -1),
        pb,
        bytes(b, -2),
        bytes(b, -1),
        pc,
        bytes(c, -2),
        m,
        n,
        k,
        machine.scratch,
        0,
      )
  }
}

const compileOn = (machine: Machine, graph: Graph): Executable => {
  const plan = planOf(graph)
  const { offsets, bytes } = layOut(plan)
  const base = machine.heap.take(bytes)
  const outside = new Map(
    plan.buffers.flatMap((b, i) => (b.holds === 'value' ? [] : [[i, machine.heap.take(b.bytes)] as const])),
  )
  const address = ({ buffer, offset, dtype }: View): number =>
    (outside.get(buffer) ?? base + offsets.get(buffer)!) + offset * widths[dtype]
  const arrayOf = (v: View): ReturnType<Heap['array']> =>
    machine.heap.array(v.dtype, address(v), sizeOf(v.shape))
  const write = (v: View, x: AnyTensor): void => arrayOf(v).set(Concrete.values(x as Concrete))
  plan.constants.forEach((v, i) => write(v, graph.constants[i]!))
  const { functions, nameOf } = functionsOf(plan)
  const native = instantiate(machine.heap.memory, functions)
  const calls = plan.steps.map((step): (() => void) => {
    if (step.kind === 'matmul') return multiplication(machine, step, address)
    if (step.kind === 'reference')
      return () => {
        const inputs = step.reads.map((v) => new Concrete(arrayOf(v), v.shape, v.dtype))
        evaluate(step.equation.name, inputs, step.equation.params).forEach((x, i) =>
          write(step.writes[i]!, x),
        )
      }
    const f = native[nameOf(step)]!
    const pointers = [...step.reads, ...step.writes].map(address)
    return () => f(...pointers)
  })
  return (inputs) => {
    plan.inputs.forEach((v, i) => write(v, inputs[i]!))
    for (const call of calls) call()
    return plan.results.map((v) => new Concrete(arrayOf(v).slice(), v.shape, v.dtype))
  }
}

/** The engine of this process. It takes memory when it first compiles. */
export const wasmEngine = (): Engine => {
  let machine: Machine | undefined
  return {
    name: 'wasm',
    compile: (graph) => {
      machine ??= start()
      return compileOn(machine, graph)
    },
  }
}
