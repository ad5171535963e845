/**
 * Packing: lines of an operand are laid next to each other in the order in which tiles read them.
 *
 * @module
 */
import { choose, get, i32, i32x4, i8x16, repeatWhile, set, v128, when } from '../instructions.ts'
import { type Code, define, type Local, type WasmFunction } from '../module.ts'
import type { Arithmetic } from './arithmetic.ts'

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** Elements of 32 bits from two vectors, those of the second numbered from 4 on. */
const shuffle = (a: Local, b: Local, places: readonly number[]): Code =>
  i8x16.shuffle(
    get(a),
    get(b),
    places.flatMap((p) => range(4).map((i) => 4 * p + i)),
  )

/** Four vectors of four, or two of two, transposed; `spare` is as many variables. */
const transposedVectors = (rows: readonly Local[], spare: readonly Local[]): Code => {
  const [r0, r1, r2, r3] = rows as [Local, Local, Local, Local]
  const [s0, s1, s2, s3] = spare as [Local, Local, Local, Local]
  const low = [0, 1, 4, 5]
  const high = [2, 3, 6, 7]
  if (rows.length === 2)
    return [set(s0, shuffle(r0, r1, low)), set(r1, shuffle(r0, r1, high)), set(r0, get(s0))]
  return [
    set(s0, shuffle(r0, r1, [0, 4, 1, 5])),
    set(s1, shuffle(r0, r1, [2, 6, 3, 7])),
    set(s2, shuffle(r2, r3, [0, 4, 1, 5])),
    set(s3, shuffle(r2, r3, [2, 6, 3, 7])),
    set(r0, shuffle(s0, s2, low)),
    set(r1, shuffle(s0, s2, high)),
    set(r2, shuffle(s1, s3, low)),
    set(r3, shuffle(s1, s3, high)),
  ]
}

/** Are the numbers of a table from `at` on as far apart as neighbours in memory? Four of them, or two. */
const areAdjacent = (at: Local, { width, lanes }: Arithmetic): Code =>
  lanes === 2
    ? i32.equal(i32.sub(i32.load(get(at), 4), i32.load(get(at))), i32.const(width))
    : i32x4.allTrue(
        i32x4.equal(
          i32x4.sub(v128.load(get(at)), i32x4.splat(i32.load(get(at)))),
          v128.const(range(4).flatMap((i) => [i * width, 0, 0, 0])),
        ),
      )

/**
 * Packs as many lines as a vector has lanes: element `(step, line)` goes to lane `line` of the vector at `to + step stride`.
 * What stands for lines that are missing is of no account.
 *
 * Three ways, each where those before cannot be: lines that are neighbours are copied by vectors, steps that are neighbours
 * are transposed, the rest goes element by element.
 *
 * Parameters: the operand, a table of offsets of lines, how many there are, a table of offsets of steps, how many there
 * are, the target.
 *
 * @param stride - bytes from one step to the next in the target.
 */
export const packFunction = (name: string, arithmetic: Arithmetic, stride: number): WasmFunction =>
  define(
    name,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    ({ params: [from, lineTable, lines, stepTable, k, to], local }) => {
      const { lanes, width, one } = arithmetic
      const places = range(lanes).map(() => local('i32'))
      const rows = range(lanes).map(() => local('v128'))
      const spare = range(lanes).map(() => local('v128'))
      const [at, end, first] = [local('i32'), local('i32'), places[0]!]
      const advance = (steps: number): Code => [
        set(to, i32.add(get(to), i32.const(stride * steps))),
        set(at, i32.add(get(at), i32.const(4 * steps))),
      ]
      const source = (line: Local, step: number): Code => i32.add(get(line), i32.load(get(at), 4 * step))
      const isThere = (line: number): Code => i32.lessThan(i32.const(line), get(lines))
      const findLines: Code = range(lanes).map((line) => {
        const offset = i32.add(get(from), i32.load(get(lineTable), 4 * line))
        const next = line === 0 ? [] : i32.add(get(places[line - 1]!), i32.const(width))
        return set(places[line]!, line === 0 ? offset : choose(offset, next, isThere(line)))
      })
      const areNeighbours = range(lanes)
        .slice(1)
        .map((line) => i32.equal(i32.sub(get(places[line]!), get(first)), i32.const(line * width)))
        .reduce((all, isNext) => i32.and(all, isNext))
      const copied = (steps: number): Code =>
        range(steps).map((s) => v128.store(get(to), v128.load(source(first, s)), stride * s))
      const transposed: Code = [
        rows.map((row, line) => set(row, v128.load(source(places[line]!, 0)))),
        transposedVectors(rows, spare),
        rows.map((row, s) => v128.store(get(to), get(row), stride * s)),
      ]
      const single = places.map((line, i) => one.store(get(to), one.load(source(line, 0)), i * width))
      // a table may be read beyond its end, an operand may not
      const hasVector = i32.lessThan(get(at), i32.sub(get(end), i32.const(4 * (lanes - 1))))
      const until = (condition: Code, body: Code): Code => when(condition, repeatWhile(body, condition))
      const hasStep = i32.lessThan(get(at), get(end))
      const missing = places.map((line, i) =>
        i === 0 ? [] : set(line, choose(get(line), get(first), isThere(i))),
      )
      return [
        findLines,
        set(at, get(stepTable)),
        set(end, i32.add(get(at), i32.mul(get(k), i32.const(4)))),
        when(
          areNeighbours,
          [until(hasVector, [copied(lanes), advance(lanes)]), until(hasStep, [copied(1), advance(1)])],
          [
            missing,
            until(
              hasStep,
              when(
                hasVector,
                when(areAdjacent(at, arithmetic), [transposed, advance(lanes)], [single, advance(1)]),
                [single, advance(1)],
              ),
            ),
          ],
        ),
      ]
    },
  )
