/** Loops that stay in the graph, and that derivatives pass through. */
import {
  type AnyTensor,
  type DType,
  GradusError,
  type Shape,
  ShapeError,
  type Tensor,
  Tree,
} from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { type Abstract, bindAll } from '@gradus/tensor/primitives'
import { type Stage, stage } from './traces/stage.ts'
import { atPath, firstDifference, showAbstract, tensorsOf, withTensors } from './structure.ts'

/** The tree with the first axis of each tensor taken off: what one step of a loop sees. */
export type Row<Xs> =
  Xs extends Tensor<infer S, infer D>
    ? Tensor<S extends readonly [number, ...infer R extends Shape] ? R : Shape, D>
    : Xs extends undefined
      ? undefined
      : { readonly [K in keyof Xs]: Row<Xs[K]> }

/** The number of rows of a tree, as far as types know it; without rows, the length that was asked for. */
export type Rows<Xs, Length extends number = number> = Xs extends undefined
  ? Length
  : Xs extends Tensor<infer S, DType>
    ? S extends readonly [infer N extends number, ...Shape]
      ? N
      : number
    : Xs extends readonly unknown[]
      ? Rows<Xs[number]>
      : Rows<Xs[keyof Xs]>

/** The tree with an axis of `N` in front of each tensor: what all steps of a loop gave. */
export type Stacked<Y, N extends number = number> =
  Y extends Tensor<infer S, infer D>
    ? Tensor<readonly [N, ...S], D>
    : Y extends undefined
      ? undefined
      : { readonly [K in keyof Y]: Stacked<Y[K], N> }

/** How a loop runs. */
export interface ScanOptions<Length extends number = number> {
  /** The number of steps, where no rows tell it. */
  readonly length?: Length
  /** From the last row to the first; outputs keep the places of their rows. */
  readonly reverse?: boolean
}

/** A body written down, with the structure of what it answered. */
interface Body<Answer> {
  readonly staged: Stage
  readonly answer: Answer
}

const writeDown = <Answer>(
  op: string,
  f: (inputs: readonly AnyTensor[]) => Answer,
  abstracts: readonly Abstract[],
): Body<Answer> => {
  let answer: { readonly of: Answer } | undefined
  const staged = stage(
    op,
    (inputs) => {
      answer = { of: f(inputs) }
      return tensorsOf(answer.of)
    },
    abstracts,
  )
  return { staged, answer: answer!.of }
}

const checkCarry = (op: string, before: unknown, after: unknown): void => {
  const d = firstDifference(before, after)
  if (d !== undefined)
    throw new ShapeError(
      op,
      `the carry${atPath(d.path)} is ${d.first} before a step and ${d.second} after it; they must be alike. Cast what the body answers, or begin with that type?`,
    )
}

const rowAbstract = ({ shape, dtype }: AnyTensor): Abstract => ({ shape: shape.slice(1), dtype })

/** The number of steps: what all rows agree on. */
const lengthOf = (op: string, xs: unknown, length: number | undefined): number => {
  const counts = xs === undefined ? [] : Tree.entries(xs).map(([path, x]) => [path, x] as const)
  counts.forEach(([path, x]) => {
    if (x.shape.length === 0)
      throw new ShapeError(
        op,
        `what the loop runs over needs an axis of steps,${atPath(path)} ${showAbstract(x)} has none`,
      )
  })
  const found = length ?? counts[0]?.[1].shape[0]
  if (found === undefined)
    throw new GradusError(op, 'without rows the number of steps is not known. Pass { length }.')
  if (!Number.isInteger(found) || found < 0)
    throw new ShapeError(op, `the length is a whole number from 0, got ${found}`)
  const odd = counts.find(([, x]) => x.shape[0] !== found)
  if (odd !== undefined)
    throw new ShapeError(op, `there are ${found} steps, and ${odd[1].shape[0]} rows${atPath(odd[0])}`)
  return found
}

const pairOf = <C, Y>(answer: unknown): readonly [C, Y] => {
  if (!Array.isArray(answer) || answer.length !== 2)
    throw new GradusError('scan', 'the body answers a pair, [the next carry, the output of the step]')
  return answer as unknown as readonly [C, Y]
}

/**
 * A loop over rows that carries a value along: `[carry, y] = f(carry, x)` for each row `x`.
 *
 * ```text
 * cₜ₊₁, yₜ = f(cₜ, xₜ)     the result is [c_n, [y_0 … y_{n-1}]]
 * ```
 *
 * The body is traced once, and is one equation of a graph however many steps there are. Derivatives keep the carry of
 * each step and compute what lies between again.
 *
 * @param f from the carry and a row to the next carry, of the same shapes and types, and an output.
 * @param init the first carry: a tree of tensors.
 * @param xs a tree of tensors with one row for each step, or `undefined` with a `length`.
 * @returns the last carry, and the outputs stacked along a new first axis.
 * @throws ShapeError where the carry changes its shape or type, or where numbers of rows differ.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { grad, scan } from '@gradus/autograd'
 *
 * const powers = (x: T.Tensor<readonly []>) =>
 *   scan((p: T.Tensor<readonly []>) => [T.mul(p, x), p] as const, T.tensor(1), undefined, { length: 4 })
 * T.toNested(powers(T.tensor(2))[1]) // => [1, 2, 4, 8]
 * T.item(grad((x: T.Tensor<readonly []>) => powers(x)[0])(T.tensor(2))) // => 32
 * ```
 *
 * Source: JAX, `jax.lax.scan`.
 */
export const scan = <C, Y, const Xs = undefined, const Length extends number = number>(
  f: (carry: C, x: Row<Xs>) => readonly [NoInfer<C>, Y],
  init: C,
  xs: Xs,
  { length, reverse = false }: ScanOptions<Length> = {},
): readonly [C, Stacked<Y, Rows<Xs, Length>>] => {
  const count = lengthOf('scan', xs, length)
  const carry = Tree.leaves(init)
  const rows = tensorsOf(xs)
  const { staged, answer } = writeDown(
    'scan',
    (inputs) => {
      const row = withTensors(xs, inputs.slice(carry.length))
      const answered = pairOf<C, Y>(f(withTensors(init, inputs.slice(0, carry.length)), row as Row<Xs>))
      checkCarry('scan', init, answered[0])
      return answered
    },
    [...carry, ...rows.map(rowAbstract)],
  )
  const results = bindAll('scan', [...staged.free, ...carry, ...rows], {
    body: staged.graph,
    length: count,
    constants: staged.free.length,
    carry: carry.length,
    reverse,
  })
  return [
    withTensors(init, results.slice(0, carry.length)),
    withTensors(answer[1], results.slice(carry.length)) as never,
  ]
}

const predicate = (op: string, answer: unknown): AnyTensor => {
  if (T.isTensor(answer) && answer.shape.length === 0 && answer.dtype === 'bool') return answer
  throw new GradusError(
    op,
    `the condition answers a bool scalar, it answered ${T.isTensor(answer) ? showAbstract(answer) : typeof answer}. Compare, as in T.less(x, 3)?`,
  )
}

/**
 * A loop that runs as long as a condition holds.
 *
 * Derivatives pass forward (`jvp`); for reverse mode the number of steps must be known: `scan` or `foriLoop`.
 *
 * @param condition from the carry to a `bool` scalar.
 * @param body from the carry to the next, of the same shapes and types.
 * @throws ShapeError where the carry changes its shape or type.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { whileLoop } from '@gradus/autograd'
 *
 * T.item(whileLoop((x) => T.less(x, 100), (x) => T.mul(x, 2), T.tensor(1))) // => 128
 * ```
 *
 * Source: JAX, `jax.lax.while_loop`.
 */
export const whileLoop = <C>(
  condition: (carry: C) => Tensor<readonly [], 'bool'>,
  body: (carry: C) => NoInfer<C>,
  init: C,
): C => {
  const carry = Tree.leaves(init)
  const test = writeDown(
    'whileLoop',
    (inputs) => predicate('whileLoop', condition(withTensors(init, inputs))),
    carry,
  )
  const step = writeDown(
    'whileLoop',
    (inputs) => {
      const next = body(withTensors(init, inputs))
      checkCarry('whileLoop', init, next)
      return next
    },
    carry,
  )
  const results = bindAll('whileLoop', [...test.staged.free, ...step.staged.free, ...carry], {
    condition: test.staged.graph,
    body: step.staged.graph,
    conditionConstants: test.staged.free.length,
    bodyConstants: step.staged.free.length,
  })
  return withTensors(init, results)
}

/** A whole number, or an `int32` scalar that the program computes. */
export type Bound = number | Tensor<readonly [], 'int32'>

/**
 * A loop over whole numbers: `carry = body(i, carry)` for `lower ≤ i < upper`.
 *
 * With plain numbers as bounds the length is known, and derivatives of both modes pass; with tensors it is a while loop.
 *
 * @param body from `i`, an `int32` scalar, and the carry to the next carry.
 * @throws ShapeError where the carry changes its shape or type.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { foriLoop } from '@gradus/autograd'
 *
 * T.item(foriLoop(1, 6, (i, product) => T.mul(product, i), T.tensor(1, { dtype: 'int32' }))) // => 120
 * ```
 *
 * Source: JAX, `jax.lax.fori_loop`.
 */
export const foriLoop = <C>(
  lower: Bound,
  upper: Bound,
  body: (i: Tensor<readonly [], 'int32'>, carry: C) => NoInfer<C>,
  init: C,
): C => {
  if (typeof lower === 'number' && typeof upper === 'number') {
    const steps = T.arange(lower, Math.max(lower, upper), 1, { dtype: 'int32' })
    return scan(
      (carry: C, i: Tensor<readonly [], 'int32'>) => [body(i, carry), undefined] as const,
      init,
      steps,
    )[0]
  }
  const start = T.cast(T.isTensor(lower) ? lower : T.tensor(lower), 'int32')
  return whileLoop(
    ({ i }) => T.less(i, upper) as Tensor<readonly [], 'bool'>,
    ({ i, carry }) => ({ i: T.add(i, 1) as Tensor<readonly [], 'int32'>, carry: body(i, carry) }),
    { i: start as Tensor<readonly [], 'int32'>, carry: init },
  ).carry
}
