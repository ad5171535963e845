/** Elementwise primitives as the engine computes them: compiled one at a time, run over arrays. */
import { arrays, type DType, type TypedArray } from '../../src/DType.ts'
import type { Equation } from '../../src/Primitive.ts'
import { widths } from '../../src/wasm/access.ts'
import { writeEquation } from '../../src/wasm/elementwise.ts'
import { countTo, get, i32, set, v128 } from '../../src/wasm/instructions.ts'
import { assemble, define } from '../../src/wasm/module.ts'
import { withoutRelaxed } from '../../src/wasm/rewriting.ts'

type Named = Pick<Equation, 'name' | 'params'>

const pages = 64
const count = 2 ** 16

/** The primitive over as many elements as the operands have; elements of operands and result are equally wide. `fused`
 * multiplies and adds in one. */
export const vectorised = (
  { name, params }: Named,
  inputs: readonly DType[],
  result: DType,
  fused = true,
): ((...operands: readonly TypedArray[]) => TypedArray) => {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  const shape = [count]
  const width = widths[result]
  const f = define('f', ['i32', 'i32'], [], ({ params: [at, until], local }) => {
    const values = inputs.map(() => local('v128'))
    const y = local('v128')
    const place = (i: number): number => width * count * i
    const abstracts = inputs.map((dtype) => ({ shape, dtype }))
    const code = writeEquation({ name, params, results: [{ shape, dtype: result }] }, abstracts, values, () =>
      local('v128'),
    )
    if (code === undefined) throw new Error(`no code for ${name} of ${inputs.join()}`)
    return countTo(at, get(until), i32.const(16), [
      values.map((v, i) => set(v, v128.load(get(at), place(i)))),
      set(y, fused ? code : withoutRelaxed(code)),
      v128.store(get(at), get(y), place(inputs.length)),
    ])
  })
  const bytes = assemble({ functions: [f], memory: { shared: false, maximumPages: pages } })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  const at = (dtype: DType, i: number): TypedArray =>
    new arrays[dtype](memory.buffer, width * count * i, count)
  return (...operands) => {
    const length = operands[0]!.length
    operands.forEach((x, i) => at(inputs[i]!, i).fill(0).set(x))
    ;(exports['f'] as (from: number, until: number) => void)(0, width * length)
    return at(result, inputs.length).slice(0, length)
  }
}

const bits = new Int32Array(1)
const asFloat = new Float32Array(bits.buffer)

/** The float of these bits. */
export const floatOf = (word: number): number => {
  bits[0] = word
  return asFloat[0]!
}

/** The place of a float among all floats. */
const ordinal = (x: number): number => {
  asFloat[0] = x
  return bits[0]! < 0 ? -2147483648 - bits[0]! : bits[0]!
}

/** How many floats away a float is from what it should be, rounded; zeros of different signs are infinitely far. */
export const ulps = (found: number, wanted: number): number => {
  const rounded = Math.fround(wanted)
  if (Object.is(found, rounded)) return 0
  return Number.isFinite(found) && Number.isFinite(rounded) && !(found === 0 && rounded === 0)
    ? Math.abs(ordinal(found) - ordinal(rounded))
    : Infinity
}

const longBits = new BigInt64Array(1)
const asDouble = new Float64Array(longBits.buffer)

/** The double of these bits. */
export const doubleOf = (word: bigint): number => {
  longBits[0] = word
  return asDouble[0]!
}

/** The place of a double among all doubles. */
const place = (x: number): bigint => {
  asDouble[0] = x
  return longBits[0]! < 0n ? -(2n ** 63n) - longBits[0]! : longBits[0]!
}

/** How many doubles lie from one to the other; zeros of different signs are infinitely far. */
export const doublesApart = (a: number, b: number): number => {
  if (Object.is(a, b)) return 0
  const isNear = Number.isFinite(a) && Number.isFinite(b) && !(a === 0 && b === 0)
  return isNear ? Math.abs(Number(place(a) - place(b))) : Infinity
}
