/**
 * What the two kinds of functions with derivatives of their own share.
 *
 * The function and its rule are written down where the function is called inside a transformation, so that what they close over is known.
 * It becomes the first operands, guarded: a rule answers for arguments alone, and a derivative by anything else would be
 * zero in silence.
 *
 * @module
 */
import { type AnyTensor, GradusError } from '@gradus/tensor'
import { bindAll, type CustomRule, type Graph, isTraced, runGraph } from '@gradus/tensor/primitives'
import { programOf } from './graph/graph.ts'
import { type Stage, stage } from './traces/stage.ts'
import { atPath, firstDifference, showAbstract, tensorsOf, withTensors } from './structure.ts'

type Tensors = readonly AnyTensor[]

/** A value that may be used, but not differentiated by. */
const guarded =
  (op: string) =>
  (x: AnyTensor): AnyTensor => {
    const jvp = (): never => {
      throw new GradusError(
        op,
        `the function closes over a tensor ${showAbstract(x)} that a derivative is taken by, and its rule answers for its arguments alone. Pass it as an argument, or put stopGradient around it.`,
      )
    }
    const body: Graph = { inputs: [x], constants: [], equations: [], results: [0] }
    return bindAll('custom', [x], { body, rule: { mode: 'jvp', jvp } })[0]!
  }

/** A written function that takes what several of them close over, and finds its own among it. */
export const among =
  ({ graph, free: own }: Stage, free: Tensors) =>
  (closed: Tensors, inputs: Tensors): Tensors =>
    runGraph(graph, [...own.map((x) => closed[free.indexOf(x)]!), ...inputs])

/** A rule, and what it closes over besides the function. */
interface WrittenRule {
  readonly free: Tensors
  readonly rule: (free: Tensors) => CustomRule
}

/** Calls a function, as a primitive with a rule where a transformation is at work. */
export const customCall = <A extends readonly unknown[], Out>(
  op: string,
  f: (...args: A) => Out,
  args: A,
  write: (out: Out) => WrittenRule,
): Out => {
  const tensors = tensorsOf(args)
  if (!tensors.some((x) => isTraced(x))) {
    const out = f(...args)
    if (!tensorsOf(out).some((x) => isTraced(x))) return out
  }
  const written = programOf(op, f, args)
  const { free: used, rule } = write(written.answer)
  const free = [...new Set([...written.free, ...used])]
  const run = among(written, free)
  const body = stage(op, (all) => run(all.slice(0, free.length), all.slice(free.length)), [
    ...free,
    ...tensors,
  ]).graph
  const results = bindAll('custom', [...free.map(guarded(op)), ...tensors], { body, rule: rule(free) })
  return withTensors(written.answer, results)
}

/** What a rule answers as the result has to be like what the function answers. */
export const checkResult = (op: string, rule: string, out: unknown, answer: unknown): void => {
  const d = firstDifference(out, answer)
  if (d !== undefined)
    throw new GradusError(
      op,
      `${rule} answers ${d.second}${atPath(d.path)}, and the function ${d.first}; both must answer alike.`,
    )
}
