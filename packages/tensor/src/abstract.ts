/** Shape and element type rules: what each primitive answers, without computing it. */
import { toFloat } from './DType.ts'
import { GradusError } from './errors.ts'
import {
  type Abstract,
  type Graph,
  isSeveral,
  type PrimitiveName,
  type Primitives,
  type SeveralName,
  type SingleName,
} from './Primitive.ts'
import { decompositions } from './linalg/decompositions.ts'
import type { Shape } from './Tensor.ts'

type Rule<N extends SingleName> = (inputs: readonly Abstract[], params: Primitives[N]) => Abstract
type SeveralRule<N extends SeveralName> = (
  inputs: readonly Abstract[],
  params: Primitives[N],
) => readonly Abstract[]

const input = (inputs: readonly Abstract[], i: number): Abstract => {
  const x = inputs[i]
  if (x === undefined) throw new GradusError('primitive', `operand ${i} is missing`)
  return x
}

const same = (inputs: readonly Abstract[]): Abstract => {
  const { shape, dtype } = input(inputs, 0)
  return { shape, dtype }
}
const float = (inputs: readonly Abstract[]): Abstract => ({
  shape: input(inputs, 0).shape,
  dtype: toFloat(input(inputs, 0).dtype),
})
const bool = (inputs: readonly Abstract[]): Abstract => ({ shape: input(inputs, 0).shape, dtype: 'bool' })
const without = (shape: Shape, axes: readonly number[]): Shape => shape.filter((_, i) => !axes.includes(i))
const reduced = (inputs: readonly Abstract[], axes: readonly number[]): Abstract => ({
  shape: without(input(inputs, 0).shape, axes),
  dtype: input(inputs, 0).dtype,
})
const index = (inputs: readonly Abstract[], { axis }: { readonly axis: number }): Abstract => ({
  shape: without(input(inputs, 0).shape, [axis]),
  dtype: 'int32',
})
/** The axes of a stack of keys: none where there is one. */
const keysOf = (inputs: readonly Abstract[]): Shape => input(inputs, 0).shape.slice(0, -1)
const splice = (shape: Shape, axis: number, count: number, by: Shape): Shape => [
  ...shape.slice(0, axis),
  ...by,
  ...shape.slice(axis + count),
]

const rules: { readonly [N in SingleName]: Rule<N> } = {
  neg: same,
  abs: same,
  sign: same,
  exp: float,
  log: float,
  sqrt: float,
  tanh: float,
  sigmoid: float,
  special: float,
  polygamma: float,
  toWhole: same,
  classify: bool,
  not: same,
  stopGradient: same,
  cast: (inputs, { dtype }) => ({ shape: input(inputs, 0).shape, dtype }),
  add: same,
  sub: same,
  mul: same,
  div: same,
  mod: same,
  pow: same,
  atan2: same,
  maximum: same,
  minimum: same,
  less: bool,
  lessEqual: bool,
  equal: bool,
  and: same,
  or: same,
  shiftRightLogical: same,
  select: (inputs) => same(inputs.slice(1)),
  broadcast: (inputs, { shape }) => ({ shape, dtype: input(inputs, 0).dtype }),
  reshape: (inputs, { shape }) => ({ shape, dtype: input(inputs, 0).dtype }),
  permute: (inputs, { axes }) => ({
    shape: axes.map((a) => input(inputs, 0).shape[a] ?? 0),
    dtype: input(inputs, 0).dtype,
  }),
  flip: same,
  slice: (inputs, { sizes }) => ({ shape: sizes, dtype: input(inputs, 0).dtype }),
  pad: (inputs, { low, high }) => ({
    shape: input(inputs, 0).shape.map((d, i) => d + (low[i] ?? 0) + (high[i] ?? 0)),
    dtype: input(inputs, 0).dtype,
  }),
  concat: (inputs, { axis }) => ({
    shape: splice(input(inputs, 0).shape, axis, 1, [inputs.reduce((n, x) => n + (x.shape[axis] ?? 0), 0)]),
    dtype: input(inputs, 0).dtype,
  }),
  take: (inputs, { axis }) => ({
    shape: splice(input(inputs, 0).shape, axis, 1, input(inputs, 1).shape),
    dtype: input(inputs, 0).dtype,
  }),
  scatterSum: (inputs, { axis, size }) => ({
    shape: splice(input(inputs, 0).shape, axis, input(inputs, 1).shape.length, [size]),
    dtype: input(inputs, 0).dtype,
  }),
  lastWriter: (_, { size }) => ({ shape: [size], dtype: 'int32' }),
  argSort: (inputs) => ({ shape: input(inputs, 0).shape, dtype: 'int32' }),
  reduceSum: (inputs, { axes }) => reduced(inputs, axes),
  reduceMax: (inputs, { axes }) => reduced(inputs, axes),
  reduceMin: (inputs, { axes }) => reduced(inputs, axes),
  reduceProd: (inputs, { axes }) => reduced(inputs, axes),
  argExtreme: index,
  cumSum: same,
  matmul: (inputs, { transposeA, transposeB }) => {
    const a = input(inputs, 0)
    const b = input(inputs, 1)
    return {
      shape: [
        ...a.shape.slice(0, -2),
        a.shape.at(transposeA ? -1 : -2) ?? 0,
        b.shape.at(transposeB ? -2 : -1) ?? 0,
      ],
      dtype: a.dtype,
    }
  },
  cholesky: same,
  triangularSolve: (inputs) => same(inputs.slice(1)),
  patches: (inputs, { window, counts }) => ({
    shape: [...window, ...input(inputs, 0).shape.slice(0, -window.length), ...counts],
    dtype: input(inputs, 0).dtype,
  }),
  unpatch: (inputs, { window, size }) => ({
    shape: [...input(inputs, 0).shape.slice(window.length, -window.length), ...size],
    dtype: input(inputs, 0).dtype,
  }),
  randomBits: (inputs, { shape }) => ({ shape: [...keysOf(inputs), ...shape], dtype: 'int32' }),
  splitKey: (inputs, { count }) => ({ shape: [...keysOf(inputs), count, 2], dtype: 'int32' }),
  foldIn: same,
  randomLogGamma: (inputs) => same(inputs.slice(1)),
  randomPoisson: (inputs) => ({ shape: input(inputs, 1).shape, dtype: 'int32' }),
}

/** What a variable of a graph is. */
export const abstractsIn = ({ inputs, constants, equations }: Graph): readonly Abstract[] => [
  ...inputs,
  ...constants.map(({ shape, dtype }) => ({ shape, dtype })),
  ...equations.flatMap((e) => e.results),
]

/** The shapes and element types that a graph answers. */
export const resultsOf = (graph: Graph): readonly Abstract[] => {
  const all = abstractsIn(graph)
  return graph.results.map((v) => input(all, v))
}

const severalRules: { readonly [N in SeveralName]: SeveralRule<N> } = {
  ...decompositions,
  remat: (_, { body }) => resultsOf(body),
  scan: (_, { body, carry, length }) =>
    resultsOf(body).map((x, i) => (i < carry ? x : { shape: [length, ...x.shape], dtype: x.dtype })),
  whileLoop: (_, { body }) => resultsOf(body),
  cond: (_, { branches }) => resultsOf(branches[0]!),
  custom: (_, { body }) => resultsOf(body),
  customTangent: (_, { results }) => results,
}

/** The shape and element type of the result of a primitive that answers one. */
export const abstractOf = <N extends SingleName>(
  name: N,
  inputs: readonly Abstract[],
  params: Primitives[N],
): Abstract => rules[name](inputs, params)

/** The shapes and element types of a primitive's results. */
export const abstractsOf = <N extends PrimitiveName>(
  name: N,
  inputs: readonly Abstract[],
  params: Primitives[N],
): readonly Abstract[] =>
  isSeveral(name)
    ? severalRules[name](inputs, params as never)
    : [rules[name as SingleName](inputs, params as never)]
