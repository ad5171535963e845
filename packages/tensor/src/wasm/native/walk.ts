/**
 * Walks along axes of a tensor: one row for each of what the other axes count. Rows that lie side by side are walked
 * together, a strip of them at a time, so that memory is read as it lies.
 *
 * @module
 */
import { stridesOf } from '../../kernels/strides.ts'
import type { Shape } from '../../Tensor.ts'
import { joinedAxes } from '../access.ts'
import { countTo, get, i32, set, when } from '../instructions.ts'
import type { Code, Local } from '../module.ts'
import type { Unit } from './Native.ts'

/** An axis: how many there are, and how far apart in the operand and in the result, in elements. */
export interface Axis {
  readonly length: number
  readonly strides: readonly number[]
}

/** Where rows lie. */
export interface Walk {
  /** The axes that count rows, but for the one whose rows lie side by side. */
  readonly kept: readonly Axis[]
  /** How many rows lie side by side. */
  readonly columns: number
  /** The axes that rows go along. */
  readonly along: readonly Axis[]
}

/** Along some axes, which the result has no more. */
export const walkOf = (shape: Shape, axes: readonly number[]): Walk => {
  const isReduced = (i: number): boolean => axes.includes(i)
  const resultStrides = stridesOf(shape.filter((_, i) => !isReduced(i)))
  const places = shape.map((_, i) => shape.slice(0, i).filter((__, j) => !isReduced(j)).length)
  const strides = shape.map((_, i) => (isReduced(i) ? 0 : resultStrides[places[i]!]!))
  const joined = joinedAxes(shape, [stridesOf(shape), strides], isReduced)
  const kept = joined.filter((a) => a.kind === false)
  const along = joined.filter((a) => a.kind === true)
  const beside = joined.at(-1)?.kind === false
  return {
    kept: beside ? kept.slice(0, -1) : kept,
    columns: beside ? kept.at(-1)!.length : 1,
    along: along.length === 0 ? [{ length: 1, strides: [1, 0] }] : along,
  }
}

/** Along one axis, which the result has, too. */
export const walkAlong = (shape: Shape, axis: number): Walk => {
  const product = (lengths: Shape): number => lengths.reduce((a, b) => a * b, 1)
  const [outer, length, inner] = [product(shape.slice(0, axis)), shape[axis]!, product(shape.slice(axis + 1))]
  const block = length * inner
  return {
    kept: outer === 1 ? [] : [{ length: outer, strides: [block, block] }],
    columns: inner,
    along: [{ length, strides: [inner, inner] }],
  }
}

/** So many rows at most go together: what they need stays in registers. */
const stripWidth = 8

const strips = ({ columns }: Walk, width: number): number => Math.ceil(columns / width)

/** How many units the walk has, of so many rows side by side. */
export const unitsOf = (walk: Walk, width: number = stripWidth): number =>
  walk.kept.reduce((n, axis) => n * axis.length, strips(walk, width))

/** How many elements are walked over. */
export const elementsOf = ({ kept, columns, along }: Walk): number =>
  [...kept, ...along].reduce((n, axis) => n * axis.length, columns)

/** A strip of rows: where the first begins in the operand and in the result. */
export interface Strip {
  readonly from: Local
  readonly to: Local
}

/** The code of a unit: finds its strip, of `width` rows but for the last. */
export const stripOf = (
  at: Unit,
  walk: Walk,
  widths: readonly [number, number],
  body: (strip: Strip, columns: number) => Code,
  width: number = stripWidth,
): Code => {
  const [rest, index, from, to] = [at.local('i32'), at.local('i32'), at.local('i32'), at.local('i32')]
  const count = strips(walk, width)
  const move = (pointer: Local, step: number): Code =>
    step === 0 ? [] : set(pointer, i32.add(get(pointer), i32.mul(get(index), i32.const(step))))
  const take = (length: number, steps: readonly [number, number]): Code =>
    length === 1
      ? []
      : [
          set(index, i32.remainder(get(rest), i32.const(length))),
          set(rest, i32.divide(get(rest), i32.const(length))),
          move(from, steps[0] * widths[0]),
          move(to, steps[1] * widths[1]),
        ]
  const last = walk.columns - (count - 1) * width
  const isLast = i32.equal(i32.remainder(get(at.unit), i32.const(count)), i32.const(count - 1))
  const whole = Math.min(width, walk.columns)
  return [
    set(rest, get(at.unit)),
    set(from, get(at.operands[0]!)),
    set(to, get(at.result)),
    take(count, [width, width]),
    walk.kept.toReversed().map(({ length, strides }) => take(length, strides as [number, number])),
    last === whole
      ? body({ from, to }, whole)
      : when(isLast, body({ from, to }, last), body({ from, to }, whole)),
  ]
}

/** Goes along axes with a pointer of its own; the innermost axis is left to `inside`. */
export const alongOuter = (
  at: Unit,
  axes: readonly Axis[],
  from: Local,
  width: number,
  inside: (pointer: Local) => Code,
): Code => {
  const [axis, ...rest] = axes
  if (axis === undefined || rest.length === 0) return inside(from)
  const [pointer, counter] = [at.local('i32'), at.local('i32')]
  return [
    set(pointer, get(from)),
    set(counter, i32.const(0)),
    countTo(counter, i32.const(axis.length), i32.const(1), [
      alongOuter(at, rest, pointer, width, inside),
      set(pointer, i32.add(get(pointer), i32.const(axis.strides[0]! * width))),
    ]),
  ]
}

/** A pointer moved on by so many bytes. */
export const moved = (pointer: Local, bytes: number): Code =>
  set(pointer, i32.add(get(pointer), i32.const(bytes)))
