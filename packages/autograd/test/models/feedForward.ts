/** Models without loops. */
import type { Positions } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { classes, crossEntropy, dense, type X } from './pieces.ts'

/** The parameters of a model by their names. */
export type Parameters<K extends string> = Readonly<Record<K, X>>

export const perceptron =
  (x: X) =>
  (p: Parameters<'w1' | 'b1' | 'w2' | 'b2' | 'w3' | 'b3'>): X => {
    const hidden: X = T.relu(dense(T.tanh(dense(x, p.w1, p.b1)), p.w2, p.b2))
    return crossEntropy(dense(hidden, p.w3, p.b3), classes([2, 0, 1, 2, 1], 3))
  }

export const bagOfWords =
  (sentences: Positions) =>
  (p: Parameters<'table' | 'w' | 'b'>): X => {
    const words: X = T.take(p.table, sentences)
    return crossEntropy(dense(T.mean(words, { axis: 1 }) as X, p.w, p.b), classes([2, 0], 3))
  }
