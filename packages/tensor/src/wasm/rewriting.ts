/**
 * Code made from code: the same calculation, written as suits the machine.
 *
 * @module
 */
import { f32x4, f64x2, get, set, v128 } from './instructions.ts'
import type { Code, Local } from './module.ts'

const vectorPrefix = 0xfd
const bytesOfVector = 16

/** The bytes of a vector, if the code is one that `v128.const` wrote. */
const constantOf = ([prefix, opcode, bytes]: readonly Code[]): readonly number[] | undefined =>
  prefix === vectorPrefix && opcode === 0x0c && Array.isArray(bytes) && bytes.length === bytesOfVector
    ? (bytes as readonly number[])
    : undefined

/** The instructions of the type that a code multiplies and adds in one; nothing for other codes. */
const multipliedAndAdded = (opcode: Code | undefined): typeof f32x4 | typeof f64x2 | undefined => {
  if (!Array.isArray(opcode) || opcode.length !== 2 || opcode[1] !== 0x02) return undefined
  return opcode[0] === 0x85 ? f32x4 : opcode[0] === 0x87 ? f64x2 : undefined
}

/** The parts, each changed; the same object where none is. */
const changed = (code: readonly Code[], change: (part: Code) => Code): readonly Code[] => {
  let other: Code[] | undefined
  // a plain loop: all code of a kernel goes through here
  for (let i = 0; i < code.length; i++) {
    const part = change(code[i]!)
    if (part !== code[i]) (other ??= [...code])[i] = part
  }
  return other ?? code
}

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
    if (bytes === undefined) return changed(code, rewritten)
    return bytes.every((byte) => byte === 0) ? code : get(variable(bytes))
  }
  const rest = rewritten(body)
  return [[...made.values()].map(([local, bytes]) => set(local, v128.const(bytes))), rest]
}

/** Multiplications and additions in one become two instructions, for where there is no relaxed SIMD. */
export const withoutRelaxed = (code: Code): Code => {
  if (typeof code === 'number') return code
  const parts = changed(code, withoutRelaxed)
  const [operands, prefix, opcode] = parts
  const of = prefix === vectorPrefix ? multipliedAndAdded(opcode) : undefined
  if (of === undefined) return parts
  const [a, b, sum] = operands as readonly Code[]
  return of.add(of.mul(a!, b!), sum!)
}
