import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { grad, jit, jvp, type Scalar, vmap } from '../src/index.ts'
import { type Case, conforms, double, loadGolden, near, type Rows, values } from './harness/conformance.ts'

interface Stored {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

interface Golden {
  readonly constants: Readonly<Record<'square' | 'tall' | 'columns' | 'right' | 'side', Stored>>
  readonly cases: Readonly<Record<string, Case>>
}

const { constants, cases } = loadGolden<Golden>('linalg')
const constant = ({ values: all, shape }: Stored): AnyTensor => double(all, shape)
const square = constant(constants.square)
const tall = constant(constants.tall)
const columns = constant(constants.columns)
const right = constant(constants.right)
const side = constant(constants.side)

const eye = (n: number): AnyTensor => T.eye(n, { dtype: 'float64' }) as AnyTensor
const transposed = (x: AnyTensor): AnyTensor => T.swapAxes(x, -1, -2) as AnyTensor
const matmul = (a: AnyTensor, b: AnyTensor): AnyTensor => T.matmul(a, b) as AnyTensor
const definite = (x: AnyTensor): AnyTensor =>
  T.add(matmul(x, transposed(x)), eye(x.shape.at(-1)!)) as AnyTensor
const sq = (x: AnyTensor): AnyTensor => T.square(x)

// A row here and one of the same name in tools/golden/tensor_linalg.py bring a value, a gradient and a Hessian-vector product.
const rows: Rows = {
  cholesky: (x) => T.cholesky(definite(x)),
  'cholesky of what is not symmetric': (x) => T.cholesky(T.add(x, T.mul(eye(4), 9)) as AnyTensor),
  'triangularSolve matrix': (x) => T.triangularSolve(x, columns),
  'triangularSolve transposed': (x) => T.triangularSolve(x, columns, { transpose: true }),
  'triangularSolve upper': (x) => T.triangularSolve(x, x, { lower: false }),
  'triangularSolve unit': (x) => T.triangularSolve(x, x, { unitDiagonal: true }),
  'triangularSolve right': (x) => T.triangularSolve(square, sq(x)),
  'solve matrix': (x) => T.solve(x, columns),
  'solve right': (x) => T.solve(square, sq(x)),
  'solve both': (x) => T.solve(x, matmul(x, x)),
  inv: (x) => T.inv(x),
  det: (x) => T.det(x),
  'det of a singular matrix': (x) => T.det(x),
  'det of the identity': (x) => T.det(x),
  'det with a column of zeros': (x) => T.det(x),
  slogdet: (x) => T.slogdet(x).logabsdet,
  'lu l': (x) => T.lu(x).l,
  'lu u': (x) => T.lu(x).u,
  'lu l of a wide matrix': (x) => T.lu(x).l,
  'lu u of a wide matrix': (x) => T.lu(x).u,
  'qr q': (x) => T.qr(x).q,
  'qr r': (x) => T.qr(x).r,
  'qr r of a wide matrix': (x) => T.qr(x).r,
  'eigh eigenvalues': (x) => T.eigh(x).eigenvalues,
  'eigh eigenvectors': (x) => T.eigh(x).eigenvectors,
  eigvalsh: (x) => sq(T.eigvalsh(x) as AnyTensor),
  'svd u': (x) => T.svd(x).u,
  'svd s': (x) => T.svd(x).s,
  'svd vh': (x) => T.svd(x).vh,
  'svd u of a wide matrix': (x) => T.svd(x).u,
  'svd vh of a wide matrix': (x) => T.svd(x).vh,
  'svd of a square': (x) => {
    const { u, vh } = T.svd(x, { fullMatrices: true })
    return T.add(u as AnyTensor, T.mul(vh as AnyTensor, 2))
  },
  svdvals: (x) => sq(T.svdvals(x)),
  pinv: (x) => T.pinv(x),
  'pinv of a wide matrix': (x) => T.pinv(x),
  'pinv of the identity': (x) => T.pinv(x),
  'pinv of a product': (x) => T.pinv(matmul(x, right), { rcond: 1e-10 }),
  'pinv of a singular matrix': (x) => T.pinv(x, { rcond: 1e-10 }),
  'lstsq solution': (x) => T.lstsq(x, side).solution,
  'lstsq right': (x) => T.lstsq(tall, sq(x)).solution,
  'lstsq residuals': (x) => T.lstsq(x, side).residuals,
}

// Where the rank is not full, the second derivative exists along changes that keep the rank alone, as in the row above.
conforms(rows, cases, ['pinv of a singular matrix'], ['pinv of a singular matrix', 'solve both'])

describe.each(Object.entries(rows))('%s, under other transformations', (name, row) => {
  const f = (x: AnyTensor): AnyTensor => row(x) as AnyTensor
  const slope = grad((x: AnyTensor) => sum(sq(f(x))))
  const { x: first, shape } = cases[name]!
  const x = double(first, shape)
  const y = name.startsWith('pinv')
    ? (T.mul(x, 1.5) as AnyTensor)
    : (T.add(x, T.mul(T.sin(x), 0.1)) as AnyTensor)

  test('values and gradients are the same when traced once', () => {
    near(values(jit(f)(x)), values(f(x)))
    near(values(jit(slope)(x)), values(slope(x)))
  })

  test('values and gradients of two examples are those of one after the other', () => {
    const both = T.stack([x, y]) as AnyTensor
    near(values(vmap(f)(both) as AnyTensor), [...values(f(x)), ...values(f(y))])
    near(values(vmap(slope)(both) as AnyTensor), [...values(slope(x)), ...values(slope(y))])
  })
})

const sum = (x: unknown): Scalar => T.sum(x as AnyTensor) as Scalar

const thrown = (f: () => unknown): string => {
  try {
    f()
    return 'nothing was thrown'
  } catch (error) {
    return String(error)
  }
}

describe('where a derivative does not exist', () => {
  const degenerate = double([2, 0, 0, 0, 5, 0, 0, 0, 2], [3, 3])
  test.each<readonly [string, (x: AnyTensor) => unknown, AnyTensor]>([
    [
      'GradusError: eigh: eigenvalues 0 and 1 are equal within rounding, 2 and 2: vectors have no derivative there. Take eigvalsh where values are enough.',
      (x) => T.eigh(x).eigenvectors,
      degenerate,
    ],
    [
      'GradusError: svd: singular values 1 and 2 are equal within rounding, 2 and 2: vectors have no derivative there. Take svdvals where values are enough.',
      (x) => T.svd(x).u,
      degenerate,
    ],
    [
      'GradusError: svd: singular value 1 is 0 within rounding, 0: vectors have no derivative there. Take svdvals where values are enough.',
      (x) => T.svd(x).u,
      double([1, 0, 0, 0, 0, 0], [3, 2]),
    ],
    [
      'GradusError: svd: the vectors that complete a basis have no derivative, [5,3] has 2 of them. Leave fullMatrices out.',
      (x) => T.svd(x, { fullMatrices: true }).u,
      tall,
    ],
    [
      "GradusError: qr: the columns that complete a basis have no derivative, 5 rows have 2 of them. Take the mode 'reduced'.",
      (x) => T.qr(x, { mode: 'complete' }).q,
      tall,
    ],
    [
      'GradusError: qr: the factors have a derivative where columns are linearly independent, and element [1,1] of r is 0',
      (x) => T.qr(x).q,
      double([1, 0, 0, 0], [2, 2]),
    ],
    [
      'GradusError: lu: factors with a pivot of 0 have no derivative, and element [0,0] of u is 0',
      (x) => T.lu(x).u,
      double([0, 1, 0, 1], [2, 2]),
    ],
  ])('%s', (message, f, x) => expect(thrown(() => grad((v: AnyTensor) => sum(f(v)))(x))).toBe(message))

  test('the sum of equal eigenvalues has one, the trace', () => {
    expect(values(grad((x: AnyTensor) => sum(T.eigvalsh(x)))(degenerate))).toEqual(values(eye(3)))
    expect(values(jvp((x: AnyTensor) => sum(T.eigvalsh(x)), degenerate, eye(3))[1])).toEqual([3])
  })

  test('a determinant of rank two less than full has the gradient 0', () => {
    expect(
      values(grad((x: AnyTensor) => sum(T.det(x)))(double([1, 0, 0, 0, 0, 0, 0, 0, 0], [3, 3]))),
    ).toEqual(Array.from({ length: 9 }, () => 0))
  })

  test('a singular system says so in reverse mode too', () =>
    expect(thrown(() => grad((x: AnyTensor) => sum(T.inv(x)))(double([1, 1, 1, 1], [2, 2])))).toBe(
      'ValueError: inv: the matrix is singular, its pivot 1 is 0. Take lstsq or pinv for the least squares?',
    ))
})

test('no elements have no derivative, and no error', () => {
  const none = double([], [0, 0])
  const all: readonly ((x: AnyTensor) => unknown)[] = [
    (x) => T.cholesky(x),
    (x) => T.inv(x),
    (x) => T.det(x),
    (x) => T.lu(x).l,
    (x) => T.qr(x).q,
    (x) => T.eigh(x).eigenvectors,
    (x) => T.svd(x).u,
    (x) => T.pinv(x),
  ]
  all.forEach((f) => expect(grad((x: AnyTensor) => sum(f(x)))(none).shape).toEqual([0, 0]))
})
