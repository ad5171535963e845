/** Determinants. */
import { bind, bindAll } from '../bind.ts'
import type { Fits, Of } from '../operand.ts'
import type { AnyTensor } from '../Tensor.ts'
import { diagonalOf, type FloatOf, toSquare } from './matrix.ts'
import type { BatchShape, SquareShape } from './MatrixShape.ts'

interface Pivots {
  readonly pivots: AnyTensor
  /** Of the exchanges that led there. */
  readonly sign: AnyTensor
}

/** Full pivoting has the zero pivots last, where no derivative divides by them. */
const pivotsOf = (x: AnyTensor): Pivots => {
  const [packed, , , sign] = bindAll('lu', [x], { full: true })
  return { pivots: diagonalOf(packed!), sign: sign! }
}

const product = (x: AnyTensor): AnyTensor => bind('reduceProd', [x], { axes: [x.shape.length - 1] })

/**
 * The determinant. Its derivative, the matrix of cofactors, is right for singular matrices too; higher derivatives are
 * where at most one singular value is 0.
 *
 * @param a - `[…, n, n]`.
 * @returns one number for each matrix, 1 for one without elements.
 * @throws ShapeError where matrices are not square.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.det(T.tensor([[1, 2], [3, 4]]))) // => -2
 * ```
 */
export const det = <A extends AnyTensor>(
  a: A & Fits<SquareShape<A['shape'], 'det'>>,
): Of<BatchShape<A['shape']>, FloatOf<A>> => {
  const { pivots, sign } = pivotsOf(toSquare(a, 'det'))
  return bind('mul', [product(pivots), sign], {}) as never
}

/** The sign of a determinant, -1, 0 or 1, and the natural logarithm of its magnitude. */
export interface Slogdet<A extends AnyTensor> {
  readonly sign: Of<BatchShape<A['shape']>, FloatOf<A>>
  readonly logabsdet: Of<BatchShape<A['shape']>, FloatOf<A>>
}

/**
 * The determinant as its sign and the logarithm of its magnitude, which neither overflow nor vanish:
 * `det = sign · exp(logabsdet)`. A singular matrix has the sign 0 and the logarithm `-∞`, as in NumPy.
 *
 * @param a - `[…, n, n]`.
 * @throws ShapeError where matrices are not square.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { sign, logabsdet } = T.slogdet(T.tensor([[0, 1], [1, 0]]))
 * T.item(sign) // => -1
 * T.item(logabsdet) // => 0
 * ```
 */
export const slogdet = <A extends AnyTensor>(a: A & Fits<SquareShape<A['shape'], 'slogdet'>>): Slogdet<A> => {
  const { pivots, sign } = pivotsOf(toSquare(a, 'slogdet'))
  const logarithms = bind('log', [bind('abs', [pivots], {})], {})
  return {
    sign: bind('mul', [product(bind('sign', [pivots], {})), sign], {}),
    logabsdet: bind('reduceSum', [logarithms], { axes: [logarithms.shape.length - 1] }),
  } as never
}
