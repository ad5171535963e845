/** Loops for many examples. */
import { type AnyTensor } from '@gradus/tensor'
import { bindAll, type Primitives, runGraph } from '@gradus/tensor/primitives'
import type { Mappable, SeveralBatch } from '../BatchRule.ts'
import {
  always,
  anyOf,
  choose,
  lenders,
  lent,
  mapGraph,
  mappables,
  maskOf,
  repeatedWhere,
  settled,
} from './batchPrograms.ts'
import { moveAxis, tensorsIn } from './examples.ts'
import { cut, type Tensors } from '../rules/programs.ts'
import { stage } from '../traces/stage.ts'

/** Steps first, then examples, or the other way round. */
const exchanged = (x: Mappable): AnyTensor => (x.isMapped ? moveAxis(x.tensor, 0, 1) : x.tensor)

export const scanBatch = (at: SeveralBatch<Primitives['scan']>): readonly Mappable[] => {
  const { inputs, params, size } = at
  const { body, constants, carry } = params
  const [fixed, start, rows] = cut(inputs, constants, carry, inputs.length - constants - carry) as [
    readonly Mappable[],
    readonly Mappable[],
    readonly Mappable[],
  ]
  const step = settled(
    (moving) => mapGraph(at, body, [...maskOf(fixed), ...moving, ...maskOf(rows)], moving),
    maskOf(start),
  )
  const operands = [...tensorsIn(fixed), ...repeatedWhere(start, step.carry, size), ...rows.map(exchanged)]
  const results = mappables(bindAll('scan', operands, { ...params, body: step.graph }), step.results)
  return results.map((x, i) => (i < carry ? x : { ...x, tensor: exchanged(x) }))
}

/** The loop goes on until it has ended for all; an example whose loop has ended keeps what it had then. */
const whileAny = (
  at: SeveralBatch<Primitives['whileLoop']>,
  [tested, fixed, start]: readonly (readonly Mappable[])[],
): readonly Mappable[] => {
  const { condition, body } = at.params
  const every = always(start!)
  const test = mapGraph(at, condition, [...maskOf(tested!), ...every], [true]).graph
  const step = mapGraph(at, body, [...maskOf(fixed!), ...every], every).graph
  const constants = [...tensorsIn(tested!), ...tensorsIn(fixed!)]
  const state = repeatedWhere(start!, every, at.size)
  const active = runGraph(test, [...tensorsIn(tested!), ...state])
  const going = stage('a program', ([isActive]) => [anyOf(isActive!)], [...active, ...state]).graph
  const next = stage(
    'a program',
    (all) => {
      const [forTest, forStep, [isActive], before] = cut(
        all,
        tested!.length,
        fixed!.length,
        1,
        state.length,
      ) as [Tensors, Tensors, readonly [AnyTensor], Tensors]
      const from = lenders(isActive)
      const moved = runGraph(step, [...lent(forStep, maskOf(fixed!), from), ...lent(before, every, from)])
      const after = before.map((x, i) => choose(isActive, moved[i]!, x))
      return [...runGraph(test, [...forTest, ...after]), ...after]
    },
    [...constants, ...active, ...state],
  ).graph
  const results = bindAll('whileLoop', [...constants, ...active, ...state], {
    condition: going,
    body: next,
    conditionConstants: 0,
    bodyConstants: constants.length,
  })
  return mappables(results.slice(1), every)
}

export const whileBatch = (at: SeveralBatch<Primitives['whileLoop']>): readonly Mappable[] => {
  const { inputs, params, size } = at
  const { condition, body, conditionConstants, bodyConstants } = params
  const parts = cut(inputs, conditionConstants, bodyConstants, inputs.length)
  const [tested, fixed, start] = parts as [readonly Mappable[], readonly Mappable[], readonly Mappable[]]
  const step = settled((moving) => mapGraph(at, body, [...maskOf(fixed), ...moving], moving), maskOf(start))
  const test = mapGraph(at, condition, [...maskOf(tested), ...step.carry])
  if (test.results[0] === true) return whileAny(at, parts)
  const operands = [...tensorsIn(tested), ...tensorsIn(fixed), ...repeatedWhere(start, step.carry, size)]
  const results = bindAll('whileLoop', operands, { ...params, condition: test.graph, body: step.graph })
  return mappables(results, step.results)
}
