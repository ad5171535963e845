/**
 * The matrix product of single precision: packed operands, a register tile of 6 rows and 8 columns.
 *
 * `C = A B`, or `C += A B`, of operands with any row and column strides, so that transposed ones are not copied first.
 * Panels of 6 rows of A and of 8 columns of B are packed in the order in which the innermost loop reads them; it keeps
 * 12 vectors of C in registers, which with three for operands fills the 16 that x86 has. Sums run over k in a fixed
 * order, whatever the block sizes of rows and columns.
 *
 * Source: K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34 (2008).
 *
 * @module
 */
import { call, countTo, f32, f32x4, get, i32, set, v128, when } from './instructions.ts'
import { type Code, define, type Local, type WasmFunction } from './module.ts'

const tileRows = 6
const tileColumns = 8
/** Depth of a block: a packed panel of B of 8 KiB stays in the first cache. */
const depth = 256
/** Rows of a block: the packed block of A, 96 KiB, stays in the second cache. */
const blockRows = 96
/** Columns of a block: the packed block of B is at most 1 MiB. */
const blockColumns = 1024
const width = 4

/** The bytes of scratch memory that a product needs: packed blocks, and one tile for the edges. */
export const gemmScratch = width * (depth * (blockRows + blockColumns) + tileRows * tileColumns)
const scratchB = width * depth * blockRows
const scratchTile = scratchB + width * depth * blockColumns

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)
const bytes = (n: Code): Code => i32.mul(n, i32.const(width))

/** `target = ap × bp` of one tile, over `k` steps; added to what is there if so wanted. */
const microKernel = (fused: boolean): WasmFunction =>
  define('tile', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [], ({ params, local }) => {
    const [ap, bp, target, stride, k, add] = params
    const sums = range(tileRows * 2).map(() => local('v128'))
    const [left, right, a] = [local('v128'), local('v128'), local('v128')]
    const end = local('i32')
    const row = local('i32')
    const addProduct = (sum: Local, b: Local): Code =>
      set(
        sum,
        fused
          ? f32x4.relaxedMultiplyAdd(get(a), get(b), get(sum))
          : f32x4.add(f32x4.mul(get(a), get(b)), get(sum)),
      )
    const step: Code = [
      set(left, v128.load(get(bp))),
      set(right, v128.load(get(bp), 16)),
      range(tileRows).map((r) => [
        set(a, v128.load32Splat(get(ap), r * width)),
        addProduct(sums[2 * r]!, left),
        addProduct(sums[2 * r + 1]!, right),
      ]),
      set(bp, i32.add(get(bp), i32.const(tileColumns * width))),
    ]
    const write = (accumulate: boolean): Code => [
      set(row, get(target)),
      range(tileRows).map((r) => [
        [0, 1].map((half) => {
          const sum = get(sums[2 * r + half]!)
          const value = accumulate ? f32x4.add(sum, v128.load(get(row), 16 * half)) : sum
          return v128.store(get(row), value, 16 * half)
        }),
        set(row, i32.add(get(row), get(stride))),
      ]),
    ]
    return [
      set(end, i32.add(get(ap), i32.mul(get(k), i32.const(tileRows * width)))),
      countTo(ap, get(end), i32.const(tileRows * width), step),
      when(get(add), write(true), write(false)),
    ]
  })

/**
 * Packs `lines` lines (at most the width of a panel) of `k` elements each: element `(k, line)` goes next to `(k, line+1)`;
 * lines that are missing are 0. Where lines are next to each other in memory, vectors are copied.
 */
const pack = (name: string, panel: number): WasmFunction =>
  define(name, ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [], ({ params, local }) => {
    const [from, lineStride, stepStride, lines, k, to] = params
    const end = local('i32')
    const at = local('i32')
    const source = local('i32')
    const line = local('i32')
    const steps = (body: Code): Code =>
      countTo(to, get(end), i32.const(panel * width), [body, set(from, i32.add(get(from), get(stepStride)))])
    const adjacent: Code = range(panel / 2).map((pair) =>
      pair % 2 === 1
        ? []
        : pair * 2 + 4 <= panel
          ? v128.store(get(to), v128.load(get(from), pair * 2 * width), pair * 2 * width)
          : [0, 1].map((i) =>
              f32.store(get(to), f32.load(get(from), (pair * 2 + i) * width), (pair * 2 + i) * width),
            ),
    )
    const apart: Code = [
      set(source, get(from)),
      range(panel).map((i) => [
        f32.store(get(to), f32.load(get(source)), i * width),
        i === panel - 1 ? [] : set(source, i32.add(get(source), get(lineStride))),
      ]),
    ]
    const partial: Code = [
      set(source, get(from)),
      set(at, get(to)),
      set(line, i32.const(0)),
      countTo(line, get(lines), i32.const(1), [
        f32.store(get(at), f32.load(get(source))),
        set(source, i32.add(get(source), get(lineStride))),
        set(at, i32.add(get(at), i32.const(width))),
      ]),
      countTo(line, i32.const(panel), i32.const(1), [
        f32.store(get(at), f32.const(0)),
        set(at, i32.add(get(at), i32.const(width))),
      ]),
    ]
    const full = i32.equal(get(lines), i32.const(panel))
    return [
      set(end, i32.add(get(to), i32.mul(get(k), i32.const(panel * width)))),
      when(
        full,
        when(i32.equal(get(lineStride), i32.const(width)), steps(adjacent), steps(apart)),
        steps(partial),
      ),
    ]
  })

/** Writes part of the tile in scratch memory to its place, or adds it. */
const edge = (): WasmFunction =>
  define('edge', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [], ({ params, local }) => {
    const [tile, target, stride, rows, columns, add] = params
    const [r, c, from, to] = [local('i32'), local('i32'), local('i32'), local('i32')]
    const copy = (accumulate: boolean): Code =>
      f32.store(get(to), accumulate ? f32.add(f32.load(get(to)), f32.load(get(from))) : f32.load(get(from)))
    const columnsOf = (accumulate: boolean): Code => [
      set(c, i32.const(0)),
      countTo(c, get(columns), i32.const(1), [
        copy(accumulate),
        set(from, i32.add(get(from), i32.const(width))),
        set(to, i32.add(get(to), i32.const(width))),
      ]),
    ]
    return [
      set(r, i32.const(0)),
      countTo(r, get(rows), i32.const(1), [
        set(from, i32.add(get(tile), i32.mul(get(r), i32.const(tileColumns * width)))),
        set(to, i32.add(get(target), i32.mul(get(r), get(stride)))),
        when(get(add), columnsOf(true), columnsOf(false)),
      ]),
    ]
  })

/** The functions of the product, in the order of their indices from `first` on; the last one is `gemm`. */
export const gemmFunctions = (first: number, fused: boolean): readonly WasmFunction[] => {
  const [tile, packRows, packColumns, writeEdge] = [first, first + 1, first + 2, first + 3]
  const gemm = define(
    'gemm',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    ({ params, local }) => {
      const [a, aRow, aColumn, b, bRow, bColumn, c, cRow, m, n, k, scratch, addTo] = params
      const [jb, kb, ib, j, i] = range(5).map(() => local('i32')) as [Local, Local, Local, Local, Local]
      const [nc, kc, mc, rows, columns, ap, bp, target, add] = range(9).map(() => local('i32')) as [
        Local,
        Local,
        Local,
        Local,
        Local,
        Local,
        Local,
        Local,
        Local,
      ]
      const least = (x: Local, limit: number, rest: Code): Code => [
        set(x, rest),
        when(i32.lessThan(i32.const(limit), get(x)), set(x, i32.const(limit))),
      ]
      const packedB = i32.add(get(scratch), i32.const(scratchB))
      const tileAt = i32.add(get(scratch), i32.const(scratchTile))
      const offset = (base: Local, x: Code, stride: Local): Code =>
        i32.add(get(base), i32.mul(x, get(stride)))
      const packB: Code = [
        set(j, i32.const(0)),
        countTo(j, get(nc), i32.const(tileColumns), [
          least(columns, tileColumns, i32.sub(get(nc), get(j))),
          call(
            packColumns,
            i32.add(offset(b, get(kb), bRow), i32.mul(i32.add(get(jb), get(j)), get(bColumn))),
            get(bColumn),
            get(bRow),
            get(columns),
            get(kc),
            i32.add(packedB, bytes(i32.mul(get(j), get(kc)))),
          ),
        ]),
      ]
      const packA: Code = [
        set(i, i32.const(0)),
        countTo(i, get(mc), i32.const(tileRows), [
          least(rows, tileRows, i32.sub(get(mc), get(i))),
          call(
            packRows,
            i32.add(offset(a, i32.add(get(ib), get(i)), aRow), i32.mul(get(kb), get(aColumn))),
            get(aRow),
            get(aColumn),
            get(rows),
            get(kc),
            i32.add(get(scratch), bytes(i32.mul(get(i), get(kc)))),
          ),
        ]),
      ]
      const oneTile: Code = [
        least(rows, tileRows, i32.sub(get(mc), get(i))),
        set(ap, i32.add(get(scratch), bytes(i32.mul(get(i), get(kc))))),
        set(target, i32.add(offset(c, i32.add(get(ib), get(i)), cRow), bytes(i32.add(get(jb), get(j))))),
        when(
          i32.and(i32.equal(get(rows), i32.const(tileRows)), i32.equal(get(columns), i32.const(tileColumns))),
          call(tile, get(ap), get(bp), get(target), get(cRow), get(kc), get(add)),
          [
            call(tile, get(ap), get(bp), tileAt, i32.const(tileColumns * width), get(kc), i32.const(0)),
            call(writeEdge, tileAt, get(target), get(cRow), get(rows), get(columns), get(add)),
          ],
        ),
      ]
      const tiles: Code = [
        set(j, i32.const(0)),
        countTo(j, get(nc), i32.const(tileColumns), [
          least(columns, tileColumns, i32.sub(get(nc), get(j))),
          set(bp, i32.add(packedB, bytes(i32.mul(get(j), get(kc))))),
          set(i, i32.const(0)),
          countTo(i, get(mc), i32.const(tileRows), oneTile),
        ]),
      ]
      return countTo(jb, get(n), i32.const(blockColumns), [
        least(nc, blockColumns, i32.sub(get(n), get(jb))),
        set(kb, i32.const(0)),
        countTo(kb, get(k), i32.const(depth), [
          least(kc, depth, i32.sub(get(k), get(kb))),
          // the first block of the sum sets, later ones add
          set(add, i32.const(1)),
          when(i32.equalZero(get(kb)), set(add, get(addTo))),
          packB,
          set(ib, i32.const(0)),
          countTo(ib, get(m), i32.const(blockRows), [
            least(mc, blockRows, i32.sub(get(m), get(ib))),
            packA,
            tiles,
          ]),
        ]),
      ])
    },
  )
  return [microKernel(fused), pack('packRows', tileRows), pack('packColumns', tileColumns), edge(), gemm]
}
