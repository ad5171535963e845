/**
 * Counts the bytes of typed arrays that are made from here on. Import it before what is to be counted: modules that keep a
 * constructor of their own would be missed.
 */

const kinds = [
  'Uint8Array',
  'Int8Array',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'ArrayBuffer',
] as const

const total = { bytes: 0 }

const isMemory = (x: unknown): boolean => x instanceof ArrayBuffer || x instanceof SharedArrayBuffer

const counted = (kind: (typeof kinds)[number]): object =>
  new Proxy(globalThis[kind], {
    construct: (target, given: unknown[], asked) => {
      const made = Reflect.construct(target, given, asked) as { readonly byteLength: number }
      // A view on memory that is there already is no allocation.
      if (!isMemory(given[0])) total.bytes += made.byteLength
      return made
    },
  })

Object.assign(globalThis, Object.fromEntries(kinds.map((kind) => [kind, counted(kind)])))

/** The bytes that typed arrays took so far. */
export const allocated = (): number => total.bytes
