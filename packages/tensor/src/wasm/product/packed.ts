/**
 * Products of packed blocks.
 *
 * Work is cut along rows, along columns or along the sum, where each slice leaves a product of its own, to be added up
 * later. Neighbouring stretches of rows or columns that one thread computes are computed as one. A sum goes through blocks
 * of a depth that depends on its length alone.
 *
 * @module
 */
import { call, countTo, get, i32, least, set } from '../instructions.ts'
import type { Kernel } from '../kernel.ts'
import { type Code, define, type Local } from '../module.ts'
import type { Arithmetic } from './arithmetic.ts'
import { blockNames } from './block.ts'
import { blockScratch, largest, tables } from './blockLayout.ts'
import { fillTable, offsetOf, quotient, tableVariables } from './offsets.ts'
import { type Product, type Sizes, sizesOf } from './Product.ts'
import { throughUnits, unitsOf } from './units.ts'

/** What is cut, and how long each part is. */
export interface Cut {
  readonly along: 'rows' | 'columns' | 'depth'
  readonly length: number
}

const roundedUp = (n: number, to: number): number => Math.ceil(n / to) * to

/** Equal parts of at most `most`, in whole units. */
const evenPart = (total: number, most: number, unit: number): number =>
  Math.min(most, roundedUp(Math.ceil(total / Math.ceil(total / most)), unit))

const totalOf = ({ m, n, k }: Sizes, { along }: Cut): number =>
  along === 'rows' ? m : along === 'columns' ? n : k

/** How many parts a cut makes. */
export const partsOf = (sizes: Sizes, cut: Cut): number => Math.ceil(totalOf(sizes, cut) / cut.length)

/** A stretch of positions. */
interface Stretch {
  readonly from: Code
  readonly to: Code
}

/** About the nanoseconds of a multiplication, and of packing an element. */
const perProduct = { float32: 0.04, float64: 0.08, int32: 0.08 } as const
const perPacked = 0.15

const costOf = (product: Product): number => {
  const { batch, m, n, k } = sizesOf(product)
  return batch * (m * n * k * perProduct[product.dtype] + (m * k + k * n) * perPacked + 200)
}

/**
 * The kernel. Where the sum is cut, C is a buffer of slices: matrices of `m × n` elements, those of the first matrix of the
 * stack first.
 */
export const packedKernel = (product: Product, arithmetic: Arithmetic, cut: Cut): Kernel => {
  const { a, b, c } = product
  const { width, dtype } = arithmetic
  const sizes = sizesOf(product)
  const { batch, m, n, k } = sizes
  const parts = partsOf(sizes, cut)
  const isSliced = cut.along === 'depth'
  const units = unitsOf(batch * parts)
  const depth = evenPart(isSliced ? Math.min(k, cut.length) : k, largest.depth, 4)
  const rowStep = evenPart(m, largest.rows, 1)
  const columnStep = evenPart(n, largest.columns, 1)
  // where one block is a whole matrix, all matrices of a stack have the same tables
  const sameTables = parts === 1 && m <= rowStep && n <= columnStep && k <= depth
  const cRows = isSliced ? [{ length: m, stride: n }] : c.rows
  const cColumns = isSliced ? [{ length: n, stride: 1 }] : c.columns
  const code: Kernel['code'] = (name, library) =>
    define(
      name,
      ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
      [],
      ({ params: [pa, pb, pc, scratch, from, to], local }) => {
        const [item, last, matrix, part, until] = [
          local('i32'),
          local('i32'),
          local('i32'),
          local('i32'),
          local('i32'),
        ]
        const [atA, atB, atC] = [local('i32'), local('i32'), local('i32')]
        const [low, high] = [local('i32'), local('i32')]
        const [column, row, step] = [local('i32'), local('i32'), local('i32')]
        const [columnEnd, rowEnd, stepEnd] = [local('i32'), local('i32'), local('i32')]
        const variables = tableVariables(local)
        const fill = (
          table: keyof typeof tables,
          axes: Product['a']['rows'],
          start: Local,
          end: Local,
        ): Code =>
          fillTable(
            variables,
            i32.add(get(scratch), i32.const(tables[table])),
            axes,
            get(start),
            get(end),
            width,
          )
        const stretch = (along: Cut['along'], total: number): Stretch =>
          cut.along === along
            ? { from: get(low), to: get(high) }
            : { from: i32.const(0), to: i32.const(total) }
        const [rows, columns, sum] = [stretch('rows', m), stretch('columns', n), stretch('depth', k)]
        const walk = (
          at: Local,
          end: Local,
          { from: first, to: beyond }: Stretch,
          by: number,
          body: Code,
        ): Code => [
          set(at, first),
          countTo(at, beyond, i32.const(by), [
            set(end, least(i32.add(get(at), i32.const(by)), beyond)),
            body,
          ]),
        ]
        const fillColumns = [
          fill('bColumns', b.columns, column, columnEnd),
          fill('cColumns', cColumns, column, columnEnd),
        ]
        const fillRows = [fill('aRows', a.rows, row, rowEnd), fill('cRows', cRows, row, rowEnd)]
        const fillDepth = [fill('aDepth', a.columns, step, stepEnd), fill('bDepth', b.rows, step, stepEnd)]
        const unlessSame = (filling: Code): Code => (sameTables ? [] : filling)
        const multiply = call(
          library[blockNames[dtype]],
          get(atA),
          get(atB),
          get(atC),
          get(scratch),
          i32.sub(get(rowEnd), get(row)),
          i32.sub(get(columnEnd), get(column)),
          i32.sub(get(stepEnd), get(step)),
          i32.lessThan(sum.from, get(step)),
        )
        const blocks = walk(column, columnEnd, columns, columnStep, [
          unlessSame(fillColumns),
          walk(row, rowEnd, rows, rowStep, [
            unlessSame(fillRows),
            walk(step, stepEnd, sum, depth, [unlessSame(fillDepth), multiply]),
          ]),
        ])
        const findMatrix = [
          set(matrix, quotient(get(item), parts)),
          set(part, i32.sub(get(item), i32.mul(get(matrix), i32.const(parts)))),
          // parts that follow each other are computed as one, slices are not
          set(
            until,
            isSliced
              ? i32.add(get(part), i32.const(1))
              : least(i32.add(get(part), i32.sub(get(last), get(item))), i32.const(parts)),
          ),
          set(low, i32.mul(get(part), i32.const(cut.length))),
          set(high, least(i32.mul(get(until), i32.const(cut.length)), i32.const(totalOf(sizes, cut)))),
          set(atA, i32.add(get(pa), offsetOf(get(matrix), a.batch, width))),
          set(atB, i32.add(get(pb), offsetOf(get(matrix), b.batch, width))),
          set(
            atC,
            i32.add(
              get(pc),
              isSliced ? i32.mul(get(item), i32.const(m * n * width)) : offsetOf(get(matrix), c.batch, width),
            ),
          ),
        ]
        const whole = [
          [column, columnEnd, n],
          [row, rowEnd, m],
          [step, stepEnd, k],
        ] as const
        return [
          sameTables
            ? [
                whole.map(([at, end, total]) => [set(at, i32.const(0)), set(end, i32.const(total))]),
                fillColumns,
                fillRows,
                fillDepth,
              ]
            : [],
          throughUnits(units, item, last, from, to, [
            findMatrix,
            blocks,
            set(item, i32.add(get(item), i32.sub(get(until), get(part)))),
          ]),
        ]
      },
    )
  return {
    key: `packed ${JSON.stringify({ product, cut })}`,
    code,
    units: units.units,
    cost: costOf(product),
    scratch: blockScratch(arithmetic, Math.min(m, rowStep), Math.min(n, columnStep), depth),
  }
}
