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

/** An unsigned number in LEB128. */
export const unsigned = (n: number): readonly number[] =>
  n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...unsigned(n >>> 7)]

/** A signed 32-bit number in LEB128. */
export const signed = (n: number): readonly number[] =>
  n >= -64 && n < 64 ? [n & 0x7f] : [(n & 0x7f) | 0x80, ...signed(n >> 7)]

/** A signed 64-bit number in LEB128. */
export const signedLong = (n: bigint): readonly number[] =>
  n >= -64n && n < 64n ? [Number(n & 0x7fn)] : [Number((n & 0x7fn) | 0x80n), ...signedLong(n >> 7n)]

const bytesOf = (code: Code): readonly number[] => {
  const bytes: number[] = []
  const visit = (part: Code): void => {
    if (typeof part === 'number') bytes.push(part)
    else for (const inner of part) visit(inner)
  }
  visit(code)
  return bytes
}

const text = (s: string): Code => {
  const bytes = [...new TextEncoder().encode(s)]
  return [unsigned(bytes.length), bytes]
}

const vector = (items: readonly Code[]): Code => [unsigned(items.length), items]

const section = (id: number, content: Code): Code => {
  const bytes = bytesOf(content)
  return [id, unsigned(bytes.length), bytes]
}

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

const bodyOf = (f: WasmFunction): Code => {
  const locals = vector(f.locals.map((t) => [1, typeBytes[t]]))
  const bytes = bytesOf([locals, f.body, 0x0b])
  return [unsigned(bytes.length), bytes]
}

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
  return Uint8Array.from(
    bytesOf([
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      section(1, vector([...imports, ...functions].map(signature))),
      section(2, vector(imported)),
      section(3, vector(functions.map((_, i) => unsigned(imports.length + i)))),
      section(7, vector(exported)),
      section(10, vector(functions.map(bodyOf))),
    ]),
  )
}
