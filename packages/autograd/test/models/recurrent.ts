/** A recurrent model, its steps as a loop of the graph or written out one after the other. */
import * as T from '@gradus/tensor'
import { scan } from '../../src/index.ts'
import type { Parameters } from './feedForward.ts'
import { add, dense, meanSquare, mul, type X } from './pieces.ts'

type Lstm = Parameters<'wx' | 'wh' | 'b' | 'w' | 'c'>

interface Memory {
  readonly h: X
  readonly c: X
}

/** All steps, from the memory at the beginning: what the memory shows after each. */
type Loop = (step: (memory: Memory, x: X) => Memory, start: Memory, steps: X) => X

const step =
  (p: Lstm) =>
  ({ h, c }: Memory, x: X): Memory => {
    const gates = add(dense(x, p.wx, p.b), T.matmul(h, p.wh))
    const [i, f, g, o] = T.split(gates, 4, { axis: 1 }) as unknown as readonly [X, X, X, X]
    const next = add(mul(T.sigmoid(f), c), mul(T.sigmoid(i), T.tanh(g)))
    return { h: mul(T.sigmoid(o), T.tanh(next)), c: next }
  }

/** As one equation of the graph. */
export const scanned =
  (reverse: boolean): Loop =>
  (next, start, steps) =>
    scan(
      (memory: Memory, x) => {
        const after = next(memory, x)
        return [after, after.h] as const
      },
      start,
      steps,
      { reverse },
    )[1]

/** Written out. */
export const unrolled =
  (reverse: boolean): Loop =>
  (next, start, steps) => {
    const places = [...Array(steps.shape[0]).keys()]
    const ordered = reverse ? places.toReversed() : places
    const rows = ordered.map((i): X => T.squeeze(T.slice(steps, [i], [i + 1]), 0))
    const { outputs } = rows.reduce(
      ({ memory, outputs }: { readonly memory: Memory; readonly outputs: readonly X[] }, x) => {
        const after = next(memory, x)
        return { memory: after, outputs: [...outputs, after.h] }
      },
      { memory: start, outputs: [] },
    )
    return T.stack(reverse ? outputs.toReversed() : outputs)
  }

export const lstm =
  (steps: X, targets: X, loop: Loop) =>
  (p: Lstm): X => {
    const none: X = T.zeros([3, 4], { dtype: 'float64' })
    return meanSquare(dense(loop(step(p), { h: none, c: none }, steps), p.w, p.c), targets)
  }
