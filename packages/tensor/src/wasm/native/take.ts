/** Rows chosen by indices. */
import { sizeOf } from '../../Tensor.ts'
import { widths } from '../access.ts'
import { get, i32, set, when } from '../instructions.ts'
import { copied } from './copy.ts'
import { indexCheck, within } from './indices.ts'
import { kernelOf, type Native, type NativeRule } from './Native.ts'

/** The native code of `take`: each row is a unit. */
export const take: NativeRule<'take'> = ({ operands: [x, indices], params: { axis } }): Native => {
  const { shape, dtype } = x!
  const length = shape[axis]!
  const picks = sizeOf(indices!.shape)
  const bytes = sizeOf(shape.slice(axis + 1)) * widths[dtype]
  const units = sizeOf(shape.slice(0, axis)) * picks
  const kernel = kernelOf({
    key: `take ${length} ${picks} ${bytes}`,
    operands: 2,
    units,
    cost: units * (1.5 + bytes / 16),
    write: ({ operands: [rows, places], result, unit, local }) => {
      const [pick, block, index, from, to, counter] = [
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
      ]
      return {
        before: [
          set(pick, i32.remainder(get(unit), i32.const(picks))),
          set(block, i32.mul(i32.divide(get(unit), i32.const(picks)), i32.const(length * bytes))),
        ],
        unit: [
          set(index, i32.load(i32.add(get(places!), i32.mul(get(pick), i32.const(4))))),
          set(from, i32.add(get(rows!), get(block))),
          set(from, i32.add(get(from), i32.mul(within(index, length), i32.const(bytes)))),
          set(to, i32.add(get(result), i32.mul(get(unit), i32.const(bytes)))),
          copied(from, to, bytes, counter),
          set(pick, i32.add(get(pick), i32.const(1))),
          when(i32.equal(get(pick), i32.const(picks)), [
            set(pick, i32.const(0)),
            set(block, i32.add(get(block), i32.const(length * bytes))),
          ]),
        ],
      }
    },
  })
  return { kernel, check: indexCheck(2, 1, picks, length) }
}
