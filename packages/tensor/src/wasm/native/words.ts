/** Vectors of words as they lie in memory. */
import { get, i8x16, set, v128 } from '../instructions.ts'
import type { Code, Local } from '../module.ts'

const lanes = (...places: readonly number[]): readonly number[] =>
  places.flatMap((i) => [4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3])

/** Two words each of four, one after the other. */
export const interleaved = (a: Code, b: Code): readonly Code[] => [
  i8x16.shuffle(a, b, lanes(0, 4, 1, 5)),
  i8x16.shuffle(a, b, lanes(2, 6, 3, 7)),
]

/** The first words of four pairs. */
export const firstWords = (a: Code, b: Code): Code => i8x16.shuffle(a, b, lanes(0, 2, 4, 6))

/** The second words of four pairs. */
export const secondWords = (a: Code, b: Code): Code => i8x16.shuffle(a, b, lanes(1, 3, 5, 7))

/** Writes so many words of vectors, and nothing else. */
export const storeWords = (to: Local, vectors: readonly Code[], words: number, spare: Local): Code =>
  vectors.map((v, i) => {
    const count = Math.max(0, Math.min(4, words - 4 * i))
    if (count === 4) return v128.store(get(to), v, 16 * i)
    const lane = (_: unknown, l: number): Code => v128.store32Lane(get(to), get(spare), l, 16 * i + 4 * l)
    return count === 0 ? [] : [set(spare, v), Array.from({ length: count }, lane)]
  })
