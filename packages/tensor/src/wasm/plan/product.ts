/**
 * Matrix products, and through them convolutions: operands are read where they lie, in whatever axes.
 *
 * @module
 */
import { productKernels } from '../product/productKernels.ts'
import type { ProductPlace } from '../product/ProductSteps.ts'
import { isProductType, type ProductAxes, type ProductOperand } from '../product/Product.ts'
import type { View } from '../view.ts'
import type { Lowering } from './lower.ts'
import type { Planner } from './planner.ts'

const singly = (view: View): readonly ProductAxes[] =>
  view.shape.map((length, i) => [{ length, stride: view.strides[i]! }])

/** An operand: where it is, and the axes in memory that each of its own axes stands for. */
interface Given {
  readonly view: View
  readonly axes: readonly ProductAxes[]
}

const given = (p: Planner, variable: number): Given => {
  const cut = p.cut(variable)
  // axes of the stack are walked through together with others, one by one
  if (cut !== undefined && cut.axes.slice(0, -2).every((a) => a.filter((x) => x.length > 1).length <= 1)) {
    const axes = cut.axes.map((group, i) => (i < cut.axes.length - 2 ? oneOf(group) : group))
    return { view: p.inMemory(cut.view), axes }
  }
  const view = p.stored(variable)
  return { view, axes: singly(view) }
}

const oneOf = (group: ProductAxes): ProductAxes => [
  group.find((x) => x.length > 1) ?? { length: 1, stride: 0 },
]

const operand = (axes: readonly ProductAxes[], transposed: boolean): ProductOperand => {
  const [rows, columns] = axes.slice(-2) as [ProductAxes, ProductAxes]
  const batch = axes.slice(0, -2).flat()
  return transposed ? { batch, rows: columns, columns: rows } : { batch, rows, columns }
}

export const lowerProduct: Lowering<'matmul'> = (p, { operands, params }, variable) => {
  const type = p.typeOf(variable)
  const { dtype } = type
  if (!isProductType(dtype)) return false
  const [a, b] = operands.map((v) => given(p, v)) as [Given, Given]
  const to = p.newBuffer(type)
  const { steps, partial } = productKernels({
    dtype,
    a: operand(a.axes, params.transposeA),
    b: operand(b.axes, params.transposeB),
    c: operand(singly(to), false),
  })
  const between = partial > 0 ? p.workspace(partial) : to
  const places: Readonly<Record<ProductPlace, View>> = { a: a.view, b: b.view, c: to, partial: between }
  steps.forEach((s) =>
    p.kernel(
      s.kernel,
      s.operands.map((o) => places[o]),
      [places[s.result]],
    ),
  )
  p.answer(variable, to)
  return true
}
