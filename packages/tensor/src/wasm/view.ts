/**
 * Values in memory: which buffer, from where, with which strides. Movement that only looks at memory in another order
 * copies nothing.
 *
 * @module
 */
import type { DType } from '../DType.ts'
import type { Equation, Primitives } from '../Primitive.ts'
import { stridesOf } from '../kernels/strides.ts'
import { type Shape, sizeOf } from '../Tensor.ts'
import type { Strides } from './access.ts'

/** A value in a buffer; offset and strides count elements. */
export interface View {
  readonly buffer: number
  readonly offset: number
  readonly strides: Strides
  readonly shape: Shape
  readonly dtype: DType
}

/** A whole buffer in row-major order. */
export const whole = (buffer: number, shape: Shape, dtype: DType): View => ({
  buffer,
  offset: 0,
  strides: stridesOf(shape),
  shape,
  dtype,
})

/** Are the elements in row-major order, with nothing between them? */
export const isContiguous = ({ shape, strides }: View): boolean => {
  const wanted = stridesOf(shape)
  return shape.every((d, i) => d === 1 || strides[i] === wanted[i]) || sizeOf(shape) <= 1
}

type Look<Params> = (x: View, params: Params) => View | undefined

/** Axes of another shape that cut up one stretch, whose elements lie `stride` apart. */
const cutUp = (shape: Shape, stride: number): Strides => stridesOf(shape).map((s) => s * stride)

/**
 * Other axes over the same elements: axes may be cut up, and joined where one goes on where the other ends.
 *
 * Both shapes are gone through group by group: as few axes of each as hold equally many elements.
 */
const reshape: Look<Primitives['reshape']> = (x, { shape }) => {
  if (isContiguous(x)) return { ...x, shape, strides: stridesOf(shape) }
  const old = x.shape.flatMap((length, i) => (length === 1 ? [] : [{ length, stride: x.strides[i]! }]))
  const strides: number[] = []
  let from = 0
  while (strides.length < shape.length) {
    const group: number[] = []
    let [wanted, found] = [1, 1]
    let next = from
    do {
      if (wanted <= found && strides.length + group.length < shape.length) {
        const length = shape[strides.length + group.length]!
        group.push(length)
        wanted *= length
      } else {
        found *= old[next]!.length
        next += 1
      }
    } while (wanted !== found)
    const axes = old.slice(from, next)
    const isJoined = axes.every((a, i) => i === 0 || axes[i - 1]!.stride === a.length * a.stride)
    if (!isJoined) return undefined
    strides.push(...cutUp(group, axes.at(-1)?.stride ?? 0))
    from = next
  }
  return { ...x, shape, strides }
}

const looks: { readonly [N in Equation['name']]?: Look<Primitives[N]> } = {
  reshape,
  stopGradient: (x) => x,
  broadcast: (x, { shape }) => {
    const missing = shape.length - x.shape.length
    const strides = shape.map((d, i) =>
      i < missing || x.shape[i - missing] !== d ? 0 : x.strides[i - missing]!,
    )
    return { ...x, shape, strides }
  },
  permute: (x, { axes }) => ({
    ...x,
    shape: axes.map((a) => x.shape[a]!),
    strides: axes.map((a) => x.strides[a]!),
  }),
  slice: (x, { starts, sizes }) => ({
    ...x,
    shape: sizes,
    offset: x.offset + starts.reduce((sum, s, i) => sum + s * x.strides[i]!, 0),
  }),
  flip: (x, { axes }) => ({
    ...x,
    offset: x.offset + axes.reduce((sum, a) => sum + Math.max(0, x.shape[a]! - 1) * x.strides[a]!, 0),
    strides: x.strides.map((s, i) => (axes.includes(i) ? -s : s)),
  }),
  patches: (x, { window, counts, strides, dilation }) => {
    const lead = x.shape.length - window.length
    const inner = x.strides.slice(lead)
    return {
      ...x,
      shape: [...window, ...x.shape.slice(0, lead), ...counts],
      strides: [
        ...inner.map((s, i) => s * dilation[i]!),
        ...x.strides.slice(0, lead),
        ...inner.map((s, i) => s * strides[i]!),
      ],
    }
  },
}

/** The view of a value that an equation of movement answers, where it need not copy; nothing for other equations. */
export const look = ({ name, params }: Equation, x: View): View | undefined =>
  (looks[name] as Look<unknown> | undefined)?.(x, params)

/** Does this equation look at its operand in another order? */
export const isLook = ({ name }: Equation): boolean => name in looks
