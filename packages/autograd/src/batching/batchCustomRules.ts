/** Functions with derivatives of their own, for many examples: the derivatives, too, are mapped over them. */
import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import {
  type Abstract,
  bind,
  bindAll,
  type CustomRule,
  type Primitives,
  type Pullback,
} from '@gradus/tensor/primitives'
import { mul } from '../rules/algebra.ts'
import type { Mappable, SeveralBatch } from '../BatchRule.ts'
import { always, type Examples, mapGraph, mappables, maskOf, repeatedWhere } from './batchPrograms.ts'
import { tensorsIn } from './examples.ts'
import { mask, type Mask, spread, type Tensors } from '../rules/programs.ts'
import type { Tangent } from '../Rule.ts'
import { stage } from '../traces/stage.ts'

type Custom = SeveralBatch<Primitives['custom']>
type Rule<Mode> = Extract<CustomRule, { readonly mode: Mode }>

/** The cotangent of what all examples share: the sum of theirs. */
const total = ({ tensor, isMapped }: Mappable, size: number): AnyTensor =>
  isMapped
    ? bind('reduceSum', [tensor], { axes: [0] })
    : mul(tensor, T.full(tensor.shape, size, { dtype: tensor.dtype }))

/** A pullback for all examples, of what was kept and of cotangents, which are all mapped. */
const mapPullback =
  (at: Examples, pullback: Pullback, kept: Mask, operands: Mask): Pullback =>
  (values, cotangents) => {
    let present: Mask = []
    const answers = at.map(
      (all) => {
        const pulled = pullback(all.slice(0, values.length), all.slice(values.length))
        present = mask(pulled)
        return pulled.filter((x) => x !== undefined)
      },
      [...mappables(values, kept), ...mappables(cotangents, always(cotangents))],
    )
    const found = spread(present, answers)
    return operands.map((isMapped, i): Tangent => {
      const answer = found[i]
      if (answer === undefined) return undefined
      return isMapped ? repeatedWhere([answer], [true], at.size)[0] : total(answer, at.size)
    })
  }

/** What a function answers, and which of it is mapped: the first `results` in any case. */
const run = (
  { map, size }: Examples,
  f: (inputs: Tensors) => Tensors,
  inputs: readonly Mappable[],
  results: number,
): { readonly tensors: Tensors; readonly which: Mask } => {
  const answers = map(f, inputs)
  const which = answers.map((x, i) => i < results || x.isMapped)
  return { tensors: repeatedWhere(answers, which, size), which }
}

const mapJvp = (at: Custom, { jvp }: Rule<'jvp'>, operands: Mask): CustomRule => ({
  mode: 'jvp',
  jvp: (inputs, tangents) =>
    run(
      at,
      (all) => jvp(all.slice(0, inputs.length), all.slice(inputs.length)),
      [...mappables(inputs, operands), ...mappables(tangents, operands)],
      Infinity,
    ).tensors,
})

const mapVjp = (at: Custom, { forward, pullback }: Rule<'vjp'>, operands: Mask): CustomRule => {
  const results = at.params.body.results.length
  const forAll = (inputs: Tensors): ReturnType<typeof run> =>
    run(at, forward, mappables(inputs, operands), results)
  let which: Mask = []
  stage(
    'a program',
    (inputs) => {
      which = forAll(inputs).which
      return []
    },
    tensorsIn(at.inputs),
  )
  return {
    mode: 'vjp',
    forward: (inputs) => forAll(inputs).tensors,
    pullback: mapPullback(at, pullback, which.slice(results), operands),
  }
}

export const customBatch = (at: Custom): readonly Mappable[] => {
  const { inputs, params } = at
  const operands = maskOf(inputs)
  const { graph, results } = mapGraph(at, params.body, operands, always(params.body.results))
  const rule =
    params.rule.mode === 'jvp' ? mapJvp(at, params.rule, operands) : mapVjp(at, params.rule, operands)
  return mappables(bindAll('custom', tensorsIn(inputs), { body: graph, rule }), results)
}

export const customTangentBatch = (at: SeveralBatch<Primitives['customTangent']>): readonly Mappable[] => {
  const { pullback, linear, results } = at.params
  const kept = at.inputs.length - linear
  const which = maskOf(at.inputs)
  const tangents = bindAll('customTangent', tensorsIn(at.inputs), {
    pullback: mapPullback(at, pullback, which.slice(0, kept), which.slice(kept)),
    linear,
    results: results.map(({ shape, dtype }): Abstract => ({ shape: [at.size, ...shape], dtype })),
  })
  return mappables(tangents, always(tangents))
}
