/** Running totals: floats in double precision, each rounded once, as the reference does; whole numbers wrap. */
import type { DType } from '../../DType.ts'
import { countTo, f32, f64, get, i32, set } from '../instructions.ts'
import type { Code, ValueType } from '../module.ts'
import { elements } from './elements.ts'
import { kernelOf, type NativeRule, type Unit } from './Native.ts'
import { elementsOf, moved, type Strip, stripOf, unitsOf, type Walk, walkAlong } from './walk.ts'

interface Total {
  readonly type: ValueType
  readonly width: number
  readonly zero: Code
  readonly add: (a: Code, b: Code) => Code
  readonly load: (address: Code, offset: number) => Code
  readonly store: (address: Code, value: Code, offset: number) => Code
}

const totals: { readonly [D in DType]?: Total } = {
  float64: { ...elements.float64, zero: f64.const(0), add: f64.add },
  float32: {
    type: 'f64',
    width: 4,
    zero: f64.const(0),
    add: f64.add,
    load: (address, offset) => f64.promote(f32.load(address, offset)),
    store: (address, value, offset) => f32.store(address, f32.demote(value), offset),
  },
  int32: { ...elements.int32, zero: i32.const(0), add: i32.add },
}

const run = (
  at: Unit,
  { along }: Walk,
  total: Total,
  reverse: boolean,
  { from, to }: Strip,
  columns: number,
): Code => {
  const { length, strides } = along[0]!
  const step = strides[0]! * total.width
  const sums = Array.from({ length: columns }, () => at.local(total.type))
  const counter = at.local('i32')
  const toEnd = reverse ? (length - 1) * step : 0
  return [
    sums.map((s) => set(s, total.zero)),
    moved(from, toEnd),
    moved(to, toEnd),
    set(counter, i32.const(0)),
    countTo(counter, i32.const(length), i32.const(1), [
      sums.map((s, i) => [
        set(s, total.add(get(s), total.load(get(from), i * total.width))),
        total.store(get(to), get(s), i * total.width),
      ]),
      moved(from, reverse ? -step : step),
      moved(to, reverse ? -step : step),
    ]),
  ]
}

/** The native code of `cumSum`. */
export const cumSum: NativeRule<'cumSum'> = ({ operands: [x], params: { axis, reverse } }) => {
  const total = totals[x!.dtype]
  if (total === undefined) return undefined
  const walk = walkAlong(x!.shape, axis)
  const kernel = kernelOf({
    key: `cumSum ${x!.dtype} ${reverse} ${JSON.stringify(walk)}`,
    operands: 1,
    units: unitsOf(walk),
    cost: elementsOf(walk) * 1.5,
    write: (at) => ({
      unit: stripOf(at, walk, [total.width, total.width], (strip, columns) =>
        run(at, walk, total, reverse, strip, columns),
      ),
    }),
  })
  return { kernel }
}
