/** The batching rule of each primitive that answers one tensor, a total table. */
import { bind, type Primitives, type SingleName } from '@gradus/tensor/primitives'
import { lastWriterBatch, scatterSumBatch, takeBatch } from './batchIndexRules.ts'
import { matmulBatch, triangularSolveBatch } from './batchMatrixRules.ts'
import type { BatchRule } from '../BatchRule.ts'
import { moveAxis, repeated, reshaped } from './examples.ts'

/** Primitives that do to each row along leading axes what they do to one: elementwise ones, and those of stacks. */
const rowwise =
  <N extends SingleName>(name: N): BatchRule<Primitives[N]> =>
  ({ inputs, params, size }) =>
    bind(
      name,
      inputs.map((x) => repeated(x, size)),
      params,
    )

type OverAxes = 'flip' | 'reduceSum' | 'reduceMax' | 'reduceMin' | 'reduceProd'
type AlongAxis = 'concat' | 'argSort' | 'argExtreme' | 'cumSum'

const shifted = (axes: readonly number[]): readonly number[] => axes.map((a) => a + 1)

const overAxes =
  <N extends OverAxes>(name: N): BatchRule<{ readonly axes: readonly number[] }> =>
  ({ inputs: [x], params: { axes } }) =>
    bind(name, [x!.tensor], { axes: shifted(axes) })

const alongAxis =
  <N extends AlongAxis>(name: N): BatchRule<Primitives[N]> =>
  ({ inputs, params, size }) =>
    bind(
      name,
      inputs.map((x) => repeated(x, size)),
      { ...params, axis: params.axis + 1 },
    )

/** What each primitive does to many examples at once. */
export const batchRules: { readonly [N in SingleName]: BatchRule<Primitives[N]> } = {
  neg: rowwise('neg'),
  abs: rowwise('abs'),
  sign: rowwise('sign'),
  exp: rowwise('exp'),
  log: rowwise('log'),
  sqrt: rowwise('sqrt'),
  tanh: rowwise('tanh'),
  sigmoid: rowwise('sigmoid'),
  special: rowwise('special'),
  polygamma: rowwise('polygamma'),
  toWhole: rowwise('toWhole'),
  classify: rowwise('classify'),
  not: rowwise('not'),
  stopGradient: rowwise('stopGradient'),
  cast: rowwise('cast'),
  add: rowwise('add'),
  sub: rowwise('sub'),
  mul: rowwise('mul'),
  div: rowwise('div'),
  mod: rowwise('mod'),
  pow: rowwise('pow'),
  atan2: rowwise('atan2'),
  maximum: rowwise('maximum'),
  minimum: rowwise('minimum'),
  less: rowwise('less'),
  lessEqual: rowwise('lessEqual'),
  equal: rowwise('equal'),
  and: rowwise('and'),
  or: rowwise('or'),
  shiftRightLogical: rowwise('shiftRightLogical'),
  select: rowwise('select'),
  broadcast: ({ inputs: [x], params: { shape }, size }) => {
    const own = x!.tensor.shape.slice(1)
    const aligned = reshaped(x!.tensor, [size, ...shape.slice(own.length).map(() => 1), ...own])
    return bind('broadcast', [aligned], { shape: [size, ...shape] })
  },
  reshape: ({ inputs: [x], params: { shape }, size }) => reshaped(x!.tensor, [size, ...shape]),
  permute: ({ inputs: [x], params: { axes } }) =>
    bind('permute', [x!.tensor], { axes: [0, ...shifted(axes)] }),
  flip: overAxes('flip'),
  slice: ({ inputs: [x], params: { starts, sizes }, size }) =>
    bind('slice', [x!.tensor], { starts: [0, ...starts], sizes: [size, ...sizes] }),
  pad: ({ inputs: [x], params: { low, high } }) =>
    bind('pad', [x!.tensor], { low: [0, ...low], high: [0, ...high] }),
  concat: alongAxis('concat'),
  take: takeBatch,
  scatterSum: scatterSumBatch,
  lastWriter: lastWriterBatch,
  argSort: alongAxis('argSort'),
  reduceSum: overAxes('reduceSum'),
  reduceMax: overAxes('reduceMax'),
  reduceMin: overAxes('reduceMin'),
  reduceProd: overAxes('reduceProd'),
  argExtreme: alongAxis('argExtreme'),
  cumSum: alongAxis('cumSum'),
  matmul: matmulBatch,
  cholesky: rowwise('cholesky'),
  triangularSolve: triangularSolveBatch,
  patches: ({ inputs: [x], params }) =>
    moveAxis(bind('patches', [x!.tensor], params), params.window.length, 0),
  unpatch: ({ inputs: [x], params }) =>
    bind('unpatch', [moveAxis(x!.tensor, 0, params.window.length)], params),
  randomBits: rowwise('randomBits'),
  splitKey: rowwise('splitKey'),
  foldIn: rowwise('foldIn'),
  randomLogGamma: rowwise('randomLogGamma'),
  randomPoisson: rowwise('randomPoisson'),
}
