import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'

/** A way to look at an input again, and, where outputs have its geometry, the way back. */
export interface View<X extends AnyTensor, Y extends AnyTensor> {
  /** What is done to the input: a flip, a shift, noise of a key that it closes over. */
  readonly apply: (x: X) => X
  /** What undoes it in the output, for outputs that are pictures; nothing unless given. */
  readonly undo?: (y: Y) => Y
}

/**
 * Test-time augmentation: what a model says of several views of an input, stacked as if each view were a member.
 *
 * `y_v = undo_v(predict(apply_v(x)))`, the result `[views, ...]`; `average` and `vote` make one prediction of them. Name
 * the input itself as a view, too, `{ apply: (x) => x }`, if it shall count.
 *
 * Throws `ValueError` for no views, `ShapeError` where predictions of two views differ in shape.
 *
 * Source: Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", 2012,
 * section 4.1.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * type Rows = T.Tensor<readonly [1, 3]>
 * const first = (x: Rows) => T.slice(x, [0, 0], [1, 1])
 * const look = R.testTimeAugmentation(first, [
 *   { apply: (x) => x },
 *   { apply: (x) => T.flip(x, { axis: 1 }) },
 * ])
 * T.toNested(R.average(look(T.tensor([[1, 2, 5]])))) // => [[3]]
 * ```
 */
export const testTimeAugmentation = <X extends AnyTensor, Y extends AnyTensor>(
  predict: (x: X) => Y,
  views: readonly View<X, Y>[],
): ((x: X) => Tensor<readonly [number, ...Y['shape']], Y['dtype']>) => {
  if (views.length === 0) throw new ValueError('testTimeAugmentation', 'a prediction needs a view, got none.')
  return (x) =>
    T.stack(
      views.map(({ apply, undo = (y) => y }): AnyTensor => undo(predict(apply(x)))),
    ) as AnyTensor as never
}
