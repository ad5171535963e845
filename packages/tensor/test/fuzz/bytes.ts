/** Changes of bytes that know nothing of what the bytes mean. */
import fc from 'fast-check'
import { concat } from '../harness/files.ts'

/** A change, and how much of it. Places are counted modulo the length, so that every number is one. */
export type Change<A> = (value: A) => A

/** Numbers at the edges of what readers count in. */
export const edges: readonly bigint[] = [
  0n,
  1n,
  127n,
  128n,
  255n,
  256n,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xfffffffen,
  0xffffffffn,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
]

const place = (length: number, n: number): number => (length === 0 ? 0 : n % length)

const patch = (bytes: Uint8Array, at: number, value: readonly number[]): Uint8Array => {
  const out = bytes.slice()
  value.forEach((byte, i) => {
    if (at + i < out.length) out[at + i] = byte
  })
  return out
}

const littleEndian = (value: bigint, width: number): readonly number[] =>
  Array.from({ length: width }, (_, i) => Number((value >> BigInt(8 * i)) & 255n))

type Step = (bytes: Uint8Array, a: number, b: number, other: Uint8Array) => Uint8Array

const steps: readonly Step[] = [
  (x, a, b) => patch(x, place(x.length, a), [(x[place(x.length, a)] ?? 0) ^ (1 << (b % 8))]),
  (x, a, b) => patch(x, place(x.length, a), [b % 256]),
  (x, a, b) => patch(x, place(x.length, a), littleEndian(edges[b % edges.length]!, [1, 2, 4, 8][b % 4]!)),
  (x, a) => x.subarray(0, place(x.length, a)),
  (x, a) => x.subarray(place(x.length, a)),
  (x, a, b) => concat(x.subarray(0, place(x.length, a)), x.subarray(place(x.length, a) + (b % 9))),
  (x, a, b) => concat(x.subarray(0, place(x.length, a)), x.subarray(place(x.length, b))),
  (x, a, b) =>
    concat(x.subarray(0, place(x.length, a)), new Uint8Array(b % 65), x.subarray(place(x.length, a))),
  (x, a, b, y) => concat(x.subarray(0, place(x.length, a)), y.subarray(place(y.length, b))),
  (x, _a, _b, y) => concat(x, y),
]

/** One change of bytes; `others` are files to splice with. */
export const changedBytes = (others: readonly Uint8Array[]): fc.Arbitrary<Change<Uint8Array>> =>
  fc.tuple(fc.nat(steps.length - 1), fc.nat(), fc.nat(), fc.nat(others.length - 1)).map(
    ([step, a, b, other]) =>
      (bytes) =>
        steps[step]!(bytes, a, b, others[other]!),
  )

/** A few changes, one after the other, most often a single one. */
export const several = <A>(change: fc.Arbitrary<Change<A>>, maxLength: number): fc.Arbitrary<Change<A>> =>
  fc.oneof(
    { weight: 2, arbitrary: change },
    fc
      .array(change, { minLength: 1, maxLength })
      .map((changes) => (value: A) => changes.reduce((now, f) => f(now), value)),
  )

/** A change once in a while. */
export const rarely = <A>(change: fc.Arbitrary<Change<A>>): fc.Arbitrary<Change<A>> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant((value: A) => value) }, change)
