/** Adds up the slices of a product whose sum was cut; of no slices, zeros. */
import { countTo, get, i32, least, set, v128 } from '../instructions.ts'
import type { Kernel } from '../kernel.ts'
import { type Code, define } from '../module.ts'
import type { Arithmetic } from './arithmetic.ts'
import { offsetOf } from './offsets.ts'
import { type Product, type ProductAxes, sizesOf } from './Product.ts'
import { throughUnits, unitsOf } from './units.ts'

/** Elements of an item of work. */
const stretch = 64

const isWhole = (axes: ProductAxes): boolean =>
  axes.reduceRight((expected, { length, stride }) => (stride === expected ? expected * length : NaN), 1) > 0

/**
 * The kernel: slices, C. Slices lie as the packed kernel leaves them; they are added one after the other, a vector at a
 * time.
 */
export const sumKernel = (product: Product, arithmetic: Arithmetic, slices: number): Kernel => {
  const { c } = product
  const { width, lanes, add, splat, storeLane } = arithmetic
  const { batch, m, n } = sizesOf(product)
  const axes = [...c.batch, ...c.rows, ...c.columns]
  const matrix = m * n
  const elements = batch * matrix
  const step = matrix % lanes === 0 ? lanes : 1
  const units = unitsOf(Math.ceil(elements / stretch))
  const code: Kernel['code'] = (name) =>
    define(name, ['i32', 'i32', 'i32', 'i32', 'i32'], [], ({ params: [from, to, , first, last], local }) => {
      const [item, lastItem, element, slice, source] = [
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
      ]
      const sum = local('v128')
      const before = i32.mul(i32.divide(get(element), i32.const(matrix)), i32.const((slices - 1) * matrix))
      const target = (lane: number): Code =>
        i32.add(get(to), offsetOf(i32.add(get(element), i32.const(lane)), axes, width))
      const next = step === 1 ? splat(get(source)) : v128.load(get(source))
      const stored =
        step > 1 && isWhole(axes)
          ? v128.store(target(0), get(sum))
          : Array.from({ length: step }, (_, lane) => storeLane(target(lane), get(sum), lane))
      return throughUnits(units, item, lastItem, first, last, [
        set(element, i32.mul(get(item), i32.const(stretch))),
        set(item, i32.add(get(item), i32.const(1))),
        countTo(
          element,
          least(i32.mul(get(item), i32.const(stretch)), i32.const(elements)),
          i32.const(step),
          [
            set(source, i32.add(get(from), i32.mul(i32.add(get(element), before), i32.const(width)))),
            set(sum, v128.const(Array.from({ length: 16 }, () => 0))),
            set(slice, i32.const(0)),
            countTo(slice, i32.const(slices), i32.const(1), [
              set(sum, add(get(sum), next)),
              set(source, i32.add(get(source), i32.const(matrix * width))),
            ]),
            stored,
          ],
        ),
      ])
    })
  return {
    key: `sum ${JSON.stringify({ product, slices })}`,
    code,
    units: units.units,
    cost: (elements * (slices + 4) * 0.5) / step,
    scratch: 0,
  }
}
