import { take } from '@gradus/data'
import type { Dataset } from '@gradus/data'
import type { AnyTensor } from '@gradus/tensor'

/** The first `n` examples. `take` forgets that rows of `Y` are what the objective takes; an objective takes any number. */
export const firstExamples =
  (n: number) =>
  <Y extends AnyTensor>(dataset: Dataset<AnyTensor, Y, string>): Dataset<AnyTensor, Y, string> => {
    const { x, y, size, part } = take(n)(dataset)
    return { x: x as AnyTensor, y: y as AnyTensor as Y, size, part }
  }
