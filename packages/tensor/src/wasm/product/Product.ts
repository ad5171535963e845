/**
 * Matrix products of strided operands: `C[t, i, j] = Σ l A[t, i, l] B[t, l, j]`, for each matrix `t` of a stack.
 *
 * Rows, columns and the stack may each have several axes, as those of a convolution's patches have: an element's address is
 * a sum of one term of its row, one of its column and one of its matrix, and each term goes through its axes in row-major
 * order. Nothing has to be copied to be multiplied.
 *
 * @module
 */
import { joinedAxes } from '../access.ts'

/** An axis: its length, and how many elements neighbours are apart. */
export interface ProductAxis {
  readonly length: number
  readonly stride: number
}

/** Axes in row-major order; none is one position. */
export type ProductAxes = readonly ProductAxis[]

/** Where the elements of a stack of matrices are. */
export interface ProductOperand {
  readonly batch: ProductAxes
  readonly rows: ProductAxes
  readonly columns: ProductAxes
}

export type ProductType = 'float32' | 'float64' | 'int32'

export const isProductType = (dtype: string): dtype is ProductType =>
  dtype === 'float32' || dtype === 'float64' || dtype === 'int32'

/**
 * A product. Axes of two operands that are summed or walked through together hold equally many positions, however each
 * operand cuts them up; those of the stack are equally long, one by one.
 */
export interface Product {
  readonly dtype: ProductType
  readonly a: ProductOperand
  readonly b: ProductOperand
  readonly c: ProductOperand
}

/** How many positions axes hold. */
const countOf = (axes: ProductAxes): number => axes.reduce((n, { length }) => n * length, 1)

const pairsOf = (axes: ProductAxes): ProductAxes =>
  joinedAxes(
    axes.map((a) => a.length),
    [axes.map((a) => a.stride)],
  ).map(({ length, strides: [stride] }) => ({ length, stride: stride! }))

const operand = ({ batch, rows, columns }: ProductOperand): ProductOperand => ({
  batch,
  rows: pairsOf(rows),
  columns: pairsOf(columns),
})

/** The same product, its axes as few as they can be. */
export const simplified = ({ dtype, a, b, c }: Product): Product => {
  const stack = joinedAxes(
    c.batch.map((axis) => axis.length),
    [a, b, c].map((x) => x.batch.map((axis) => axis.stride)),
  )
  const of = (x: ProductOperand, i: number): ProductOperand =>
    operand({ ...x, batch: stack.map(({ length, strides }) => ({ length, stride: strides[i]! })) })
  return { dtype, a: of(a, 0), b: of(b, 1), c: of(c, 2) }
}

const turned = (x: ProductOperand): ProductOperand => ({ ...x, rows: x.columns, columns: x.rows })

/** `Cᵀ = Bᵀ Aᵀ`: the same elements in the same places. The operands change places. */
export const transposed = ({ dtype, a, b, c }: Product): Product => ({
  dtype,
  a: turned(b),
  b: turned(a),
  c: turned(c),
})

/** The sizes of a product. */
export interface Sizes {
  readonly batch: number
  readonly m: number
  readonly n: number
  readonly k: number
}

export const sizesOf = ({ a, b, c }: Product): Sizes => ({
  batch: countOf(c.batch),
  m: countOf(a.rows),
  n: countOf(b.columns),
  k: countOf(a.columns),
})

/** Are neighbours along the innermost axis next to each other in memory? */
export const isAdjacent = (axes: ProductAxes): boolean => axes.length === 0 || axes.at(-1)!.stride === 1
