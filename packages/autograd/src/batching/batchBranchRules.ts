/** Branches, and programs that are run again, for many examples. */
import type { AnyTensor } from '@gradus/tensor'
import { bind, bindAll, type Graph, type Primitives, resultsOf, runGraph } from '@gradus/tensor/primitives'
import type { Mappable, SeveralBatch } from '../BatchRule.ts'
import { checkedPositions } from './batchIndexRules.ts'
import {
  always,
  anyOf,
  choose,
  either,
  lenders,
  lent,
  mapGraph,
  mappables,
  maskOf,
  wholeNumber,
} from './batchPrograms.ts'
import { tensorsIn } from './examples.ts'
import { type Mask, type Tensors, zerosOf } from '../rules/programs.ts'
import { stage } from '../traces/stage.ts'

export const rematBatch = (at: SeveralBatch<Primitives['remat']>): readonly Mappable[] => {
  const { graph, results } = mapGraph(at, at.params.body, maskOf(at.inputs))
  return mappables(bindAll('remat', tensorsIn(at.inputs), { body: graph }), results)
}

type Cond = SeveralBatch<Primitives['cond']>

/** All examples take the same branch. */
const together = (at: Cond, index: AnyTensor, operands: readonly Mappable[]): readonly Mappable[] => {
  const mask = maskOf(operands)
  const wanted = at.params.branches.map((b) => mapGraph(at, b, mask).results).reduce(either)
  const branches = at.params.branches.map((b) => mapGraph(at, b, mask, wanted).graph)
  return mappables(bindAll('cond', [index, ...tensorsIn(operands)], { branches }), wanted)
}

/** A branch, which is run only if any example takes it. */
const ifTaken = (graph: Graph, mask: Mask, taken: AnyTensor, operands: Tensors): Tensors => {
  const from = lenders(taken)
  const given = [from, ...operands]
  const skipped = stage('a program', () => resultsOf(graph).map(zerosOf), given).graph
  const run = stage('a program', ([by, ...xs]) => runGraph(graph, lent(xs, mask, by!)), given).graph
  return bindAll('cond', [bind('cast', [anyOf(taken)], { dtype: 'int32' }), ...given], {
    branches: [skipped, run],
  })
}

/** Each example takes a branch of its own. */
const apart = (at: Cond, index: AnyTensor, operands: readonly Mappable[]): readonly Mappable[] => {
  const { branches } = at.params
  const mask = maskOf(operands)
  const tensors = tensorsIn(operands)
  const taken = checkedPositions(index, branches.length)
  const answers = branches.map((branch, k) => {
    const { graph } = mapGraph(at, branch, mask, always(branch.results))
    const takes = bind('equal', [taken, wholeNumber(k, taken)], {})
    return { takes, results: ifTaken(graph, mask, takes, tensors) }
  })
  const [first, ...others] = answers
  const chosen = others.reduce<Tensors>(
    (acc, { takes, results }) => acc.map((x, i) => choose(takes, results[i]!, x)),
    first!.results,
  )
  return mappables(chosen, always(chosen))
}

export const condBatch = (at: Cond): readonly Mappable[] => {
  const [index, ...operands] = at.inputs as readonly [Mappable, ...Mappable[]]
  return (index.isMapped ? apart : together)(at, index.tensor, operands)
}
