/**
 * The problems of Moré, Garbow and Hillstrom, as sums of squares, in float64.
 *
 * Source: see tools/golden/minimizers.py, which has the same functions in another language; the golden file holds values and
 * gradients at two points, starting points and least values.
 */
import * as T from '@gradus/tensor'
import type { AnyTensor, Operand, Tensor } from '@gradus/tensor'
import { golden } from '../golden.ts'

/** All parameters. */
export type Point = Tensor<readonly [number], 'float64'>
type Scalar = Tensor<readonly [], 'float64'>
/** As many as the problem of the most has. */
type Elements = readonly [
  Scalar,
  Scalar,
  Scalar,
  Scalar,
  Scalar,
  Scalar,
  Scalar,
  Scalar,
  Scalar,
  Scalar,
  Scalar,
]
type Terms = (x: Elements) => AnyTensor

/** What SciPy did with a problem. */
export interface PeerRun {
  readonly value: number
  readonly steps: number
  readonly evaluations: number
  readonly solved: boolean
}

/** The content of minimizers.json. */
export interface MinimizersFile {
  readonly data: Readonly<Record<string, readonly number[]>>
  readonly problems: Readonly<
    Record<
      string,
      {
        readonly start: readonly number[]
        readonly least: number
        readonly points: readonly {
          readonly at: readonly number[]
          readonly value: number
          readonly gradient: readonly number[]
        }[]
        readonly scipy: Readonly<Record<string, PeerRun>>
      }
    >
  >
  readonly linear: readonly {
    readonly matrix: readonly (readonly number[])[]
    readonly right: readonly number[]
    readonly iterates: readonly (readonly number[])[]
    readonly solution: readonly number[]
  }[]
}

/** The golden file of minimisers. */
export const file = golden('minimizers') as MinimizersFile

const vector = (values: readonly number[]): Point =>
  T.tensor(values as number[], { dtype: 'float64' }) as Point

const data = (name: string): Point => vector(file.data[name] as readonly number[])

const range = (from: number, count: number, f: (i: number) => number = (i) => i): Point =>
  vector(Array.from({ length: count }, (_, i) => f(from + i)))

const sum = (...terms: readonly Operand[]): AnyTensor => terms.reduce((a, b) => T.add(a, b)) as AnyTensor
const product = (...factors: readonly Operand[]): AnyTensor =>
  factors.reduce((a, b) => T.mul(a, b)) as AnyTensor
const less = (a: Operand, b: Operand): AnyTensor => T.sub(a, b) as AnyTensor
const terms = (...all: readonly AnyTensor[]): AnyTensor => T.stack(all as readonly Scalar[]) as AnyTensor
/** `exp(-t·x)`. */
const decay = (t: AnyTensor, x: Operand): AnyTensor => T.exp(T.neg(product(t, x)))
const squareOf = (x: AnyTensor): AnyTensor => T.square(x)

const brownDennis = range(1, 20, (i) => i / 5)
const box = vector([0.1, 0.2, 0.3])
const biggs = range(1, 13, (i) => i / 10)
const biggsY = sum(decay(biggs, 1), product(decay(biggs, 10), -5), product(decay(biggs, 4), 3))
const kowalik = data('kowalikU')
const gulf = range(1, 100, (i) => i / 100)
const gulfY = range(1, 100, (i) => 25 + (-50 * Math.log(i / 100)) ** (2 / 3))
const gaussian = range(0, 15, (i) => (7 - i) / 2)

/** The terms whose squares are summed, by the names of the golden file. */
export const problems: Readonly<Record<string, Terms>> = {
  Rosenbrock: ([a, b]) => terms(product(less(b, squareOf(a)), 10), less(1, a)),
  'Freudenstein and Roth': ([a, b]) =>
    terms(
      sum(-13, a, product(less(product(less(5, b), b), 2), b)),
      sum(-29, a, product(less(product(sum(b, 1), b), 14), b)),
    ),
  'Powell badly scaled': ([a, b]) =>
    terms(less(product(1e4, a, b), 1), sum(T.exp(T.neg(a)), T.exp(T.neg(b)), -1.0001)),
  'Brown badly scaled': ([a, b]) => terms(less(a, 1e6), less(b, 2e-6), less(product(a, b), 2)),
  Beale: ([a, b]) =>
    terms(
      ...[1.5, 2.25, 2.625].map((y, i) =>
        less(y, product(a, less(1, product(...Array<Operand>(i + 1).fill(b))))),
      ),
    ),
  'Jennrich and Sampson': ([a, b]) => {
    const i = range(1, 10)
    return less(sum(product(i, 2), 2), sum(T.exp(product(i, a)), T.exp(product(i, b))))
  },
  'helical valley': ([a, b, c]) => {
    const turn = sum(T.div(T.atan(T.div(b, a)), 2 * Math.PI), T.where(T.greater(a, 0), 0, 0.5))
    const radius = T.sqrt(sum(squareOf(a), squareOf(b)))
    return terms(product(less(c, product(turn, 10)), 10), product(less(radius, 1), 10), c)
  },
  Bard: ([a, b, c]) => {
    const u = range(1, 15)
    const below = sum(
      product(
        range(1, 15, (i) => 16 - i),
        b,
      ),
      product(
        range(1, 15, (i) => Math.min(i, 16 - i)),
        c,
      ),
    )
    return less(data('bard'), sum(a, T.div(u, below)))
  },
  Gaussian: ([a, b, c]) =>
    less(product(a, T.exp(product(squareOf(less(gaussian, c)), b, -0.5))), data('gaussian')),
  Meyer: ([a, b, c]) =>
    less(
      product(
        a,
        T.exp(
          T.div(
            b,
            sum(
              range(1, 16, (i) => 45 + 5 * i),
              c,
            ),
          ),
        ),
      ),
      data('meyer'),
    ),
  Gulf: ([a, b, c]) => less(T.exp(T.neg(T.div(T.pow(T.abs(less(gulfY, b)), c), a))), gulf),
  Box: ([a, b, c]) =>
    less(less(decay(box, a), decay(box, b)), product(c, less(decay(box, 1), decay(box, 10)))),
  'Powell singular': ([a, b, c, d]) =>
    terms(
      sum(a, product(b, 10)),
      product(less(c, d), Math.sqrt(5)),
      squareOf(less(b, product(c, 2))),
      product(squareOf(less(a, d)), Math.sqrt(10)),
    ),
  Wood: ([a, b, c, d]) =>
    terms(
      product(less(b, squareOf(a)), 10),
      less(1, a),
      product(less(d, squareOf(c)), Math.sqrt(90)),
      less(1, c),
      product(sum(b, d, -2), Math.sqrt(10)),
      product(less(b, d), 1 / Math.sqrt(10)),
    ),
  'Kowalik and Osborne': ([a, b, c, d]) => {
    const u2 = squareOf(kowalik)
    const above = product(a, sum(u2, product(kowalik, b)))
    return less(data('kowalikY'), T.div(above, sum(u2, product(kowalik, c), d)))
  },
  'Brown and Dennis': ([a, b, c, d]) =>
    sum(
      squareOf(less(sum(a, product(brownDennis, b)), T.exp(brownDennis))),
      squareOf(less(sum(c, product(d, T.sin(brownDennis))), T.cos(brownDennis))),
    ),
  'Osborne 1': ([a, b, c, d, e]) => {
    const t = range(0, 33, (i) => 10 * i)
    return less(data('osborne1'), sum(a, product(b, decay(t, d)), product(c, decay(t, e))))
  },
  'Biggs EXP6': ([a, b, c, d, e, f]) =>
    sum(
      product(c, decay(biggs, a)),
      T.neg(product(d, decay(biggs, b))),
      product(f, decay(biggs, e)),
      T.neg(biggsY),
    ),
  'Osborne 2': ([a, b, c, d, e, f, g, h, i, j, k]) => {
    const t = range(0, 65, (n) => n / 10)
    const hill = (height: Operand, centre: Operand, width: Operand): AnyTensor =>
      product(height, decay(squareOf(less(t, centre)), width))
    return less(data('osborne2'), sum(product(a, decay(t, e)), hill(b, i, f), hill(c, j, g), hill(d, k, h)))
  },
}

/** The sum of squares of a problem. */
export const lossOf =
  (name: string) =>
  (x: Point): Scalar => {
    const at = (i: number): Scalar => T.reshape(T.slice(x, [i], [i + 1]), []) as Scalar
    const elements = Array.from({ length: x.shape[0] }, (_, i) => at(i))
    return T.sum(T.square((problems[name] as Terms)(elements as unknown as Elements))) as Scalar
  }

/** Where a problem begins. */
export const startOf = (name: string): Point => vector(file.problems[name]?.start ?? [])

/** Is a value the least one, to four digits, or four places of zero? As in Ceres' example. */
export const solved = (name: string, value: number): boolean => {
  const { least = NaN } = file.problems[name] ?? {}
  return Math.abs(value - least) <= 1e-4 * (least > 0 ? least : 1)
}
