/**
 * Worker threads that take part in matrix products.
 *
 * Workers share the engine's memory. They wait for a number in shared memory to change, read what to do from beside it,
 * and say when it is done: no message is sent for a product. Each takes rows or columns of the result of its own, and each
 * element is summed as one thread would sum it, so that bits do not depend on how many there are.
 *
 * @module
 */

import { type Handed, type Memory, type Module, surroundings } from './platform.ts'

/** The arguments of `gemm`. */
export type GemmArguments = readonly [
  a: number,
  aRow: number,
  aColumn: number,
  b: number,
  bRow: number,
  bColumn: number,
  c: number,
  cRow: number,
  m: number,
  n: number,
  k: number,
  scratch: number,
  add: number,
]

export type Gemm = (...args: GemmArguments) => void

/** Where what lies in the shared numbers. */
const layout = { turn: 0, ready: 16, done: 80, parts: 160, partLength: 16 } as const
const mostThreads = 64
const controlBytes = 4 * (layout.parts + mostThreads * layout.partLength)

/** How often a thread looks before it goes to sleep: about the time between two products of a training step. */
const looks = 20_000

// A string, because it has to run without a file of its own wherever this package is bundled to.
const source = `
const begin = ({ memory, module, control, index }) => {
  const { gemm } = new WebAssembly.Instance(module, { env: { memory } }).exports
  const c = new Int32Array(control)
  let seen = 0
  Atomics.store(c, ${layout.ready} + index, 1)
  for (;;) {
    let turn = Atomics.load(c, ${layout.turn})
    for (let i = 0; turn === seen && i < ${looks}; i++) turn = Atomics.load(c, ${layout.turn})
    if (turn === seen) {
      Atomics.wait(c, ${layout.turn}, seen)
      continue
    }
    seen = turn
    const at = ${layout.parts} + ${layout.partLength} * index
    gemm(...c.subarray(at, at + 13))
    Atomics.store(c, ${layout.done} + index, seen)
    Atomics.notify(c, ${layout.done} + index)
  }
}
if (typeof require === 'function') begin(require('node:worker_threads').workerData)
else onmessage = ({ data }) => begin(data)
`

/** Starts a thread, which never keeps the program alive. Where none may be started, the one that asks goes on alone. */
const start = (handed: Handed): void => {
  try {
    const workers = surroundings.process?.getBuiltinModule?.('node:worker_threads')
    const { Worker, Blob, URL } = surroundings
    if (workers !== undefined) new workers.Worker(source, { eval: true, workerData: handed }).unref()
    else if (Worker !== undefined && Blob !== undefined && URL !== undefined)
      new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))).postMessage(handed)
  } catch {
    // a policy forbids it; it is never ready, and nobody waits for it
  }
}

/** Below this many multiplications, waking others takes longer than they save. */
const worthwhile = 2 ** 19

/** The stretch of `total` that is one's own: whole units, as even as they get. */
const share = (total: number, unit: number, index: number, size: number): readonly [number, number] => {
  const units = Math.ceil(total / unit)
  const at = (i: number): number => Math.min(total, Math.ceil((units * i) / size) * unit)
  return [at(index), at(index + 1)]
}

/** A part of a product: its own rows, or its own columns where there are more of them. */
const partOf = (args: GemmArguments, index: number, size: number, scratch: number): GemmArguments => {
  const [a, ar, ac, b, br, bc, c, cr, m, n, k, , add] = args
  if (m >= n / 4) {
    const [from, to] = share(m, 6, index, size)
    return [a + from * ar, ar, ac, b, br, bc, c + from * cr, cr, to - from, n, k, scratch, add]
  }
  const [from, to] = share(n, 8, index, size)
  return [a, ar, ac, b + from * bc, br, bc, c + from * 4, cr, m, to - from, k, scratch, add]
}

/** Threads that multiply together. */
export interface Team {
  /** How many are at work: one until the others have started. */
  readonly atWork: () => number
  readonly gemm: Gemm
}

/** One thread alone. */
export const alone = (gemm: Gemm): Team => ({ atWork: () => 1, gemm })

/**
 * A team of this many threads, this one among them. Until the others are there, this one works alone.
 *
 * @param scratches - memory for each thread but this one.
 */
export const team = (
  size: number,
  gemm: Gemm,
  module: Module,
  memory: Memory,
  scratches: readonly number[],
): Team => {
  const control = new SharedArrayBuffer(controlBytes)
  const c = new Int32Array(control)
  const others = scratches.map((scratch, i) => ({ index: i + 1, scratch }))
  others.forEach(({ index }) => start({ memory, module, control, index }))
  // a page's main thread may not sleep
  const maySleep = surroundings.document === undefined
  let turn = 0
  let areReady = false
  const allReady = (): boolean => {
    areReady ||= others.every(({ index }) => Atomics.load(c, layout.ready + index) === 1)
    return areReady
  }
  const waitFor = (index: number): void => {
    const at = layout.done + index
    for (let i = 0; ; i++) {
      const done = Atomics.load(c, at)
      if (done === turn) return
      if (i > looks && maySleep) Atomics.wait(c, at, done, 1)
    }
  }
  return {
    atWork: () => (allReady() ? size : 1),
    gemm: (...args) => {
      const [, , , , , , , , m, n, k, scratch] = args
      if (m * n * k < worthwhile || !allReady()) return gemm(...args)
      others.forEach(({ index, scratch: own }) =>
        c.set(partOf(args, index, size, own), layout.parts + layout.partLength * index),
      )
      turn = (turn + 1) | 0
      Atomics.store(c, layout.turn, turn)
      Atomics.notify(c, layout.turn)
      gemm(...partOf(args, 0, size, scratch))
      others.forEach(({ index }) => waitFor(index))
    },
  }
}
