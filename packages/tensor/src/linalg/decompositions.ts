/** What each decomposition answers, without computing it. */
import type { Abstract, Primitives } from '../Primitive.ts'
import type { Shape } from '../Tensor.ts'

type Rule<Params> = (inputs: readonly Abstract[], params: Params) => readonly Abstract[]

interface Sizes {
  readonly batch: Shape
  readonly m: number
  readonly n: number
  readonly k: number
}

const sizesOf = (shape: Shape): Sizes => {
  const [m = 0, n = 0] = shape.slice(-2)
  return { batch: shape.slice(0, -2), m, n, k: Math.min(m, n) }
}

const lu: Rule<Primitives['lu']> = ([a]) => {
  const { shape, dtype } = a!
  const { batch, m, n } = sizesOf(shape)
  return [
    { shape, dtype },
    { shape: [...batch, m], dtype: 'int32' },
    { shape: [...batch, n], dtype: 'int32' },
    { shape: batch, dtype },
  ]
}

const qr: Rule<Primitives['qr']> = ([a], { complete }) => {
  const { batch, m, n, k } = sizesOf(a!.shape)
  const width = complete ? m : k
  return [[m, width] as const, [width, n] as const].map((sizes) => ({
    shape: [...batch, ...sizes],
    dtype: a!.dtype,
  }))
}

const eigh: Rule<Primitives['eigh']> = ([a], { vectors }) => {
  const { shape, dtype } = a!
  const values = { shape: shape.slice(0, -1), dtype }
  return vectors ? [values, { shape, dtype }] : [values]
}

const svd: Rule<Primitives['svd']> = ([a], { vectors }) => {
  const { batch, m, n, k } = sizesOf(a!.shape)
  const values = [k]
  const full = vectors === 'full'
  const all = vectors === 'none' ? [values] : [[m, full ? m : k], values, [full ? n : k, n]]
  return all.map((sizes) => ({ shape: [...batch, ...sizes], dtype: a!.dtype }))
}

/** The shapes and element types of the results. */
export const decompositions = { lu, qr, eigh, svd }
