import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requirePositive, requireSteps } from '../checks.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation, LeavesLike } from '../GradientTransformation.ts'
import { keptAt } from '../perLeaf.ts'
import { type Hyperparameter, opposite } from '../Hyperparameter.ts'

/** The settings of `scaleByFactoredRms`. */
export interface ScaleByFactoredRmsOptions {
  /** The averages forget as `1 - t^-decayRate`; 0.8 unless given. */
  readonly decayRate?: Hyperparameter
  /** Leaves whose two largest axes are as long as this keep rows and columns alone; 128 unless given. */
  readonly minSizeToFactor?: number
  /** Added to the squares; 1e-30 unless given. */
  readonly eps?: Hyperparameter
}

/** The state of `scaleByFactoredRms`: averages of squares, of rows and columns or of each element. */
export interface ScaleByFactoredRmsState<L = LeavesLike<readonly AnyTensor[]>> {
  readonly count: Count
  readonly squares: L
}

type Axes = readonly [columns: number, rows: number]

/** The two longest axes, the longer one last, when both are long enough. */
const factored = (shape: readonly number[], least: number): Axes | undefined => {
  const [rows, columns] = shape
    .map((size, axis) => ({ size, axis }))
    .toSorted((a, b) => a.size - b.size)
    .toReversed()
  return rows === undefined || columns === undefined || columns.size < least
    ? undefined
    : [columns.axis, rows.axis]
}

/** The means of squares that a leaf keeps: along each of two axes, or of each element by itself. */
const means = (squares: AnyTensor, axes: Axes | undefined): readonly AnyTensor[] =>
  axes === undefined
    ? [squares]
    : [T.mean(squares, { axis: axes[1], keepDims: true }), T.mean(squares, { axis: axes[0], keepDims: true })]

const scaled = (g: AnyTensor, kept: readonly AnyTensor[], axes: Axes | undefined): AnyTensor => {
  const [rows, columns] = kept as readonly [AnyTensor, AnyTensor]
  return axes === undefined
    ? T.div(g, T.sqrt(rows))
    : T.div(T.div(g, T.sqrt(T.div(rows, T.mean(rows, { axis: axes[0], keepDims: true })))), T.sqrt(columns))
}

/**
 * Divides by the root of an average of squares that large matrices keep as one row and one column.
 *
 * With `β = 1 - t^-decayRate` and `q = g² + eps`: `R ← β·R + (1 - β)·mean of q over columns`, `C` likewise over
 * rows, `u = g / √(R·C / mean(R))`. Smaller leaves keep `V ← β·V + (1 - β)·q`, `u = g / √V`.
 *
 * Throws `ValueError` for `decayRate` or `eps` not positive and finite, or a size that is not whole.
 *
 * Source: Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", 2018, algorithm
 * 4; numbers equal to `optax.scale_by_factored_rms`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByFactoredRms({ minSizeToFactor: 2 })
 * const params = { w: T.zeros([2, 2]) }
 * const state = scaling.init(params)
 * state.squares.w.map((kept) => kept.shape) // => [[2, 1], [1, 2]]
 * ```
 */
export const scaleByFactoredRms = ({
  decayRate = 0.8,
  minSizeToFactor = 128,
  eps = 1e-30,
}: ScaleByFactoredRmsOptions = {}): GradientTransformation<ScaleByFactoredRmsState> => {
  requirePositive('scaleByFactoredRms', 'decayRate', decayRate)
  requireSteps('scaleByFactoredRms', 'minSizeToFactor', minSizeToFactor)
  requirePositive('scaleByFactoredRms', 'eps', eps)
  const axesOf = (x: AnyTensor): Axes | undefined => factored(x.shape, minSizeToFactor)
  return {
    init: (params) => ({
      count: zeroCount(),
      squares: Tree.map((p) => means(T.zerosLike(p), axesOf(p)))(params),
    }),
    update: (updates, state) => {
      const count = increment(state.count)
      const kept = keptAt(state.squares)
      const follow = (g: AnyTensor, path: string): readonly AnyTensor[] => {
        const late = T.pow(T.cast(count, g.dtype), opposite(decayRate))
        return means(T.add(T.square(g), eps), axesOf(g)).map((now, i) =>
          T.add(T.mul(now, late), T.mul(kept(path, i), T.sub(1, late))),
        )
      }
      const squares = Tree.map(follow)(updates)
      const next = keptAt(squares)
      const divide = Tree.map((g, path) => {
        const axes = axesOf(g)
        return scaled(g, axes === undefined ? [next(path, 0)] : [next(path, 0), next(path, 1)], axes)
      })
      return [divide(updates), { count, squares }]
    },
  }
}
