/**
 * What each equation becomes: part of a loop, another view of memory, native code, or work for the reference.
 *
 * @module
 */
import type { Abstract, Equation, PrimitiveName } from '../../Primitive.ts'
import { type Shape, sizeOf } from '../../Tensor.ts'
import { isElementwise, isVectorType } from '../elementwise.ts'
import { nativeKernel } from '../native/index.ts'
import type { ProductAxes, ProductAxis } from '../product/Product.ts'
import { unpatchKernel } from '../product/unpatch.ts'
import { isLook, look, type View } from '../view.ts'
import { lowerBranch, lowerScan, lowerWhile } from './control.ts'
import type { Cut, Planner } from './planner.ts'
import { lowerProduct } from './product.ts'

/** Puts an equation into the plan, or leaves it to others. */
export type Lowering<N extends PrimitiveName = PrimitiveName> = (
  planner: Planner,
  equation: Equation<N>,
  variable: number,
) => boolean

/** The part of a view that begins at these positions. */
const part = (x: View, starts: readonly number[], shape: Shape): View => ({
  ...x,
  shape,
  offset: x.offset + starts.reduce((sum, s, i) => sum + s * x.strides[i]!, 0),
})

const reduction: Lowering<'reduceSum' | 'reduceMax' | 'reduceMin'> = (p, equation, variable) => {
  const { dtype } = p.typeOf(variable)
  if (dtype !== 'float32' && dtype !== 'int32') return false
  p.fuse(equation, variable)
  return true
}

const concat: Lowering<'concat'> = (p, { operands, params: { axis } }, variable) => {
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

const pad: Lowering<'pad'> = (p, { operands, params: { low } }, variable) => {
  const x = p.stored(operands[0]!)
  const to = p.newBuffer(p.typeOf(variable), x.strides)
  // a negative margin cuts off
  const inner = x.shape.map((d, i) => {
    const from = Math.max(0, -low[i]!)
    const until = Math.min(d, to.shape[i]! - low[i]!)
    return { from, size: Math.max(0, until - from), at: Math.max(0, low[i]!) }
  })
  const shape = inner.map((i) => i.size)
  p.fill(to, 0)
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

const unpatch: Lowering<'unpatch'> = (p, { operands, params }, variable) => {
  const { window, strides, dilation, size } = params
  const type = p.typeOf(variable)
  if (type.dtype !== 'float32' && type.dtype !== 'int32') return false
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
  p.kernel(
    unpatchKernel({ dtype: type.dtype, params, shape: patches, from: from.strides, to: to.strides }),
    [from],
    [to],
  )
  p.answer(variable, to)
  return true
}

const lowerings: { readonly [N in PrimitiveName]?: Lowering<N> } = {
  reduceSum: reduction,
  reduceMax: reduction,
  reduceMin: reduction,
  matmul: lowerProduct,
  concat,
  pad,
  unpatch,
  scan: lowerScan,
  whileLoop: lowerWhile,
  cond: lowerBranch,
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

const move = (p: Planner, equation: Equation, variable: number): void => {
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

const refer = (p: Planner, equation: Equation, variable: number): void => {
  const reads = equation.operands.map((v) => p.inOrder(p.stored(v)))
  const writes = equation.results.map((x) => p.newBuffer(x))
  const native = nativeKernel(equation, reads)
  if (native === undefined) p.push({ kind: 'reference', equation, reads, writes })
  else {
    if (native.check !== undefined) {
      const refused = p.newBuffer({ shape: [], dtype: 'int32' })
      p.kernel(native.check, reads, [refused])
      p.push({ kind: 'reference', equation, reads: [...reads, refused], writes, refused })
    }
    p.kernel(native.kernel, reads, writes)
  }
  writes.forEach((w, i) => p.answer(variable + i, w))
}

const hasElements = ({ shape }: Abstract): boolean => sizeOf(shape) > 0
const isControl = ({ name }: Equation): boolean => ['scan', 'whileLoop', 'cond'].includes(name)

/** Puts an equation, whose first result is this variable, into the plan. */
export const lower = (p: Planner, equation: Equation, variable: number): void => {
  const inputs = equation.operands.map(p.typeOf)
  const filled = [...inputs, ...equation.results].every(hasElements)
  const lowering = lowerings[equation.name] as Lowering | undefined
  if (isControl(equation) && lowering?.(p, equation, variable) === true) return
  // what is copied is copied before the step that needs it
  if (equation.name !== 'matmul' && !isLook(equation))
    equation.operands.filter((v) => p.cut(v) !== undefined).forEach(p.viewOf)
  const isPlain = inputs.length > 0 && isVectorType(inputs[0]!.dtype)
  if (!filled || (!isPlain && equation.name !== 'matmul')) return refer(p, equation, variable)
  if (isLook(equation)) return move(p, equation, variable)
  if (isElementwise(equation, inputs)) return p.fuse(equation, variable)
  if (lowering?.(p, equation, variable) === true) return
  refer(p, equation, variable)
}
