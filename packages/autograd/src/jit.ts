/** Functions that are traced once for each structure of arguments, and from then on run as a graph. */
import { ValueError } from '@gradus/tensor'
import { type Engine, type Executable, isTraced, defaultEngine, runGraph } from '@gradus/tensor/primitives'
import { type Program, programOf } from './graph/graph.ts'
import { fits, identities, keyOf, type Skeleton, skeletonOf } from './skeleton.ts'
import { tensorsOf, withTensors } from './structure.ts'

/** How a compiled function runs. */
export interface JitOptions {
  /** What runs the graph: WebAssembly where it can be had, unless told otherwise. */
  readonly engine?: Engine
  /**
   * Arguments, by position from 0, that nobody reads after the call: results may take their memory, so that a training step
   * holds its state once and finds it in the processor's cache. A donated tensor has no values afterwards, on any engine.
   */
  readonly donate?: readonly number[] | undefined
  /** Told once for each structure of arguments, when it is compiled: the shapes and types, in words. */
  readonly onCompile?: ((structure: string) => void) | undefined
}

/** The numbers of the inputs that are donated with whole arguments; those from around the function come before. */
const donatedIn = (args: readonly unknown[], donate: readonly number[], free: number): readonly number[] => {
  const wrong = donate.find((k) => !Number.isInteger(k) || k < 0 || k >= args.length)
  if (wrong !== undefined)
    throw new ValueError('jit', `donate names argument ${wrong}, counted from 0; there are ${args.length}`)
  const counts = args.map((x) => tensorsOf(x).length)
  const begins = counts.map((_, k) => counts.slice(0, k).reduce((a, b) => a + b, free))
  return [...new Set(donate)].flatMap((k) => Array.from({ length: counts[k]! }, (_, i) => begins[k]! + i))
}

interface Compiled {
  readonly skeleton: Skeleton
  readonly program: Program<unknown>
  readonly run: Executable
}

/**
 * The same function, traced once for each structure of its arguments, and run as a graph from then on.
 *
 * Tensors may have other values at each call; their shapes and types, plain numbers, strings and functions among the
 * arguments are part of the structure, and other ones are traced again. What the function closes over is kept as it was
 * at the first call; what it does besides computing (printing, counting calls) happens while it is traced alone.
 *
 * Inside another transformation its equations are that transformation's, so that `grad(jit(f))`, `vmap(jit(f))` and
 * `jit(grad(jit(f)))` are what they seem.
 *
 * @param f a pure function of structures of tensors.
 * @param options.engine what runs the graph.
 * @param options.donate arguments whose memory results may take.
 * @param options.onCompile told of each structure that is compiled: a training loop whose batches differ in size says so.
 * @throws GradusError where `f` reads or branches on a value: use `where`, `cond`; ValueError where `donate` names an argument
 * that there is not, and where a tensor is read that was donated.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { grad, jit } from '@gradus/autograd'
 *
 * const slope = jit(grad((x: T.Tensor<readonly []>) => T.sin(x)))
 * T.item(slope(T.tensor(0))) // => 1
 * ```
 *
 * A state that each call replaces may be donated. Whoever reads the old one afterwards is told so:
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { jit } from '@gradus/autograd'
 *
 * const halve = jit((x: T.Tensor<readonly [2]>) => T.mul(x, 0.5), { donate: [0] })
 * const x = T.tensor([8, 4])
 * T.toNested(halve(x)) // => [4, 2]
 * String(x) // => 'a donated tensor [2] float32'
 * ```
 *
 * Source: JAX, `jax.jit`.
 */
export const jit = <F extends (...args: never[]) => unknown>(
  f: F,
  { engine = defaultEngine, donate = [], onCompile }: JitOptions = {},
): F => {
  const identity = identities()
  const cache = new Map<string, Compiled>()
  const trace = (args: readonly unknown[], key: string): Compiled => {
    const program = programOf('jit', f as unknown as (...args: readonly unknown[]) => unknown, args)
    const compiled = {
      skeleton: skeletonOf(args, identity),
      program,
      run: engine.compile(program.graph, donatedIn(args, donate, program.free.length)),
    }
    onCompile?.(key.slice(1, -1))
    // what is around the function is of one call alone
    if (program.free.length === 0) cache.set(key, compiled)
    return compiled
  }
  // most calls are like the one before
  let last: Compiled | undefined
  const find = (args: readonly unknown[]): Compiled => {
    if (last !== undefined && fits(last.skeleton, args, identity)) return last
    const key = keyOf(args, identity)
    last = cache.get(key)
    return last ?? trace(args, key)
  }
  const compiled = (...args: readonly unknown[]): unknown => {
    const { program, run } = find(args)
    const inputs = [...program.free, ...tensorsOf(args)]
    const results = inputs.some((x) => isTraced(x)) ? runGraph(program.graph, inputs) : run(inputs)
    return withTensors(program.answer, results)
  }
  return compiled as unknown as F
}
