import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { agrees, type OperandRow, operationsOf } from '../harness/operands.ts'

// A row here and one of the same name in tools/golden/autograd_operations.py.
const rows: Readonly<Record<string, OperandRow>> = {
  abs: T.abs,
  acos: T.acos,
  acosh: T.acosh,
  asin: T.asin,
  asinh: T.asinh,
  atan: T.atan,
  atanh: T.atanh,
  cbrt: T.cbrt,
  cos: T.cos,
  cosh: T.cosh,
  digamma: T.digamma,
  erf: T.erf,
  erfInv: T.erfInv,
  erfc: T.erfc,
  exp: T.exp,
  exp2: T.exp2,
  expm1: T.expm1,
  lgamma: T.lgamma,
  log: T.log,
  log10: T.log10,
  log1p: T.log1p,
  log2: T.log2,
  neg: T.neg,
  reciprocal: T.reciprocal,
  relu: T.relu,
  rsqrt: T.rsqrt,
  sigmoid: T.sigmoid,
  sin: T.sin,
  sinh: T.sinh,
  softplus: T.softplus,
  sqrt: T.sqrt,
  square: T.square,
  tan: T.tan,
  tanh: T.tanh,
  'add outer': (a, b) => T.add(a, b),
  'sub from number': (a, b) => T.sub(a, b),
  'mul three ways': (a, b) => T.mul(a, b),
  'div both': (a, b) => T.div(a, b),
  'pow both': (a, b) => T.pow(a, b),
  'pow of a number': (x) => T.pow(1.7, x),
  'pow -2': (x) => T.pow(x, -2),
  'mod both': (a, b) => T.mod(a, b),
  'maximum both': (a, b) => T.maximum(a, b),
  'minimum both': (a, b) => T.minimum(a, b),
  'atan2 both': (a, b) => T.atan2(a, b),
  'where both': (c, a, b) => T.where(T.greater(c, 0), T.mul(a, c), b),
  'where inside where': (x) => {
    const isIn: AnyTensor = T.greater(x, 0)
    return T.where(isIn, T.log(T.where(isIn, x, 1)), 0)
  },
  clip: (x) => T.mul(T.clip(x, -0.8, 0.9), x),
  broadcastTo: (x) => T.broadcastTo(x, [2, 3, 4]),
}

agrees(rows, operationsOf('elementwise'))
