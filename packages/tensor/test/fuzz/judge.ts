/** What every file must end in, whatever is in it. */
import { allocated } from './allocations.ts'
import * as E from 'fp-ts/lib/Either.js'
import { sizeOf, toTypedArray } from '../../src/index.ts'
import type { Codec } from './codecs.ts'

/** What became of one file. */
export interface Verdict {
  /** The tag of the error, or `value`. */
  readonly end: string
  readonly milliseconds: number
  readonly allocated: number
}

/** Processor time, which others on the machine do not lengthen. */
const now = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const prototypes = [Object.prototype, Array.prototype, Map.prototype, Function.prototype]
const keysOf = (): string => prototypes.map((x) => Reflect.ownKeys(x).map(String).join()).join(';')
const keysBefore = keysOf()

const limits = { milliseconds: 1000, allocated: 32 * 1024 * 1024 } as const

const fault = (words: string): never => {
  throw new Error(words)
}

const checkRead = (read: ReturnType<Codec['decode']>): string => {
  if (E.isLeft(read)) {
    const { tag, words } = read.left
    if (!/^\w+: \S/.test(words) || /undefined|NaN \w|\[object/.test(words)) fault(`says nonsense: ${words}`)
    return tag
  }
  for (const x of read.right.values())
    if (toTypedArray(x).length !== sizeOf(x.shape))
      fault(`a tensor of ${x.shape.join()} holds another number of elements`)
  return 'value'
}

/** Reads a file and throws, in words, where the reader did what no file may make it do. */
export const judge = ({ decode }: Codec, bytes: Uint8Array): Verdict => {
  const before = { time: now(), allocated: allocated() }
  const read = decode(bytes)
  const spent = { milliseconds: now() - before.time, allocated: allocated() - before.allocated }
  const end = checkRead(read)
  if (spent.milliseconds > limits.milliseconds) fault(`took ${spent.milliseconds} ms`)
  if (spent.allocated > limits.allocated) fault(`took ${spent.allocated} bytes for a file of ${bytes.length}`)
  if (keysOf() !== keysBefore) fault('changed a prototype')
  return { end, ...spent }
}
