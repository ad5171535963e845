/** Where did the NaN come from? A function run with each step looked at. */
import { type AnyTensor, isConcrete, type TypedArray } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import {
  bindAll,
  isSeveral,
  type PrimitiveName,
  type Primitives,
  type Trace,
} from '@gradus/tensor/primitives'
import { nameAmong, nameOf } from '../differentiable.ts'
import { Dual } from '../traces/forwardTrace.ts'
import { labelOf, nonFinite } from './nonFinite.ts'
import { checkOpen, nextLevel, StandIn } from '../traces/standIn.ts'
import { mapTensors, showAbstract } from '../structure.ts'
import { type Steps, unrolled } from '../unrolled.ts'

const op = 'debugNonFinite'

/** What may appear. */
export interface DebugOptions {
  /** Infinities may appear, in arguments and on the way, and NaN alone is looked for. */
  readonly allowInfinity?: boolean
}

/** A value, and where it came from. */
// oxlint-disable-next-line gradus/no-class -- as StandIn
class Watched extends StandIn {
  readonly value: AnyTensor
  readonly origin: string

  constructor(trace: Trace, value: AnyTensor, origin: string) {
    super(trace, value, op)
    this.value = value
    this.origin = origin
  }
}

/** The numbers of a tensor, if a transformation around this one carries them along. */
const numbersOf = (x: AnyTensor): TypedArray | undefined =>
  x instanceof Dual ? numbersOf(x.primal) : isConcrete(x) ? T.toTypedArray(x) : undefined

const numbers = (x: AnyTensor): TypedArray => {
  const found = T.isFloating(x) ? numbersOf(x) : new Float64Array()
  if (found !== undefined) return found
  throw nonFinite(
    `a tensor is ${String(x)}, and has no values to look at. Put ${op} around that transformation, and not inside.`,
  )
}

const isInfinite = (v: number): boolean => v === Infinity || v === -Infinity

/** The first NaN, or else the first infinity where none was before. */
const firstOf = (
  found: TypedArray,
  wasInfinite: () => boolean,
  { allowInfinity = false }: DebugOptions,
): number => {
  const nan = found.findIndex((v) => Number.isNaN(v))
  if (nan >= 0 || allowInfinity) return nan
  const infinite = found.findIndex(isInfinite)
  return infinite >= 0 && wasInfinite() ? -1 : infinite
}

const showNumber = (v: number): string => String(Number(v.toPrecision(6)))

/** `NaN at index [1,2] of [3,4]`. */
const placed = (x: AnyTensor, found: TypedArray, at: number): string => {
  const position = x.shape.map((d, i) => Math.floor(at / T.sizeOf(x.shape.slice(i + 1))) % d)
  const index = position.length === 1 ? String(position[0]) : `[${position.join(',')}]`
  return `${String(found[at])}${x.shape.length === 0 ? '' : ` at index ${index} of [${x.shape.join(',')}]`}`
}

const originOf = (x: AnyTensor): string => (x instanceof Watched ? x.origin : 'a constant')

/** An operand's element in the same place, where it has one. */
const showOperand = (x: AnyTensor, value: AnyTensor, i: number, like: AnyTensor, at: number): string => {
  const found = T.isFloating(value) ? numbersOf(value) : undefined
  const alike = value.shape.length === like.shape.length && value.shape.every((d, k) => d === like.shape[k])
  const bad = found?.findIndex((v) => !Number.isFinite(v)) ?? -1
  const shown =
    found !== undefined && alike
      ? showNumber(found[at]!)
      : `${showAbstract(value)}${bad < 0 ? '' : ` with ${placed(value, found!, bad)}`}`
  return `operand ${i} = ${shown} (${originOf(x)})`
}

/** The trace that looks at each result. */
const watching = (options: DebugOptions): Steps & { readonly trace: Trace; readonly close: () => void } => {
  let open = true
  let step = 0
  const inside: string[] = []
  const unwrap = (x: AnyTensor): AnyTensor => (x instanceof Watched && x.trace === trace ? x.value : x)
  const wrap = (value: AnyTensor, origin: string): AnyTensor => new Watched(trace, value, origin)
  const steps: Steps = {
    unwrap,
    like: (x, value) => wrap(value, originOf(x)),
    made: (name, value) => wrap(value, `${name}, step ${step}`),
    within: (what, f) => {
      inside.push(what)
      const result = f()
      inside.pop()
      return result
    },
  }
  const look = (name: string, operands: readonly AnyTensor[], y: AnyTensor): void => {
    const found = numbers(y)
    const values = operands.map(unwrap)
    const wasInfinite = (): boolean =>
      values.some((v) => T.isFloating(v) && numbersOf(v)?.some(isInfinite) === true)
    const at = firstOf(found, wasInfinite, options)
    if (at < 0) return
    const from = operands.map((x, i) => showOperand(x, values[i]!, i, y, at)).join(', ')
    throw nonFinite(
      `${name} produced ${placed(y, found, at)} (${[`step ${step}`, ...inside].join(', ')}), from ${from}.`,
    )
  }
  const trace: Trace = {
    level: nextLevel(),
    process: <N extends PrimitiveName>(name: N, operands: readonly AnyTensor[], params: Primitives[N]) => {
      checkOpen(open, op, operands)
      const run = isSeveral(name) ? unrolled[name] : undefined
      if (run !== undefined) return run(steps, operands, params as never)
      const results = bindAll(name, operands.map(unwrap), params)
      step++
      results.forEach((y) => look(labelOf(name, params), operands, y))
      return results.map((y) => steps.made(labelOf(name, params), y))
    },
  }
  return {
    ...steps,
    trace,
    close: () => {
      open = false
    },
  }
}

const checkArgument = (x: AnyTensor, name: string, options: DebugOptions): void => {
  const found = numbers(x)
  const at = firstOf(found, () => false, options)
  if (at >= 0)
    throw nonFinite(
      `${name} holds ${placed(x, found, at)} before anything is computed. Look where it is made.`,
    )
}

/**
 * The same function, run step by step, with each result looked at: it throws where the first NaN or infinity appears, and
 * says which primitive made it, at which element and from what.
 *
 * An infinity is not reported where an operand has one already, as after a mask of `-Infinity`; NaN always is, and either is
 * where `where` would have thrown it away. Loops, branches and compiled functions are taken apart. It is slow: for finding a
 * mistake, not for training.
 *
 * @param f a function of structures of tensors. Put it around everything else, gradients and compilation included, so that
 * their steps are looked at as well.
 * @param options `allowInfinity`: look for NaN alone.
 * @throws GradusError where a value is not finite: on the way, or among the arguments already.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { debugNonFinite, valueAndGrad } from '@gradus/autograd'
 *
 * const loss = (w: T.Tensor<readonly [2]>) => T.mean(T.log(T.sub(w, 1)))
 * const step = debugNonFinite(valueAndGrad(loss))
 * T.item(step(T.tensor([2, 2]))[0]) // => 0
 * try {
 *   step(T.tensor([2, 0.5]))
 * } catch (e) {
 *   String(e)
 *   // => 'GradusError: debugNonFinite: log produced NaN at index 1 of [2] (step 2), from operand 0 = -0.5 (sub, step 1).'
 * }
 * ```
 */
export const debugNonFinite =
  <A extends readonly unknown[], R>(f: (...args: A) => R, options: DebugOptions = {}): ((...args: A) => R) =>
  (...args) => {
    const { trace, unwrap, close } = watching(options)
    const watched = args.map((arg, i) =>
      mapTensors((x, path) => {
        const name = args.length === 1 ? nameOf(path) : nameAmong(i, path)
        checkArgument(x, name, options)
        return new Watched(trace, x, name)
      }, arg),
    )
    const result = f(...(watched as unknown as A))
    close()
    return mapTensors(unwrap, result) as R
  }
