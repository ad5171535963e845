/**
 * Movement: other views of memory, and parts of results that are written where they belong.
 *
 * @module
 */
import type { Equation } from '../../Primitive.ts'
import { type Shape, sizeOf } from '../../Tensor.ts'
import { isProductType, type ProductAxes, type ProductAxis } from '../product/Product.ts'
import { unpatchKernel } from '../product/unpatch.ts'
import { look, type View } from '../view.ts'
import type { Lowering } from './lower.ts'
import type { Cut, Planner } from './planner.ts'

/** The part of a view that begins at these positions. */
const part = (x: View, starts: readonly number[], shape: Shape): View => ({
  ...x,
  shape,
  offset: x.offset + starts.reduce((sum, s, i) => sum + s * x.strides[i]!, 0),
})

export const concat: Lowering<'concat'> = (p, { operands, params: { axis } }, variable) => {
  const to = p.newBuffer(p.typeOf(variable))
  let start = 0
  operands.forEach((v) => {
    const { shape } = p.typeOf(v)
    const place = part(
      to,
      shape.map((_, i) => (i === axis ? start : 0)),
      shape,
    )
    start += shape[axis]!
    // what is still in a loop is written where it belongs
    if (!p.storeIn(v, place)) p.copy(p.stored(v), place)
  })
  p.answer(variable, to)
  return true
}

export const pad: Lowering<'pad'> = (p, { operands, params: { low } }, variable) => {
  const x = p.stored(operands[0]!)
  const to = p.newBuffer(p.typeOf(variable), x.strides)
  // a negative margin cuts off
  const inner = x.shape.map((d, i) => {
    const from = Math.max(0, -low[i]!)
    const until = Math.min(d, to.shape[i]! - low[i]!)
    return { from, size: Math.max(0, until - from), at: Math.max(0, low[i]!) }
  })
  const shape = inner.map((i) => i.size)
  p.zero(to)
  if (sizeOf(shape) > 0)
    p.copy(
      part(
        x,
        inner.map((i) => i.from),
        shape,
      ),
      part(
        to,
        inner.map((i) => i.at),
        shape,
      ),
    )
  p.answer(variable, to)
  return true
}

/** An image as its windows, where no two of them overlap and nothing lies between. */
const asWindows = (image: View, window: Shape, patches: Shape): View => {
  const lead = image.shape.length - window.length
  const counts = patches.slice(patches.length - window.length)
  const inner = image.strides.slice(lead)
  return {
    ...image,
    shape: [...window, ...image.shape.slice(0, lead), ...counts],
    strides: [...inner, ...image.strides.slice(0, lead), ...inner.map((s, i) => s * window[i]!)],
  }
}

export const unpatch: Lowering<'unpatch'> = (p, { operands, params }, variable) => {
  const { window, strides, dilation, size } = params
  const type = p.typeOf(variable)
  const { dtype } = type
  if (!isProductType(dtype)) return false
  const [operand] = operands as [number]
  const patches = p.typeOf(operand).shape
  const counts = patches.slice(patches.length - window.length)
  const tiles = window.every((w, i) => strides[i] === w && dilation[i] === 1 && size[i] === w * counts[i]!)
  if (tiles) {
    const to = p.newBuffer(type, p.layoutHint(operand)?.slice(window.length))
    const windows = asWindows(to, window, patches)
    if (p.storeIn(operand, windows)) p.see(variable, operand, to)
    else {
      p.copy(p.stored(operand), windows)
      p.answer(variable, to)
    }
    return true
  }
  const from = p.stored(operand)
  const to = p.newBuffer(type, from.strides.slice(window.length))
  p.kernel(unpatchKernel({ dtype, params, shape: patches, from: from.strides, to: to.strides }), [from], [to])
  p.answer(variable, to)
  return true
}

/** The axes of a view that make up each axis of another shape, where none of them is divided. */
const cutOf = ({ shape, strides }: View, joined: Shape): readonly ProductAxes[] | undefined => {
  let next = 0
  const groups = joined.map((length) => {
    const group: ProductAxis[] = []
    let count = 1
    while (next < shape.length && count < length) {
      count *= shape[next]!
      group.push({ length: shape[next]!, stride: strides[next]! })
      next += 1
    }
    while (next < shape.length && shape[next] === 1) next += 1
    return count === length ? group : undefined
  })
  return groups.every((g) => g !== undefined) && next === shape.length ? groups : undefined
}

/** The same elements in the order of these groups of axes. */
const viewThrough = (view: View, axes: readonly ProductAxes[]): View => {
  const flat = axes.flat()
  return { ...view, shape: flat.map((a) => a.length), strides: flat.map((a) => a.stride) }
}

/** What an equation makes of a variable that is kept as a view whose axes it joins. */
const recut = (equation: Equation, { view, axes }: Cut, shape: Shape): Cut | undefined => {
  if (equation.name === 'permute') {
    const turned = (equation.params as Equation<'permute'>['params']).axes.map((a) => axes[a]!)
    return { view: viewThrough(view, turned), axes: turned }
  }
  if (equation.name !== 'reshape') return undefined
  const groups = cutOf(viewThrough(view, axes), shape)
  return groups && { view: viewThrough(view, axes), axes: groups }
}

/** An equation that only looks at its operand in another order, or copies it where it cannot. */
export const move = (p: Planner, equation: Equation, variable: number): void => {
  const [operand] = equation.operands as [number]
  const { shape } = p.typeOf(variable)
  const cut = p.cut(operand)
  const again = cut && recut(equation, cut, shape)
  if (again !== undefined) return p.cutUp(variable, operand, again)
  const view = p.viewOf(operand)
  const seen = look(equation, view)
  if (seen !== undefined) return p.see(variable, operand, seen)
  const axes = equation.name === 'reshape' ? cutOf(view, shape) : undefined
  if (axes !== undefined) return p.cutUp(variable, operand, { view, axes })
  const copied = p.inOrder(p.inMemory(view))
  p.answer(variable, look(equation, copied)!)
}
