/** Arithmetic and comparisons of doubles, element by element, and functions of two at once. */
import type { Abstract, PrimitiveName } from '../../Primitive.ts'
import { sizeOf } from '../../Tensor.ts'
import type { SpecialFunction } from '../../Special.ts'
import * as F from '../doubleFunctions.ts'
import type { VectorFunction } from '../functions.ts'
import { choose, countTo, f64, get, i32, set, v128, when } from '../instructions.ts'
import type { Code } from '../module.ts'
import { eachElement } from './each.ts'
import { elements } from './elements.ts'
import { kernelOf, type Native, type NativeRule } from './Native.ts'

/** The kernel that stores what it computes from an element of each operand. */
export const elementwise = (
  key: string,
  operands: readonly Abstract[],
  result: Abstract,
  compute: (...values: readonly Code[]) => Code,
): Native => {
  const types = operands.map((x) => elements[x.dtype])
  const to = elements[result.dtype]
  const kernel = eachElement({
    key: `${key} ${operands.map((x) => x.dtype).join()} ${result.dtype}`,
    count: sizeOf(result.shape),
    steps: types.map((t) => t.width),
    width: to.width,
    cost: 0.8,
    write: (addresses, offsets) =>
      to.store(
        addresses.at(-1)!,
        compute(...types.map((t, i) => t.load(addresses[i]!, offsets[i]!))),
        offsets.at(-1)!,
      ),
  })
  return { kernel }
}

/** Of operands that are doubles. */
const ofDoubles =
  (key: string, compute: (...values: readonly Code[]) => Code): NativeRule<PrimitiveName> =>
  ({ operands, result }) =>
    operands.every((x) => x.dtype === 'float64') ? elementwise(key, operands, result, compute) : undefined

const unary = (name: 'neg' | 'abs' | 'sqrt') => ofDoubles(name, (x) => f64[name](x!))
const binary = (name: 'add' | 'sub' | 'mul' | 'div' | 'max' | 'min' | 'lessThan' | 'lessEqual' | 'equal') =>
  ofDoubles(name, (a, b) => f64[name](a!, b!))

const perUnit = 4096
const width = 8

/** A function of two doubles at once; the last one may be alone. */
const functionOf = (name: string, f: VectorFunction, count: number): Native => ({
  kernel: kernelOf({
    key: `${name} float64 ${count}`,
    operands: 1,
    units: Math.ceil(count / perUnit),
    cost: 5 * count,
    write: ({ operands, result, unit, local }) => {
      const [from, to, at, until] = [local('i32'), local('i32'), local('i32'), local('i32')]
      const [x, y] = [local('v128'), local('v128')]
      const start = i32.mul(get(unit), i32.const(perUnit * width))
      const computed: Code = [
        set(x, v128.load(get(from))),
        set(
          y,
          f(x, () => local('v128')),
        ),
      ]
      return {
        unit: [
          set(from, i32.add(get(operands[0]!), start)),
          set(to, i32.add(get(result), start)),
          set(at, i32.mul(get(unit), i32.const(perUnit))),
          set(until, i32.add(get(at), i32.const(perUnit))),
          set(until, choose(get(until), i32.const(count), i32.lessThan(get(until), i32.const(count)))),
          countTo(at, i32.sub(get(until), i32.const(1)), i32.const(2), [
            computed,
            v128.store(get(to), get(y)),
            set(from, i32.add(get(from), i32.const(2 * width))),
            set(to, i32.add(get(to), i32.const(2 * width))),
          ]),
          when(i32.lessThan(get(at), get(until)), [computed, v128.store64Lane(get(to), get(y), 0)]),
        ],
      }
    },
  }),
})

const ofDouble =
  (name: string, f: VectorFunction | undefined): NativeRule<PrimitiveName> =>
  ({ operands: [x] }) =>
    f !== undefined && x!.dtype === 'float64' ? functionOf(name, f, sizeOf(x!.shape)) : undefined

const specials: { readonly [F in SpecialFunction]?: VectorFunction } = { expm1: F.expm1, log1p: F.log1p }

const wholes = { floor: f64.floor, ceil: f64.ceil, round: f64.nearest } as const

const questions = {
  nan: (x: Code) => f64.notEqual(x, x),
  finite: (x: Code) => f64.lessThan(f64.abs(x), f64.const(Infinity)),
} as const

/** The native code of each primitive on doubles. */
export const doubles = {
  neg: unary('neg'),
  abs: unary('abs'),
  sqrt: unary('sqrt'),
  exp: ofDouble('exp', F.exp),
  log: ofDouble('log', F.log),
  tanh: ofDouble('tanh', F.tanh),
  sigmoid: ofDouble('sigmoid', F.sigmoid),
  special: ((at) => ofDouble(at.params.f, specials[at.params.f])(at)) as NativeRule<'special'>,
  add: binary('add'),
  sub: binary('sub'),
  mul: binary('mul'),
  div: binary('div'),
  maximum: binary('max'),
  minimum: binary('min'),
  less: binary('lessThan'),
  lessEqual: binary('lessEqual'),
  equal: binary('equal'),
  toWhole: ((at) =>
    ofDoubles(at.params.mode, (x) => wholes[at.params.mode](x!))(at)) as NativeRule<'toWhole'>,
  classify: ((at) =>
    ofDoubles(at.params.as, (x) => questions[at.params.as](x!))(at)) as NativeRule<'classify'>,
  select: (({ operands, result }) =>
    result.dtype === 'float64'
      ? elementwise('select', operands, result, (condition, a, b) => choose(a!, b!, condition!))
      : undefined) as NativeRule<'select'>,
} as const
