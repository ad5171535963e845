/**
 * The order that sorts, equal elements in their old order: by insertion for short rows, by the digits of keys, the lowest
 * first, for long ones.
 *
 * @module
 */
import { countTo, get, i32, repeatWhile, set, v128, when } from '../instructions.ts'
import type { Code, Local } from '../module.ts'
import { kernelOf, type NativeRule, type Unit } from './Native.ts'
import { type SortKeys, sortKeys } from './sortKeys.ts'
import { moved, type Strip, stripOf, unitsOf, walkAlong } from './walk.ts'

/** Up to here, moving elements one by one is faster than counting digits. */
const short = 48

interface Row {
  readonly length: number
  /** Elements between neighbours. */
  readonly stride: number
  readonly keys: SortKeys
}

const at = (base: Code, index: Code, width: number): Code => i32.add(base, i32.mul(index, i32.const(width)))

/** Keys of the row that are sorted so far, and the positions they came from. */
const byInsertion = (unit: Unit, { length, stride, keys }: Row, { from, to }: Strip): Code => {
  const { local, scratch } = unit
  const [key, index, place, target] = [local(keys.type), local('i32'), local('i32'), local('i32')]
  // a slot before the first key is read where nothing is ahead, and is of no account
  const positions = (length + 1) * keys.width
  const keyAt = (i: Local): Code => at(get(scratch), get(i), keys.width)
  const positionAt = (i: Local): Code => at(get(scratch), get(i), 4)
  const before = keys.load(keyAt(place))
  const mustShift = i32.and(i32.lessThan(i32.const(0), get(place)), keys.lessThan(get(key), before))
  const shift = [
    keys.store(keyAt(place), before, keys.width),
    i32.store(positionAt(place), i32.load(positionAt(place), positions - 4), positions),
    set(place, i32.sub(get(place), i32.const(1))),
  ]
  return [
    set(index, i32.const(0)),
    countTo(index, i32.const(length), i32.const(1), [
      keys.read(get(from), key),
      moved(from, stride * keys.elementWidth),
      set(place, get(index)),
      when(mustShift, repeatWhile(shift, mustShift)),
      keys.store(keyAt(place), get(key), keys.width),
      i32.store(positionAt(place), get(index), positions),
    ]),
    set(target, get(to)),
    set(index, i32.const(0)),
    countTo(index, i32.const(length), i32.const(1), [
      i32.store(get(target), i32.load(positionAt(index), positions)),
      moved(target, stride * 4),
    ]),
  ]
}

const bins = 256

const byDigits = (unit: Unit, { length, stride, keys }: Row, { from, to }: Strip): Code => {
  const { local, scratch } = unit
  const [key, index, bit, counts, sum, slot] = [
    local(keys.type),
    local('i32'),
    local('i32'),
    local('i32'),
    local('i32'),
    local('i32'),
  ]
  const [source, target, spare, count] = [local('i32'), local('i32'), local('i32'), local('i32')]
  // a block is the keys of a row, then its positions
  const positions = length * keys.width
  const block = positions + length * 4 + ((length * 4) % 8)
  const forEach = (i: Local, until: number, step: number, body: Code): Code => [
    set(i, i32.const(0)),
    countTo(i, i32.const(until), i32.const(step), body),
  ]
  const binOf = (digit: Code): Code => at(get(counts), digit, 4)
  const increase = (address: Local): Code =>
    i32.store(get(address), i32.add(i32.load(get(address)), i32.const(1)))
  const countDigits: Code = [
    set(counts, i32.add(get(scratch), i32.const(2 * block))),
    forEach(
      index,
      keys.digits * bins * 4,
      16,
      v128.store(i32.add(get(counts), get(index)), v128.const(Array.from({ length: 16 }, () => 0))),
    ),
    forEach(index, length, 1, [
      keys.read(get(from), key),
      moved(from, stride * keys.elementWidth),
      keys.store(at(get(source), get(index), keys.width), get(key)),
      i32.store(at(get(source), get(index), 4), get(index), positions),
      set(counts, i32.add(get(scratch), i32.const(2 * block))),
      forEach(bit, 8 * keys.digits, 8, [
        set(slot, binOf(keys.digit(key, bit))),
        increase(slot),
        moved(counts, 4 * bins),
      ]),
    ]),
    set(counts, i32.add(get(scratch), i32.const(2 * block))),
  ]
  const toStarts: Code = [
    set(sum, i32.const(0)),
    forEach(index, bins, 1, [
      set(slot, binOf(get(index))),
      set(count, i32.load(get(slot))),
      i32.store(get(slot), get(sum)),
      set(sum, i32.add(get(sum), get(count))),
    ]),
  ]
  const distribute: Code = [
    forEach(index, length, 1, [
      set(key, keys.load(at(get(source), get(index), keys.width))),
      set(slot, binOf(keys.digit(key, bit))),
      set(sum, i32.load(get(slot))),
      increase(slot),
      keys.store(at(get(target), get(sum), keys.width), get(key)),
      i32.store(at(get(target), get(sum), 4), i32.load(at(get(source), get(index), 4), positions), positions),
    ]),
    set(spare, get(source)),
    set(source, get(target)),
    set(target, get(spare)),
  ]
  // a digit that all keys share orders nothing
  const differs = [
    set(key, keys.load(get(source))),
    i32.notEqual(i32.load(binOf(keys.digit(key, bit))), i32.const(length)),
  ]
  return [
    set(source, get(scratch)),
    set(target, i32.add(get(scratch), i32.const(block))),
    countDigits,
    forEach(bit, 8 * keys.digits, 8, [when(differs, [toStarts, distribute]), moved(counts, 4 * bins)]),
    set(target, get(to)),
    forEach(index, length, 1, [
      i32.store(get(target), i32.load(at(get(source), get(index), 4), positions)),
      moved(target, stride * 4),
    ]),
  ]
}

/** The native code of `argSort`. */
export const argSort: NativeRule<'argSort'> = ({ operands: [x], params: { axis } }) => {
  const { shape, dtype } = x!
  const keys = sortKeys[dtype]
  const walk = walkAlong(shape, axis)
  const length = shape[axis]!
  const row: Row = { length, stride: walk.columns, keys }
  const isShort = length <= short
  const block = length * (keys.width + 4) + ((length * 4) % 8)
  const perRow = isShort ? 20 + length * (4 + length / 4) : 600 * keys.digits + length * (2 + 4 * keys.digits)
  const units = unitsOf(walk, 1)
  const kernel = kernelOf({
    key: `argSort ${dtype} ${JSON.stringify(walk)}`,
    operands: 1,
    units,
    cost: units * perRow,
    scratch: isShort ? block + keys.width : 2 * block + keys.digits * bins * 4,
    write: (unit) => ({
      unit: stripOf(
        unit,
        walk,
        [keys.elementWidth, 4],
        (strip) => (isShort ? byInsertion(unit, row, strip) : byDigits(unit, row, strip)),
        1,
      ),
    }),
  })
  return { kernel }
}
