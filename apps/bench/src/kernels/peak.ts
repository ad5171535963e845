/** A loop of nothing but multiply-adds, in the bytes of WebAssembly: what 128-bit vectors can do at most. */
const accumulators = 12

/** Operations of one round: each adds and multiplies four numbers. */
export const operations = accumulators * 4 * 2

const [v128, i32, f32] = [0x7b, 0x7f, 0x7d]
const [factor, other] = [1 + accumulators, 2 + accumulators]

const get = (local: number): readonly number[] => [0x20, local]
const set = (local: number): readonly number[] => [0x21, local]
const own = Array.from({ length: accumulators }, (_, i) => i + 1)

/** Lengths here are below 2¹⁴. */
const sized = (bytes: readonly number[]): readonly number[] => [
  (bytes.length & 127) | 128,
  bytes.length >> 7,
  ...bytes,
]

const section = (id: number, bytes: readonly number[]): readonly number[] => [id, ...sized(bytes)]

const splat = (to: number): readonly number[] => [0x43, 0, 0, 0x80, 0x3e, 0xfd, 0x13, ...set(to)]

const fused = (to: number): readonly number[] => [...get(factor), ...get(other), ...get(to), 0xfd, 0x85, 0x02]

const apart = (to: number): readonly number[] =>
  [get(factor), get(other), [0xfd, 0xe6, 0x01], get(to), [0xfd, 0xe4, 0x01]].flat()

const code = (multiplyAdd: (to: number) => readonly number[]): readonly number[] =>
  [
    [1, accumulators + 2, v128],
    splat(factor),
    splat(other),
    [0x03, 0x40],
    ...own.map((to) => [...multiplyAdd(to), ...set(to)]),
    [...get(0), 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b],
    get(1),
    ...own.slice(1).map((from) => [...get(from), 0xfd, 0xe4, 0x01]),
    [0xfd, 0x1f, 0, 0x0b],
  ].flat()

const bytesOf = (multiplyAdd: (to: number) => readonly number[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    [
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, [1, 0x60, 1, i32, 1, f32]),
      section(3, [1, 0]),
      section(7, [1, 1, 0x70, 0, 0]),
      section(10, [1, ...sized(code(multiplyAdd))]),
    ].flat(),
  )

/** Runs so many rounds. */
export const peak = (): ((rounds: number) => number) => {
  const bytes = [bytesOf(fused), bytesOf(apart)].find((b) => WebAssembly.validate(b))
  if (bytes === undefined) throw new Error('WebAssembly has no vectors here')
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports['p'] as (rounds: number) => number
}
