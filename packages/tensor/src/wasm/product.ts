/** A stack of matrix products of single precision as a kernel. */
import { widths } from './access.ts'
import { gemmScratch } from './gemm.ts'
import { call, countTo, get, i32, set, when } from './instructions.ts'
import { type Kernel, kernelParameters } from './kernel.ts'
import { type Code, define, type Local } from './module.ts'
import type { View } from './view.ts'

const width = widths.float32
const tileRows = 6
const tileColumns = 8

/** `c = a b`, each with axes for the stack first. */
export const productKernel = (a: View, b: View, c: View): Kernel => {
  const batch = c.shape.slice(0, -2)
  const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!]
  const byRows = m >= n / 4
  const count = batch.reduce((x, y) => x * y, 1)
  const tiles = byRows ? Math.ceil(m / tileRows) : Math.ceil(n / tileColumns)
  const byBatch = count >= 8
  const strides = [a, b, c].map((v) => v.strides.map((s) => s * width))
  return {
    key: `product ${JSON.stringify([a.shape, b.shape, strides])}`,
    units: byBatch ? count : tiles,
    cost: (2 * count * m * n * k) / 50 + 100,
    scratch: gemmScratch,
    code: (name, { gemm }) =>
      define(name, kernelParameters(3), [], ({ params, local }) => {
        const [pa, pb, pc, scratch, from, until] = params as unknown as [
          Local,
          Local,
          Local,
          Local,
          Local,
          Local,
        ]
        const at = local('i32')
        const rest = local('i32')
        const offsets = [local('i32'), local('i32'), local('i32')]
        const stop = local('i32')
        const matrix: Code = [
          set(rest, get(at)),
          offsets.map((o, i) => set(o, get([pa, pb, pc][i]!))),
          batch
            .map((d, axis) => ({ d, axis }))
            .toReversed()
            .map(({ d, axis }) => [
              offsets.map((o, i) =>
                set(
                  o,
                  i32.add(
                    get(o),
                    i32.mul(i32.remainder(get(rest), i32.const(d)), i32.const(strides[i]![axis]!)),
                  ),
                ),
              ),
              set(rest, i32.divide(get(rest), i32.const(d))),
            ]),
        ]
        const s = (i: number, axis: number): number => strides[i]!.at(axis)!
        const whole = byBatch
        const first = (tile: number): Code => (whole ? i32.const(0) : i32.mul(get(from), i32.const(tile)))
        const size = (tile: number, length: number): Code =>
          whole
            ? i32.const(length)
            : [
                set(stop, i32.mul(get(until), i32.const(tile))),
                when(i32.lessThan(i32.const(length), get(stop)), set(stop, i32.const(length))),
                i32.sub(get(stop), i32.mul(get(from), i32.const(tile))),
              ]
        const [oa, ob, oc] = offsets as [Local, Local, Local]
        const rowStart = byRows ? first(tileRows) : i32.const(0)
        const columnStart = byRows ? i32.const(0) : first(tileColumns)
        const product = call(
          gemm,
          i32.add(get(oa), i32.mul(rowStart, i32.const(s(0, -2)))),
          i32.const(s(0, -2)),
          i32.const(s(0, -1)),
          i32.add(get(ob), i32.mul(columnStart, i32.const(s(1, -1)))),
          i32.const(s(1, -2)),
          i32.const(s(1, -1)),
          i32.add(
            get(oc),
            i32.add(i32.mul(rowStart, i32.const(s(2, -2))), i32.mul(columnStart, i32.const(width))),
          ),
          i32.const(s(2, -2)),
          byRows ? size(tileRows, m) : i32.const(m),
          byRows ? i32.const(n) : size(tileColumns, n),
          i32.const(k),
          get(scratch),
          i32.const(0),
        )
        return [
          set(at, whole ? get(from) : i32.const(0)),
          countTo(at, whole ? get(until) : i32.const(count), i32.const(1), [matrix, product]),
        ]
      }),
  }
}
