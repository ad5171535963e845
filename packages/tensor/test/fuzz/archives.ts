/** Changes of an archive by its parts: members, what headers say of them, and the end. */
import fc from 'fast-check'
import { concat, utf8 } from '../harness/files.ts'
import { archive, type End, type Member, member, type Says, type Tweaks, u64 } from '../harness/zip.ts'
import { type Change, edges } from './bytes.ts'

/** An archive in parts. */
export interface Parts {
  readonly members: readonly Member[]
  readonly end: Partial<End>
  readonly tail: Uint8Array
}

export const join = ({ members, end, tail }: Parts): Uint8Array => archive(members, end, tail)

const names: readonly string[] = [
  ...'__proto__.npy constructor.npy .npy a.npy b.npy a/b.npy ö.npy README a/ A.NPY'.split(' '),
  ...'../a.npy /a.npy C:a.npy ..\\a.npy a\0.npy \u202e.npy'.split(' '),
  '',
  `${'a/'.repeat(5000)}.npy`,
]

const number = fc.constantFrom(...edges.filter((n) => n < 2n ** 32n).map(Number))

const extra = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .array(fc.constantFrom(...edges), { maxLength: 4 })
    .map((list) => concat(new Uint8Array([1, 0, 8 * list.length, 0]), ...list.map(u64))),
)

const saying: fc.Arbitrary<Partial<Says>> = fc.oneof(
  fc
    .constantFrom('version', 'crc', 'compressed', 'size', 'offset')
    .chain((key) => number.map((n) => ({ [key]: n }))),
  fc.constantFrom(0, 1, 8, 9, 0x40, 0x800, 0x808, 0x2000).map((flags) => ({ flags })),
  fc.constantFrom(0, 8, 9, 12, 14, 93, 99).map((method) => ({ method })),
  fc.constantFrom(...names).map((name) => ({ name: utf8(name) })),
  fc.uint8Array({ maxLength: 9 }).map((name) => ({ name })),
  extra.map((extra) => ({ extra })),
  extra.map((extra) => ({ extra, size: 0xffffffff, compressed: 0xffffffff })),
)

type Of<A> = (value: A) => A

const told: fc.Arbitrary<Of<Member>> = fc
  .tuple(fc.constantFrom('local', 'central', 'both'), saying)
  .map(([where, says]) => (m) => ({
    ...m,
    local: where === 'central' ? m.local : { ...m.local, ...says },
    central: where === 'local' ? m.central : { ...m.central, ...says },
  }))

const hidden: fc.Arbitrary<Of<Member>> = fc.oneof(
  fc.uint8Array({ maxLength: 24 }).map((behind) => (m: Member) => ({ ...m, behind })),
  fc.constantFrom(12, 16, 20, 24).map((length) => (m: Member) => {
    const { crc, compressed, size } = m.central
    const wide = concat(...[compressed, size].map((n) => u64(BigInt(n))))
    const narrow = new Uint8Array(new Uint32Array([compressed, size]).buffer)
    const mark = new Uint8Array(new Uint32Array(length % 8 === 0 ? [0x08074b50, crc] : [crc]).buffer)
    return { ...m, behind: concat(mark, length > 16 ? wide : narrow) }
  }),
)

/** A member packed anew, so that changed content meets a checksum and sizes that agree with it. */
const repacked = (content: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Of<Member>> =>
  fc.tuple(content, fc.boolean()).map(([bytes, deflate]) => (m) => ({
    ...member('', bytes, { deflate }),
    ...named(m, bytes, deflate),
  }))

const named = (m: Member, bytes: Uint8Array, deflate: boolean): Member =>
  member(new TextDecoder().decode(m.central.name), bytes, { deflate })

const bomb: Tweaks = { deflate: true, both: { size: 140 } }

const bombs: readonly Member[] = [
  member('bomb.npy', new Uint8Array(1_000_000), bomb),
  member('bomb.npy', new Uint8Array(1_000_000), { deflate: true }),
  member('lie.npy', new Uint8Array(9), { deflate: true, both: { size: 9000 } }),
  member('lie.npy', new Uint8Array(9), { deflate: true, both: { size: 0xffffffff - 1 } }),
]

const listed = (
  one: fc.Arbitrary<Of<Member>>,
  others: readonly Member[],
): fc.Arbitrary<Of<readonly Member[]>> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.nat(), one).map(([n, f]) => changedAt(n, f)) },
    fc.nat().map((n) => (list: readonly Member[]) => list.toSpliced(n % (list.length + 1), 1)),
    fc
      .nat()
      .map((n) => (list: readonly Member[]) => [...list, ...list.slice(n % (list.length + 1)).slice(0, 1)]),
    fc.constantFrom(...others, ...bombs).map((m) => (list: readonly Member[]) => [...list, m]),
    fc.constant((list: readonly Member[]) => list.toReversed()),
  )

const changedAt =
  (n: number, f: Of<Member>): Of<readonly Member[]> =>
  (list) =>
    list.map((m, i) => (i === n % list.length ? f(m) : m))

const ended: fc.Arbitrary<Partial<End>> = fc
  .tuple(fc.constantFrom('disk', 'here', 'count', 'size', 'start', 'comment'), number)
  .map(([key, n]) => ({ [key]: n }))

/** A directory that claims one more member than it holds, or holds the beginning of one. */
const tailed: fc.Arbitrary<Change<Parts>> = fc
  .tuple(fc.uint8Array({ maxLength: 60 }), fc.boolean())
  .map(([bytes, marked]) => (parts) => {
    const count = parts.members.length + 1
    const tail = marked ? concat(new Uint8Array([0x50, 0x4b, 1, 2]), bytes) : bytes
    return { ...parts, end: { ...parts.end, count, here: count }, tail }
  })

/** One change of an archive; `content` is what members may hold instead, `others` are members to add. */
export const changedArchive = (
  content: fc.Arbitrary<Uint8Array>,
  others: readonly Member[],
): fc.Arbitrary<Change<Parts>> => {
  const one = fc.oneof({ weight: 2, arbitrary: repacked(content) }, { weight: 3, arbitrary: told }, hidden)
  return fc.oneof(
    {
      weight: 8,
      arbitrary: listed(one, others).map((f) => (parts: Parts) => ({ ...parts, members: f(parts.members) })),
    },
    tailed,
    ended.map((end) => (parts: Parts) => ({ ...parts, end: { ...parts.end, ...end } })),
  )
}
