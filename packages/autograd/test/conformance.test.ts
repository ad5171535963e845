/**
 * Every operation that floats pass through, held to differences in double precision: of values and of gradients, by forward
 * and by reverse mode, with operands that broadcast, have no elements or one; and compiled,
 * and over several points at once, to itself; the graphs of its derivatives are of types that fit.
 */
import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import {
  checkGradients,
  checkGraph,
  grad,
  graphOf,
  jit,
  jvp,
  type Scalar,
  showReport,
  vmap,
} from '../src/index.ts'
import { tensorsOf } from '../src/structure.ts'
import { near, values } from './harness/conformance.ts'
import {
  aboveOne,
  apart,
  below,
  definite,
  dominant,
  type Drawn,
  drawnIn,
  exactly,
  given,
  positive,
  real,
  symmetric,
  truth,
  unit,
} from './harness/domains.ts'

type Domain = (shape: readonly number[]) => Drawn
type Arguments = readonly unknown[]

const shapes = [[2, 3], [1], [0, 2], []] // prettier-ignore
const unary = (domain: Domain): readonly Arguments[] => shapes.map((shape) => [domain(shape)])

const pairs = [[[2, 3], [3]], [[2, 1], [1, 3]], [[], [2]], [[0, 3], [1, 3]], [[1], [1]]] // prettier-ignore
const binary = (a: Domain, b: Domain = a): readonly Arguments[] =>
  pairs.map(([left, right]) => [a(left as number[]), b(right as number[])])

const reducing = (domain: Domain, more: object = {}): readonly Arguments[] => [
  [domain([2, 3]), more],
  [domain([3, 2]), { axis: 0, ...more }],
  [domain([1, 3]), { axis: 0, keepDims: true, ...more }],
  [domain([2, 1, 3]), { axis: [0, 2], ...more }],
  [domain([0, 3]), { axis: 1, ...more }],
]
const running = (domain: Domain): readonly Arguments[] => [
  [domain([2, 3])],
  [domain([5, 2]), { axis: 0 }],
  [domain([2, 1]), { axis: 1 }],
  [domain([0, 3]), { axis: 0 }],
]
const along = (domain: Domain, more: object = {}): readonly Arguments[] => [
  [domain([2, 3]), { axis: 1, ...more }],
  [domain([3, 2]), { axis: 0, ...more }],
  [domain([1, 3]), { axis: 0, ...more }],
]

const images = (domain: Domain): Drawn => domain([1, 2, 5, 6])
const volume = (domain: Domain): Drawn => domain([1, 1, 4, 4, 4])
const signal = (domain: Domain): Drawn => domain([2, 2, 6])

/** Arguments of each operation; operands stand for tensors, the rest is passed as it is. */
const rows: Readonly<Record<string, readonly Arguments[]>> = {
  // one operand, elementwise
  abs: unary(apart),
  acos: unary(unit),
  acosh: unary(aboveOne),
  asin: unary(unit),
  asinh: unary(real),
  atan: unary(real),
  atanh: unary(unit),
  cast: [[real([2, 3]), 'float64']],
  cbrt: unary(positive),
  cos: unary(real),
  cosh: unary(real),
  digamma: unary(positive),
  erf: unary(real),
  erfInv: unary(unit),
  erfc: unary(real),
  exp: unary(real),
  exp2: unary(real),
  expm1: unary(real),
  lgamma: unary(positive),
  log: unary(positive),
  log10: unary(positive),
  log1p: unary(positive),
  log2: unary(positive),
  neg: unary(real),
  reciprocal: unary(positive),
  relu: unary(apart),
  rsqrt: unary(positive),
  sigmoid: unary(real),
  sin: unary(real),
  sinh: unary(real),
  softplus: unary(real),
  sqrt: unary(positive),
  square: unary(real),
  tan: unary(unit),
  tanh: unary(real),
  // several operands, elementwise
  add: binary(real),
  atan2: binary(positive, real),
  clip: [
    [apart([5]), -0.7, 0.7],
    [apart([2, 3]), apart([3]), 5],
    [apart([0, 2]), 0, 1],
  ],
  div: binary(real, positive),
  maximum: binary(apart),
  minimum: binary(apart),
  mod: [[exactly(T.tensor([3.4, -2.2, 0.3], { dtype: 'float64' })), exactly(T.tensor([1.5, 0.7, 2], { dtype: 'float64' }))]], // prettier-ignore
  mul: binary(real),
  pow: [...binary(positive, real), [real([3]), 3], [2, real([3])]],
  sub: binary(real),
  where: [
    [truth([2, 1]), real([2, 3]), real([3])],
    [truth([0, 3]), real([0, 1]), real([])],
  ],
  // reductions
  cumMax: running(apart),
  cumProd: running(real),
  cumSum: running(real),
  logSoftmax: along(real),
  logSumExp: reducing(real),
  max: reducing(apart),
  mean: reducing(real),
  median: along(apart),
  min: reducing(apart),
  norm: [...reducing(positive), ...reducing(apart, { ord: 1 }), ...reducing(apart, { ord: 'inf' })],
  prod: reducing(real),
  quantile: [
    [apart([2, 5]), 0.3, { axis: 1 }],
    [apart([5]), 0.5],
  ],
  softmax: along(real),
  std: reducing(apart),
  sum: reducing(real),
  variance: [...reducing(real), ...reducing(real, { ddof: 0.5 })],
  // movement
  addAlong: [[real([2, 3]), below(3)([2, 2]), real([2, 2])]],
  addAt: [[real([2, 3]), below(2)([3]), real([3, 1])]],
  broadcastTo: [[real([3]), [2, 3]], [real([1, 1]), [0, 4]], [real([]), [2]]], // prettier-ignore
  concat: [[[real([2, 3]), real([2, 3])]], [[real([0, 3]), real([1, 3])], { axis: 0 }], [[real([2, 1]), real([2, 2])], { axis: 1 }]], // prettier-ignore
  diag: [[real([3])], [real([3, 3])], [real([2, 3]), { k: 1 }]],
  expandDims: [[real([2, 3]), 1], [real([]), 0]], // prettier-ignore
  flip: [[real([2, 3]), { axis: 1 }], [real([0, 3])]], // prettier-ignore
  gather: [[real([2, 3]), below(2)([4, 2])]],
  meshgrid: [[[real([3]), real([2])]]],
  pad: [[real([2, 3]), [[1, 0], [0, 2]]], [real([2, 3]), [[1, 1], [1, 1]], { mode: 'reflect' }]], // prettier-ignore
  permute: [[real([2, 3, 4]), [2, 0, 1]], [real([0, 1]), [1, 0]]], // prettier-ignore
  repeat: [[real([2, 3]), 2, { axis: 1 }], [real([1]), 3]], // prettier-ignore
  reshape: [[real([2, 3]), [3, -1]], [real([0, 2]), [2, 0]], [real([1]), []]], // prettier-ignore
  roll: [[real([2, 3]), 1, { axis: 1 }]],
  scatter: [[real([2, 3]), exactly(T.tensor([[0, 1], [1, 2]], { dtype: 'int32' })), real([2])]], // prettier-ignore
  scatterAdd: [[real([2, 3]), below(2)([4, 1]), real([4, 3])]],
  setAlong: [[real([2, 3]), below(3)([2, 1]), real([2, 1])]],
  setAt: [[real([2, 3]), below(2)([3]), real([3, 3])]],
  slice: [[real([2, 3, 4]), [0, 1], [2, 3]], [real([3]), [2], [2]]], // prettier-ignore
  sort: [[apart([2, 4]), { axis: 1 }], [apart([3, 2]), { axis: 0, descending: true }], [apart([0])]], // prettier-ignore
  split: [[real([2, 4]), 2, { axis: 1 }]],
  squeeze: [[real([2, 1, 3])], [real([1])]], // prettier-ignore
  stack: [[[real([2, 3]), real([2, 3])], { axis: 1 }], [[real([0]), real([0])]]], // prettier-ignore
  swapAxes: [[real([2, 3, 4]), 0, 2]],
  take: [[real([3, 2]), below(3)([2, 2])], [real([2, 3]), below(3)([0]), { axis: 1 }]], // prettier-ignore
  takeAlong: [[real([2, 3]), below(3)([2, 4])]],
  tile: [[real([2, 3]), [2, 1]]],
  topK: [[apart([2, 5]), 2]],
  transpose: [[real([2, 3])], [real([0, 3])]], // prettier-ignore
  tril: [[real([3, 3])], [real([2, 4]), { k: 1 }]], // prettier-ignore
  triu: [[real([3, 3])], [real([2, 4]), { k: -1 }]], // prettier-ignore
  bincount: [[below(4)([5]), { length: 4, weights: real([5]) }]],
  histogram: [[real([5]), { bins: 3, range: [-3, 3], weights: positive([5]) }]],
  // contraction
  dot: [[real([3]), real([3])], [real([0]), real([0])], [real([1]), real([1])]], // prettier-ignore
  einsum: [['ij,kj->ik', real([2, 3]), real([4, 3])], ['bij,bjk->bik', real([2, 1, 3]), real([2, 3, 2])], ['ii->', real([3, 3])]], // prettier-ignore
  matmul: [
    [real([2, 3]), real([3, 4])],
    [real([2, 1, 3]), real([3, 2])],
    [real([3]), real([2, 3, 1])],
    [real([2, 0]), real([0, 3])],
    [real([0, 2]), real([2, 3])],
  ],
  outer: [[real([3]), real([2])], [real([0]), real([2])]], // prettier-ignore
  tensorDot: [[real([2, 3, 4]), real([3, 4, 2]), 2]],
  // windows
  adaptiveAveragePool1d: [[signal(real), 4]],
  adaptiveAveragePool2d: [[images(real), [2, 4]]],
  adaptiveAveragePool3d: [[volume(real), [2, 3, 1]]],
  adaptiveMaxPool1d: [[signal(apart), 4]],
  adaptiveMaxPool2d: [[images(apart), [2, 4]]],
  adaptiveMaxPool3d: [[volume(apart), [2, 3, 1]]],
  averagePool1d: [[signal(real), 2]],
  averagePool2d: [[images(real), 2, { stride: 1 }]],
  averagePool3d: [[volume(real), 2]],
  conv1d: [[signal(real), real([3, 2, 2])]],
  conv2d: [[images(real), real([3, 2, 2, 3]), { padding: 'same' }], [real([0, 2, 5, 6]), real([1, 2, 1, 1])]], // prettier-ignore
  conv3d: [[volume(real), real([2, 1, 2, 2, 2])]],
  convTranspose1d: [[signal(real), real([2, 3, 2]), { stride: 2 }]],
  convTranspose2d: [[images(real), real([2, 3, 2, 2])]],
  convTranspose3d: [[volume(real), real([1, 2, 2, 2, 2])]],
  globalAveragePool: [[images(real)]],
  globalMaxPool: [[images(apart)]],
  maxPool1d: [[signal(apart), 2]],
  maxPool1dWithIndices: [[signal(apart), 2]],
  maxPool2d: [[images(apart), [2, 3], { stride: 1 }]],
  maxPool2dWithIndices: [[images(apart), [2, 3], { stride: 1 }]],
  maxPool3d: [[volume(apart), 2]],
  maxPool3dWithIndices: [[volume(apart), 2]],
  maxUnpool1d: [[real([1, 2, 3]), exactly(T.tensor([[[0, 2, 5], [1, 3, 4]]], { dtype: 'int32' })), 6]], // prettier-ignore
  maxUnpool2d: [[real([1, 1, 1, 2]), exactly(T.tensor([[[[1, 7]]]], { dtype: 'int32' })), [3, 4]]],
  maxUnpool3d: [[real([1, 1, 1, 1, 2]), exactly(T.tensor([[[[[1, 7]]]]], { dtype: 'int32' })), [2, 2, 2]]],
  resize: [[images(real), [3, 8]]],
  // matrices
  cholesky: [[definite([3, 3])], [definite([2, 2, 2])], [definite([1, 1])]], // prettier-ignore
  det: [[real([3, 3])], [real([2, 2, 2])], [real([1, 1])]], // prettier-ignore
  eigh: [[symmetric([3, 3])]],
  eigvalsh: [[symmetric([3, 3])]],
  inv: [[dominant([3, 3])], [dominant([2, 2, 2])]], // prettier-ignore
  lstsq: [[real([4, 2]), real([4])]],
  lu: [[dominant([3, 3])]],
  pinv: [[real([3, 2])]],
  qr: [[real([3, 2])]],
  slogdet: [[dominant([3, 3])]],
  solve: [[dominant([3, 3]), real([3, 2])], [dominant([2, 2]), real([2])]], // prettier-ignore
  svd: [[real([3, 2])]],
  svdvals: [[real([3, 2])]],
  triangularSolve: [[dominant([3, 3]), real([3, 2]), { lower: true }]],
  'Tree.globalNorm': [[[positive([2, 3]), positive([3])]]],
}

const whole = 'answers whole numbers or truth values'
const steps = 'is constant between its steps'
const makes = 'makes tensors of plain numbers or of a key'
const shapeOnly = 'answers what does not depend on the elements'
const plain = 'reads values, or is about structure'

/** Operations without a derivative, and why. */
const without: Readonly<Record<string, string>> = {
  all: whole,
  any: whole,
  argMax: whole,
  argMin: whole,
  argSort: whole,
  bitwiseAnd: whole,
  bitwiseNot: whole,
  bitwiseOr: whole,
  bitwiseXor: whole,
  countNonzero: whole,
  equal: whole,
  greater: whole,
  greaterEqual: whole,
  isFinite: whole,
  isInf: whole,
  isNaN: whole,
  leftShift: whole,
  less: whole,
  lessEqual: whole,
  logicalAnd: whole,
  logicalNot: whole,
  logicalOr: whole,
  logicalXor: whole,
  matrixRank: whole,
  notEqual: whole,
  oneHot: whole,
  rightShift: whole,
  searchSorted: whole,
  ceil: steps,
  floor: steps,
  round: steps,
  sign: steps,
  trunc: steps,
  arange: makes,
  eye: makes,
  fromTransfer: makes,
  fromTypedArray: makes,
  full: makes,
  linspace: makes,
  logspace: makes,
  ones: makes,
  tensor: makes,
  tri: makes,
  zeros: makes,
  fullLike: shapeOnly,
  onesLike: shapeOnly,
  zerosLike: shapeOnly,
  isConcrete: shapeOnly,
  isFloating: shapeOnly,
  isTensor: shapeOnly,
  sizeOf: shapeOnly,
  stopGradient: 'stops derivatives, as it says',
  item: plain,
  read: plain,
  toNested: plain,
  toTransfer: plain,
  toTypedArray: plain,
  transferList: plain,
  unique: plain,
  uniqueAll: plain,
  engineInfo: plain,
  setThreads: plain,
  'Tree.combine': plain,
  'Tree.entries': plain,
  'Tree.equals': plain,
  'Tree.fromPaths': plain,
  'Tree.get': plain,
  'Tree.leaves': plain,
  'Tree.map': plain,
  'Tree.partition': plain,
  'Tree.paths': plain,
  'Tree.reduce': plain,
  'Tree.set': plain,
  'Tree.showMismatch': plain,
  'Tree.zipWith': plain,
}

const functionsOf = (module: object, prefix: string): readonly (readonly [string, Function])[] =>
  Object.entries(module).flatMap(([name, f]) =>
    typeof f === 'function' && !(f.prototype instanceof Error) ? [[`${prefix}${name}`, f] as const] : [],
  )
const operations = new Map([...functionsOf(T, ''), ...functionsOf(T.Tree, 'Tree.')])

test('every operation has a row, or a reason to have none', () =>
  expect([...Object.keys(rows), ...Object.keys(without)].toSorted()).toEqual(
    [...operations.keys()].toSorted(),
  ))

const weights = (y: AnyTensor): AnyTensor =>
  T.fromTypedArray(
    Float64Array.from({ length: T.sizeOf(y.shape) }, (_, i) => Math.cos(i + 1)),
    y.shape,
  )

/** `Σ w y + ¼ Σ y²` over all floats that an operation answers: each element has a cotangent of its own, which moves. */
const valueOf = (result: unknown): Scalar =>
  tensorsOf(result)
    .filter((y) => T.isFloating(y))
    .reduce<AnyTensor>(
      (sum, y) => {
        const own = T.mul(y, T.add(weights(y), T.mul(y, 0.25) as AnyTensor) as AnyTensor) as AnyTensor
        return T.add(sum, T.sum(own) as AnyTensor) as AnyTensor
      },
      T.zeros([], { dtype: 'float64' }),
    ) as Scalar

describe.each(Object.entries(rows))('%s', (name, calls) => {
  test.each(calls.map((args, i) => [i, args] as const))('arguments %i', (_, args) => {
    const run = operations.get(name) as (...args: readonly unknown[]) => unknown
    const f = (tensors: readonly AnyTensor[]): Scalar => valueOf(run(...given(args, tensors)))
    const point = drawnIn(args).map((d, seed) => d.make(seed))
    const result = checkGradients(f, point, { tolerance: 1e-5 })
    if (result._tag === 'Left') expect.fail(showReport(result))
    const gradient = grad(f, { allowInt: true })
    const slopes = checkGraph(graphOf(gradient)(point))
    expect(slopes.results.length).toBe(point.length)
    checkGraph(
      graphOf((tensors: readonly AnyTensor[]) => jvp(f, tensors, tensors, { allowInt: true }))(point),
    )
    // the engine sums products in an order of its own
    const eager = gradient(point)
    jit(gradient)(point).forEach((g, i) => {
      expect([g!.shape, g!.dtype]).toEqual([eager[i]!.shape, eager[i]!.dtype])
      near(values(g!), values(eager[i]!), 1e-13)
    })
    const other = drawnIn(args).map((d, seed) => d.make(seed + point.length))
    const stacked = point.map((x, i) => T.stack([x, other[i]!]) as AnyTensor)
    const looped = [gradient(point), gradient(other)]
    vmap(gradient as never as (points: unknown) => readonly AnyTensor[])(stacked as never).forEach((g, i) =>
      near(values(g as AnyTensor), values(T.stack(looped.map((l) => l[i]!)) as AnyTensor)),
    )
  })
})
