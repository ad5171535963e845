/** Functions of one vector at the edges of their domains. */
import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { Scalar } from '../../src/index.ts'

type Row = (x: AnyTensor) => Scalar

const w: AnyTensor = T.tensor([1, 2, 4], { dtype: 'float64' })
const weighted =
  (f: (x: AnyTensor) => unknown): Row =>
  (x) =>
    T.sum(T.mul(f(x) as AnyTensor, w) as AnyTensor) as Scalar
const summed =
  (f: (x: AnyTensor) => unknown): Row =>
  (x) =>
    T.sum(f(x) as AnyTensor) as Scalar
const at = (x: AnyTensor, i: number): AnyTensor => T.take(x, T.tensor(i, { dtype: 'int32' })) as AnyTensor
const ofBoth =
  (f: (a: AnyTensor, b: AnyTensor) => unknown): Row =>
  (x) =>
    f(at(x, 0), at(x, 1)) as Scalar
const square = (x: unknown): AnyTensor => T.square(x as AnyTensor)
const positive = (x: AnyTensor): AnyTensor => T.greater(x, 0) as AnyTensor
const safe = (x: AnyTensor): AnyTensor => T.where(positive(x), x, 1) as AnyTensor

const prod: Row = (x) => T.prod(x) as Scalar
const power = ofBoth((a, b) => T.pow(a, b))
const logSumExp: Row = (x) => T.logSumExp(x) as Scalar

export const rows: Readonly<Record<string, Row>> = {
  'prod with one zero': prod,
  'prod with two zeros': prod,
  'prod of zeros': prod,
  'prod of five with a zero': prod,
  'prod of one': prod,
  'cumProd with one zero': weighted((x) => T.cumProd(x)),
  'cumProd with two zeros': weighted((x) => T.cumProd(x)),
  'pow 2 0': power,
  'pow 2 1': power,
  'pow 0 2': power,
  'pow 0 3': power,
  'pow 0 1': power,
  'pow 0 0': power,
  'square by pow at 0': summed((x) => T.pow(x, 2)),
  'cube by pow at 0': summed((x) => T.pow(x, 3)),
  'pow 1 at 0': summed((x) => T.pow(x, 1)),
  'pow 0 at 0': summed((x) => T.pow(x, 0)),
  'logSumExp with -inf': logSumExp,
  'logSumExp of -inf': logSumExp,
  'logSumExp of large numbers': logSumExp,
  'norm at 0': (x) => T.norm(x) as Scalar,
  'std of equal numbers': (x) => T.std(x) as Scalar,
  'variance of equal numbers': (x) => T.variance(x) as Scalar,
  'softmax of large numbers': weighted((x) => T.softmax(x)),
  'logSoftmax of large numbers': weighted((x) => T.logSoftmax(x)),
  'abs at 0': summed((x) => T.abs(x)),
  'relu at 0': summed((x) => T.relu(x)),
  'sort with ties': weighted((x) => square(T.sort(x))),
  'max with ties': (x) => square(T.max(x)) as Scalar,
  'min with ties': (x) => square(T.min(x)) as Scalar,
  'maximum of a tie': ofBoth((a, b) => square(T.maximum(a, b))),
  'minimum of a tie': ofBoth((a, b) => square(T.minimum(a, b))),
  'where around log': summed((x) => T.where(positive(x), T.log(x) as AnyTensor, 0)),
  'where around sqrt': summed((x) => T.where(positive(x), T.sqrt(x) as AnyTensor, 0)),
  'where around a safe log': summed((x) => T.where(positive(x), T.log(safe(x)) as AnyTensor, 0)),
  'where around a safe sqrt': summed((x) => T.where(positive(x), T.sqrt(safe(x)) as AnyTensor, 0)),
  'atan2 at 0': ofBoth((a, b) => T.atan2(a, b)),
  'sigmoid at both ends': weighted((x) => T.sigmoid(x)),
  'softplus at both ends': weighted((x) => T.softplus(x)),
  'tanh at both ends': weighted((x) => T.tanh(x)),
}
