/** Functions of a chosen number of primitives, one after the other. */
import type { Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'

type Vector = Tensor<readonly [4]>

const steps: readonly ((x: Vector) => Vector)[] = [T.tanh, (x) => T.mul(x, x), T.sigmoid, T.neg, T.sin]

/** A sum of what `count - 1` primitives made of a vector, so that it has a gradient. */
export const chain =
  (count: number) =>
  (x: Vector): Tensor<readonly []> => {
    let y = x
    for (let i = 0; i < count - 1; i++) y = steps[i % steps.length]!(y)
    return T.sum(y)
  }

export const start: Vector = T.tensor([0.1, -0.2, 0.3, 0.4])
