/** Indices that may lie outside of their axis. */
import {
  choose,
  countTo,
  get,
  i32,
  i32x4,
  i32x4Const,
  repeatWhile,
  set,
  v128,
  when,
} from '../instructions.ts'
import type { Kernel } from '../kernel.ts'
import type { Code, Local } from '../module.ts'
import { kernelOf } from './Native.ts'

/** Is this index one of an axis of this length? As unsigned numbers, those below 0 are large ones. */
export const isWithin = (index: Local, length: number): Code =>
  i32.lessThanUnsigned(get(index), i32.const(length))

/** An index that is one of the axis, 0 for those that are none. */
export const within = (index: Local, length: number): Code =>
  choose(get(index), i32.const(0), isWithin(index, length))

/** Finds the first of `count` indices, the operand of this number, that an axis of this length has not. */
export const indexCheck = (operands: number, which: number, count: number, length: number): Kernel =>
  kernelOf({
    key: `indices ${operands} ${which} ${count} ${length}`,
    operands,
    units: 1,
    cost: count,
    write: ({ operands: addresses, result, local }) => {
      const [at, from, index, wrong] = [local('i32'), local('i32'), local('i32'), local('v128')]
      const four = v128.load(get(from))
      const whole = count - (count % 4)
      const scan: Code = [
        i32.store(get(result), i32.const(-1)),
        set(at, i32.const(count - 1)),
        // backwards, so that the first one is written last
        repeatWhile(
          [
            set(index, i32.load(i32.add(get(addresses[which]!), i32.mul(get(at), i32.const(4))))),
            when(i32.equalZero(isWithin(index, length)), i32.store(get(result), get(at))),
            set(at, i32.sub(get(at), i32.const(1))),
          ],
          i32.lessThan(i32.const(-1), get(at)),
        ),
      ]
      return {
        unit: [
          i32.store(get(result), i32.const(-1)),
          set(from, get(addresses[which]!)),
          set(at, i32.const(0)),
          // all at once: hardly ever is one of them wrong
          countTo(at, i32.const(whole), i32.const(4), [
            set(
              wrong,
              v128.or(
                get(wrong),
                v128.or(i32x4.lessThan(four, i32x4Const(0)), i32x4.lessEqual(i32x4Const(length), four)),
              ),
            ),
            set(from, i32.add(get(from), i32.const(16))),
          ]),
          Array.from({ length: count % 4 }, (_, i) => [
            set(index, i32.load(get(from), 4 * i)),
            set(wrong, v128.or(get(wrong), i32x4.splat(i32.equalZero(isWithin(index, length))))),
          ]),
          when(v128.anyTrue(get(wrong)), scan),
        ],
      }
    },
  })
