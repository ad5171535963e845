/** From one element type to another, where fused loops do not do it: bytes, and floats to whole numbers. */
import { type DType, isFloat } from '../../DType.ts'
import { sizeOf } from '../../Tensor.ts'
import { countTo, f32, f64, get, i32, set, when } from '../instructions.ts'
import type { Kernel } from '../kernel.ts'
import type { Code } from '../module.ts'
import { eachElement } from './each.ts'
import { elements } from './elements.ts'
import { kernelOf, type NativeRule } from './Native.ts'

type Conversion = (x: Code) => Code

/** Every element type holds its numbers in a double. */
const toDouble: Readonly<Record<DType, Conversion>> = {
  float64: (x) => x,
  float32: f64.promote,
  int32: f64.fromSigned,
  uint8: f64.fromSigned,
  bool: f64.fromSigned,
}

const fromDouble: Readonly<Record<DType, Conversion>> = {
  float64: (x) => x,
  float32: f32.demote,
  int32: i32.truncateDouble,
  uint8: i32.truncateDouble,
  bool: (x) => f64.notEqual(x, f64.const(0)),
}

const limits: { readonly [D in DType]?: readonly [number, number] } = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
}

/** Finds the first of `count` elements that are beyond a type of whole numbers. */
const rangeCheck = (from: DType, to: DType, count: number, [low, high]: readonly [number, number]): Kernel =>
  kernelOf({
    key: `range ${from} ${to} ${count}`,
    operands: 1,
    units: 1,
    cost: count,
    write: ({ operands: [x], result, local }) => {
      const [at, value] = [local('i32'), local('f64')]
      const { width, load } = elements[from]
      const isInside = i32.and(
        f64.lessEqual(f64.const(low), get(value)),
        f64.lessEqual(get(value), f64.const(high)),
      )
      return {
        unit: [
          i32.store(get(result), i32.const(-1)),
          countTo(at, i32.const(count), i32.const(1), [
            set(value, f64.trunc(toDouble[from](load(get(x!))))),
            when(i32.equalZero(isInside), [i32.store(get(result), get(at)), set(at, i32.const(count))]),
            set(x!, i32.add(get(x!), i32.const(width))),
          ]),
        ],
      }
    },
  })

const holdsAll = (from: DType, to: DType): boolean =>
  isFloat(to) || to === 'bool' || from === 'bool' || (from === 'uint8' && to === 'int32')

/** The native code of `cast`. */
export const cast: NativeRule<'cast'> = ({ operands: [x], result }) => {
  const [from, to] = [x!.dtype, result.dtype]
  const { width, load } = elements[from]
  const count = sizeOf(x!.shape)
  const kernel = eachElement({
    key: `cast ${from} ${to}`,
    count,
    steps: [width],
    width: elements[to].width,
    cost: 0.8,
    write: ([address, place], [i, j]) =>
      elements[to].store(place!, fromDouble[to](toDouble[from](load(address!, i))), j),
  })
  const range = limits[to]
  return from === to || range === undefined || holdsAll(from, to)
    ? { kernel }
    : { kernel, check: rangeCheck(from, to, count, range) }
}
