/** Changes of a header's text: numbers of another kind, names that mean something, entries twice and in another order. */
import fc from 'fast-check'
import { type Change, edges } from './bytes.ts'

// ---- what is put into a header

const numbers: readonly string[] = [
  ...edges.map(String),
  ...'2 3 4 6 8 12 16 24 100 -1 -0 1.5 1.0 1e2 1e400 01 0x10 3L 1_000 NaN'.split(' '),
  '9'.repeat(400),
]

const oddNames = ['', ' ', 'ö', '😀', '\\u0000', '\\ud800', '\\u0061', '\\', '\0', '\n', 'a'.repeat(5000)]

const names: readonly string[] = [
  ...'__proto__ constructor __metadata__ dtype shape data_offsets descr fortran_order'.split(' '),
  ...'F64 F32 I32 U8 BOOL BF16 f32 <f8 <f2 >f4 >i8 <u8 <u4 |b1 |i1 |O <U3 <c8'.split(' '),
  ...oddNames,
]

const polluted = '"__proto__":{"polluted":"true"},'
const oddScraps = [
  ' ',
  '\n',
  '\0',
  '\ufeff',
  '\u2028',
  '{"a":{',
  '((((',
  '['.repeat(5000),
  "[('a', '<i4')]",
  polluted,
]

const scraps: readonly string[] = [
  ...'{ } [ ] ( ) , : " \' {} [] () null true True False None b # L'.split(' '),
  ...oddScraps,
]

// ---- where

type Step = (text: string, a: number, b: number) => string

const pick = <A>(list: readonly A[], n: number): A => list[n % list.length]!

/** Replaces one of what a pattern finds, or nothing where it finds nothing. */
const replaceOne = (text: string, pattern: RegExp, n: number, by: (found: string) => string): string => {
  const found = [...text.matchAll(pattern)]
  if (found.length === 0) return text
  const { 0: old, index } = pick(found, n)
  return text.slice(0, index) + by(old) + text.slice(index + old.length)
}

const number = /\b\d+\b/g
const quoted = /"[^"]*"|'[^']*'/g
const word = /"[^"]*"|'[^']*'|\w[\w.+-]*|\s+|[^]/g
const order = /True|False/g
/** One tensor of a safetensors header, or one key of an npy header. */
const entry = /"[^"]*":\{[^{}]*\}|'\w+': (?:\([^)]*\)|'[^']*'|\w+)/g

const edit = (f: (list: readonly string[], a: number, b: number) => readonly string[]): Step => {
  const edited: Step = (text, a, b) => {
    const list = text.match(word) ?? ['']
    return f(list, a % list.length, b % list.length).join('')
  }
  return edited
}

const otherEntry = (text: string, n: number): string => pick(text.match(entry) ?? [''], n)

// ---- what is done

const polite: readonly Step[] = [
  (text, a, b) => replaceOne(text, number, a, () => pick(numbers, b)),
  (text, a, b) => replaceOne(text, number, a, (old) => String(Number(old) + (b % 9) - 4)),
  (text, a, b) => replaceOne(text, quoted, a, (old) => old.charAt(0) + pick(names, b) + old.charAt(0)),
  (text, a, b) => replaceOne(text, quoted, a, () => pick(text.match(quoted)!, b)),
  (text, a) => replaceOne(text, order, a, (old) => (old === 'True' ? 'False' : 'True')),
  (text, a, b) => replaceOne(text, entry, a, () => otherEntry(text, b)),
  (text, a, b) => replaceOne(text, entry, a, (old) => `${old}, ${otherEntry(text, b)}`),
  (text, a) => replaceOne(text, entry, a, () => '').replace(/,\s*,|\{\s*,/, (m) => m.slice(0, -1)),
  (text, _, b) => text + ' \n\t\r'.charAt(b % 4),
]

const rude: readonly Step[] = [
  (text, a, b) => replaceOne(text, number, a, () => pick(scraps, b)),
  edit((list, a, b) => list.with(a, pick(scraps, b))),
  edit((list, a, b) => list.toSpliced(a, 0, pick(scraps, b))),
  edit((list, a, b) => list.toSpliced(a, 1 + (b % 6))),
  edit((list, a, b) => list.toSpliced(a, 0, ...list.slice(a, a + 1 + (b % 12)))),
  edit((list, a, b) => list.with(a, list[b]!).with(b, list[a]!)),
]

const stepped = (steps: readonly Step[]): fc.Arbitrary<Change<string>> =>
  fc.tuple(fc.constantFrom(...steps), fc.nat(), fc.nat()).map(
    ([step, a, b]) =>
      (text) =>
        step(text, a, b),
  )

/** One change of a text; most keep it in the form of a header. */
export const changedText: fc.Arbitrary<Change<string>> = fc.oneof(
  { weight: 5, arbitrary: stepped(polite) },
  { weight: 1, arbitrary: stepped(rude) },
)
