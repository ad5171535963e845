import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { agrees, type OperandRow, operationsOf } from '../harness/operands.ts'

type X = AnyTensor

const transposed = (x: X): X => T.swapAxes(x, -1, -2)
const definite = (x: X): X => T.matmul(x, transposed(x))
const symmetric = (x: X): X => T.add(x, transposed(x))

// A row here and one of the same name in tools/golden/autograd_operations.py.
const rows: Readonly<Record<string, OperandRow>> = {
  solve: (a: X, b: X) => T.solve(a, b),
  'solve for a vector': (a: X, b: X) => T.solve(a, b),
  inv: (x: X) => T.inv(x),
  det: (x: X) => T.det(x),
  slogdet: (x: X) => T.slogdet(x).logabsdet,
  cholesky: (x: X) => T.cholesky(definite(x)),
  triangularSolve: (a: X, b: X) => T.triangularSolve(a, b),
  'triangularSolve upper, transposed': (a: X, b: X) =>
    T.triangularSolve(a, b, { lower: false, transpose: true }),
  'triangularSolve of a unit diagonal': (a: X, b: X) => T.triangularSolve(a, b, { unitDiagonal: true }),
  lu: (x: X) => {
    const { l, u } = T.lu(x)
    return [l, u]
  },
  qr: (x: X) => {
    const { q, r } = T.qr(x)
    return [T.square(q), T.square(r)]
  },
  eigvalsh: (x: X) => T.eigvalsh(symmetric(x)),
  'eigh vectors': (x: X) => T.square(T.eigh(symmetric(x)).eigenvectors),
  svdvals: (x: X) => T.svdvals(x),
  'svd vectors': (x: X) => {
    const { u, vh } = T.svd(x)
    return [T.square(u), T.square(vh)]
  },
  pinv: (x: X) => T.pinv(x),
  lstsq: (a: X, b: X) => T.lstsq(a, b).solution,
}

agrees(rows, operationsOf('linear algebra'))
