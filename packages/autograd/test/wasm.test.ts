import type { AnyTensor, Shape } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { referenceEngine, type WasmEngine, wasmEngine } from '@gradus/tensor/primitives'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cond, jit, scan, whileLoop } from '../src/index.ts'

// Programs at random: what the engine fuses, looks at in another order and places in shared memory has to be what the
// reference computes one by one.

type Values = readonly AnyTensor[]
/** Makes a value of earlier ones, by some numbers of chance; nothing where it does not apply. */
type Instruction = (x: AnyTensor, y: AnyTensor, chance: readonly number[]) => AnyTensor | undefined

const rank = (x: AnyTensor): number => x.shape.length
const pick = <A>(xs: readonly A[], n: number): A => xs[n % xs.length]!
const axisOf = (x: AnyTensor, n: number): number => n % Math.max(1, rank(x))
const float = (x: AnyTensor): AnyTensor => T.cast(x, 'float32') as AnyTensor
/** Keeps numbers where sums and products of many still are. */
const calm = (x: AnyTensor): AnyTensor => T.tanh(float(x)) as AnyTensor
const double = (x: AnyTensor): AnyTensor => T.tanh(T.cast(x, 'float64')) as AnyTensor
const fitsWith = (x: Shape, y: Shape): boolean => {
  const n = Math.min(x.length, y.length)
  return Array.from({ length: n }, (_, i) => [x.at(-1 - i)!, y.at(-1 - i)!] as const).every(
    ([a, b]) => a === b || a === 1 || b === 1,
  )
}
const both =
  (f: (a: AnyTensor, b: AnyTensor) => unknown): Instruction =>
  (x, y) =>
    fitsWith(x.shape, y.shape) ? (f(x, y) as AnyTensor) : undefined
const onAxis =
  (f: (x: AnyTensor, axis: number) => unknown): Instruction =>
  (x, _, [n = 0]) =>
    rank(x) > 0 && x.shape.every((d) => d > 0) ? (f(x, axisOf(x, n)) as AnyTensor) : undefined

const instructions: Readonly<Record<string, Instruction>> = {
  exp: (x) => T.exp(calm(x)) as AnyTensor,
  log: (x) => T.log(T.add(T.abs(float(x)), 0.5)) as AnyTensor,
  sigmoid: (x) => T.sigmoid(float(x)) as AnyTensor,
  sin: (x) => T.sin(float(x)) as AnyTensor,
  floor: (x) => T.floor(T.mul(float(x), 3)) as AnyTensor,
  expOfDouble: (x) => T.exp(double(x)) as AnyTensor,
  logOfDouble: (x) => T.log1p(T.abs(double(x))) as AnyTensor,
  mulDoubles: both((a, b) => T.mul(double(a), b)),
  whereDouble: both((a, b) => T.where(T.less(a, b) as AnyTensor, double(a), double(b))),
  isNaN: (x) => T.isNaN(x) as AnyTensor,
  neg: (x) => (x.dtype === 'bool' ? (T.logicalNot(x) as AnyTensor) : (T.neg(x) as AnyTensor)),
  toInt: (x) => T.cast(T.add(x, x), 'int32') as AnyTensor,
  toBool: (x) => T.cast(x, 'bool') as AnyTensor,
  toByte: (x) => T.cast(T.minimum(T.abs(x), 9), 'uint8') as AnyTensor,
  toDouble: (x) => T.cast(x, 'float64') as AnyTensor,
  toFloat: float,
  add: both((a, b) => T.add(a, b)),
  mul: both((a, b) => T.mul(calm(a), b)),
  sub: both((a, b) => T.sub(float(a), float(b))),
  div: both((a, b) => T.div(float(a), T.add(T.abs(float(b)), 1))),
  maximum: both((a, b) => T.maximum(a, b)),
  less: both((a, b) => T.less(a, b)),
  equal: both((a, b) => T.equal(a, b)),
  where: both((a, b) => T.where(T.less(a, b) as AnyTensor, a, b)),
  and: both((a, b) => T.logicalAnd(a, b)),
  transpose: (x) => T.transpose(x) as AnyTensor,
  permute: (x, _, [n = 0]) => {
    const axes = Array.from({ length: rank(x) }, (__, i) => (i + n) % rank(x))
    return T.permute(x, axes) as AnyTensor
  },
  flat: (x) => T.reshape(x, [T.sizeOf(x.shape)]) as AnyTensor,
  column: (x) => T.reshape(x, [T.sizeOf(x.shape), 1]) as AnyTensor,
  expand: (x, _, [n = 0]) => (rank(x) < 4 ? (T.expandDims(x, axisOf(x, n)) as AnyTensor) : undefined),
  flip: onAxis((x, axis) => T.flip(x, { axis })),
  slice: (x, _, [n = 0, m = 0]) =>
    T.slice(
      x,
      x.shape.map((d, i) => (d > 1 ? (n + i) % d : 0)),
      x.shape.map((d, i) => Math.min(d, ((n + i) % Math.max(1, d)) + 1 + (m % 3))),
    ) as AnyTensor,
  concat: onAxis((x, axis) => T.concat([x, x], { axis })),
  pad: (x, _, [n = 0, m = 0]) =>
    T.pad(
      x,
      x.shape.map((__, i) => [(n + i) % 3, (m + i) % 2]),
    ) as AnyTensor,
  take: onAxis((x, axis) => T.take(x, T.tensor([0, x.shape[axis]! - 1, 0], { dtype: 'int32' }), { axis })),
  sum: onAxis((x, axis) => T.sum(calm(x), { axis })),
  sumKept: onAxis((x, axis) => T.sum(calm(x), { axis, keepDims: true })),
  sumOfDoubles: onAxis((x, axis) => T.sum(double(x), { axis })),
  softmaxOfDoubles: onAxis((x, axis) => T.softmax(double(x), { axis })),
  gramOfDoubles: (x) =>
    rank(x) > 1 ? (T.matmul(double(x), T.swapAxes(double(x), -1, -2)) as AnyTensor) : undefined,
  sumAll: (x) => T.sum(calm(x)) as AnyTensor,
  sumInts: onAxis((x, axis) => T.sum(T.cast(x, 'int32'), { axis })),
  sumTwo: (x) => (rank(x) > 2 ? (T.sum(calm(x), { axis: [0, 2] }) as AnyTensor) : undefined),
  max: onAxis((x, axis) => T.max(x, { axis })),
  min: onAxis((x, axis) => T.min(x, { axis })),
  argMax: onAxis((x, axis) => T.argMax(x, { axis })),
  softmax: onAxis((x, axis) => T.softmax(float(x), { axis })),
  cumSum: onAxis((x, axis) => T.cumSum(calm(x), { axis })),
  prod: onAxis((x, axis) => T.prod(calm(x), { axis })),
  gram: (x) => (rank(x) > 1 ? (T.matmul(calm(x), T.swapAxes(calm(x), -1, -2)) as AnyTensor) : undefined),
  gramOther: (x) => (rank(x) > 1 ? (T.matmul(T.swapAxes(calm(x), -1, -2), calm(x)) as AnyTensor) : undefined),
  scanned: (x, _, [n = 0]) => {
    if (rank(x) < 2 || x.shape.some((d) => d === 0)) return undefined
    type Carry = readonly [AnyTensor, AnyTensor]
    const step = ([h, old]: Carry, row: AnyTensor): readonly [Carry, AnyTensor] => {
      const next = T.tanh(T.add(T.mul(h, 0.5), row)) as AnyTensor
      return [[next, h], (n % 2 === 0 ? next : T.sub(next, old)) as AnyTensor]
    }
    const begin: Carry = [T.zeros(x.shape.slice(1)), T.ones(x.shape.slice(1))]
    const [[, h], rows] = scan(step as never, begin, calm(x), { reverse: n % 3 === 0 })
    return n % 5 < 3 ? (rows as AnyTensor) : h
  },
  halved: (x) =>
    whileLoop(
      (v: AnyTensor) => T.less(1, T.sum(T.abs(v))) as never,
      (v: AnyTensor) => T.mul(v, 0.5) as never,
      calm(x),
    ) as AnyTensor,
  either: (x, _, [n = 0]) =>
    cond(
      T.less(T.sum(calm(x)), n / 10) as never,
      (v: AnyTensor) => T.exp(v) as never,
      (v: AnyTensor) => T.neg(v) as never,
      calm(x),
    ) as AnyTensor,
  average: (x) =>
    rank(x) === 2 && x.shape.every((d) => d > 1)
      ? (T.averagePool2d(T.expandDims(T.expandDims(calm(x), 0), 0) as never, 2, {
          stride: 1,
        } as never) as AnyTensor)
      : undefined,
}

interface Line {
  readonly name: string
  readonly operands: readonly [number, number]
  readonly chance: readonly number[]
}

const small = (x: AnyTensor): boolean => rank(x) <= 4 && T.sizeOf(x.shape) <= 4000

/** These answer the same to the last bit, of operands that are the same to the last bit. */
const exact = new Set(
  'neg toFloat toDouble add maximum transpose permute flat column expand flip slice concat pad take sumInts'.split(
    ' ',
  ),
)
/** Next to a jump rounding decides, so these take exact operands alone; what they answer is exact, too. */
const sharp = new Set(
  'floor isNaN toInt toBool toByte less equal where whereDouble and max min argMax'.split(' '),
)

interface Value {
  readonly x: AnyTensor
  readonly isExact: boolean
}

/** All values that the lines make, one after the other, of what is there. */
const runLines = (lines: readonly Line[], inputs: Values): Values =>
  lines
    .reduce<readonly Value[]>(
      (values, { name, operands, chance }) => {
        const [x, y] = operands.map((n) => pick(values, n)) as [Value, Value]
        const isExact = x.isExact && y.isExact
        const made = sharp.has(name) && !isExact ? undefined : instructions[name]!(x.x, y.x, chance)
        return made !== undefined && small(made)
          ? [...values, { x: made, isExact: sharp.has(name) || (isExact && exact.has(name)) }]
          : values
      },
      inputs.map((x) => ({ x, isExact: true })),
    )
    .map(({ x }) => x)

const line: fc.Arbitrary<Line> = fc.record({
  name: fc.constantFrom(...Object.keys(instructions)),
  operands: fc.tuple(fc.nat(40), fc.nat(40)),
  chance: fc.array(fc.nat(20), { minLength: 2, maxLength: 2 }),
})

const shape = fc.array(fc.constantFrom(1, 2, 3, 4, 5, 8, 17, 0), { maxLength: 3 })
const program = fc.record({
  shapes: fc.array(shape, { minLength: 1, maxLength: 3 }),
  lines: fc.array(line, { minLength: 1, maxLength: 25 }),
  seed: fc.nat(1000),
  /** Which values are results. */
  kept: fc.array(fc.nat(100), { minLength: 1, maxLength: 6 }),
})

/** Half of the values are whole, so that comparisons meet ties. */
const inputOf = (shape: Shape, seed: number): AnyTensor => {
  const x = T.mul(T.Rng.normal(T.Rng.key(seed), shape), 2)
  return (seed % 2 === 0 ? x : T.round(x)) as AnyTensor
}

const differ = (a: number, b: number): boolean =>
  !(Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(b)))

const engines = [
  { name: 'results copied out', threads: 1, engine: wasmEngine({ threads: 1 }) },
  { name: 'one thread', threads: 1, engine: wasmEngine({ budget: 2 ** 20, threads: 1, copied: 0 }) },
  {
    name: 'four threads',
    threads: 4,
    engine: wasmEngine({ threads: 4, sharing: { step: 0, program: 0 }, copied: 0 }),
  },
]

/** Threads start while the program that asked for them lets them. */
const started = async (engine: WasmEngine, threads: number): Promise<void> => {
  jit((x: AnyTensor) => T.add(x, 1), { engine })(T.tensor([1]))
  while (engine.threads() < threads) await new Promise((resolve) => setTimeout(resolve, 5))
}

test.each(engines)(
  'programs at random answer what the reference answers, $name',
  async ({ threads, engine }) => {
    await started(engine, threads)
    const turned = jit((xs: Values): Values => xs.map((x) => T.neg(x)), { engine })
    fc.assert(
      fc.property(program, ({ shapes, lines, seed, kept }) => {
        const inputs = shapes.map((s, i) => inputOf(s, seed + i))
        const f = (xs: Values): Values => {
          const all = runLines(lines, xs)
          return [...new Set(kept.map((n) => pick(all, n)))]
        }
        const wanted = jit(f, { engine: referenceEngine })(inputs)
        const compiled = jit(f, { engine })
        const found = compiled(inputs)
        const again = compiled(inputs)
        // these lie in the engine's memory, where results may be written over them
        const donating = jit(f, { engine, donate: [0] })(turned(turned(inputs)))
        expect(found.map(({ shape: s, dtype }) => [s, dtype])).toEqual(
          wanted.map(({ shape: s, dtype }) => [s, dtype]),
        )
        for (const other of [again, donating])
          expect(other.map((x) => [...T.toTypedArray(x)])).toEqual(found.map((x) => [...T.toTypedArray(x)]))
        const wrong = found.flatMap((x, i) => {
          const w = T.toTypedArray(wanted[i]!)
          return [...T.toTypedArray(x)].flatMap((v, j) => (differ(v, w[j]!) ? [[i, j, v, w[j]]] : []))
        })
        expect(wrong).toEqual([])
      }),
      { numRuns: 400 },
    )
  },
)
