/** What WebAssembly can do here: found out by validating tiny modules. */
import { f32x4, v128 } from './instructions.ts'
import { assemble, type Code, define } from './module.ts'
import { wasm } from './platform.ts'

const validates = (body: Code): boolean => {
  try {
    const functions = [define('probe', [], ['v128'], () => body)]
    return wasm().validate(assemble({ functions, memory: { shared: false, maximumPages: 1 } }))
  } catch {
    return false // no WebAssembly at all
  }
}

const zero = v128.const(Array.from({ length: 16 }, () => 0))

/** Vectors of 128 bits. */
export const hasSimd = (): boolean => validates(f32x4.add(zero, zero))

let relaxed: boolean | undefined

/** Multiplication and addition in one, with one rounding or two as the processor likes. Every product asks. */
export const hasRelaxedSimd = (): boolean =>
  (relaxed ??= validates(f32x4.relaxedMultiplyAdd(zero, zero, zero)))
