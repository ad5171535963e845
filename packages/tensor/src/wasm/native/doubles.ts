/** Arithmetic and comparisons of doubles, element by element. */
import type { Abstract, PrimitiveName } from '../../Primitive.ts'
import { sizeOf } from '../../Tensor.ts'
import { choose, f64 } from '../instructions.ts'
import type { Code } from '../module.ts'
import { eachElement } from './each.ts'
import { elements } from './elements.ts'
import type { Native, NativeRule } from './Native.ts'

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
