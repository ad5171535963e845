/** Which position names a place last. */
import { sizeOf } from '../../Tensor.ts'
import { countTo, get, i32, set, when } from '../instructions.ts'
import { indexCheck, isWithin } from './indices.ts'
import { kernelOf, type Native, type NativeRule } from './Native.ts'

/** The native code of `lastWriter`: one unit. */
export const lastWriter: NativeRule<'lastWriter'> = ({ operands: [indices], params: { size } }): Native => {
  const picks = sizeOf(indices!.shape)
  const kernel = kernelOf({
    key: `lastWriter ${size} ${picks}`,
    operands: 1,
    units: 1,
    cost: size + 2 * picks,
    write: ({ operands: [places], result, local }) => {
      const [at, index, to] = [local('i32'), local('i32'), local('i32')]
      return {
        unit: [
          set(to, get(result)),
          countTo(at, i32.const(size), i32.const(1), [
            i32.store(get(to), i32.const(-1)),
            set(to, i32.add(get(to), i32.const(4))),
          ]),
          set(at, i32.const(0)),
          countTo(at, i32.const(picks), i32.const(1), [
            set(index, i32.load(i32.add(get(places!), i32.mul(get(at), i32.const(4))))),
            when(
              isWithin(index, size),
              i32.store(i32.add(get(result), i32.mul(get(index), i32.const(4))), get(at)),
            ),
          ]),
        ],
      }
    },
  })
  return { kernel, check: indexCheck(1, 0, picks, size) }
}
