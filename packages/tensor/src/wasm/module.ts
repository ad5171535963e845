/**
 * WebAssembly modules written in TypeScript: functions of code, put together to the bytes of a module.
 *
 * Code is nested lists of bytes; instructions are functions that put their operands before themselves, so that code
 * reads as expressions.
 *
 * Source: WebAssembly Core Specification 3.0, chapter 5, "Binary Format".
 *
 * @module
 */

/** Instructions: bytes, nested to any depth. */
export type Code = number | readonly Code[]

/** The types of values. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'

const typeBytes: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
}

const unsignedBytes = (n: number): readonly number[] =>
  n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...unsignedBytes(n >>> 7)]

const signedBytes = (n: number): readonly number[] =>
  n >= -64 && n < 64 ? [n & 0x7f] : [(n & 0x7f) | 0x80, ...signedBytes(n >> 7)]

/** An unsigned number in LEB128. */
export const unsigned = (n: number): Code => (n < 0x80 ? n : unsignedBytes(n))

/** A signed 32-bit number in LEB128. */
export const signed = (n: number): Code => (n >= -64 && n < 64 ? n & 0x7f : signedBytes(n))

/** A signed 64-bit number in LEB128. */
export const signedLong = (n: bigint): readonly number[] =>
  n >= -64n && n < 64n ? [Number(n & 0x7fn)] : [Number((n & 0x7fn) | 0x80n), ...signedLong(n >> 7n)]

/** Where bytes are put one behind the other. */
const writer = () => {
  let bytes = new Uint8Array(2 ** 16)
  let length = 0
  const makeRoom = (more: number): void => {
    if (length + more <= bytes.length) return
    const old = bytes
    bytes = new Uint8Array(2 * (length + more))
    bytes.set(old)
  }
  const write = (code: Code): void => {
    if (typeof code === 'number') {
      if (length === bytes.length) makeRoom(1)
      bytes[length++] = code
    } else for (let i = 0; i < code.length; i++) write(code[i]!)
  }
  return {
    write,
    /** Code behind the number of its bytes, which is known when it is written: what is behind that moves. */
    sized: (writeCode: () => void): void => {
      const start = length
      writeCode()
      const size = unsignedBytes(length - start)
      makeRoom(size.length)
      bytes.copyWithin(start + size.length, start, length)
      bytes.set(size, start)
      length += size.length
    },
    written: (): Uint8Array<ArrayBuffer> => bytes.slice(0, length),
  }
}

const text = (s: string): Code => {
  const bytes = [...new TextEncoder().encode(s)]
  return [unsigned(bytes.length), bytes]
}

const vector = (items: readonly Code[]): Code => [unsigned(items.length), items]

/** A variable of a function. */
export interface Local {
  readonly index: number
  readonly type: ValueType
}

/** A function: what it takes and answers, its variables beyond the parameters, its code. */
export interface WasmFunction {
  readonly name: string
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
  readonly locals: readonly ValueType[]
  readonly body: Code
  readonly exported: boolean
}

/** What a function body is written with. */
export interface Scope<P extends readonly ValueType[]> {
  readonly params: { readonly [I in keyof P]: Local }
  /** A new variable. */
  readonly local: (type: ValueType) => Local
}

/** Writes a function. */
export const define = <const P extends readonly ValueType[]>(
  name: string,
  params: P,
  results: readonly ValueType[],
  write: (scope: Scope<P>) => Code,
  exported = true,
): WasmFunction => {
  const locals: ValueType[] = []
  const scope = {
    params: params.map((type, index) => ({ index, type })),
    local: (type: ValueType): Local => {
      locals.push(type)
      return { index: params.length + locals.length - 1, type }
    },
  } as unknown as Scope<P>
  const body = write(scope)
  return { name, params, results, locals, body, exported }
}

/** A function from outside, which the module calls. */
export interface ImportedFunction {
  readonly name: string
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
}

/** What a module is made of. Calls count imported functions first. */
export interface ModuleParts {
  readonly imports?: readonly ImportedFunction[]
  readonly functions: readonly WasmFunction[]
  readonly memory: { readonly shared: boolean; readonly maximumPages: number }
}

const signature = (f: {
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
}): Code => [0x60, vector(f.params.map((t) => typeBytes[t])), vector(f.results.map((t) => typeBytes[t]))]

const bodyOf = (f: WasmFunction): Code => [vector(f.locals.map((t) => [1, typeBytes[t]])), f.body, 0x0b]

/** The bytes of a module whose memory is imported as `env.memory`, and its functions from `env`. */
export const assemble = ({ imports = [], functions, memory }: ModuleParts): Uint8Array<ArrayBuffer> => {
  const memoryType: Code = memory.shared
    ? [0x03, unsigned(1), unsigned(memory.maximumPages)]
    : [0x01, unsigned(1), unsigned(memory.maximumPages)]
  const imported: readonly Code[] = [
    [text('env'), text('memory'), 0x02, memoryType],
    ...imports.map((f, i) => [text('env'), text(f.name), 0x00, unsigned(i)]),
  ]
  const exported = functions.flatMap((f, i) =>
    f.exported ? [[text(f.name), 0x00, unsigned(imports.length + i)]] : [],
  )
  const { write, sized, written } = writer()
  const section = (id: number, writeContent: () => void): void => {
    write(id)
    sized(writeContent)
  }
  write([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])
  section(1, () => write(vector([...imports, ...functions].map(signature))))
  section(2, () => write(vector(imported)))
  section(3, () => write(vector(functions.map((_, i) => unsigned(imports.length + i)))))
  section(7, () => write(vector(exported)))
  section(10, () => {
    write(unsigned(functions.length))
    functions.forEach((f) => sized(() => write(bodyOf(f))))
  })
  return written()
}
