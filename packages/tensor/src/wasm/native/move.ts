/**
 * Elements in another order, and side by side: for types that fused loops do not hold, which copy others on their way.
 *
 * @module
 */
import { stridesOf } from '../../kernels/strides.ts'
import type { Equation } from '../../Primitive.ts'
import { sizeOf } from '../../Tensor.ts'
import { joinedAxes, widths } from '../access.ts'
import { countTo, get, i32, set } from '../instructions.ts'
import type { Kernel } from '../kernel.ts'
import type { Code } from '../module.ts'
import { look, type View, whole } from '../view.ts'
import { copied } from './copy.ts'
import { eachElement } from './each.ts'
import { elements } from './elements.ts'
import { kernelOf, type NativeRule } from './Native.ts'
import { type Axis, moved, type Strip, stripOf, unitsOf } from './walk.ts'

/** All elements one after the other, equally far apart: a unit is a block of them. */
const inSteps = ({ shape, dtype, offset }: View, step: number): Kernel => {
  const { width, load, store } = elements[dtype]
  return eachElement({
    key: `move ${width} ${offset}`,
    count: sizeOf(shape),
    steps: [step * width],
    width,
    cost: 0.5,
    write: ([from, to], [a, b]) => store(to!, load(from!, a! + offset * width), b),
  })
}

/** A unit is a row, of which every element is `strides[0]` from the next. */
const inRows = ({ dtype, offset }: View, kept: readonly Axis[], { length, strides }: Axis): Kernel => {
  const { width, load, store } = elements[dtype]
  const walk = { kept, columns: 1, along: [] }
  const units = unitsOf(walk)
  return kernelOf({
    key: `move ${width} ${offset} ${JSON.stringify([kept, length, strides])}`,
    operands: 1,
    units,
    cost: units * (5 + length),
    write: (at) => {
      const counter = at.local('i32')
      const one = ({ from, to }: Strip): Code => [
        set(counter, i32.const(0)),
        countTo(counter, i32.const(length), i32.const(1), [
          store(get(to), load(get(from))),
          moved(from, strides[0]! * width),
          moved(to, width),
        ]),
      ]
      return {
        unit: stripOf(at, walk, [width, width], (strip) => [
          moved(strip.from, offset * width),
          strides[0] === 1 ? copied(strip.from, strip.to, length * width, counter) : one(strip),
        ]),
      }
    },
  })
}

type Movement = 'broadcast' | 'flip' | 'patches' | 'permute' | 'reshape' | 'slice' | 'stopGradient'

/** The native code of a primitive that looks at its operand in another order. */
export const move =
  <N extends Movement>(name: N): NativeRule<N> =>
  ({ operands: [x], params, result }) => {
    const equation = { name, params, operands: [0], results: [result] } as Equation
    const view = look(equation, whole(0, x!.shape, x!.dtype))
    if (view === undefined) return undefined
    const axes = joinedAxes(view.shape, [view.strides, stridesOf(view.shape)])
    const inner = axes.at(-1) ?? { length: 1, strides: [1, 1] }
    const kept = axes.slice(0, -1)
    const step = inner.strides[0]!
    return { kernel: kept.length === 0 && step >= 0 ? inSteps(view, step) : inRows(view, kept, inner) }
  }

/** The native code of `concat`: a unit is a stretch of the result that has a part of each operand. */
export const concat: NativeRule<'concat'> = ({ operands, result: { shape, dtype }, params: { axis } }) => {
  const width = widths[dtype]
  const parts = operands.map((x) => sizeOf(x.shape.slice(axis)) * width)
  const total = sizeOf(shape.slice(axis)) * width
  const units = sizeOf(shape.slice(0, axis))
  const kernel = kernelOf({
    key: `concat ${parts.join()}`,
    operands: operands.length,
    units,
    cost: units * (parts.length * 5 + total / 8),
    write: ({ operands: sources, result, unit, local }) => {
      const [from, to, counter] = [local('i32'), local('i32'), local('i32')]
      const startOf = (i: number): number => parts.slice(0, i).reduce((a, b) => a + b, 0)
      return {
        unit: parts.map((bytes, i) => [
          set(from, i32.add(get(sources[i]!), i32.mul(get(unit), i32.const(bytes)))),
          set(to, i32.add(get(result), i32.mul(get(unit), i32.const(total)))),
          moved(to, startOf(i)),
          copied(from, to, bytes, counter),
        ]),
      }
    },
  })
  return { kernel }
}
