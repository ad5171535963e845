/** The derivative of loops of unknown length. */
import { bindAll, type Primitives, runGraph } from '@gradus/tensor/primitives'
import { orZeros } from './algebra.ts'
import {
  changingCarry,
  cut,
  mask,
  pick,
  present,
  reached,
  spread,
  tangentGraph,
  type Tensors,
} from './programs.ts'
import type { Pushed, SeveralForward, Tangent } from '../Rule.ts'
import { stage } from '../traces/stage.ts'

/** Loops of unknown length go forward alone: nobody knows how many carries to keep for the way back. */
export const whileForward = ({
  inputs,
  tangents,
  params,
  push,
}: SeveralForward<Primitives['whileLoop']>): Pushed => {
  const { condition, body, conditionConstants, bodyConstants } = params
  const carry = inputs.length - conditionConstants - bodyConstants
  const [tested, fixed, start] = cut(inputs, conditionConstants, bodyConstants, carry) as [
    Tensors,
    Tensors,
    Tensors,
  ]
  const [, tFixed, tStart] = cut(tangents, conditionConstants, bodyConstants, carry) as [
    unknown,
    readonly Tangent[],
    readonly Tangent[],
  ]
  const moving = changingCarry(mask(tStart), (m) => reached(push, body, [...mask(tFixed), ...m]))
  const moved = pick(start, moving).length
  const tangentBody = tangentGraph(push, body, [...mask(tFixed), ...moving], moving)
  const both = stage(
    'whileLoop',
    (all) => {
      const [consts, tConsts, state, tState] = cut(
        all,
        bodyConstants,
        present(tFixed).length,
        carry,
        moved,
      ) as [Tensors, Tensors, Tensors, Tensors]
      return [
        ...runGraph(body, [...consts, ...state]),
        ...runGraph(tangentBody, [...consts, ...state, ...tConsts, ...tState]),
      ]
    },
    [...fixed, ...present(tFixed), ...start, ...pick(start, moving)],
  ).graph
  const test = stage('whileLoop', (all) => runGraph(condition, all.slice(0, conditionConstants + carry)), [
    ...tested,
    ...start,
    ...pick(start, moving),
  ]).graph
  const starts = pick(
    start.map((x, i) => orZeros(tStart[i], x)),
    moving,
  )
  const results = bindAll('whileLoop', [...tested, ...fixed, ...present(tFixed), ...start, ...starts], {
    condition: test,
    body: both,
    conditionConstants,
    bodyConstants: bodyConstants + present(tFixed).length,
  })
  return { outputs: results.slice(0, carry), tangents: spread(moving, results.slice(carry)) }
}
