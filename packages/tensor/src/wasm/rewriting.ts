/**
 * Code made from code: the same calculation, written as suits the machine.
 *
 * @module
 */
import { f32x4, get, set, v128 } from './instructions.ts'
import type { Code, Local } from './module.ts'

const vectorPrefix = 0xfd
const bytesOfVector = 16

const isOpcode = (code: Code | undefined, bytes: readonly number[]): boolean =>
  Array.isArray(code) && code.length === bytes.length && bytes.every((byte, i) => code[i] === byte)

/** The bytes of a vector, if the code is one that `v128.const` wrote. */
const constantOf = ([prefix, opcode, bytes]: readonly Code[]): readonly number[] | undefined =>
  prefix === vectorPrefix && isOpcode(opcode, [0x0c]) && (bytes as readonly Code[]).length === bytesOfVector
    ? (bytes as readonly number[])
    : undefined

/**
 * Vectors that do not change go into variables which are set before the code that uses them.
 *
 * Inside a loop an engine of JavaScript makes a vector anew in each turn, with three instructions that all wait for one port
 * of the processor. Zero stays where it is: it is one instruction.
 */
export const constantsFirst = (body: Code, fresh: () => Local): Code => {
  const made = new Map<string, readonly [Local, readonly number[]]>()
  const variable = (bytes: readonly number[]): Local => {
    const key = bytes.join()
    const known = made.get(key) ?? [fresh(), bytes]
    made.set(key, known)
    return known[0]
  }
  const rewritten = (code: Code): Code => {
    if (typeof code === 'number') return code
    const bytes = constantOf(code)
    if (bytes === undefined) return code.map(rewritten)
    return bytes.every((byte) => byte === 0) ? code : get(variable(bytes))
  }
  const rest = rewritten(body)
  return [[...made.values()].map(([local, bytes]) => set(local, v128.const(bytes))), rest]
}

/** Multiplications and additions in one become two instructions, for where there is no relaxed SIMD. */
export const withoutRelaxed = (code: Code): Code => {
  if (typeof code === 'number') return code
  const parts = code.map(withoutRelaxed)
  const [operands, prefix, opcode] = parts
  if (prefix !== vectorPrefix || !isOpcode(opcode, [0x85, 0x02])) return parts
  const [a, b, sum] = operands as readonly Code[]
  return f32x4.add(f32x4.mul(a!, b!), sum!)
}
