/** The trace that runs a function of one example on all examples at once. */
import type { AnyTensor } from '@gradus/tensor'
import { isSeveral, type SingleName, type Trace } from '@gradus/tensor/primitives'
import type { BatchRule, Mappable, MapExamples, SeveralBatchRule } from '../BatchRule.ts'
import { batchRules } from '../batching/batchRules.ts'
import { mapped } from '../batching/examples.ts'
import { severalBatchRules } from '../batching/severalBatchRules.ts'
import { checkOpen, nextLevel, StandIn } from './standIn.ts'

/** One example, which stands for all of them: they are the rows of `stacked`. */
// oxlint-disable-next-line gradus/no-class -- as StandIn
class Example extends StandIn {
  readonly stacked: AnyTensor

  constructor(trace: Trace, stacked: AnyTensor, transformation: string) {
    super(trace, { shape: stacked.shape.slice(1), dtype: stacked.dtype }, transformation)
    this.stacked = stacked
  }
}

/** A tensor as a batch trace sees it: what is not its own is shared by all examples. */
const read = (trace: Trace, x: AnyTensor): Mappable =>
  x instanceof Example && x.trace === trace ? mapped(x.stacked) : { tensor: x, isMapped: false }

/** The results of a primitive for all examples. */
const batched = (
  name: Parameters<Trace['process']>[0],
  inputs: readonly Mappable[],
  params: never,
  size: number,
): readonly Mappable[] => {
  if (isSeveral(name)) {
    const rule: SeveralBatchRule<never> = severalBatchRules[name]
    return rule({ inputs, params, size, map: mapExamples('a program', size) })
  }
  const rule: BatchRule<never> = batchRules[name as SingleName]
  return [mapped(rule({ inputs, params, size }))]
}

/** Runs a function of single examples on `size` of them; what it traced may not be used afterwards. */
export const mapExamples =
  (transformation: string, size: number): MapExamples =>
  (f, inputs) => {
    let open = true
    const wrap = ({ tensor, isMapped }: Mappable): AnyTensor =>
      isMapped ? new Example(trace, tensor, transformation) : tensor
    const trace: Trace = {
      level: nextLevel(),
      process: (name, operands, params) => {
        checkOpen(open, transformation, operands)
        const inside = operands.map((x) => read(trace, x))
        return batched(name, inside, params as never, size).map(wrap)
      },
    }
    const results = f(inputs.map(wrap)).map((x) => read(trace, x))
    open = false
    return results
  }
