/**
 * The parts of the platform that the engine uses, with types of their own: whoever compiles against this package needs no
 * library of types for pages.
 *
 * @module
 */

/** Memory that grows. */
export interface Memory {
  /** Shared, too, where the memory is: arrays over it are made alike. */
  readonly buffer: ArrayBuffer
  readonly grow: (pages: number) => number
}

/** Compiled code, which other threads can have. */
export type Module = object

/** What the engine needs of WebAssembly. */
export interface Wasm {
  readonly validate: (bytes: Uint8Array) => boolean
  readonly Module: new (bytes: Uint8Array) => Module
  readonly Instance: new (
    module: Module,
    imports: { readonly env: { readonly memory: Memory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> }
  readonly Memory: new (limits: {
    readonly initial: number
    readonly maximum: number
    readonly shared: boolean
  }) => Memory
}

/** What a thread is handed when it starts. */
export interface Handed {
  readonly memory: Memory
  readonly module: Module
  readonly control: SharedArrayBuffer
  readonly index: number
}

interface NodeWorkers {
  readonly Worker: new (
    code: string,
    options: { readonly eval: true; readonly workerData: Handed },
  ) => { readonly unref: () => void }
}

/** What may be there and may not. */
export interface Surroundings {
  readonly WebAssembly?: Wasm
  readonly crossOriginIsolated?: boolean
  readonly navigator?: { readonly hardwareConcurrency?: number }
  readonly document?: unknown
  readonly process?: { readonly getBuiltinModule?: (name: string) => NodeWorkers | undefined }
  readonly Worker?: new (url: string) => { readonly postMessage: (message: Handed) => void }
  readonly Blob?: new (parts: readonly string[], options: { readonly type: string }) => object
  readonly URL?: { readonly createObjectURL: (blob: object) => string }
}

export const surroundings = globalThis as unknown as Surroundings

/** WebAssembly, where the caller has made sure of it. */
export const wasm = (): Wasm => surroundings.WebAssembly!
