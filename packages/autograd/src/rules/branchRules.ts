/** Derivatives of branches, and of programs that are run again. */
import type { AnyTensor } from '@gradus/tensor'
import { bindAll, type Primitives, resultsOf } from '@gradus/tensor/primitives'
import {
  mask,
  present,
  reached,
  spread,
  tangentGraph,
  type Tensors,
  transposedGraph,
  withZeros,
} from './programs.ts'
import type { Pushed, SeveralBackward, SeveralForward, Tangent } from '../Rule.ts'

export const rematForward = ({
  inputs,
  tangents,
  params,
  push,
}: SeveralForward<Primitives['remat']>): Pushed => {
  const changing = mask(tangents)
  const wanted = reached(push, params.body, changing)
  const body = tangentGraph(push, params.body, changing, wanted)
  return {
    outputs: bindAll('remat', inputs, params),
    tangents: spread(wanted, bindAll('remat', [...inputs, ...present(tangents)], { body })),
  }
}

export const rematTranspose = (at: SeveralBackward<Primitives['remat']>): readonly Tangent[] => {
  const { inputs, params } = at
  const linear = inputs.map((_, i) => at.isLinear(i))
  const known = inputs.filter((_, i) => !at.isLinear(i))
  const cotangents = withZeros(at.cotangents, resultsOf(params.body))
  const body = transposedGraph(at.pull, params.body, linear)
  return spread(linear, bindAll('remat', [...known, ...cotangents], { body }))
}

export const condForward = ({
  inputs,
  tangents,
  params,
  push,
}: SeveralForward<Primitives['cond']>): Pushed => {
  const [index, ...operands] = inputs as [AnyTensor, ...Tensors]
  const changing = mask(tangents.slice(1))
  const all = params.branches.map((b) => reached(push, b, changing))
  const wanted = all[0]!.map((_, i) => all.some((m) => m[i] === true))
  const branches = params.branches.map((b) => tangentGraph(push, b, changing, wanted))
  return {
    outputs: bindAll('cond', inputs, params),
    tangents: spread(wanted, bindAll('cond', [index, ...operands, ...present(tangents)], { branches })),
  }
}

export const condTranspose = (at: SeveralBackward<Primitives['cond']>): readonly Tangent[] => {
  const [index, ...operands] = at.inputs as [AnyTensor, ...Tensors]
  const linear = operands.map((_, i) => at.isLinear(i + 1))
  const known = operands.filter((_, i) => !at.isLinear(i + 1))
  const cotangents = withZeros(at.cotangents, resultsOf(at.params.branches[0]!))
  const branches = at.params.branches.map((b) => transposedGraph(at.pull, b, linear))
  return [undefined, ...spread(linear, bindAll('cond', [index, ...known, ...cotangents], { branches }))]
}
