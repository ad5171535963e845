/**
 * Elementwise primitives as vector code: four elements of 32 bits at once.
 *
 * Floats and whole numbers are what they are; truth values are masks, of all bits or none.
 *
 * @module
 */
import type { DType } from '../DType.ts'
import type { Abstract, Equation, PrimitiveName, Primitives } from '../Primitive.ts'
import * as D from './doubles.ts'
import * as F from './functions.ts'
import { f32x4, get, i32x4, i32x4Const, v128 } from './instructions.ts'
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

const isFloat = ({ inputs }: Written<unknown>): boolean => inputs[0]?.dtype === 'float32'
const isInt = ({ inputs }: Written<unknown>): boolean => inputs[0]?.dtype === 'int32'
const isBool = ({ inputs }: Written<unknown>): boolean => inputs[0]?.dtype === 'bool'

type Binary = (a: Code, b: Code) => Code

/** An operation on floats, on whole numbers, on truth values; none where there is no such. */
const binary =
  (float?: Binary, int?: Binary, bool?: Binary): Write<unknown> =>
  (at) => {
    const f = isInt(at) ? int : isBool(at) ? bool : float
    return f?.(get(at.operands[0]!), get(at.operands[1]!))
  }
const unary =
  (float?: (x: Code) => Code, int?: (x: Code) => Code): Write<unknown> =>
  (at) => {
    const f = isInt(at) ? int : isBool(at) ? undefined : float
    return f?.(get(at.operands[0]!))
  }
const floatFunction =
  (f: F.VectorFunction): Write<unknown> =>
  (at) =>
    isFloat(at) ? f(at.operands[0]!, at.fresh) : undefined
/** A function of several floats, and of several whole numbers. */
const several =
  (float?: D.SeveralFunction, int?: D.SeveralFunction): Write<unknown> =>
  (at) =>
    (isFloat(at) ? float : isInt(at) ? int : undefined)?.(at.operands, at.fresh)

const zero = f32x4.const(0)
const one = f32x4.const(1)

/** A float may be beyond the whole numbers, which the reference says in words. */
const casts: Readonly<Record<string, (x: Code) => Code>> = {
  'int32 float32': (x) => f32x4.fromSigned(x),
  'bool float32': (x) => v128.and(x, one),
  'bool int32': (x) => v128.and(x, i32x4Const(1)),
  'float32 bool': (x) => f32x4.notEqual(x, zero),
  'int32 bool': (x) => i32x4.notEqual(x, i32x4Const(0)),
}

const signOfFloat = (x: Code): Code =>
  v128.bitSelect(one, v128.bitSelect(f32x4.const(-1), x, f32x4.lessThan(x, zero)), f32x4.lessThan(zero, x))
const signOfInt = (x: Code): Code => i32x4.max(i32x4.min(x, i32x4Const(1)), i32x4Const(-1))

const wholes = { floor: f32x4.floor, ceil: f32x4.ceil, round: f32x4.nearest } as const
const same = (a: Code, b: Code): Code => v128.not(v128.xor(a, b))

const table: Table = {
  neg: unary(f32x4.neg, i32x4.neg),
  abs: unary(f32x4.abs, i32x4.abs),
  sign: unary(signOfFloat, signOfInt),
  exp: floatFunction(F.exp),
  log: floatFunction(F.log),
  sqrt: unary(f32x4.sqrt),
  tanh: floatFunction(F.tanh),
  sigmoid: floatFunction(F.sigmoid),
  special: (at) => floatFunction(specials[at.params.f])(at),
  toWhole: ({ operands: [x], inputs: [a], params: { mode } }) =>
    a!.dtype === 'float32' ? wholes[mode](get(x!)) : get(x!),
  classify: ({ operands: [x], inputs: [a], params }) =>
    a!.dtype !== 'float32'
      ? undefined
      : params.as === 'nan'
        ? f32x4.notEqual(get(x!), get(x!))
        : f32x4.lessThan(f32x4.abs(get(x!)), f32x4.const(Infinity)),
  not: ({ operands: [x], inputs: [a] }) => (a!.dtype === 'bool' ? v128.not(get(x!)) : undefined),
  stopGradient: ({ operands: [x] }) => get(x!),
  cast: ({ operands: [x], inputs: [a], params: { dtype } }) =>
    a!.dtype === dtype ? get(x!) : casts[`${a!.dtype} ${dtype}`]?.(get(x!)),
  add: binary(f32x4.add, i32x4.add),
  sub: binary(f32x4.sub, i32x4.sub),
  mul: binary(f32x4.mul, i32x4.mul, v128.and),
  div: several(([a, b]) => f32x4.div(get(a!), get(b!)), W.quotient),
  mod: several(D.inDoubles(([a, b], fresh) => remainder(a!, b!, fresh))),
  pow: several(D.inDoubles(([x, y], fresh) => D.pow(x!, y!, fresh))),
  atan2: several(D.inDoubles(([y, x], fresh) => D.atan2(y!, x!, fresh))),
  maximum: binary(f32x4.max, i32x4.max, v128.or),
  minimum: binary(f32x4.min, i32x4.min, v128.and),
  less: binary(f32x4.lessThan, i32x4.lessThan),
  lessEqual: binary(f32x4.lessEqual, i32x4.lessEqual),
  equal: binary(f32x4.equal, i32x4.equal, same),
  and: binary(undefined, v128.and, v128.and),
  or: binary(undefined, v128.or, v128.or),
  shiftRightLogical: several(undefined, W.shiftedRight),
  select: ({ operands: [condition, a, b] }) => v128.bitSelect(get(a!), get(b!), get(condition!)),
}

/** The element types that vectors of four hold. */
export const isVectorType = (dtype: DType): boolean =>
  dtype === 'float32' || dtype === 'int32' || dtype === 'bool'

/** The code of an equation, or nothing where vectors of four do not do. */
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
