/**
 * Worker threads that run programs together with the one that asks.
 *
 * Workers share the engine's memory. They wait for a number in shared memory to change, read what to do from beside it,
 * and run the same function with their own number: no message is sent for a call. A program's code is handed over once,
 * through the same memory.
 *
 * @module
 */
import { type Handed, type Memory, type Module, surroundings } from './platform.ts'

/** A program as threads run it. */
export type Run = (thread: number, threads: number, scratch: number, start: number, maySleep: number) => void

/** Where what lies in the shared numbers. */
const layout = { turn: 0, task: 16, ready: 32, done: 96, failed: 160 } as const
const controlBytes = 4 * 176

/** The part of a turn's number that says how many threads take part. */
const mostThreads = 64

const tasks = { run: 0, load: 1, drop: 2 } as const

/** How often a thread looks before it goes to sleep: about the time between two steps of a training run. */
const looks = 20_000

// A string, because it has to run without a file of its own wherever this package is bundled to.
const source = `
const begin = ({ memory, module, control, index }) => {
  const library = new WebAssembly.Instance(module, { env: { memory } }).exports
  const env = { memory, ...library, reference: () => 1 }
  const programs = new Map()
  const c = new Int32Array(control)
  const task = () => {
    const [what, id, x, y] = c.subarray(${layout.task}, ${layout.task} + 4)
    if (what === ${tasks.drop}) programs.delete(id)
    else if (what === ${tasks.load}) {
      const bytes = new Uint8Array(memory.buffer, x, y).slice()
      programs.set(id, new WebAssembly.Instance(new WebAssembly.Module(bytes), { env }).exports.run)
    } else programs.get(id)(index, Atomics.load(c, ${layout.turn}) & ${mostThreads - 1}, x, y, 1)
  }
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
    if (index >= (turn & ${mostThreads - 1})) continue
    try {
      task()
    } catch {
      Atomics.store(c, ${layout.failed}, 1)
    }
    Atomics.store(c, ${layout.done} + index, seen)
    Atomics.notify(c, ${layout.done} + index)
  }
}
// a script or a module, as the program that started it was told to read strings
const workers = globalThis.process?.getBuiltinModule?.('node:worker_threads')
if (workers !== undefined) begin(workers.workerData)
else globalThis.onmessage = ({ data }) => begin(data)
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

/** Threads that run programs together. */
export interface Team {
  /**
   * How many are at work: one until the others have started. They start when so many nanoseconds of work have been asked for
   * as it takes to start them: who runs one program once does not wait for them.
   */
  readonly atWork: (work?: number) => number
  /** Has all of them have a program's code, which lies at an address; are they all there? */
  readonly load: (program: number, address: number, bytes: number) => boolean
  readonly drop: (program: number) => void
  /** Runs a program that has been loaded, as thread 0 with all the others. */
  readonly run: (program: number, run: Run, scratch: number, start: number) => void
  /** How many take part at most from now on. */
  readonly limit: (threads: number) => void
}

/** One thread alone. */
export const alone: Team = {
  atWork: () => 1,
  load: () => false,
  drop: () => undefined,
  run: (_, run, scratch, from) => run(0, 1, scratch, from, 0),
  limit: () => undefined,
}

/** About what it takes to start a thread, in nanoseconds. */
const starting = 20e6

/** A team of this many threads, this one among them. Until the others are there, this one works alone. */
export const team = (size: number, module: Module, memory: Memory): Team => {
  const control = new SharedArrayBuffer(controlBytes)
  const c = new Int32Array(control)
  const others = Array.from({ length: size - 1 }, (_, i) => i + 1)
  // a page's main thread may not sleep
  const maySleep = surroundings.document === undefined
  let turns = 0
  let most = size
  let asked = 0
  let areReady = false
  const ask = (work: number): void => {
    if (asked >= starting) return
    asked += work
    if (asked >= starting) others.forEach((index) => start({ memory, module, control, index }))
  }
  const allReady = (): boolean => {
    areReady ||= others.every((index) => Atomics.load(c, layout.ready + index) === 1)
    return areReady && Atomics.load(c, layout.failed) === 0
  }
  const begin = (threads: number, task: readonly number[]): void => {
    turns = (turns + 1) | 0
    c.set(task, layout.task)
    Atomics.store(c, layout.turn, turns * mostThreads + threads)
    Atomics.notify(c, layout.turn)
  }
  const finish = (threads: number): void => {
    const wanted = (turns * mostThreads + threads) | 0
    for (let index = 1; index < threads; index++)
      for (let i = 0; ; i++) {
        const at = layout.done + index
        const done = Atomics.load(c, at)
        if (done === wanted) break
        if (i > looks && maySleep) Atomics.wait(c, at, done, 1)
      }
  }
  return {
    atWork: (work = Infinity) => {
      if (most > 1) ask(work)
      return allReady() ? Math.min(size, most) : 1
    },
    load: (program, address, bytes) => {
      if (!allReady()) return false
      begin(size, [tasks.load, program, address, bytes])
      finish(size)
      return allReady()
    },
    drop: (program) => {
      if (!allReady()) return
      begin(size, [tasks.drop, program])
      finish(size)
    },
    run: (program, run, scratch, from) => {
      const threads = Math.min(size, most)
      if (threads > 1) begin(threads, [tasks.run, program, scratch, from])
      // a program ends where all have met
      run(0, threads, scratch, from, maySleep ? 1 : 0)
    },
    limit: (threads) => {
      most = threads
    },
  }
}
