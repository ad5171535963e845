/** Rows of matrices in a new order, each matrix with an order of its own. */
import { bind } from '../bind.ts'
import { type AnyTensor, Concrete, sizeOf } from '../Tensor.ts'

/** Where each matrix begins among the rows of all. */
const startsOf = (count: number, rows: number): Concrete =>
  new Concrete(
    Int32Array.from({ length: count * rows }, (_, i) => i - (i % rows)),
    [count * rows],
    'int32',
  )

/** Row `i` of each matrix of the result is row `order[i]`; `x` is `[...batch, m, n]` and the order int32 `[...batch, m]`. */
export const permuteRows = (x: AnyTensor, order: AnyTensor): AnyTensor => {
  const [m = 0, n = 0] = x.shape.slice(-2)
  const count = sizeOf(x.shape.slice(0, -2))
  const rows = bind('reshape', [x], { shape: [count * m, n] })
  const places = bind('reshape', [order], { shape: [count * m] })
  const picked = bind('take', [rows, bind('add', [places, startsOf(count, m)], {})], { axis: 0 })
  return bind('reshape', [picked], { shape: x.shape })
}
