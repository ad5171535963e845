/**
 * Random words of keys, and keys of keys.
 *
 * @module
 */
import { sizeOf } from '../../Tensor.ts'
import { choose, countTo, get, i32, i32x4, set, v128, when } from '../instructions.ts'
import type { Kernel } from '../kernel.ts'
import type { Code } from '../module.ts'
import { kernelOf, type NativeRule, type Unit } from './Native.ts'
import { keysIn, thirdWord, threefry } from './threefry.ts'
import { firstWords, interleaved, secondWords, storeWords } from './words.ts'

/** So many counters, or keys, are a unit: a multiple of eight counters, which go together. */
const perUnit = 1024

/** Nanoseconds for each counter. */
const perCounter = 3

/** What becomes of the two words of four counters: vectors, in the order of memory. */
interface Outcome {
  readonly words: 1 | 2
  readonly of: (a: Code, b: Code) => readonly Code[]
}

const joined: Outcome = { words: 1, of: (a, b) => [v128.xor(a, b)] }
const both: Outcome = { words: 2, of: interleaved }

const places = (first: number): Code =>
  v128.const([...new Uint8Array(Int32Array.of(first, first + 1, first + 2, first + 3).buffer)])

/** The words of a stretch of counters of one key. */
const writeCounted = (count: number, outcome: Outcome) => {
  const stretches = Math.ceil(count / perUnit)
  const left = count % 8
  const whole = count - left
  return ({ operands: [from], result, unit, local }: Unit) => {
    const keys = keysIn(local)
    const [at, until, key, to, spare] = [
      local('i32'),
      local('i32'),
      local('i32'),
      local('i32'),
      local('v128'),
    ]
    const pairs = [0, 4].map((first) => ({
      low: i32x4.add(i32x4.splat(get(at)), places(first)),
      a: local('v128'),
      b: local('v128'),
    }))
    const encrypted = (counters: number): Code => {
      const blocks = pairs.slice(0, Math.ceil(counters / 4))
      return [
        threefry(keys, blocks),
        storeWords(
          to,
          blocks.flatMap(({ a, b }) => outcome.of(get(a), get(b))),
          counters * outcome.words,
          spare,
        ),
      ]
    }
    const stretch = i32.remainder(get(unit), i32.const(stretches))
    return {
      unit: [
        set(key, i32.divide(get(unit), i32.const(stretches))),
        set(at, i32.mul(stretch, i32.const(perUnit))),
        set(to, i32.add(i32.mul(get(key), i32.const(count)), get(at))),
        set(to, i32.add(get(result), i32.mul(get(to), i32.const(4 * outcome.words)))),
        set(key, i32.add(get(from!), i32.mul(get(key), i32.const(8)))),
        set(keys.k0, v128.load32Splat(get(key))),
        set(keys.k1, v128.load32Splat(get(key), 4)),
        thirdWord(keys),
        set(until, i32.add(get(at), i32.const(perUnit))),
        set(until, choose(get(until), i32.const(whole), i32.lessThan(get(until), i32.const(whole)))),
        countTo(at, get(until), i32.const(8), [
          encrypted(8),
          set(to, i32.add(get(to), i32.const(32 * outcome.words))),
        ]),
        left === 0 ? [] : when(i32.equal(stretch, i32.const(stretches - 1)), encrypted(left)),
      ],
    }
  }
}

/** The words of the first counters of each key. */
const counted = (keys: number, count: number, outcome: Outcome): Kernel =>
  kernelOf({
    key: `threefry ${outcome.words} ${count}`,
    operands: 1,
    units: keys * Math.ceil(count / perUnit),
    cost: keys * count * perCounter,
    write: writeCounted(count, outcome),
  })

/** The native code of `randomBits`. */
export const randomBits: NativeRule<'randomBits'> = ({ operands: [keys], params: { shape } }) => ({
  kernel: counted(sizeOf(keys!.shape) / 2, sizeOf(shape), joined),
})

/** The native code of `splitKey`. */
export const splitKey: NativeRule<'splitKey'> = ({ operands: [keys], params: { count } }) => ({
  kernel: counted(sizeOf(keys!.shape) / 2, count, both),
})

/** The keys of four keys and four numbers at once. */
const writeFolded =
  (count: number) =>
  ({ operands: [from, data], result, unit, local }: Unit) => {
    const keys = keysIn(local)
    const [at, until, numbers, to, key] = [
      local('i32'),
      local('i32'),
      local('i32'),
      local('i32'),
      local('i32'),
    ]
    const [low, high, spare, a, b] = [
      local('v128'),
      local('v128'),
      local('v128'),
      local('v128'),
      local('v128'),
    ]
    const left = count % 4
    const some = (n: number): Code => [
      set(key, i32.add(get(from!), i32.mul(get(at), i32.const(8)))),
      set(numbers, i32.add(get(data!), i32.mul(get(at), i32.const(4)))),
      set(to, i32.add(get(result), i32.mul(get(at), i32.const(8)))),
      set(low, v128.load(get(key))),
      // no further beyond the end than a vector
      n > 2 ? set(high, v128.load(get(key), 16)) : [],
      set(keys.k0, firstWords(get(low), get(high))),
      set(keys.k1, secondWords(get(low), get(high))),
      thirdWord(keys),
      threefry(keys, [{ low: v128.load(get(numbers)), a, b }]),
      storeWords(to, interleaved(get(a), get(b)), 2 * n, spare),
    ]
    const whole = count - left
    return {
      unit: [
        set(at, i32.mul(get(unit), i32.const(perUnit))),
        set(until, i32.add(get(at), i32.const(perUnit))),
        set(until, choose(get(until), i32.const(whole), i32.lessThan(get(until), i32.const(whole)))),
        countTo(at, get(until), i32.const(4), some(4)),
        left === 0
          ? []
          : when(i32.equal(get(unit), i32.const(Math.ceil(count / perUnit) - 1)), [
              set(at, i32.const(whole)),
              some(left),
            ]),
      ],
    }
  }

/** The native code of `foldIn`. */
export const foldIn: NativeRule<'foldIn'> = ({ operands: [, data] }) => {
  const count = sizeOf(data!.shape)
  const kernel = kernelOf({
    key: `foldIn ${count}`,
    operands: 2,
    units: Math.ceil(count / perUnit),
    cost: count * perCounter * 2,
    write: writeFolded(count),
  })
  return { kernel }
}
