/** Native kernels on a memory of their own: run whole and in parts, between bytes that must not change. */
import { allocate, arrays, type DType, type TypedArray } from '../../src/DType.ts'
import type { Primitives, SingleName } from '../../src/Primitive.ts'
import { abstractOf } from '../../src/abstract.ts'
import { evaluate } from '../../src/kernels/evaluate.ts'
import { Concrete, type Shape, sizeOf } from '../../src/Tensor.ts'
import { widths } from '../../src/wasm/access.ts'
import type { Kernel, Library } from '../../src/wasm/kernel.ts'
import { assemble } from '../../src/wasm/module.ts'
import { nativeKernel } from '../../src/wasm/native/index.ts'
import type { Named } from '../../src/wasm/native/Native.ts'

const pages = 256
const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
const bytes = new Uint8Array(memory.buffer)
const guard = 0xa5

type Run = (...numbers: readonly number[]) => void

const known = new Map<string, Run>()

const compiled = (kernel: Kernel): Run => {
  const found = known.get(kernel.key)
  if (found !== undefined) return found
  const functions = [kernel.code('f', {} as Library)]
  const module = new WebAssembly.Module(
    assemble({ functions, memory: { shared: false, maximumPages: pages } }),
  )
  const run = new WebAssembly.Instance(module, { env: { memory } }).exports['f'] as Run
  known.set(kernel.key, run)
  return run
}

const bytesOf = (x: TypedArray): Uint8Array => new Uint8Array(x.buffer, x.byteOffset, x.byteLength)

/** Places for operands, the result and scratch memory, one after the other, with room between them. */
const layOut = (sizes: readonly number[]): readonly number[] => {
  const starts: number[] = []
  sizes.reduce((at, size) => {
    starts.push(at)
    return Math.ceil((at + size + 64) / 8) * 8
  }, 64)
  return starts
}

/** All units at once; each alone, the last one first; in three parts. */
const orders = (units: number): readonly (readonly (readonly [number, number])[])[] => {
  const third = Math.ceil(units / 3)
  const single = Array.from({ length: Math.min(units, 300) }, (_, i) => [i, i + 1] as const).toReversed()
  return [
    [[0, units]],
    units > 300 ? [[300, units], ...single] : single,
    [
      [2 * third, units],
      [0, third],
      [third, Math.min(units, 2 * third)],
    ],
  ]
}

/**
 * The result of a kernel, which is the same in every order of its units. Throws where it is not, and where something beside
 * the result has changed.
 */
export const runKernel = (
  kernel: Kernel,
  operands: readonly Concrete[],
  result: { readonly shape: Shape; readonly dtype: DType },
): TypedArray => {
  const values = operands.map((x) => Concrete.values(x))
  const size = sizeOf(result.shape) * widths[result.dtype]
  const starts = layOut([...values.map((v) => v.byteLength), size, kernel.scratch, 0])
  const [to, scratch, end] = starts.slice(values.length) as [number, number, number]
  const run = compiled(kernel)
  const found = orders(kernel.units).map((order) => {
    bytes.fill(guard, 0, end + 64)
    values.forEach((v, i) => bytes.set(bytesOf(v), starts[i]!))
    const before = bytes.slice(0, end + 64)
    order.forEach(([from, until]) => run(...starts.slice(0, values.length), to, scratch, from, until))
    const after = bytes.slice(0, end + 64)
    const answer = after.slice(to, to + size)
    // what may change is put back
    after.set(before.subarray(to, to + size), to)
    after.set(before.subarray(scratch, scratch + kernel.scratch), scratch)
    const changed = after.findIndex((b, i) => b !== before[i])
    if (changed >= 0)
      throw new Error(`byte ${changed} has changed; the result is ${to}..${to + size}, scratch ${scratch}`)
    return answer
  })
  const [whole, ...parts] = found as [Uint8Array, ...Uint8Array[]]
  if (parts.some((p) => Buffer.compare(p, whole) !== 0)) throw new Error('parts are not the whole')
  return new arrays[result.dtype](whole.buffer as ArrayBuffer)
}

/** What native code and the reference answer. */
export const natively = <N extends SingleName>(
  name: N,
  operands: readonly Concrete[],
  params: Primitives[N],
): { readonly found: TypedArray; readonly wanted: TypedArray } => {
  const result = abstractOf(name, operands, params)
  const native = nativeKernel({ name, params, results: [result] } as Named, operands)
  if (native === undefined) throw new Error(`no native code of ${name}`)
  if (native.check !== undefined) {
    const refused = runKernel(native.check, operands, { shape: [1], dtype: 'int32' })[0]
    if (refused !== -1) throw new Error(`refused at ${refused}`)
  }
  return {
    found: runKernel(native.kernel, operands, result),
    wanted: Concrete.values(evaluate(name, operands, params)[0]!),
  }
}

/** A tensor of these numbers, by position. */
export const tensorOf = (dtype: DType, shape: Shape, at: (i: number) => number): Concrete => {
  const values = allocate(dtype, sizeOf(shape))
  return new Concrete(
    values.map((_, i) => at(i)),
    shape,
    dtype,
  )
}

/** Numbers without a pattern, whole from 0 to 2³² - 1. */
export const scrambled = (i: number): number => {
  const a = Math.imul(i ^ (i >>> 16), 0x45d9f3b) >>> 0
  return Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) >>> 0
}
