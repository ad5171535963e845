/** The transpose of each linear primitive; the others say so. A total table. */
import type { AnyTensor, Shape } from '@gradus/tensor'
import { bind, type Primitives, type SingleName } from '@gradus/tensor/primitives'
import { div, mul, neg, select, unreduce, zeros } from './algebra.ts'
import { triangularSolveTranspose } from './linalgRules.ts'
import type { Tangent, TransposeRule } from '../Rule.ts'

/** Forward rules never pass a tangent through this primitive. */
export const notLinear = 'a forward rule passed a tangent through a primitive that is not linear'

/** Sums a cotangent over the axes along which its operand was repeated. */
const unbroadcast = (c: AnyTensor, shape: Shape): AnyTensor => {
  const missing = c.shape.length - shape.length
  const axes = c.shape.flatMap((d, i) => (i < missing || shape[i - missing] !== d ? [i] : []))
  return bind('reshape', [bind('reduceSum', [c], { axes })], { shape })
}

const inverse = (axes: readonly number[]): readonly number[] => axes.map((_, i) => axes.indexOf(i))

const matmulTranspose: TransposeRule<Primitives['matmul']> = ({
  cotangent: c,
  inputs: [a, b],
  isLinear,
  params: { transposeA, transposeB },
}) => {
  if (isLinear(0)) {
    const left = transposeA
      ? bind('matmul', [b!, c], { transposeA: transposeB, transposeB: true })
      : bind('matmul', [c, b!], { transposeA: false, transposeB: !transposeB })
    return [left, undefined]
  }
  const right = transposeB
    ? bind('matmul', [c, a!], { transposeA: true, transposeB: transposeA })
    : bind('matmul', [a!, c], { transposeA: !transposeA, transposeB: false })
  return [undefined, right]
}

const concatTranspose: TransposeRule<Primitives['concat']> = ({ cotangent, inputs, params: { axis } }) => {
  let next = 0
  return inputs.map((x) => {
    const start = next
    next += x.shape[axis] ?? 0
    return bind('slice', [cotangent], {
      starts: x.shape.map((_, k) => (k === axis ? start : 0)),
      sizes: x.shape,
    })
  })
}

/** Products are linear in one operand at a time. */
const mulTranspose: TransposeRule<Primitives['mul']> = ({ cotangent, inputs: [a, b], isLinear }) =>
  isLinear(0) ? [mul(cotangent, b!), undefined] : [undefined, mul(cotangent, a!)]

const padTranspose = (c: AnyTensor, x: AnyTensor, low: readonly number[]): Tangent =>
  bind('slice', [c], { starts: low, sizes: x.shape })

/** How the cotangent of each linear primitive's result becomes those of its operands. */
export const transposeRules: {
  readonly [N in SingleName]: TransposeRule<Primitives[N]> | string
} = {
  neg: ({ cotangent }) => [neg(cotangent)],
  abs: notLinear,
  sign: notLinear,
  exp: notLinear,
  log: notLinear,
  sqrt: notLinear,
  tanh: notLinear,
  sigmoid: notLinear,
  special: notLinear,
  polygamma: notLinear,
  toWhole: notLinear,
  classify: notLinear,
  not: notLinear,
  stopGradient: notLinear,
  cast: ({ cotangent, inputs: [x] }) => [bind('cast', [cotangent], { dtype: x!.dtype })],
  add: ({ cotangent }) => [cotangent, cotangent],
  sub: ({ cotangent }) => [cotangent, neg(cotangent)],
  mul: mulTranspose,
  div: ({ cotangent, inputs: [, b] }) => [div(cotangent, b!), undefined],
  mod: notLinear,
  pow: notLinear,
  atan2: notLinear,
  maximum: notLinear,
  minimum: notLinear,
  less: notLinear,
  lessEqual: notLinear,
  equal: notLinear,
  and: notLinear,
  or: notLinear,
  shiftRightLogical: notLinear,
  select: ({ cotangent: c, inputs: [condition] }) => [
    undefined,
    select(condition!, c, zeros(c)),
    select(condition!, zeros(c), c),
  ],
  broadcast: ({ cotangent, inputs: [x] }) => [unbroadcast(cotangent, x!.shape)],
  reshape: ({ cotangent, inputs: [x] }) => [bind('reshape', [cotangent], { shape: x!.shape })],
  permute: ({ cotangent, params: { axes } }) => [bind('permute', [cotangent], { axes: inverse(axes) })],
  flip: ({ cotangent, params }) => [bind('flip', [cotangent], params)],
  slice: ({ cotangent, inputs: [x], params: { starts, sizes } }) => [
    bind('pad', [cotangent], {
      low: starts,
      high: starts.map((s, i) => (x!.shape[i] ?? 0) - s - (sizes[i] ?? 0)),
    }),
  ],
  pad: ({ cotangent, inputs: [x], params: { low } }) => [padTranspose(cotangent, x!, low)],
  concat: concatTranspose,
  take: ({ cotangent, inputs: [x, indices], params: { axis } }) => [
    bind('scatterSum', [cotangent, indices!], { axis, size: x!.shape[axis] ?? 0 }),
    undefined,
  ],
  scatterSum: ({ cotangent, inputs: [, indices], params: { axis } }) => [
    bind('take', [cotangent, indices!], { axis }),
    undefined,
  ],
  lastWriter: notLinear,
  argSort: notLinear,
  reduceSum: ({ cotangent, inputs: [x], params: { axes } }) => [unreduce(cotangent, x!.shape, axes)],
  reduceMax: notLinear,
  reduceMin: notLinear,
  reduceProd: notLinear,
  argExtreme: notLinear,
  cumSum: ({ cotangent, params: { axis, reverse } }) => [
    bind('cumSum', [cotangent], { axis, reverse: !reverse }),
  ],
  matmul: matmulTranspose,
  cholesky: notLinear,
  triangularSolve: triangularSolveTranspose,
  patches: ({ cotangent, inputs: [x], params: { window, strides, dilation } }) => [
    bind('unpatch', [cotangent], { window, strides, dilation, size: x!.shape.slice(-window.length) }),
  ],
  unpatch: ({ cotangent, inputs: [x], params: { window, strides, dilation } }) => [
    bind('patches', [cotangent], { window, strides, dilation, counts: x!.shape.slice(-window.length) }),
  ],
  randomBits: notLinear,
  splitKey: notLinear,
  foldIn: notLinear,
  randomLogGamma: notLinear,
  randomPoisson: notLinear,
}
