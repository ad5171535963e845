/**
 * The reference evaluation of each primitive: plain TypeScript, one row per primitive.
 *
 * @module
 */
import { abstractOf } from '../abstract.ts'
import { allocate, type DType, isFloat, type TypedArray } from '../DType.ts'
import { ValueError } from '../errors.ts'
import { isSeveral, type Primitives, type SingleName } from '../Primitive.ts'
import { Concrete, type Shape, sizeOf } from '../Tensor.ts'
import { type Caller, type Interpreter, interpreters, runWith } from './control.ts'
import { cumSum } from './cumulative.ts'
import * as K from './elementwise.ts'
import { functions, singleFunctions } from './functions.ts'
import { polygamma } from './gamma.ts'
import { cholesky } from './linalg/cholesky.ts'
import { triangularSolve } from './linalg/triangularSolve.ts'
import { matmul, matmulInt } from './matmul.ts'
import { pad } from './pad.ts'
import { patches, unpatch } from './patches.ts'
import { argBestRows, argSortRows, maxRows, minRows, prodRows, prodRowsInt, sumRows } from './reduce.ts'
import { drawLogGamma, drawPoisson, streamOf } from './samples.ts'
import { copyStrided, placeOf, stridesOf, writeStrided } from './strides.ts'
import { threefry2x32 } from './threefry.ts'
import { castToWhole, modWhole, powWhole } from './whole.ts'

type Kernel<Params> = (inputs: readonly Concrete[], params: Params, out: TypedArray, result: Result) => void

interface Result {
  readonly shape: Shape
  readonly dtype: DType
}

const values = (inputs: readonly Concrete[], i: number): TypedArray => Concrete.values(inputs[i]!)

const unary =
  (f: (x: number) => number): Kernel<unknown> =>
  (inputs, _, out) =>
    K.mapUnary(f, values(inputs, 0), out)

const binary =
  (f: (a: number, b: number) => number): Kernel<unknown> =>
  (inputs, _, out) =>
    K.mapBinary(f, values(inputs, 0), values(inputs, 1), out)

type Loop = (a: TypedArray, b: TypedArray, out: TypedArray) => void

const direct =
  (loop: Loop): Kernel<unknown> =>
  (inputs, _, out) =>
    loop(values(inputs, 0), values(inputs, 1), out)

const floatOrWhole =
  (f: (a: number, b: number) => number, whole: Loop): Kernel<unknown> =>
  (inputs, _, out, { dtype }) =>
    isFloat(dtype)
      ? K.mapBinary(f, values(inputs, 0), values(inputs, 1), out)
      : whole(values(inputs, 0), values(inputs, 1), out)

/** The values with the given axes moved last, so that each result is one row. */
const rowsOf = (
  x: Concrete,
  axes: readonly number[],
): { readonly rows: TypedArray; readonly length: number } => {
  const length = axes.reduce((n, a) => n * x.shape[a]!, 1)
  const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i))
  const order = [...kept, ...axes]
  if (order.every((a, i) => a === i)) return { rows: Concrete.values(x), length }
  const strides = stridesOf(x.shape)
  const rows = allocate(x.dtype, sizeOf(x.shape))
  copyStrided(
    Concrete.values(x),
    0,
    order.map((a) => strides[a]!),
    order.map((a) => x.shape[a]!),
    rows,
  )
  return { rows, length }
}

type RowLoop = (rows: TypedArray, length: number, out: TypedArray) => void

const reduction =
  (loop: RowLoop): Kernel<Primitives['reduceSum']> =>
  ([x], { axes }, out) => {
    const { rows, length } = rowsOf(x!, axes)
    loop(rows, length, out)
  }

const argExtreme: Kernel<Primitives['argExtreme']> = ([x], { axis, largest }, out) => {
  const { rows, length } = rowsOf(x!, [axis])
  argBestRows(rows, length, out, largest ? 1 : -1)
}

const outer = (shape: Shape, axis: number): number => sizeOf(shape.slice(0, axis))
const inner = (shape: Shape, axis: number): number => sizeOf(shape.slice(axis + 1))

const checkIndex = (index: number, length: number, at: number): void => {
  if (index < 0 || index >= length)
    throw new ValueError(
      'take',
      `index ${index} at position ${at} is out of range, the axis has ${length} elements${length > 0 ? ` (0..${length - 1})` : ''}.`,
    )
}

const take: Kernel<Primitives['take']> = ([x, indices], { axis }, out) => {
  const from = Concrete.values(x!)
  const picks = Concrete.values(indices!)
  const length = x!.shape[axis]!
  const block = inner(x!.shape, axis)
  picks.forEach((index, at) => checkIndex(index, length, at))
  if (block === 1) {
    for (let o = 0, to = 0; o < outer(x!.shape, axis); o++)
      for (let i = 0; i < picks.length; i++, to++) out[to] = from[o * length + picks[i]!]!
    return
  }
  for (let o = 0, to = 0; o < outer(x!.shape, axis); o++)
    for (let i = 0; i < picks.length; i++, to += block) {
      const start = (o * length + picks[i]!) * block
      out.set(from.subarray(start, start + block), to)
    }
}

const scatterSum: Kernel<Primitives['scatterSum']> = ([x, indices], { axis, size }, out) => {
  const from = Concrete.values(x!)
  const picks = Concrete.values(indices!)
  const block = sizeOf(x!.shape.slice(axis + indices!.shape.length))
  picks.forEach((index, at) => checkIndex(index, size, at))
  for (let o = 0, at = 0; o < outer(x!.shape, axis); o++)
    for (let i = 0; i < picks.length; i++, at += block)
      for (let j = 0; j < block; j++) {
        const to = (o * size + picks[i]!) * block + j
        out[to] = out[to]! + from[at + j]!
      }
}

const lastWriter: Kernel<Primitives['lastWriter']> = (inputs, { size }, out) => {
  out.fill(-1)
  values(inputs, 0).forEach((index, at) => {
    checkIndex(index, size, at)
    out[index] = at
  })
}

type Draw = ReturnType<typeof streamOf>

/** A sample of each parameter, from a stream of its own; each key counts its parameters from 0. */
const sampled =
  (sample: (draw: Draw, parameter: number) => number): Kernel<unknown> =>
  (inputs, _, out) => {
    const keys = values(inputs, 0)
    const each = (2 * out.length) / keys.length
    values(inputs, 1).forEach((parameter, i) => {
      const at = 2 * Math.floor(i / each)
      out[i] = sample(streamOf(keys[at]!, keys[at + 1]!, i % each), parameter)
    })
  }

const concat: Kernel<Primitives['concat']> = (inputs, { axis }, out, { shape }) => {
  const block = inner(shape, axis)
  const total = shape[axis]! * block
  let offset = 0
  for (const x of inputs) {
    const chunk = x.shape[axis]! * block
    const from = Concrete.values(x)
    for (let o = 0; o < outer(shape, axis); o++)
      out.set(from.subarray(o * chunk, (o + 1) * chunk), o * total + offset)
    offset += chunk
  }
}

/** The first `count` pairs of words of each key. */
const pairs = (keys: TypedArray, count: number): Int32Array => {
  const out = allocate('int32', keys.length * count, 'Rng') as Int32Array
  for (let k = 0, at = 0; k < keys.length; k += 2)
    for (let i = 0; i < count; i++, at += 2)
      threefry2x32(keys[k]!, keys[k + 1]!, Math.floor(i / 2 ** 32), i | 0, out, at)
  return out
}

const nonEmpty =
  (name: string, kernel: Kernel<Primitives['reduceSum']>): Kernel<Primitives['reduceSum']> =>
  (inputs, params, out, result) => {
    if (out.length > 0 && params.axes.some((a) => inputs[0]!.shape[a] === 0))
      throw new ValueError(
        name,
        `the ${name} of no elements is undefined, [${inputs[0]!.shape.join(',')}] has none along axis ${params.axes.join(', ')}.`,
      )
    kernel(inputs, params, out, result)
  }

const kernels: { readonly [N in SingleName]: Kernel<Primitives[N]> } = {
  neg: unary(K.unary.neg),
  abs: unary(K.unary.abs),
  sign: unary(K.unary.sign),
  exp: unary(K.unary.exp),
  log: unary(K.unary.log),
  sqrt: unary(K.unary.sqrt),
  tanh: unary(K.unary.tanh),
  sigmoid: unary(K.unary.sigmoid),
  special: (inputs, { f }, out, { dtype }) =>
    K.mapUnary((dtype === 'float32' ? singleFunctions : functions)[f], values(inputs, 0), out),
  polygamma: (inputs, { order }, out) => K.mapUnary((x) => polygamma(order, x), values(inputs, 0), out),
  toWhole: (inputs, { mode }, out) => K.mapUnary(K.toWhole[mode], values(inputs, 0), out),
  classify: (inputs, { as }, out) => K.mapUnary(K.classify[as], values(inputs, 0), out),
  not: unary(K.unary.not),
  stopGradient: (inputs, _, out) => out.set(values(inputs, 0)),
  cast: (inputs, { dtype }, out) => {
    if (dtype === 'float32' || dtype === 'float64') out.set(values(inputs, 0))
    else castToWhole(values(inputs, 0), out, dtype)
  },
  add: direct(K.add),
  sub: direct(K.sub),
  mul: (inputs, _, out, { dtype }) =>
    (dtype === 'int32' ? K.mulInt : K.mul)(values(inputs, 0), values(inputs, 1), out),
  div: direct(K.div),
  mod: floatOrWhole(K.binary.mod, modWhole(K.binary.mod)),
  pow: floatOrWhole(K.binary.pow, powWhole(K.binary.powInt)),
  atan2: binary(Math.atan2),
  maximum: binary(K.binary.maximum),
  minimum: binary(K.binary.minimum),
  less: binary(K.binary.less),
  lessEqual: binary(K.binary.lessEqual),
  equal: binary(K.binary.equal),
  and: binary(K.binary.and),
  or: binary(K.binary.or),
  shiftRightLogical: binary(K.binary.shiftRightLogical),
  select: (inputs, _, out) => K.select(values(inputs, 0), values(inputs, 1), values(inputs, 2), out),
  broadcast: ([x], { shape }, out) => {
    const strides = stridesOf(x!.shape)
    const missing = shape.length - x!.shape.length
    const repeated = shape.map((d, i) =>
      i < missing || x!.shape[i - missing] !== d ? 0 : strides[i - missing]!,
    )
    copyStrided(Concrete.values(x!), 0, repeated, shape, out)
  },
  reshape: (inputs, _, out) => out.set(values(inputs, 0)),
  permute: ([x], { axes }, out, { shape }) => {
    const strides = stridesOf(x!.shape)
    copyStrided(
      Concrete.values(x!),
      0,
      axes.map((a) => strides[a]!),
      shape,
      out,
    )
  },
  flip: ([x], { axes }, out, { shape }) => {
    const strides = stridesOf(shape)
    const start = axes.reduce((s, a) => s + (shape[a]! - 1) * strides[a]!, 0)
    copyStrided(
      Concrete.values(x!),
      start,
      strides.map((s, i) => (axes.includes(i) ? -s : s)),
      shape,
      out,
    )
  },
  slice: ([x], { starts, sizes }, out) => {
    const strides = stridesOf(x!.shape)
    copyStrided(Concrete.values(x!), placeOf(starts, strides), strides, sizes, out)
  },
  pad: ([x], { low }, out, { shape }) => pad(Concrete.values(x!), x!.shape, low, out, shape),
  concat,
  take,
  scatterSum,
  lastWriter,
  argSort: ([x], { axis }, out, { shape }) => {
    const { rows, length } = rowsOf(x!, [axis])
    const sorted = new Int32Array(out.length)
    argSortRows(rows, length, sorted)
    const moved = [...shape.keys()].filter((i) => i !== axis).concat(axis)
    const strides = stridesOf(shape)
    writeStrided(
      sorted,
      moved.map((i) => shape[i]!),
      out,
      0,
      moved.map((i) => strides[i]!),
    )
  },
  reduceSum: reduction(sumRows),
  reduceMax: nonEmpty('max', reduction(maxRows)),
  reduceMin: nonEmpty('min', reduction(minRows)),
  reduceProd: (inputs, params, out, result) =>
    reduction(result.dtype === 'int32' ? prodRowsInt : prodRows)(inputs, params, out, result),
  argExtreme,
  cumSum: ([x], { axis, reverse }, out, { shape }) =>
    cumSum(
      Concrete.values(x!),
      out,
      { outer: outer(shape, axis), length: shape[axis]!, inner: inner(shape, axis) },
      reverse,
    ),
  matmul: ([a, b], { transposeA, transposeB }, out, { shape, dtype }) => {
    const product = dtype === 'int32' ? matmulInt : matmul
    const k = a!.shape.at(transposeA ? -2 : -1)!
    const batch = sizeOf(shape.slice(0, -2))
    product(Concrete.values(a!), Concrete.values(b!), out, batch, {
      m: shape.at(-2)!,
      k,
      n: shape.at(-1)!,
      transposeA,
      transposeB,
    })
  },
  cholesky: ([a], _, out) => cholesky(Concrete.values(a!), a!.shape, out),
  triangularSolve: ([a, b], triangle, out, { shape }) =>
    triangularSolve(Concrete.values(a!), Concrete.values(b!), a!.shape, shape.at(-1)!, triangle, out),
  patches: ([x], windows, out, { shape }) => patches(Concrete.values(x!), x!.shape, windows, out, shape),
  unpatch: ([x], windows, out, { shape }) => unpatch(Concrete.values(x!), x!.shape, windows, out, shape),
  randomBits: (inputs, { shape }, out) => {
    const words = pairs(values(inputs, 0), sizeOf(shape))
    for (let i = 0; i < out.length; i++) out[i] = words[2 * i]! ^ words[2 * i + 1]!
  },
  splitKey: (inputs, { count }, out) => out.set(pairs(values(inputs, 0), count)),
  foldIn: (inputs, _, out) => {
    const [keys, data] = [values(inputs, 0), values(inputs, 1)]
    const words = new Int32Array(out.length)
    for (let i = 0; i < data.length; i++)
      threefry2x32(keys[2 * i]!, keys[2 * i + 1]!, 0, data[i]!, words, 2 * i)
    out.set(words)
  },
  randomLogGamma: sampled(drawLogGamma),
  randomPoisson: sampled(drawPoisson),
}

const evaluateSingle = <N extends SingleName>(
  name: N,
  inputs: readonly Concrete[],
  params: Primitives[N],
): Concrete => {
  const result = abstractOf(name, inputs, params)
  if (name === 'reshape' || name === 'stopGradient') return Concrete.reshaped(inputs[0]!, result.shape)
  const out = allocate(result.dtype, sizeOf(result.shape), name)
  kernels[name](inputs, params, out, result)
  return new Concrete(out, result.shape, result.dtype)
}

/** Evaluates a primitive on values. */
export const evaluate: Caller<Concrete> = (name, inputs, params) =>
  isSeveral(name)
    ? (interpreters[name] as Interpreter<unknown>)(run, inputs, params)
    : [evaluateSingle(name as SingleName, inputs, params as never)]

const run = runWith(evaluate)
