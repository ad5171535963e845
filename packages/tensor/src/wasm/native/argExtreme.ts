/** The first place of the largest or the smallest along an axis; NaN wins. */
import { choose, countTo, get, i32, set } from '../instructions.ts'
import type { Code } from '../module.ts'
import { type Element, elements } from './elements.ts'
import { kernelOf, type NativeRule, type Unit } from './Native.ts'
import { elementsOf, moved, type Strip, stripOf, unitsOf, type Walk, walkOf } from './walk.ts'

const search = (
  at: Unit,
  { along }: Walk,
  element: Element,
  largest: boolean,
  { from, to }: Strip,
  columns: number,
): Code => {
  const { length, strides } = along[0]!
  const rows = Array.from({ length: columns }, () => ({
    best: at.local(element.type),
    place: at.local('i32'),
  }))
  const [x, index, isBetter] = [at.local(element.type), at.local('i32'), at.local('i32')]
  const look = ({ best, place }: (typeof rows)[number], i: number): Code => {
    const beats = largest ? element.lessThan(get(best), get(x)) : element.lessThan(get(x), get(best))
    // a number that is not equal to itself is NaN
    const wins = i32.and(i32.or(beats, element.notEqual(get(x), get(x))), element.equal(get(best), get(best)))
    return [
      set(x, element.load(get(from), i * element.width)),
      set(isBetter, element.type === 'i32' ? beats : wins),
      set(best, choose(get(x), get(best), get(isBetter))),
      set(place, choose(get(index), get(place), get(isBetter))),
    ]
  }
  const next = moved(from, strides[0]! * element.width)
  return [
    rows.map(({ best, place }, i) => [
      set(best, element.load(get(from), i * element.width)),
      set(place, i32.const(0)),
    ]),
    next,
    set(index, i32.const(1)),
    countTo(index, i32.const(length), i32.const(1), [rows.map(look), next]),
    rows.map(({ place }, i) => i32.store(get(to), get(place), 4 * i)),
  ]
}

/** The native code of `argExtreme`. */
export const argExtreme: NativeRule<'argExtreme'> = ({ operands: [x], params: { axis, largest } }) => {
  const element = elements[x!.dtype]
  const walk = walkOf(x!.shape, [axis])
  const kernel = kernelOf({
    key: `argExtreme ${x!.dtype} ${largest} ${JSON.stringify(walk)}`,
    operands: 1,
    units: unitsOf(walk),
    cost: elementsOf(walk) * 1.5,
    write: (at) => ({
      unit: stripOf(at, walk, [element.width, 4], (strip, columns) =>
        search(at, walk, element, largest, strip, columns),
      ),
    }),
  })
  return { kernel }
}
