import * as T from '@gradus/tensor'
import { agrees, type OperandRow, operationsOf } from '../harness/operands.ts'

const einsum = (subscripts: string): Readonly<Record<string, OperandRow>> => ({
  [`einsum ${subscripts}`]: (...operands) => T.einsum(subscripts, ...operands),
})

const matmul: OperandRow = (a, b) => T.matmul(a!, b!)

// A row here and one of the same name in tools/golden/autograd_operations.py.
const rows: Readonly<Record<string, OperandRow>> = {
  matmul,
  'matmul of vectors': matmul,
  'matmul with a vector': matmul,
  'matmul of a vector': matmul,
  'matmul of batches': matmul,
  'matmul of broadcast batches': matmul,
  'matmul of a matrix and batches': matmul,
  'matmul transposed': (a, b) => T.matmul(a!, T.transpose(b!)),
  dot: (a, b) => T.dot(a!, b!),
  outer: (a, b) => T.outer(a!, b!),
  tensorDot: (a, b) => T.tensorDot(a!, b!, [[1, 2], [1, 0]]), // prettier-ignore
  ...einsum('ij->ji'),
  ...einsum('ii->'),
  ...einsum('ii->i'),
  ...einsum('ijk->k'),
  ...einsum('i,j->ij'),
  ...einsum('ij,jk->ik'),
  ...einsum('ijk,k->ij'),
  ...einsum('bij,ij->b'),
  ...einsum('bij,bjk->bik'),
  ...einsum('bhqd,bhkd->bhqk'),
  ...einsum('...ij,jk->...ik'),
  ...einsum('ij,jk,kl->il'),
  ...einsum('ab,bc,ca->'),
  ...einsum('ij,ij,j->i'),
}

agrees(rows, operationsOf('contractions'))
