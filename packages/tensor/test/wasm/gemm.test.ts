import { describe, expect, test } from 'vitest'
import { gemmFunctions, gemmScratch } from '../../src/wasm/gemm.ts'
import { assemble } from '../../src/wasm/module.ts'

type Gemm = (...numbers: readonly number[]) => void

const memory = new WebAssembly.Memory({ initial: 200, maximum: 200 })
const floats = new Float32Array(memory.buffer)

const compiled = (fused: boolean): Gemm => {
  const bytes = assemble({ functions: gemmFunctions(0, fused), memory: { shared: false, maximumPages: 200 } })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  return exports['gemm'] as Gemm
}

const scratch = 64
const first = Math.ceil((scratch + gemmScratch) / 64) * 16

interface Product {
  readonly m: number
  readonly n: number
  readonly k: number
  /** Elements between neighbours of a row and of a column: of A, of B. */
  readonly a: readonly [number, number]
  readonly b: readonly [number, number]
}

const extent = (rows: number, columns: number, [r, c]: readonly [number, number]): number =>
  Math.max(0, rows - 1) * r + Math.max(0, columns - 1) * c + 1

/**
 * Fills the operands, multiplies, and compares with sums in double precision: the largest error, in units of its bound
 * `k u Σ |a| |b|` (N. Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.1), `u` half a unit in the
 * last place. What lies around C stays as it was.
 */
const worstOf = (gemm: Gemm, { m, n, k, a, b }: Product, start: number): number => {
  const atA = first
  const atB = atA + extent(m, k, a)
  const atC = atB + extent(k, n, b) + 8
  floats.fill(NaN, atA, atC + m * (n + 3) + 16)
  const wave = (i: number): number => Math.sin(i * 1.7 + 0.3)
  const left = (i: number, l: number): number => atA + i * a[0] + l * a[1]
  const right = (l: number, j: number): number => atB + l * b[0] + j * b[1]
  for (let i = 0; i < m; i++) for (let l = 0; l < k; l++) floats[left(i, l)] = wave(i * k + l)
  for (let l = 0; l < k; l++) for (let j = 0; j < n; j++) floats[right(l, j)] = wave(l * n + j + 11)
  floats.fill(start, atC, atC + m * (n + 3))
  const add = start === 0 ? 0 : 1
  gemm(...[atA, a[0], a[1], atB, b[0], b[1], atC, n + 3].map((x) => 4 * x), m, n, k, scratch, add)
  let worst = 0
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = add * start
      let size = add * start
      for (let l = 0; l < k; l++) {
        const product = floats[left(i, l)]! * floats[right(l, j)]!
        sum += product
        size += Math.abs(product)
      }
      const error = Math.abs(floats[atC + i * (n + 3) + j]! - sum)
      worst = Math.max(worst, error / ((k + add) * 2 ** -24 * size))
    }
    for (let j = n; j < n + 3; j++) if (floats[atC + i * (n + 3) + j] !== start) return Infinity
  }
  return worst
}

const to = (n: number): readonly number[] => Array.from({ length: n + 1 }, (_, i) => i)
describe.each([
  ['multiplication and addition in one', true],
  ['multiplication, then addition', false],
])('products by %s', (_, fused) => {
  const gemm = compiled(fused)

  test('every size from 1 to 40 in each dimension', () => {
    const sizes = to(40).slice(1)
    const wrong = sizes.flatMap((m) =>
      sizes.flatMap((n) => {
        const k = 1 + ((m * 7 + n * 3) % 40)
        return worstOf(gemm, { m, n, k, a: [k, 1], b: [n, 1] }, 0) > 1 ? [[m, n, k]] : []
      }),
    )
    expect(wrong).toEqual([])
  })

  test.each<readonly [string, Pick<Product, 'a' | 'b'>]>([
    ['neither transposed', { a: [300, 1], b: [50, 1] }],
    ['the left one transposed', { a: [1, 40], b: [50, 1] }],
    ['the right one transposed', { a: [300, 1], b: [1, 300] }],
    ['both transposed', { a: [1, 40], b: [1, 300] }],
    ['with gaps in both directions', { a: [901, 3], b: [151, 3] }],
    ['a column repeated', { a: [0, 1], b: [50, 1] }],
    ['a row repeated', { a: [300, 1], b: [0, 1] }],
  ])('%s, over more than one block of k', (__, strides) => {
    const wrong = [1, 5, 6, 7, 13].flatMap((m) =>
      [1, 7, 8, 9, 50].flatMap((n) =>
        [1, 255, 256, 257, 300].flatMap((k) =>
          worstOf(gemm, { m, n, k, ...strides }, 0) > 1 ? [[m, n, k]] : [],
        ),
      ),
    )
    expect(wrong).toEqual([])
  })

  test('more than one block of rows and of columns; added to what is there', () => {
    expect(worstOf(gemm, { m: 101, n: 1050, k: 20, a: [20, 1], b: [1050, 1] }, 0)).toBeLessThan(1)
    expect(worstOf(gemm, { m: 33, n: 47, k: 300, a: [300, 1], b: [47, 1] }, 0.5)).toBeLessThan(1)
  })
})
