/** Fused loops on a memory of their own, beside a plain evaluation of what they say. */
import { allocate, arrays, type DType, type TypedArray } from '../../src/DType.ts'
import { abstractOf } from '../../src/abstract.ts'
import { evaluate } from '../../src/kernels/evaluate.ts'
import { stridesOf } from '../../src/kernels/strides.ts'
import type { SingleName } from '../../src/Primitive.ts'
import { Concrete, type Shape, sizeOf } from '../../src/Tensor.ts'
import { type Strides, widths } from '../../src/wasm/access.ts'
import type { Library } from '../../src/wasm/kernel.ts'
import { assemble } from '../../src/wasm/module.ts'
import { type Load, type Nest, type Operation, reductionOf, typesOf } from '../../src/wasm/nest/nest.ts'
import { nestKernel } from '../../src/wasm/nest/nestKernel.ts'
import { scrambled } from './natively.ts'
import { atOnce, inThree, oneByOneBackwards } from './products.ts'

const pages = 64
const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
const bytes = new Uint8Array(memory.buffer)
const guard = 0xa5

/** Strides of elements in order; none along some axes. */
export const dense = (shape: Shape, without: readonly number[] = []): Strides => {
  const own = stridesOf(shape.map((d, i) => (without.includes(i) ? 1 : d)))
  return own.map((s, i) => (without.includes(i) ? 0 : s))
}

/** An operation: its name, its operands, its parameters. */
export type Step = readonly [name: SingleName, operands: readonly number[], params?: object]

/** A loop, with the types of its results found out and the axes of its reductions filled in. */
export const nestOf = (
  shape: Shape,
  reduced: readonly number[],
  loads: readonly Load[],
  steps: readonly Step[],
  stores: Nest['stores'],
): Nest => {
  const types: DType[] = loads.map((l) => l.dtype)
  const operations = steps.map(([name, operands, given]): Operation => {
    const params = reductionOf({ name }) === undefined ? (given ?? {}) : { axes: reduced }
    const inputs = operands.map((v) => ({ shape, dtype: types[v]! }))
    const result = abstractOf(name, inputs, params as never)
    types.push(result.dtype)
    return { name, params, operands, result } as Operation
  })
  return { shape, reduced, loads, operations, stores }
}

/** The offsets of all elements, in row-major order of the whole shape. */
const offsetsOf = (shape: Shape, strides: Strides): readonly number[] =>
  shape.reduce<readonly number[]>(
    (all, d, axis) => all.flatMap((at) => Array.from({ length: d }, (_, i) => at + i * strides[axis]!)),
    [0],
  )

/** Writes the numbers of a load: of the `load`-th one, by place in memory. */
export type Fill = (load: number, place: number) => number

/** What the loop says, over the whole shape, one operation after the other. */
const plainly = ({ shape, loads, operations, stores }: Nest, fill: Fill): readonly Concrete[] => {
  const values = loads.map((l, load) => {
    const offsets = l.from === 'memory' ? offsetsOf(shape, l.strides) : []
    const numbers = allocate(l.dtype, sizeOf(shape))
    return new Concrete(
      numbers.map((_, i) => (l.from === 'number' ? l.value : fill(load, offsets[i]!))),
      shape,
      l.dtype,
    )
  })
  for (const { name, params, operands } of operations) {
    const x = evaluate(
      name as SingleName,
      operands.map((v) => values[v]!),
      params as never,
    )[0]!
    const axes = (params as { readonly axes?: readonly number[] }).axes
    const at = axes && offsetsOf(shape, dense(shape, axes))
    const spread = at && allocate(x.dtype, sizeOf(shape)).map((_, i) => Concrete.values(x)[at[i]!]!)
    values.push(spread === undefined ? x : new Concrete(spread, shape, x.dtype))
  }
  return stores.map(({ value }) => values[value]!)
}

interface Place {
  readonly offsets: readonly number[]
  /** The least of the offsets. */
  readonly low: number
  readonly start: number
  readonly end: number
  /** Where the element of offset 0 is. */
  readonly address: number
  readonly width: number
}

/** Room for elements at these strides from an address on. */
const placeAt = (start: number, shape: Shape, strides: Strides, width: number): Place => {
  const offsets = offsetsOf(shape, strides)
  const low = offsets.reduce((a, b) => Math.min(a, b), 0)
  const high = offsets.reduce((a, b) => Math.max(a, b), 0)
  return { offsets, low, start, end: start + (high - low + 1) * width, address: start - low * width, width }
}

/** The accesses of a loop one after the other, with room between them. */
const layOut = (nest: Nest, lent: ReadonlyMap<number, number>): readonly Place[] => {
  const types = typesOf(nest)
  const loads = nest.loads.flatMap((l) =>
    l.from === 'memory' ? [{ strides: l.strides, dtype: l.dtype }] : [],
  )
  const stores = nest.stores.map((s) => ({ strides: s.strides, dtype: types[s.value]! }))
  const places: Place[] = []
  let next = 64
  ;[...loads, ...stores].forEach(({ strides, dtype }, i) => {
    const lender = lent.get(i - loads.length)
    const place =
      lender === undefined
        ? placeAt(next, nest.shape, strides, widths[dtype])
        : places[loads.length + lender]!
    places.push(place)
    next = Math.max(next, Math.ceil((place.end + 64) / 8) * 8)
  })
  return places
}

type Run = (...numbers: readonly number[]) => void

const compiled = (nest: Nest): { readonly run: Run; readonly units: number } => {
  const { code, units } = nestKernel(nest)
  const functions = [code('f', {} as Library)]
  const module = new WebAssembly.Module(
    assemble({ functions, memory: { shared: false, maximumPages: pages } }),
  )
  return { run: new WebAssembly.Instance(module, { env: { memory } }).exports['f'] as Run, units }
}

/** The elements of a place, in row-major order of the whole shape. */
const elementsOf = (dtype: DType, { offsets, low, start, end }: Place): TypedArray => {
  const all = new arrays[dtype](bytes.slice(start, end).buffer as ArrayBuffer)
  return allocate(dtype, offsets.length).map((_, i) => all[offsets[i]! - low]!)
}

const write = (dtype: DType, { low, start, end, width }: Place, at: (place: number) => number): void => {
  const all = allocate(dtype, (end - start) / width).map((_, i) => at(low + i))
  bytes.set(new Uint8Array(all.buffer), start)
}

/** What a loop has stored, over the whole shape, and what it should have. */
export interface Outcome {
  readonly found: TypedArray
  readonly wanted: TypedArray
}

/**
 * Runs a loop: whole, one unit after the other backwards, in thirds. Throws where bits depend on that, and where a byte has
 * changed that belongs to no result. Stores that are `lent` the place of another one are not looked at.
 */
export const runNest = (
  nest: Nest,
  fill: Fill,
  lent: ReadonlyMap<number, number> = new Map(),
): readonly Outcome[] => {
  const { loads, stores } = nest
  const types = typesOf(nest)
  const places = layOut(nest, lent)
  const [reads, writes] = [places.slice(0, -stores.length), places.slice(-stores.length)]
  const end = Math.max(...places.map((p) => p.end)) + 64
  const { run, units } = compiled(nest)
  const memoryLoads = loads.flatMap((l, i) => (l.from === 'memory' ? [i] : []))
  const states = [atOnce, oneByOneBackwards, inThree].map((split) => {
    bytes.fill(guard, 0, end)
    reads.forEach((place, i) => {
      const load = memoryLoads[i]!
      write(types[load]!, place, (at) => fill(load, at))
    })
    const before = bytes.slice(0, end)
    for (const [from, until] of split(units)) run(...places.map((p) => p.address), 0, from, until)
    const after = bytes.slice(0, end)
    const owned = new Uint8Array(end)
    writes.forEach(({ offsets, address, width }) =>
      offsets.forEach((o) => owned.fill(1, address + o * width, address + (o + 1) * width)),
    )
    const strayed = after.findIndex((b, i) => b !== before[i] && owned[i] === 0)
    if (strayed >= 0)
      throw new Error(
        `byte ${strayed} has changed; results are at ${writes.map((w) => `${w.address}..${w.end}`).join()}`,
      )
    return after
  })
  const [whole, ...parts] = states as [Uint8Array, ...Uint8Array[]]
  if (parts.some((p) => Buffer.compare(p, whole) !== 0)) throw new Error('parts are not the whole')
  const wanted = plainly(nest, fill)
  return stores.flatMap(({ value }, i) => {
    if (lent.has(i)) return []
    const found = elementsOf(types[value]!, writes[i]!)
    return [{ found, wanted: Concrete.values(wanted[i]!) }]
  })
}

/** Small whole numbers and truth values without a pattern: sums of them are exact. */
export const small =
  (nest: Pick<Nest, 'loads'>, seed = 0): Fill =>
  (load, place) => {
    const n = scrambled(place + 7919 * load + 104729 * seed)
    return nest.loads[load]!.dtype === 'bool' ? n % 2 : (n % 9) - 4
  }

/** All subsets of the axes of so many. */
export const subsets = (rank: number): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** rank }, (_, set) =>
    Array.from({ length: rank }, (__, axis) => axis).filter((axis) => (set >> axis) & 1),
  )

/** Elements in order: an element type, and the axes that are not gone along. */
export const loadOf = (dtype: DType, shape: Shape, without: readonly number[] = []): Load => ({
  from: 'memory',
  dtype,
  strides: dense(shape, without),
})

export const numberOf = (dtype: DType, value: number): Load => ({ from: 'number', dtype, value })
