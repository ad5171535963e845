import * as T from '@gradus/tensor'
import { agrees, type OperandRow, operationsOf } from '../harness/operands.ts'

// A row here and one of the same name in tools/golden/autograd_operations.py.
const rows: Readonly<Record<string, OperandRow>> = {
  sum: (x) => T.sum(x),
  'sum of two axes': (x) => T.sum(x, { axis: [0, 2], keepDims: true }),
  mean: (x) => T.mean(x),
  'mean of the last axis': (x) => T.mean(x, { axis: -1 }),
  variance: (x) => T.variance(x, { axis: [0, 2] }),
  'variance of a sample': (x) => T.variance(x, { axis: [0, 2], ddof: 1, keepDims: true }),
  std: (x) => T.std(x),
  'std of a sample': (x) => T.std(x, { axis: 1, ddof: 1 }),
  max: (x) => T.max(x),
  'max of two axes': (x) => T.max(x, { axis: [0, 2] }),
  'min keepDims': (x) => T.min(x, { axis: 1, keepDims: true }),
  prod: (x) => T.prod(x),
  'prod of an axis': (x) => T.prod(x, { axis: 1, keepDims: true }),
  logSumExp: (x) => T.logSumExp(x),
  'logSumExp of two axes': (x) => T.logSumExp(x, { axis: [0, 2], keepDims: true }),
  softmax: (x) => T.softmax(x),
  'softmax of the first axis': (x) => T.softmax(x, { axis: 0 }),
  logSoftmax: (x) => T.logSoftmax(x),
  'logSoftmax of the middle axis': (x) => T.logSoftmax(x, { axis: 1 }),
  norm: (x) => T.norm(x),
  'norm of two axes': (x) => T.norm(x, { axis: [0, 2] }),
  'norm 1': (x) => T.norm(x, { axis: -1, ord: 1, keepDims: true }),
  'norm inf': (x) => T.norm(x, { axis: 1, ord: 'inf' }),
  median: (x) => T.median(x),
  'median between two': (x) => T.median(x, { axis: 1, keepDims: true }),
  quantile: (x) => T.quantile(x, 0.3, { axis: 0 }),
  quantiles: (x) => T.quantile(x, [0.2, 0.77], { axis: -1 }),
  'quantile of all': (x) => T.quantile(x, 0.61),
  cumSum: (x) => T.cumSum(x, { axis: -1 }),
  'cumSum of all': (x) => T.cumSum(x),
  cumProd: (x) => T.cumProd(x, { axis: 1 }),
  cumMax: (x) => T.cumMax(x, { axis: 2 }),
}

agrees(rows, operationsOf('reductions'))
