import * as Loss from '@gradus/losses'
import type { ModelLike } from '@gradus/layers'
import * as T from '@gradus/tensor'
import { predict, type Weights } from '@gradus/train'
import { data, pictures } from './plan.ts'
import type { Examination, Mistake } from './protocol.ts'

const { x, y } = data.validation
const labels = T.toNested(y)
const pixels = T.toNested(pictures.x)
const shown = 24

/** What a network in training makes of the validation digits. */
export const examine = <M extends ModelLike>(model: M, weights: Weights<M>, step: number): Examination => {
  const logits = predict({ model })(weights, x)
  const counts = Loss.accuracy.update(Loss.accuracy.init, logits, y)
  const { lower, upper } = Loss.wilsonInterval(T.item(counts.correct), T.item(counts.count))
  const mistakes = mistakesIn(T.toNested(T.softmax(logits, { axis: -1 })) as readonly (readonly number[])[])
  return {
    step,
    loss: T.item(Loss.softmaxCrossEntropy(logits, y)),
    accuracy: Loss.accuracy.compute(counts),
    interval: [lower, upper],
    confusion: Loss.measure(Loss.confusionMatrix(10))(logits, y),
    mistakeCount: mistakes.length,
    mistakes: mistakes.slice(0, shown),
  }
}

const mistakesIn = (probabilities: readonly (readonly number[])[]): readonly Mistake[] =>
  probabilities
    .map((row, i) => {
      const confidence = Math.max(...row)
      return { pixels: pixels[i] ?? [], digit: labels[i] ?? 0, guess: row.indexOf(confidence), confidence }
    })
    .filter(({ digit, guess }) => digit !== guess)
    .toSorted((a, b) => b.confidence - a.confidence)
