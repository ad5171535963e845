/** Runs kernels of products by themselves, in a memory in which everything around operands and results is watched. */
import { assemble } from '../../src/wasm/module.ts'
import type { Kernel, Library } from '../../src/wasm/kernel.ts'
import { productFunctions } from '../../src/wasm/product/block.ts'
import type { Product, ProductAxes, ProductOperand } from '../../src/wasm/product/Product.ts'
import { productKernels } from '../../src/wasm/product/productKernels.ts'

const pages = 400
const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
const bytes = new Uint8Array(memory.buffer)

type Native = (...numbers: readonly number[]) => void

const [plain, fusedOnes] = [productFunctions(0, false), productFunctions(0, true)]
const functionsOf = (fused: boolean): typeof plain => (fused ? fusedOnes : plain)

const libraries = new Map<boolean, WebAssembly.Exports>()

const libraryOf = (fused: boolean): WebAssembly.Exports => {
  const known = libraries.get(fused)
  if (known !== undefined) return known
  const module = assemble({ functions: functionsOf(fused), memory: { shared: false, maximumPages: pages } })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), { env: { memory } })
  libraries.set(fused, exports)
  return exports
}

/** Kernels compiled together, by their places. */
export const compiled = (kernels: readonly Kernel[], fused: boolean): readonly Native[] => {
  const imports = functionsOf(fused)
  const library = Object.fromEntries(imports.map((f, i) => [f.name, i])) as unknown as Library
  const functions = kernels.map((kernel, i) => kernel.code(`kernel${i}`, library))
  const module = assemble({ imports, functions, memory: { shared: false, maximumPages: pages } })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), {
    env: { memory, ...libraryOf(fused) },
  })
  return kernels.map((_, i) => exports[`kernel${i}`] as Native)
}

/** The offsets, in elements, of all positions in row-major order. */
export const positions = (axes: ProductAxes): readonly number[] =>
  axes.reduce<readonly number[]>(
    (all, { length, stride }) => all.flatMap((at) => Array.from({ length }, (_, i) => at + i * stride)),
    [0],
  )

/** How units are shared out: stretches of them, in the order in which they are computed. */
export type Split = (units: number) => readonly (readonly [number, number])[]

export const atOnce: Split = (units) => [[0, units]]
export const oneByOneBackwards: Split = (units) =>
  Array.from({ length: units }, (_, i) => [units - 1 - i, units - i] as const)
export const inThree: Split = (units) => {
  const at = (i: number): number => Math.ceil((units * i) / 3)
  return [0, 1, 2].map((i) => [at(i), at(i + 1)] as const)
}

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array } as const
export type Elements = Float32Array | Float64Array | Int32Array

const margin = 64

/** A stretch of memory around elements at these offsets; `base` is the index of offset 0. */
interface Place {
  readonly array: Elements
  readonly base: number
  readonly address: number
}

/** Hands out memory, watched at both sides. */
export const allocator = (): {
  readonly elements: (dtype: Product['dtype'], offsets: readonly number[]) => Place
  readonly bytes: (count: number) => number
  readonly check: () => boolean
} => {
  let next = 64
  const guards: (readonly [number, number])[] = []
  const take = (size: number): number => {
    const at = next + margin
    guards.push([next, at], [at + size, at + size + margin])
    bytes.fill(0xff, next, at + size + margin)
    next = Math.ceil((at + size + margin) / 16) * 16
    if (next > bytes.length) throw new Error(`${next} bytes`)
    return at
  }
  return {
    bytes: take,
    elements: (dtype, offsets) => {
      const low = offsets.reduce((x, y) => Math.min(x, y), 0)
      const high = offsets.reduce((x, y) => Math.max(x, y), 0)
      const Elements = arrays[dtype]
      const start = take((high - low + 1) * Elements.BYTES_PER_ELEMENT)
      const array = new Elements(memory.buffer, start, high - low + 1)
      const address = start - low * Elements.BYTES_PER_ELEMENT
      return { array, base: -low, address }
    },
    check: () => guards.every(([from, to]) => bytes.subarray(from, to).every((b) => b === 0xff)),
  }
}

const wave = (i: number, dtype: Product['dtype']): number =>
  dtype === 'int32' ? Math.imul(i + 1, 0x9e3779b1) >> (i % 19) : Math.sin(i * 1.7 + 0.3)

const all = ({ batch, rows, columns }: ProductOperand): readonly number[] =>
  positions([...batch, ...rows, ...columns])

/** What came of a product. */
export interface Outcome {
  /**
   * The largest error in units of its bound `k u Σ |a| |b|`, `u` half a unit in the last place (N. Higham, Accuracy and
   * Stability of Numerical Algorithms, 2002, section 3.1), twice that for doubles, whose reference errs as much; infinite
   * for whole numbers that are not exact, and where something was written that does not belong to C.
   */
  readonly worst: number
  /** The bytes of C's elements, in order. */
  readonly result: Uint8Array
  /** The kernels that computed it. */
  readonly kinds: string
}

/** Multiplies, and compares with plain sums. Elements that belong to no operand are NaN. */
export const outcomeOf = (p: Product, fused: boolean, split: Split = atOnce, compare = true): Outcome => {
  const { steps, partial } = productKernels(p, fused)
  const kinds = steps.map((s) => s.kernel.key.split(' ')[0]).join('+')
  const natives = compiled(
    steps.map((s) => s.kernel),
    fused,
  )
  const memoryOf = allocator()
  const filled = (x: ProductOperand, phase: number): Place => {
    const place = memoryOf.elements(p.dtype, all(x))
    for (const offset of all(x)) place.array[place.base + offset] = wave(place.base + offset + phase, p.dtype)
    return place
  }
  const [a, b] = [filled(p.a, 0), filled(p.b, 11)]
  const c = memoryOf.elements(p.dtype, all(p.c))
  const places = { a: a.address, b: b.address, c: c.address, partial: memoryOf.bytes(partial) }
  const scratch = memoryOf.bytes(Math.max(0, ...steps.map((s) => s.kernel.scratch)))
  steps.forEach(({ kernel, operands, result }, i) => {
    for (const [from, to] of split(kernel.units))
      natives[i]!(...operands.map((o) => places[o]), places[result], scratch, from, to)
  })
  const offsets = all(p.c)
  const own = new Set(offsets.map((o) => c.base + o))
  const untouched = new Uint8Array(c.array.buffer, c.array.byteOffset, c.array.byteLength)
  const width = c.array.BYTES_PER_ELEMENT
  const strayed = [...untouched].some((byte, i) => byte !== 0xff && !own.has(Math.floor(i / width)))
  const result = new Uint8Array(arrays[p.dtype].from(offsets.map((o) => c.array[c.base + o]!)).buffer)
  if (strayed || !memoryOf.check()) return { worst: Infinity, result, kinds }
  return { worst: compare ? worstOf(p, a, b, c) : 0, result, kinds }
}

const worstOf = (p: Product, a: Place, b: Place, c: Place): number => {
  const [stack, rows, columns] = [positions(p.c.batch), positions(p.c.rows), positions(p.c.columns)]
  const [stackA, rowsA, depthA] = [positions(p.a.batch), positions(p.a.rows), positions(p.a.columns)]
  const [stackB, columnsB, depthB] = [positions(p.b.batch), positions(p.b.columns), positions(p.b.rows)]
  const k = depthA.length
  const unit = p.dtype === 'float32' ? 2 ** -24 : p.dtype === 'float64' ? 2 ** -52 : 0
  /** A sum in double precision, or in 32 bits, and how large its terms are. */
  const expected = (x: number, y: number): readonly [number, number] => {
    let [sum, size] = [0, 0]
    for (let l = 0; l < k; l++) {
      const [left, right] = [a.array[x + depthA[l]!]!, b.array[y + depthB[l]!]!]
      sum = p.dtype === 'int32' ? (sum + Math.imul(left, right)) | 0 : sum + left * right
      size += Math.abs(left * right)
    }
    return [sum, size]
  }
  let worst = 0
  stack.forEach((t, ti) =>
    rows.forEach((r, i) =>
      columns.forEach((q, j) => {
        const [sum, size] = expected(a.base + stackA[ti]! + rowsA[i]!, b.base + stackB[ti]! + columnsB[j]!)
        const error = Math.abs(c.array[c.base + t + r + q]! - sum)
        const relative = error === 0 ? 0 : error / (k * unit * size)
        worst = relative <= worst ? worst : Number.isNaN(relative) ? Infinity : relative
      }),
    ),
  )
  return worst
}

/** One axis. */
export const axis = (length: number, stride: number): ProductAxes => [{ length, stride }]

/** A product of single matrices with these strides of rows and of columns. */
export const matrices = (
  dtype: Product['dtype'],
  [m, n, k]: readonly [number, number, number],
  a: readonly [number, number],
  b: readonly [number, number],
  c: readonly [number, number],
): Product => ({
  dtype,
  a: { batch: [], rows: axis(m, a[0]), columns: axis(k, a[1]) },
  b: { batch: [], rows: axis(k, b[0]), columns: axis(n, b[1]) },
  c: { batch: [], rows: axis(m, c[0]), columns: axis(n, c[1]) },
})
