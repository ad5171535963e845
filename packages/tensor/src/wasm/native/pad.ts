/**
 * Zeros around elements, or elements cut off: for types that fused loops do not hold.
 *
 * @module
 */
import { stridesOf } from '../../kernels/strides.ts'
import { sizeOf } from '../../Tensor.ts'
import { widths } from '../access.ts'
import { get, i32, set, when } from '../instructions.ts'
import type { Code, Local } from '../module.ts'
import { copied, cleared } from './copy.ts'
import { kernelOf, type NativeRule } from './Native.ts'
import { moved } from './walk.ts'

/** The native code of `pad`: each row of the result is a unit. */
export const pad: NativeRule<'pad'> = ({ operands: [x], result, params: { low } }) => {
  const { shape, dtype } = x!
  if (shape.length === 0) return undefined
  const width = widths[dtype]
  const last = shape.length - 1
  const [steps, rows] = [stridesOf(shape), result.shape.slice(0, -1)]
  const [bytes, margin] = [result.shape[last]! * width, low[last]!]
  const from = Math.max(0, -margin)
  const until = Math.min(shape[last]!, result.shape[last]! - margin)
  const inside = Math.max(0, until - from) * width
  const kernel = kernelOf({
    key: `pad ${width} ${JSON.stringify([shape, result.shape, low])}`,
    operands: 1,
    units: sizeOf(rows),
    cost: sizeOf(rows) * (5 + bytes / 8),
    write: ({ operands: [source], result: target, unit, local }) => {
      const [rest, index, isInside] = [local('i32'), local('i32'), local('i32')]
      const [at, to, counter] = [local('i32'), local('i32'), local('i32')]
      const place = (axis: number): Code => [
        set(index, i32.sub(i32.remainder(get(rest), i32.const(rows[axis]!)), i32.const(low[axis]!))),
        set(rest, i32.divide(get(rest), i32.const(rows[axis]!))),
        set(isInside, i32.and(get(isInside), i32.lessThanUnsigned(get(index), i32.const(shape[axis]!)))),
        step(at, index, steps[axis]! * width),
      ]
      const toRow = (start: number): Code => [
        set(to, i32.add(get(target), i32.mul(get(unit), i32.const(bytes)))),
        moved(to, start),
      ]
      return {
        unit: [
          set(rest, get(unit)),
          set(isInside, i32.const(1)),
          set(at, get(source!)),
          rows.map((_, i) => place(rows.length - 1 - i)),
          toRow(0),
          cleared(to, bytes, counter),
          when(get(isInside), [
            toRow((margin + from) * width),
            moved(at, from * width),
            copied(at, to, inside, counter),
          ]),
        ],
      }
    },
  })
  return { kernel }
}

const step = (pointer: Local, index: Local, bytes: number): Code =>
  set(pointer, i32.add(get(pointer), i32.mul(get(index), i32.const(bytes))))
