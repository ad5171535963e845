/**
 * Elementwise primitives as vector code: four elements of 32 bits at once, or two doubles.
 *
 * Numbers are what they are; truth values are masks of 32 bits, all of them or none. Beside doubles, elements of 32 bits are
 * in the first two lanes, and what is in the others is of no account.
 *
 * @module
 */
import type { DType } from '../DType.ts'
import type { Abstract, Equation, PrimitiveName, Primitives } from '../Primitive.ts'
import { atan2 } from './doubleArcs.ts'
import * as Doubles from './doubleFunctions.ts'
import { pow } from './doublePowers.ts'
import { doubleSpecials } from './doubleSpecials.ts'
import * as D from './doubles.ts'
import * as F from './functions.ts'
import { f32x4, f64x2, get, i32x4, i32x4Const, set, shuffledWords, v128 } from './instructions.ts'
import type { Code, Local } from './module.ts'
import { remainder } from './remainder.ts'
import { specials } from './specials.ts'
import * as W from './whole.ts'

/** What an equation is written from: variables of its operands, and what they are. */
interface Written<Params> {
  readonly operands: readonly Local[]
  readonly inputs: readonly Abstract[]
  readonly params: Params
  readonly fresh: F.Fresh
}

type Write<Params> = (at: Written<Params>) => Code | undefined
type Table = { readonly [N in PrimitiveName]?: Write<Primitives[N]> }

/** What is written for operands of each element type; nothing where there is no such. */
type Of<F> = { readonly [D in DType]?: F | undefined }
type Unary = (x: Code) => Code
type Binary = (a: Code, b: Code) => Code

const unary =
  (of: Of<Unary>): Write<unknown> =>
  ({ operands: [x], inputs: [a] }) =>
    of[a!.dtype]?.(get(x!))
const binary =
  (of: Of<Binary>): Write<unknown> =>
  ({ operands: [a, b], inputs: [x] }) =>
    of[x!.dtype]?.(get(a!), get(b!))
const functions =
  (of: Of<F.VectorFunction>): Write<unknown> =>
  ({ operands: [x], inputs: [a], fresh }) =>
    of[a!.dtype]?.(x!, fresh)
const several =
  (of: Of<D.SeveralFunction>): Write<unknown> =>
  ({ operands, inputs: [a], fresh }) =>
    of[a!.dtype]?.(operands, fresh)

/** Masks of doubles as those of words: in the first lanes. */
const narrowed = (masks: Code, fresh: F.Fresh): Code => {
  const x = fresh()
  return [set(x, masks), shuffledWords(get(x), get(x), [0, 2, 0, 2])]
}
/** Masks of words as those of doubles. */
const widened = (masks: Local): Code => shuffledWords(get(masks), get(masks), [0, 0, 1, 1])

/** A comparison; that of doubles answers masks of words, as the others do. */
const comparison =
  (of: Of<Binary>): Write<unknown> =>
  (at) => {
    const code = binary(of)(at)
    return code !== undefined && at.inputs[0]!.dtype === 'float64' ? narrowed(code, at.fresh) : code
  }

const zero = f32x4.const(0)
const one = f32x4.const(1)

/** A float may be beyond the whole numbers, which the reference says in words. */
const casts: Readonly<Record<string, F.VectorFunction>> = {
  'int32 float32': (x) => f32x4.fromSigned(get(x)),
  'bool float32': (x) => v128.and(get(x), one),
  'bool int32': (x) => v128.and(get(x), i32x4Const(1)),
  'float32 bool': (x) => f32x4.notEqual(get(x), zero),
  'int32 bool': (x) => i32x4.notEqual(get(x), i32x4Const(0)),
  'float32 float64': (x) => f64x2.promoteLow(get(x)),
  'int32 float64': (x) => f64x2.fromLowSigned(get(x)),
  'bool float64': (x) => v128.and(widened(x), f64x2.const(1)),
  'float64 float32': (x) => f64x2.demote(get(x)),
  'float64 bool': (x, fresh) => narrowed(f64x2.notEqual(get(x), f64x2.const(0)), fresh),
}

const signOfFloat =
  (of: typeof f32x4 | typeof f64x2): Unary =>
  (x) =>
    v128.bitSelect(
      of.const(1),
      v128.bitSelect(of.const(-1), x, of.lessThan(x, of.const(0))),
      of.lessThan(of.const(0), x),
    )
const signOfInt: Unary = (x) => i32x4.max(i32x4.min(x, i32x4Const(1)), i32x4Const(-1))

const wholes = {
  floor: { float32: f32x4.floor, float64: f64x2.floor },
  ceil: { float32: f32x4.ceil, float64: f64x2.ceil },
  round: { float32: f32x4.nearest, float64: f64x2.nearest },
} as const

/** Questions about a number, as comparisons of it with itself. */
const questions: Readonly<Record<Primitives['classify']['as'], Of<Binary>>> = {
  nan: { float32: f32x4.notEqual, float64: f64x2.notEqual },
  finite: {
    float32: (x) => f32x4.lessThan(f32x4.abs(x), f32x4.const(Infinity)),
    float64: (x) => f64x2.lessThan(f64x2.abs(x), f64x2.const(Infinity)),
  },
}
const same: Binary = (a, b) => v128.not(v128.xor(a, b))

const table: Table = {
  neg: unary({ float32: f32x4.neg, float64: f64x2.neg, int32: i32x4.neg }),
  abs: unary({ float32: f32x4.abs, float64: f64x2.abs, int32: i32x4.abs }),
  sign: unary({ float32: signOfFloat(f32x4), float64: signOfFloat(f64x2), int32: signOfInt }),
  exp: functions({ float32: F.exp, float64: Doubles.exp }),
  log: functions({ float32: F.log, float64: Doubles.log }),
  sqrt: unary({ float32: f32x4.sqrt, float64: f64x2.sqrt }),
  tanh: functions({ float32: F.tanh, float64: Doubles.tanh }),
  sigmoid: functions({ float32: F.sigmoid, float64: Doubles.sigmoid }),
  special: (at) => functions({ float32: specials[at.params.f], float64: doubleSpecials[at.params.f] })(at),
  toWhole: ({ operands: [x], inputs: [a], params: { mode } }) => {
    const { dtype } = a!
    return dtype === 'float32' || dtype === 'float64' ? wholes[mode][dtype](get(x!)) : get(x!)
  },
  classify: (at) =>
    comparison(questions[at.params.as])({ ...at, operands: [at.operands[0]!, at.operands[0]!] }),
  not: unary({ bool: v128.not }),
  stopGradient: ({ operands: [x] }) => get(x!),
  cast: ({ operands: [x], inputs: [a], params: { dtype }, fresh }) =>
    a!.dtype === dtype ? get(x!) : casts[`${a!.dtype} ${dtype}`]?.(x!, fresh),
  add: binary({ float32: f32x4.add, float64: f64x2.add, int32: i32x4.add }),
  sub: binary({ float32: f32x4.sub, float64: f64x2.sub, int32: i32x4.sub }),
  mul: binary({ float32: f32x4.mul, float64: f64x2.mul, int32: i32x4.mul, bool: v128.and }),
  div: several({
    float32: ([a, b]) => f32x4.div(get(a!), get(b!)),
    float64: ([a, b]) => f64x2.div(get(a!), get(b!)),
    int32: W.quotient,
  }),
  mod: several({ float32: D.inDoubles(([a, b], fresh) => remainder(a!, b!, fresh)) }),
  pow: several({
    float32: D.inDoubles(([x, y], fresh) => D.pow(x!, y!, fresh)),
    float64: ([x, y], fresh) => pow(x!, y!, fresh),
  }),
  atan2: several({
    float32: D.inDoubles(([y, x], fresh) => D.atan2(y!, x!, fresh)),
    float64: atan2,
  }),
  maximum: binary({ float32: f32x4.max, float64: f64x2.max, int32: i32x4.max, bool: v128.or }),
  minimum: binary({ float32: f32x4.min, float64: f64x2.min, int32: i32x4.min, bool: v128.and }),
  less: comparison({ float32: f32x4.lessThan, float64: f64x2.lessThan, int32: i32x4.lessThan }),
  lessEqual: comparison({ float32: f32x4.lessEqual, float64: f64x2.lessEqual, int32: i32x4.lessEqual }),
  equal: comparison({ float32: f32x4.equal, float64: f64x2.equal, int32: i32x4.equal, bool: same }),
  and: binary({ int32: v128.and, bool: v128.and }),
  or: binary({ int32: v128.or, bool: v128.or }),
  shiftRightLogical: several({ int32: W.shiftedRight }),
  select: ({ operands: [condition, a, b], inputs: [, x] }) =>
    v128.bitSelect(get(a!), get(b!), x!.dtype === 'float64' ? widened(condition!) : get(condition!)),
}

/** The element types that vectors hold. */
export const isVectorType = (dtype: DType): boolean => dtype !== 'uint8'

/** The code of an equation, or nothing where vectors do not do. */
export const writeEquation = (
  { name, params, results }: Pick<Equation, 'name' | 'params' | 'results'>,
  inputs: readonly Abstract[],
  operands: readonly Local[],
  fresh: F.Fresh,
): Code | undefined => {
  const write = table[name] as Write<unknown> | undefined
  return [...inputs, ...results].every((x) => isVectorType(x.dtype))
    ? write?.({ operands, inputs, params, fresh })
    : undefined
}

/** Can this equation be part of a fused loop? */
export const isElementwise = (equation: Equation, inputs: readonly Abstract[]): boolean => {
  const probe: Local = { index: 0, type: 'v128' }
  return (
    writeEquation(
      equation,
      inputs,
      inputs.map(() => probe),
      () => probe,
    ) !== undefined
  )
}
