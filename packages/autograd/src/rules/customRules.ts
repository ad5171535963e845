/** Derivatives that somebody wrote, instead of those that follow from primitives. */
import { type AnyTensor, isFloating } from '@gradus/tensor'
import { bindAll, type Primitives, resultsOf } from '@gradus/tensor/primitives'
import { orZeros } from './algebra.ts'
import { mask, pick, present, withZeros } from './programs.ts'
import type { Pushed, SeveralBackward, SeveralForward, Tangent } from '../Rule.ts'

/** Whole numbers among the results do not change. */
const ofFloats = (outputs: readonly AnyTensor[], tangents: readonly AnyTensor[]): readonly Tangent[] =>
  outputs.map((y, i) => (isFloating(y) ? tangents[i] : undefined))

export const customForward = ({ inputs, tangents, params }: SeveralForward<Primitives['custom']>): Pushed => {
  const { rule, body } = params
  const results = resultsOf(body)
  if (rule.mode === 'jvp') {
    const answer = rule.jvp(
      inputs,
      inputs.map((x, i) => orZeros(tangents[i], x)),
    )
    const outputs = answer.slice(0, results.length)
    return { outputs, tangents: ofFloats(outputs, answer.slice(results.length)) }
  }
  const answer = rule.forward(inputs)
  const outputs = answer.slice(0, results.length)
  const kept = answer.slice(results.length)
  const moving = mask(tangents)
  const changes = bindAll('customTangent', [...kept, ...present(tangents)], {
    pullback: (values, cotangents) => pick(rule.pullback(values, cotangents), moving),
    linear: present(tangents).length,
    results,
  })
  return { outputs, tangents: ofFloats(outputs, changes) }
}

export const customTangentTranspose = ({
  cotangents,
  inputs,
  params: { pullback, linear, results },
}: SeveralBackward<Primitives['customTangent']>): readonly Tangent[] => {
  const kept = inputs.slice(0, inputs.length - linear)
  return [...kept.map(() => undefined), ...pullback(kept, withZeros(cotangents, results))]
}
