/** Stretches of bytes whose length is known when code is written, copied or cleared. */
import { countTo, get, i32, i64, set, v128 } from '../instructions.ts'
import type { Code, Local } from '../module.ts'

/** By 8, 4, 2 and 1 bytes. */
const rest = (from: Local, to: Local, bytes: number, start: number): Code => {
  const left = bytes - start
  if (left >= 8)
    return [i64.store(get(to), i64.load(get(from), start), start), rest(from, to, bytes, start + 8)]
  if (left >= 4)
    return [i32.store(get(to), i32.load(get(from), start), start), rest(from, to, bytes, start + 4)]
  return Array.from({ length: left }, (_, i) =>
    i32.store8(get(to), i32.load8u(get(from), start + i), start + i),
  )
}

const turn = 64

/** Copies so many bytes, and nothing else. Moves both pointers; `counter` is a variable of its own. */
export const copied = (from: Local, to: Local, bytes: number, counter: Local): Code => {
  const vectors = (count: number): Code =>
    Array.from({ length: count }, (_, i) => v128.store(get(to), v128.load(get(from), 16 * i), 16 * i))
  const long = bytes < 2 * turn ? 0 : bytes - (bytes % turn)
  const short = bytes - long
  return [
    long === 0
      ? []
      : [
          set(counter, i32.const(0)),
          countTo(counter, i32.const(long), i32.const(turn), [
            vectors(turn / 16),
            set(from, i32.add(get(from), i32.const(turn))),
            set(to, i32.add(get(to), i32.const(turn))),
          ]),
        ],
    vectors(Math.floor(short / 16)),
    rest(from, to, short, short - (short % 16)),
  ]
}

const zeros = v128.const(Array.from({ length: 16 }, () => 0))

/** Writes so many bytes of zeros, and nothing else. Moves the pointer; `counter` is a variable of its own. */
export const cleared = (to: Local, bytes: number, counter: Local): Code => {
  const vectors = Math.floor(bytes / 16)
  return [
    set(counter, i32.const(0)),
    countTo(counter, i32.const(vectors), i32.const(1), [
      v128.store(get(to), zeros),
      set(to, i32.add(get(to), i32.const(16))),
    ]),
    Array.from({ length: bytes % 16 }, (_, i) => i32.store8(get(to), i32.const(0), i)),
  ]
}
