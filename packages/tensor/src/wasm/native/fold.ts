/**
 * Products, and the largest and the smallest of bytes, which fused loops do not have.
 *
 * Products are taken in double precision, in order, and rounded once, as the reference does.
 *
 * @module
 */
import type { DType } from '../../DType.ts'
import { choose, countTo, f32, f64, get, i32, set } from '../instructions.ts'
import type { Code, Local, ValueType } from '../module.ts'
import { elements } from './elements.ts'
import { kernelOf, type NativeRule, type Unit } from './Native.ts'
import { alongOuter, elementsOf, moved, type Strip, stripOf, unitsOf, type Walk, walkOf } from './walk.ts'

type Operation = 'reduceProd' | 'reduceMax' | 'reduceMin'

/** How elements are folded. */
interface Fold {
  readonly type: ValueType
  readonly width: number
  readonly load: (address: Code, offset: number) => Code
  readonly store: (address: Code, value: Code, offset: number) => Code
  readonly neutral: Code
  readonly combine: (a: Local, b: Code) => Code
  /** Running results of one row. */
  readonly running: number
}

const productOfDoubles: Fold = {
  ...elements.float64,
  neutral: f64.const(1),
  combine: (a, b) => f64.mul(get(a), b),
  running: 1,
}

const productOfFloats: Fold = {
  ...productOfDoubles,
  width: 4,
  load: (address, offset) => f64.promote(f32.load(address, offset)),
  store: (address, value, offset) => f32.store(address, f32.demote(value), offset),
}

const productOfWholes: Fold = {
  ...elements.int32,
  neutral: i32.const(1),
  combine: (a, b) => i32.mul(get(a), b),
  running: 1,
}

const products: { readonly [D in DType]?: Fold } = {
  float32: productOfFloats,
  float64: productOfDoubles,
  int32: productOfWholes,
}

/** Bytes are read twice: they are in memory that has just been read. */
const ofBytes = (op: 'reduceMax' | 'reduceMin'): Fold => ({
  ...elements.uint8,
  neutral: i32.const(op === 'reduceMax' ? 0 : 255),
  combine: (a, b) => {
    const isLess = i32.lessThan(get(a), b)
    return op === 'reduceMax' ? choose(b, get(a), isLess) : choose(get(a), b, isLess)
  },
  running: 8,
})

const foldOf = (op: Operation, dtype: DType): Fold | undefined => {
  const isBytes = dtype === 'uint8' || dtype === 'bool'
  return op === 'reduceProd' ? products[dtype] : isBytes ? ofBytes(op) : undefined
}

/** Rows side by side: one running result each. */
const beside = (at: Unit, walk: Walk, fold: Fold, { from, to }: Strip, columns: number): Code => {
  const results = Array.from({ length: columns }, () => at.local(fold.type))
  const [pointer, counter] = [at.local('i32'), at.local('i32')]
  const axis = walk.along.at(-1)!
  return [
    results.map((r) => set(r, fold.neutral)),
    alongOuter(at, walk.along, from, fold.width, (start) => [
      set(pointer, get(start)),
      set(counter, i32.const(0)),
      countTo(counter, i32.const(axis.length), i32.const(1), [
        results.map((r, i) => set(r, fold.combine(r, fold.load(get(pointer), i * fold.width)))),
        moved(pointer, axis.strides[0]! * fold.width),
      ]),
    ]),
    results.map((r, i) => fold.store(get(to), get(r), i * fold.width)),
  ]
}

/** One row: several running results. */
const alone = (at: Unit, walk: Walk, fold: Fold, { from, to }: Strip): Code => {
  const results = Array.from({ length: fold.running }, () => at.local(fold.type))
  const [pointer, counter] = [at.local('i32'), at.local('i32')]
  const { length, strides } = walk.along.at(-1)!
  const step = strides[0]! * fold.width
  const left = length % fold.running
  const read = (count: number): Code =>
    results.slice(0, count).map((r, i) => set(r, fold.combine(r, fold.load(get(pointer), i * step))))
  const [first, ...others] = results as [Local, ...Local[]]
  return [
    results.map((r) => set(r, fold.neutral)),
    alongOuter(at, walk.along, from, fold.width, (start) => [
      set(pointer, get(start)),
      set(counter, i32.const(0)),
      countTo(counter, i32.const(length - left), i32.const(fold.running), [
        read(fold.running),
        moved(pointer, fold.running * step),
      ]),
      read(left),
    ]),
    others.map((r) => set(first, fold.combine(first, get(r)))),
    fold.store(get(to), get(first), 0),
  ]
}

/** The native code of a reduction. */
export const fold =
  (op: Operation): NativeRule<Operation> =>
  ({ operands: [x], params: { axes } }) => {
    const { shape, dtype } = x!
    const by = foldOf(op, dtype)
    if (by === undefined) return undefined
    const walk = walkOf(shape, axes)
    const kernel = kernelOf({
      key: `${op} ${dtype} ${JSON.stringify(walk)}`,
      operands: 1,
      units: unitsOf(walk),
      cost: elementsOf(walk) * (by.running === 1 && walk.columns === 1 ? 1.5 : 0.5),
      write: (at) => ({
        unit: stripOf(at, walk, [by.width, by.width], (strip, columns) =>
          columns === 1 ? alone(at, walk, by, strip) : beside(at, walk, by, strip, columns),
        ),
      }),
    })
    return { kernel }
  }
