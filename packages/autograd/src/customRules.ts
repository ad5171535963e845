/** Derivatives that somebody wrote, instead of those that follow from primitives. */
import { bindAll, type Primitives, resultsOf } from '@gradus/tensor/primitives'
import { orZeros } from './algebra.ts'
import { mask, pick, present, withZeros } from './programs.ts'
import type { Pushed, SeveralBackward, SeveralForward, Tangent } from './Rule.ts'

export const customForward = ({ inputs, tangents, params }: SeveralForward<Primitives['custom']>): Pushed => {
  const { rule, body } = params
  const results = resultsOf(body)
  if (rule.mode === 'jvp') {
    const answer = rule.jvp(
      inputs,
      inputs.map((x, i) => orZeros(tangents[i], x)),
    )
    return { outputs: answer.slice(0, results.length), tangents: answer.slice(results.length) }
  }
  const answer = rule.forward(inputs)
  const kept = answer.slice(results.length)
  const moving = mask(tangents)
  return {
    outputs: answer.slice(0, results.length),
    tangents: bindAll('customTangent', [...kept, ...present(tangents)], {
      pullback: (values, cotangents) => pick(rule.pullback(values, cotangents), moving),
      linear: present(tangents).length,
      results,
    }),
  }
}

export const customTangentTranspose = ({
  cotangents,
  inputs,
  params: { pullback, linear, results },
}: SeveralBackward<Primitives['customTangent']>): readonly Tangent[] => {
  const kept = inputs.slice(0, inputs.length - linear)
  return [...kept.map(() => undefined), ...pullback(kept, withZeros(cotangents, results))]
}
