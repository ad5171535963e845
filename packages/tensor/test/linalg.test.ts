import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnyTensor } from '../src/index.ts'
import * as T from '../src/index.ts'
import { load } from './golden.ts'
import { callByName, thrownBy } from './harness/called.ts'
import { numbers, restore, type Stored } from './harness/stored.ts'

type Answer = Stored | Readonly<Record<string, Stored>>

interface Case {
  readonly name: string
  readonly operands: readonly Stored[]
  readonly arguments: readonly unknown[]
  readonly answer: Answer
}

interface Golden {
  readonly cases: readonly Case[]
  readonly streams: readonly { readonly seed: number; readonly orthogonal: Stored }[]
  readonly graded: { readonly matrix: Stored; readonly singularValues: readonly number[] }
}

const { cases, graded, streams } = load<Golden>('linalg')

const isStored = (x: Answer): x is Stored => Array.isArray(x.shape)

/** Within a part of the largest element: that is what rounding leaves of matrices. */
const near = (found: readonly number[], wanted: readonly number[], part: number, least = 0): void => {
  const scale = wanted.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), least)
  const close = (v: number, w: number): boolean =>
    Object.is(v, w) || v === w || Math.abs(v - w) <= part * scale
  expect(found.map((v, i) => (close(v, wanted[i]!) ? wanted[i] : v))).toEqual(wanted)
}

const values = (x: AnyTensor): readonly number[] => [...T.toTypedArray(x)]

const same = (found: AnyTensor, wanted: Stored, least = 0): void => {
  expect([found.shape, found.dtype]).toEqual([wanted.shape, wanted.dtype])
  near(values(found), numbers(wanted), 1e-12, least)
}

const label = ({ name, operands, arguments: more }: Case): string =>
  `${name} ${operands.map((o) => `[${o.shape.join()}]`).join(' ')} ${JSON.stringify(more)}`

describe('linear algebra equals NumPy and SciPy', () => {
  test.each(cases.map((c, i) => [`${label(c)} #${i}`, c] as const))('%s', (_, c) => {
    const operands = c.operands.map(restore)
    const found = callByName(c.name, [...operands, ...c.arguments])
    if (isStored(c.answer)) same(found as AnyTensor, c.answer)
    else {
      const parts = found as Readonly<Record<string, AnyTensor>>
      expect(Object.keys(parts)).toEqual(Object.keys(c.answer))
      // Residuals of solvable systems are what rounding leaves of elements near 1.
      Object.entries(c.answer).forEach(([name, wanted]) =>
        same(parts[name]!, wanted, name === 'residuals' ? 1 : 0),
      )
    }
    operands.forEach((x, i) => expect(values(x)).toEqual([...numbers(c.operands[i]!)]))
  })

  test('singular values that differ by thirty orders of magnitude are each exact to the last digits', () => {
    const found = values(T.svdvals(restore(graded.matrix)) as AnyTensor)
    found.forEach((s, i) => expect(Math.abs(s / graded.singularValues[i]! - 1)).toBeLessThan(1e-14))
  })
})

describe('orthogonal matrices at random', () => {
  test.each(streams)('the stream of seed $seed equals that of JAX in float32', ({ seed, orthogonal }) => {
    const found = T.Rng.orthogonal(T.Rng.key(seed), orthogonal.shape) as AnyTensor
    expect([found.shape, found.dtype]).toEqual([orthogonal.shape, 'float32'])
    near(values(found), numbers(orthogonal), 2e-6)
  })

  test('no preferred direction: the mean of many is 0, and half of the determinants are negative', () => {
    const many = T.Rng.orthogonal(T.Rng.key(7), [4000, 3, 3])
    expect(Math.max(...values(T.abs(T.mean(many, { axis: 0 })) as AnyTensor))).toBeLessThan(0.05)
    expect(Math.abs(T.item(T.mean(T.det(many))))).toBeLessThan(0.07)
  })
})

const float64 = { dtype: 'float64' } as const
const transposed = (x: AnyTensor): AnyTensor => T.swapAxes(x, -1, -2) as AnyTensor
const product = (...factors: readonly AnyTensor[]): AnyTensor =>
  factors.reduce((a, b) => T.matmul(a, b) as AnyTensor)
const diagonal = (v: AnyTensor): AnyTensor => {
  const n = v.shape.at(-1)!
  return T.mul(T.reshape(v, [...v.shape, 1]) as AnyTensor, T.eye(n, { dtype: 'float64' })) as AnyTensor
}
const norm = (x: AnyTensor): number => values(x).reduce((m, v) => Math.max(m, Math.abs(v)), 0)
const distance = (a: AnyTensor, b: AnyTensor): number => norm(T.sub(a, b) as AnyTensor)
const isOrthonormal = (q: AnyTensor): number =>
  distance(product(transposed(q), q), T.eye(q.shape.at(-1)!, float64) as AnyTensor)
const eps = 2 ** -52

/** Stacks of matrices of all sizes to 8, some of them of low rank, with zeros, or of large and small elements. */
const matrices = (square: boolean): fc.Arbitrary<AnyTensor> =>
  fc
    .record({
      batch: fc.constantFrom<readonly number[]>([], [2], [2, 1], [0]),
      m: fc.integer({ min: 0, max: 8 }),
      n: fc.integer({ min: 0, max: 8 }),
      seed: fc.nat(),
      kind: fc.constantFrom('any', 'rank 1', 'zero', 'whole', 'large', 'small', 'graded'),
    })
    .map(({ batch, m, n, seed, kind }) => {
      const [rows, columns] = [m, square ? m : n]
      const draw = (...shape: readonly number[]): AnyTensor =>
        T.cast(
          T.Rng.normal(T.Rng.foldIn(T.Rng.key(seed), shape.length + shape.at(-1)!), shape),
          'float64',
        ) as AnyTensor
      const any = draw(...batch, rows, columns)
      switch (kind) {
        case 'rank 1':
          return product(draw(...batch, rows, 1), draw(...batch, 1, columns))
        case 'zero':
          return T.zerosLike(any)
        case 'whole':
          return T.round(any)
        case 'graded': {
          const steps = Array.from({ length: columns }, (_, i) => 10 ** -((seed % 60) * i))
          return T.mul(any, T.tensor(steps, { dtype: 'float64' })) as AnyTensor
        }
        case 'large':
          return T.mul(any, 1e300) as AnyTensor
        case 'small':
          return T.mul(any, 1e-300) as AnyTensor
        default:
          return any
      }
    })

const bound = (x: AnyTensor): number => 50 * eps * Math.max(1, norm(x)) * Math.max(1, ...x.shape)
const relative = (x: AnyTensor): number => 50 * eps * norm(x) * Math.max(1, ...x.shape)

const holds = (square: boolean, law: (x: AnyTensor) => void): void => {
  fc.assert(fc.property(matrices(square), law), { numRuns: 200 })
}

const ascending = (x: readonly number[], n: number): boolean =>
  x.every((v, i) => i % n === 0 || x[i - 1]! <= v)

describe('laws', () => {
  test('q r = a, with orthonormal columns and an upper triangle', () =>
    holds(false, (a) => {
      const both = [T.qr(a as AnyTensor), T.qr(a as AnyTensor, { mode: 'complete' })] as readonly {
        readonly q: AnyTensor
        readonly r: AnyTensor
      }[]
      both.forEach(({ q, r }) => {
        expect(distance(product(q, r), a)).toBeLessThanOrEqual(relative(a))
        expect(isOrthonormal(q)).toBeLessThanOrEqual(bound(q))
        expect(values(T.triu(r) as AnyTensor)).toEqual(values(r))
      })
      expect(both[1]!.q.shape.slice(-2)).toEqual([a.shape.at(-2), a.shape.at(-2)])
    }))

  test('l u = a[p], with triangles and multipliers of at most 1', () =>
    holds(false, (a) => {
      const { p, l, u } = T.lu(a)
      const order = T.broadcastTo(T.expandDims(p, -1) as AnyTensor, a.shape)
      const moved = a.shape.includes(0) ? a : T.takeAlong(a, order as never, { axis: -2 })
      expect(distance(product(l, u), moved as AnyTensor)).toBeLessThanOrEqual(relative(a))
      expect(norm(l)).toBeLessThanOrEqual(1)
      expect(values(T.triu(u) as AnyTensor)).toEqual(values(u))
    }))

  test('u diag(s) vh = a, with orthonormal vectors and descending values', () =>
    holds(false, (a) => {
      const { u, s, vh } = T.svd(a) as { readonly [K in 'u' | 's' | 'vh']: AnyTensor }
      expect(distance(T.mul(product(T.mul(u, T.expandDims(T.div(s, Math.max(norm(a), 1e-300)) as AnyTensor, -2)) as AnyTensor, vh), Math.max(norm(a), 1e-300)) as AnyTensor, a)).toBeLessThanOrEqual(relative(a)) // prettier-ignore
      expect(Math.max(isOrthonormal(u), isOrthonormal(transposed(vh)))).toBeLessThanOrEqual(bound(u))
      expect(ascending(values(T.neg(s)), s.shape.at(-1)!)).toBe(true)
      expect(distance(T.svdvals(a), s)).toBeLessThanOrEqual(relative(a))
      const full = T.svd(a, { fullMatrices: true }) as { readonly u: AnyTensor; readonly vh: AnyTensor }
      expect(Math.max(isOrthonormal(full.u), isOrthonormal(full.vh))).toBeLessThanOrEqual(bound(full.u))
      expect([full.u.shape.at(-1), full.vh.shape.at(-2)]).toEqual(a.shape.slice(-2))
    }))

  test('v diag(w) vᵀ = a, with orthonormal vectors and ascending values', () =>
    holds(true, (x) => {
      const a = T.add(x, transposed(x)) as AnyTensor
      const { eigenvalues: w, eigenvectors: v } = T.eigh(a) as {
        readonly [K in 'eigenvalues' | 'eigenvectors']: AnyTensor
      }
      expect(distance(product(a, v), product(v, diagonal(w)))).toBeLessThanOrEqual(relative(a))
      expect(isOrthonormal(v)).toBeLessThanOrEqual(bound(v))
      expect(ascending(values(w), w.shape.at(-1)!)).toBe(true)
      expect(distance(T.eigvalsh(a) as AnyTensor, w)).toBeLessThanOrEqual(relative(a))
    }))

  test('l lᵀ = a for the squares of matrices and a multiple of the identity', () =>
    holds(true, (x) => {
      const scaled = T.div(x, Math.max(norm(x), 1e-300)) as AnyTensor
      const a = T.add(product(scaled, transposed(scaled)), T.eye(x.shape.at(-1)!, float64)) as AnyTensor
      const l = T.cholesky(a) as AnyTensor
      expect(distance(product(l, transposed(l)), a)).toBeLessThanOrEqual(relative(a))
    }))

  test('a solution solves, and a pseudo-inverse satisfies a a⁺ a = a', () =>
    holds(true, (x) => {
      const n = x.shape.at(-1)!
      const scaled = T.div(x, Math.max(norm(x), 1e-300)) as AnyTensor
      const a = T.add(scaled, T.mul(T.eye(n, float64), 2 * n)) as AnyTensor
      const b = T.ones([n, 2], float64) as AnyTensor
      expect(distance(product(a, T.solve(a, b) as AnyTensor), T.broadcastTo(b, [...x.shape.slice(0, -1), 2]) as AnyTensor)).toBeLessThan(1e-13) // prettier-ignore
      expect(distance(product(a, T.inv(a) as AnyTensor), T.broadcastTo(T.eye(n, float64), x.shape) as AnyTensor)).toBeLessThan(1e-13) // prettier-ignore
      const inverse = T.pinv(scaled) as AnyTensor
      expect(distance(product(scaled, inverse, scaled), scaled)).toBeLessThanOrEqual(bound(inverse))
    }))

  test('float32 is computed in double precision: each element is within a few roundings of the exact one', () => {
    const a = T.Rng.normal(T.Rng.key(5), [30, 20]) as AnyTensor
    const exact = T.cast(a, 'float64') as AnyTensor
    const single = 2 ** -23
    near(values(T.svdvals(a)), values(T.svdvals(exact)), single)
    near(values(T.qr(a).r as AnyTensor), values(T.qr(exact).r as AnyTensor), single)
    near(values(T.svd(a).u as AnyTensor), values(T.svd(exact).u as AnyTensor), single)
    const b = T.Rng.normal(T.Rng.key(6), [30]) as AnyTensor
    near(
      values(T.lstsq(a, b).solution as AnyTensor),
      values(T.lstsq(exact, T.cast(b, 'float64') as AnyTensor).solution as AnyTensor),
      20 * single,
    )
  })

  test('whole numbers become float32, and the wider float wins', () => {
    const whole = T.tensor([[2, 1], [1, 3]], { dtype: 'int32' }) // prettier-ignore
    expect([
      T.det(whole).dtype,
      T.solve(whole, T.ones([2], float64)).dtype,
      T.eigh(whole).eigenvalues.dtype,
    ]).toEqual(['float32', 'float64', 'float32'])
  })

  test('the largest element of an eigenvector and of a left vector is positive', () => {
    const { eigenvectors } = T.eigh(T.tensor([[0, -1], [-1, 0.5]], float64)) // prettier-ignore
    const { u, vh } = T.svd(T.tensor([[-3, 0], [0, 1], [0, 0]], float64)) // prettier-ignore
    expect(T.toNested(eigenvectors).flat().filter((v) => v > 0.7).length).toBe(2) // prettier-ignore
    expect([T.toNested(u), T.toNested(vh)]).toEqual([[[1, 0], [0, 1], [0, 0]], [[-1, 0], [0, 1]]]) // prettier-ignore
  })
})

const square = T.tensor([[1, 2], [2, 4]]) // prettier-ignore
const tall = T.ones([3, 2])
const spoilt = T.tensor([[1, NaN], [NaN, 1]]) // prettier-ignore
const stack = T.stack([T.eye(2), square]) as AnyTensor

const mistakes: readonly (readonly [string, string, readonly unknown[]])[] = [
  ['ShapeError', 'cholesky: takes a matrix or a stack of them, got [3] of rank 1', [T.ones([3])]],
  ...['cholesky', 'eigh', 'eigvalsh', 'inv', 'det', 'slogdet'].map(
    (op) => ['ShapeError', `${op}: takes square matrices, got [3,2]: 3 rows, 2 columns`, [tall]] as const,
  ),
  ['ShapeError', 'solve: takes square matrices, got [3,2]: 3 rows, 2 columns', [tall, T.ones([3])]],
  ...['lu', 'qr', 'svd', 'svdvals', 'pinv', 'matrixRank'].map(
    (op) =>
      ['ShapeError', `${op}: takes a matrix or a stack of them, got [3] of rank 1`, [T.ones([3])]] as const,
  ),
  ['ShapeError', 'solve: [2,2] has 2 rows, the right side [3] has 3', [square, T.ones([3])]],
  ['ShapeError', 'lstsq: [3,2] has 3 rows, the right side [2,1] has 2', [tall, T.ones([2, 1])]],
  [
    'ShapeError',
    'triangularSolve: the right side is a vector or a matrix, got a scalar',
    [square, T.tensor(1)],
  ],
  ['ShapeError', 'solve: cannot broadcast [2] with [3]: 2 against 3', [T.ones([2, 2, 2]), T.ones([3, 2, 1])]],
  ['DTypeError', 'solve: expected a tensor, got 3', [square, 3]],
  ['DTypeError', 'det: expected a tensor, got an array. Make it one with T.tensor.', [[[1]]]],
  [
    'ValueError',
    'cholesky: not positive definite, the leading minor of order 2 of the matrix is not above 0. Add a small multiple of the identity?',
    [square],
  ],
  [
    'ValueError',
    'cholesky: not positive definite, the leading minor of order 2 of matrix [1] is not above 0. Add a small multiple of the identity?',
    [stack],
  ],
  [
    'ValueError',
    'cholesky: not positive definite, the leading minor of order 2 of the matrix is not above 0. Add a small multiple of the identity?',
    [spoilt],
  ],
  [
    'ValueError',
    'solve: the matrix is singular, its pivot 1 is 0. Take lstsq or pinv for the least squares?',
    [square, T.ones([2])],
  ],
  [
    'ValueError',
    'inv: matrix [1] is singular, its pivot 1 is 0. Take lstsq or pinv for the least squares?',
    [stack],
  ],
  [
    'ValueError',
    'triangularSolve: singular, element 1 of the diagonal of the matrix is 0',
    [T.tensor([[1, 0], [1, 0]]), T.ones([2])], // prettier-ignore
  ],
  ['ValueError', 'eigh: eigenvalues need finite elements, the matrix has NaN among them', [spoilt]],
  ['ValueError', 'svd: singular values need finite elements, the matrix has NaN among them', [spoilt]],
  [
    'ValueError',
    'svd: singular values need finite elements, matrix [0] has Infinity among them',
    [T.full([1, 2, 2], -Infinity)],
  ],
  ['ValueError', "qr: the mode is 'reduced' or 'complete', got 'r'", [tall, { mode: 'r' }]],
  ['ValueError', 'pinv: rcond is a number from 0, got -1', [tall, { rcond: -1 }]],
  ['ValueError', 'lstsq: rcond is a number from 0, got NaN', [tall, T.ones([3]), { rcond: NaN }]],
  ['ValueError', 'matrixRank: the tolerance is a number from 0, got -1', [tall, { tolerance: -1 }]],
]

const orthogonalVector = (): unknown => {
  try {
    return T.Rng.orthogonal(T.Rng.key(0), [3] as never)
  } catch (error) {
    return String(error)
  }
}

describe('mistakes say what is wrong, and the way out', () => {
  test.each(mistakes.map(([kind, text, args], i) => [`${text} #${i}`, kind, text, args] as const))(
    '%s',
    (_, kind, text, args) => {
      const error = thrownBy(text.split(':')[0]!, args) as Error
      expect([error.name, error.message]).toEqual([kind, text])
    },
  )

  test('a shape of less than a matrix', () =>
    expect(orthogonalVector()).toBe(
      'ShapeError: Rng.orthogonal: takes a matrix or a stack of them, got [3] of rank 1',
    ))

  test('NaN passes through what has no reason to refuse it', () => {
    expect(Number.isNaN(T.item(T.det(spoilt)))).toBe(true)
    expect(values(T.qr(spoilt).r as AnyTensor).every(Number.isNaN)).toBe(false)
    expect(values(T.lu(spoilt).u as AnyTensor).some(Number.isNaN)).toBe(true)
  })
})
