/**
 * Loops over single elements, for types that vectors of four do not hold. A unit is a block of elements.
 *
 * @module
 */
import { choose, countTo, get, i32, set } from '../instructions.ts'
import type { Kernel } from '../kernel.ts'
import type { Code } from '../module.ts'
import { kernelOf, type Unit } from './Native.ts'

const perUnit = 4096

/** So many elements are written without a jump between them. */
const together = 4

/** What is computed for each element. */
export interface Each {
  readonly key: string
  readonly count: number
  /** The bytes from one element of an operand to the next: 0 for one that all share. */
  readonly steps: readonly number[]
  /** The bytes of an element of the result. */
  readonly width: number
  /** The code of an element: loads what it needs from an address and an offset, stores at the last address. */
  readonly write: (addresses: readonly Code[], offsets: readonly number[]) => Code
  readonly cost: number
}

/** A kernel that computes each element of its result from those at the same place. */
export const eachElement = ({ key, count, steps, width, write, cost }: Each): Kernel => {
  const all = [...steps, width]
  const code = ({ operands, result, unit, local }: Unit) => {
    const pointers = all.map(() => local('i32'))
    const [at, until, whole] = [local('i32'), local('i32'), local('i32')]
    const turn = (elements: number): Code => [
      Array.from({ length: elements }, (_, i) =>
        write(
          pointers.map(get),
          all.map((step) => step * i),
        ),
      ),
      pointers.map((p, i) => set(p, i32.add(get(p), i32.const(all[i]! * elements)))),
    ]
    return {
      unit: [
        set(at, i32.mul(get(unit), i32.const(perUnit))),
        pointers.map((p, i) =>
          set(p, i32.add(get([...operands, result][i]!), i32.mul(get(at), i32.const(all[i]!)))),
        ),
        set(until, i32.add(get(at), i32.const(perUnit))),
        set(until, choose(get(until), i32.const(count), i32.lessThan(get(until), i32.const(count)))),
        set(whole, i32.and(get(until), i32.const(-together))),
        countTo(at, get(whole), i32.const(together), turn(together)),
        countTo(at, get(until), i32.const(1), turn(1)),
      ],
    }
  }
  return kernelOf({
    key: `each ${key} ${count} ${steps.join()}`,
    operands: steps.length,
    units: Math.ceil(count / perUnit),
    cost: cost * count,
    write: code,
  })
}
