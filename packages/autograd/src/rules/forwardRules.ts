/** The forward rule of each primitive, a total table. */
import type { AnyTensor, Operand } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { bind, type Primitives, type SingleName } from '@gradus/tensor/primitives'
import { add, div, mul, neg, orZeros, plus, select, sub, through, unreduce, zeros } from './algebra.ts'
import { choleskyForward, triangularSolveForward } from './linalgRules.ts'
import type { Forward, ForwardRule, Tangent } from '../Rule.ts'
import { specialSlopes } from './specialSlopes.ts'

type None = Readonly<Record<never, never>>
type Elementwise = Forward<None>
type OverAxes = Forward<Primitives['reduceMax']>

/** No derivative, because the result does not change with a small change of the operands, or is not a float. */
const constant = (): Tangent => undefined

/** `dy = f'(x) dx`, with the slope from the operand and the result. */
const slope =
  (f: (x: AnyTensor, y: AnyTensor) => AnyTensor) =>
  ({ inputs: [x], tangents: [t], output }: Elementwise): Tangent =>
    through(t, (d) => mul(d, f(x!, output)))

/** The rule of a linear primitive of one operand: the primitive itself. */
const linear =
  <N extends SingleName>(name: N): ForwardRule<Primitives[N]> =>
  ({ inputs: [, ...rest], tangents: [t], params }) =>
    through(t, (d) => bind(name, [d, ...rest], params))

const isZero = (x: AnyTensor): AnyTensor => bind('equal', [x, zeros(x)], {})

const scaled = (x: AnyTensor, by: Operand): AnyTensor => T.mul(x, by as number) as AnyTensor

/** Which of two operands won, as a weight: 1, ½ for a tie, 0. */
const winner = (wins: AnyTensor, ties: AnyTensor, like: AnyTensor): AnyTensor =>
  select(wins, T.onesLike(like), select(ties, T.full(like.shape, 0.5, { dtype: like.dtype }), zeros(like)))

const extremum =
  (wins: (a: AnyTensor, b: AnyTensor) => AnyTensor) =>
  ({ inputs: [a, b], tangents: [ta, tb] }: Elementwise): Tangent => {
    const weight = winner(wins(a!, b!), bind('equal', [a!, b!], {}), a!)
    return plus(
      through(ta, (d) => mul(d, weight)),
      through(tb, (d) => mul(d, sub(T.onesLike(a!), weight))),
    )
  }

/** Each extreme element gets an equal share of the derivative, so that shares sum to 1. */
const extremumOf = ({ inputs: [x], tangents: [t], params: { axes }, output }: OverAxes): Tangent =>
  through(t, (d) => {
    const hits = bind('cast', [bind('equal', [x!, unreduce(output, x!.shape, axes)], {})], {
      dtype: x!.dtype,
    })
    const shares = div(hits, unreduce(bind('reduceSum', [hits], { axes }), x!.shape, axes))
    return bind('reduceSum', [mul(d, shares)], { axes })
  })

/** The first and the second half of the last axis. */
const halves = (x: AnyTensor): readonly [AnyTensor, AnyTensor] => {
  const rank = x.shape.length
  const half = (x.shape[rank - 1] ?? 0) / 2
  const part = (from: number): AnyTensor =>
    bind('slice', [x], {
      starts: x.shape.map((_, i) => (i === rank - 1 ? from : 0)),
      sizes: x.shape.map((d, i) => (i === rank - 1 ? half : d)),
    })
  return [part(0), part(half)]
}

/** An even length along the last axis, by one more factor of 1, which does not change. */
const evened = (x: AnyTensor, by: AnyTensor): AnyTensor =>
  x.shape.at(-1)! % 2 === 0 ? x : bind('concat', [x, by], { axis: x.shape.length - 1 })

/** The change of a product along the last axis, by products of pairs: `d(ab) = b da + a db`. */
const productChange = (x: AnyTensor, d: AnyTensor): AnyTensor => {
  if (x.shape.at(-1)! <= 1) return bind('reduceSum', [d], { axes: [x.shape.length - 1] })
  const column = T.ones([...x.shape.slice(0, -1), 1], { dtype: x.dtype })
  const [a, b] = halves(evened(x, column))
  const [da, db] = halves(evened(d, zeros(column)))
  return productChange(mul(a, b), add(mul(da, b), mul(a, db)))
}

/**
 * Dividing the product by each factor would be shorter, and wrong at zeros; masking the zeros is right to the first order
 * alone. Pairs are right at zeros to every order.
 */
const product = ({ inputs: [x], tangents: [t], params: { axes } }: OverAxes): Tangent =>
  through(t, (d) => {
    const kept = x!.shape.map((_, i) => i).filter((i) => !axes.includes(i))
    const shape = kept.map((i) => x!.shape[i]!)
    const rows = (v: AnyTensor): AnyTensor =>
      bind('reshape', [bind('permute', [v], { axes: [...kept, ...axes] })], {
        shape: [...shape, axes.reduce((n, a) => n * x!.shape[a]!, 1)],
      })
    return productChange(rows(x!), rows(d))
  })

/**
 * `d(aᵇ) = b aᵇ⁻¹ da + aᵇ ln(a) db`; a constant power of 0 has slope 0, and so has a power of the base 0. The operands are
 * made safe, and not the slopes, whose own derivatives would else be lost.
 */
const power = ({ inputs: [a, b], tangents: [ta, tb], output }: Elementwise): Tangent => {
  const oneWhere = (condition: AnyTensor): AnyTensor => select(condition, T.onesLike(a!), a!)
  const base = (d: AnyTensor): AnyTensor => {
    const safe = oneWhere(bind('and', [isZero(a!), isZero(b!)], {}))
    return mul(d, mul(b!, bind('pow', [safe, sub(b!, T.onesLike(b!))], {})))
  }
  const exponent = (d: AnyTensor): AnyTensor => mul(d, mul(output, T.log(oneWhere(isZero(a!))) as AnyTensor))
  return plus(through(ta, base), through(tb, exponent))
}

/** A zero here would be a wrong derivative in silence: how a sample moves with its shape parameter is not written yet. */
const noGammaSlope = (): Tangent => {
  throw new T.GradusError(
    'Rng.gamma',
    'samples have no derivative by their shape parameter, nor have those of beta and dirichlet. Put stopGradient around it?',
  )
}

/** `d atan2(y, x) = (x dy - y dx) / (x² + y²)`; 0 at the origin, which has no angle. */
const angle = ({ inputs: [y, x], tangents: [ty, tx] }: Elementwise): Tangent => {
  const origin = bind('and', [isZero(x!), isZero(y!)], {})
  const squared = select(origin, T.onesLike(x!), add(mul(x!, x!), mul(y!, y!)))
  const slopeOf = (v: AnyTensor): AnyTensor => select(origin, zeros(v), div(v, squared))
  return plus(
    through(ty, (d) => mul(d, slopeOf(x!))),
    through(tx, (d) => neg(mul(d, slopeOf(y!)))),
  )
}

/** How a small change of the operands of each primitive changes its result. */
export const forwardRules: { readonly [N in SingleName]: ForwardRule<Primitives[N]> } = {
  neg: ({ tangents: [t] }) => through(t, neg),
  abs: slope((x) => bind('sign', [x], {})),
  sign: constant,
  exp: slope((_, y) => y),
  log: ({ inputs: [x], tangents: [t] }) => through(t, (d) => div(d, x!)),
  sqrt: ({ tangents: [t], output }) => through(t, (d) => div(d, scaled(output, 2))),
  tanh: slope((_, y) => sub(T.onesLike(y), mul(y, y))),
  sigmoid: slope((_, y) => mul(y, sub(T.onesLike(y), y))),
  special: ({ inputs: [x], tangents: [t], params: { f }, output }) =>
    through(t, (d) => mul(d, specialSlopes[f](x!, output))),
  polygamma: ({ inputs: [x], tangents: [t], params: { order } }) =>
    through(t, (d) => mul(d, bind('polygamma', [x!], { order: order + 1 }))),
  toWhole: constant,
  classify: constant,
  not: constant,
  stopGradient: constant,
  cast: (at) =>
    at.params.dtype === 'float32' || at.params.dtype === 'float64' ? linear('cast')(at) : undefined,
  add: ({ tangents: [ta, tb] }) => plus(ta, tb),
  sub: ({ tangents: [ta, tb] }) => plus(ta, through(tb, neg)),
  mul: ({ inputs: [a, b], tangents: [ta, tb] }) =>
    plus(
      through(ta, (d) => mul(d, b!)),
      through(tb, (d) => mul(a!, d)),
    ),
  div: ({ inputs: [, b], tangents: [ta, tb], output }) =>
    plus(
      through(ta, (d) => div(d, b!)),
      through(tb, (d) => neg(mul(d, div(output, b!)))),
    ),
  mod: ({ inputs: [a, b], tangents: [ta, tb] }) =>
    plus(
      ta,
      through(tb, (d) => neg(mul(d, bind('toWhole', [div(a!, b!)], { mode: 'floor' })))),
    ),
  pow: power,
  atan2: angle,
  maximum: extremum((a, b) => bind('less', [b, a], {})),
  minimum: extremum((a, b) => bind('less', [a, b], {})),
  less: constant,
  lessEqual: constant,
  equal: constant,
  and: constant,
  or: constant,
  shiftRightLogical: constant,
  select: ({ inputs: [c, a, b], tangents: [, ta, tb] }) =>
    ta === undefined && tb === undefined ? undefined : select(c!, orZeros(ta, a!), orZeros(tb, b!)),
  broadcast: linear('broadcast'),
  reshape: linear('reshape'),
  permute: linear('permute'),
  flip: linear('flip'),
  slice: linear('slice'),
  pad: linear('pad'),
  concat: ({ inputs, tangents, params }) =>
    tangents.every((t) => t === undefined)
      ? undefined
      : bind(
          'concat',
          inputs.map((x, i) => orZeros(tangents[i], x)),
          params,
        ),
  take: linear('take'),
  scatterSum: linear('scatterSum'),
  lastWriter: constant,
  argSort: constant,
  reduceSum: linear('reduceSum'),
  reduceMax: extremumOf,
  reduceMin: extremumOf,
  reduceProd: product,
  argExtreme: constant,
  cumSum: linear('cumSum'),
  matmul: ({ inputs: [a, b], tangents: [ta, tb], params }) =>
    plus(
      through(ta, (d) => bind('matmul', [d, b!], params)),
      through(tb, (d) => bind('matmul', [a!, d], params)),
    ),
  cholesky: choleskyForward,
  triangularSolve: triangularSolveForward,
  patches: linear('patches'),
  unpatch: linear('unpatch'),
  randomBits: constant,
  splitKey: constant,
  foldIn: constant,
  randomLogGamma: noGammaSlope,
  randomPoisson: constant,
}
