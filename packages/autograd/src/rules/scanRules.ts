/**
 * Derivatives of loops of a fixed length.
 *
 * The tangent of a loop is a loop of its own, linear in tangents, which takes the values that the loop went through as
 * rows and computes the slopes from them again. So the memory of a reverse pass is the carry of each step, and nothing
 * of what the body computes in between.
 *
 * @module
 */
import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { bindAll, type Graph, type Primitives, resultsOf } from '@gradus/tensor/primitives'
import { orZeros } from './algebra.ts'
import {
  arranged,
  changingCarry,
  cut,
  type Mask,
  mask,
  pick,
  present,
  reached,
  spread,
  tangentGraph,
  type Tensors,
  withZeros,
  zerosOf,
} from './programs.ts'
import type { Pushed, SeveralBackward, SeveralForward, Tangent } from '../Rule.ts'
import { stage } from '../traces/stage.ts'

/** A body that also answers the carry it was given, as outputs. */
const keepingCarry = (body: Graph, constants: number, carry: number): Graph => ({
  ...body,
  results: [...body.results, ...Array.from({ length: carry }, (_, i) => constants + i)],
})

export const scanForward = ({
  inputs,
  tangents,
  params,
  push,
}: SeveralForward<Primitives['scan']>): Pushed => {
  const { body, constants, carry } = params
  const rows = inputs.length - constants - carry
  const [fixed, start, xs] = cut(inputs, constants, carry, rows) as [Tensors, Tensors, Tensors]
  const [tFixed, tStart, tXs] = cut(tangents, constants, carry, rows) as [
    readonly Tangent[],
    readonly Tangent[],
    readonly Tangent[],
  ]
  const round = (m: Mask): Mask => reached(push, body, [...mask(tFixed), ...m, ...mask(tXs)])
  const moving = changingCarry(mask(tStart), (m) => round(m).slice(0, carry))
  const wanted = [...moving, ...round(moving).slice(carry)]
  const primal = bindAll('scan', inputs, { ...params, body: keepingCarry(body, constants, carry) })
  const outputs = primal.slice(0, body.results.length)
  const carries = primal.slice(body.results.length)
  const tangentBody = tangentGraph(push, body, [...mask(tFixed), ...moving, ...mask(tXs)], wanted)
  const counts = [
    constants,
    carry,
    rows,
    present(tFixed).length,
    pick(start, moving).length,
    present(tXs).length,
  ]
  const pushed = bindAll(
    'scan',
    [
      ...fixed,
      ...present(tFixed),
      ...pick(
        start.map((x, i) => orZeros(tStart[i], x)),
        moving,
      ),
      ...carries,
      ...xs,
      ...present(tXs),
    ],
    {
      body: arranged(tangentBody, counts, [0, 3, 4, 1, 2, 5]),
      length: params.length,
      constants: constants + present(tFixed).length,
      carry: pick(start, moving).length,
      reverse: params.reverse,
    },
  )
  return { outputs, tangents: spread(wanted, pushed) }
}

export const scanTranspose = (at: SeveralBackward<Primitives['scan']>): readonly Tangent[] => {
  const { body, constants, carry, length, reverse } = at.params
  const rows = at.inputs.length - constants - carry
  const isLinear = at.inputs.map((_, i) => at.isLinear(i) || (i >= constants && i < constants + carry))
  const [lFixed, , lXs] = cut(isLinear, constants, carry, rows) as [Mask, Mask, Mask]
  const [fixed, , xs] = cut(at.inputs, constants, carry, rows) as [Tensors, Tensors, Tensors]
  const not = (m: Mask): Mask => m.map((l) => !l)
  const known = pick(fixed, not(lFixed))
  const knownRows = pick(xs, not(lXs))
  const sums = pick(fixed, lFixed).map(zerosOf)
  const results = resultsOf(body)
  const stacked = results.map((x, i) => (i < carry ? x : { shape: [length, ...x.shape], dtype: x.dtype }))
  const cotangents = withZeros(at.cotangents, stacked)
  // one step back: known constants, cotangents of the carry, sums, known rows, cotangents of the outputs
  const step = stage(
    'a program',
    (all) => {
      const [consts, toCarry, sum, row, toOutputs] = cut(
        all,
        known.length,
        carry,
        sums.length,
        knownRows.length,
        results.length - carry,
      ) as [Tensors, Tensors, Tensors, Tensors, Tensors]
      const pulled = at.pull(body, isLinear, [...consts, ...row], [...toCarry, ...toOutputs])
      const [toFixed, before, toXs] = cut(
        pulled,
        sums.length,
        carry,
        pulled.length - sums.length - carry,
      ) as [Tensors, Tensors, Tensors]
      return [...before, ...sum.map((s, i) => T.add(s, toFixed[i]!) as AnyTensor), ...toXs]
    },
    [
      ...known,
      ...results.slice(0, carry),
      ...sums,
      ...pick(body.inputs.slice(constants + carry), not(lXs)),
      ...results.slice(carry),
    ],
  ).graph
  const pulled = bindAll(
    'scan',
    [...known, ...cotangents.slice(0, carry), ...sums, ...knownRows, ...cotangents.slice(carry)],
    { body: step, length, constants: known.length, carry: carry + sums.length, reverse: !reverse },
  )
  const [toStart, toFixed, toXs] = cut(pulled, carry, sums.length, pulled.length - carry - sums.length) as [
    Tensors,
    Tensors,
    Tensors,
  ]
  return [...spread(lFixed, toFixed), ...toStart, ...spread(lXs, toXs)]
}
