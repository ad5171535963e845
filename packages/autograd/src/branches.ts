/** Branches that stay in the graph, and that derivatives pass through. */
import { type AnyTensor, GradusError, ShapeError, type Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { bindAll, type Graph, runGraph } from '@gradus/tensor/primitives'
import { type Stage, stage } from './traces/stage.ts'
import { atPath, firstDifference, showAbstract, tensorsOf, withTensors } from './structure.ts'

/** Graphs that can stand for one another: each takes what any of them used of transformations around it, first. */
const alike = (
  op: string,
  stages: readonly Stage[],
): { readonly free: readonly AnyTensor[]; readonly branches: readonly Graph[] } => {
  const free = [...new Set(stages.flatMap((s) => s.free))]
  const branches = stages.map(({ graph, free: own }) => {
    const take = (inputs: readonly AnyTensor[]): readonly AnyTensor[] => [
      ...own.map((x) => inputs[free.indexOf(x)]!),
      ...inputs.slice(free.length),
    ]
    return stage(op, (inputs) => runGraph(graph, take(inputs)), [...free, ...graph.inputs.slice(own.length)])
      .graph
  })
  return { free, branches }
}

const checkAnswers = (op: string, answers: readonly unknown[], names: readonly string[]): void =>
  answers.forEach((answer, i) => {
    const d = firstDifference(answers[0], answer)
    if (d !== undefined)
      throw new ShapeError(
        op,
        `${names[0]} answers ${d.first}${atPath(d.path)} and ${names[i]} ${d.second}; branches must answer alike. Cast or reshape one of them?`,
      )
  })

const choose = <A extends readonly unknown[], R>(
  op: string,
  index: AnyTensor,
  branches: readonly ((...operands: A) => R)[],
  names: readonly string[],
  operands: A,
): R => {
  const tensors = tensorsOf(operands)
  const answers: R[] = []
  const stages = branches.map((branch) =>
    stage(
      op,
      (inputs) => {
        const answer = branch(...withTensors(operands, inputs))
        answers.push(answer)
        return tensorsOf(answer)
      },
      tensors,
    ),
  )
  checkAnswers(op, answers, names)
  const { free, branches: graphs } = alike(op, stages)
  return withTensors(answers[0]!, bindAll('cond', [index, ...free, ...tensors], { branches: graphs }))
}

const checkScalar = (
  op: string,
  x: unknown,
  dtype: 'bool' | 'int32',
  what: string,
  way: string,
): AnyTensor => {
  if (T.isTensor(x) && x.shape.length === 0 && x.dtype === dtype) return x
  throw new GradusError(
    op,
    `${what} is ${dtype === 'bool' ? 'a bool' : 'an int32'} scalar, got ${T.isTensor(x) ? showAbstract(x) : typeof x}. ${way}`,
  )
}

/**
 * One of two functions of the same operands, by a condition that the program computes.
 *
 * Both are traced, one is run; derivatives are those of the one that runs. Where both are cheap, `where` does without
 * branches. Under `vmap` by a condition that differs between examples, each is run for the examples
 * that take it.
 *
 * @param condition a `bool` scalar.
 * @param onTrue what to answer where it holds.
 * @param onFalse what to answer where it does not: results of the same structure, shapes and types.
 * @param operands what both are given; they may close over other values, too.
 * @throws ShapeError where the branches answer different structures, shapes or types; GradusError for another condition.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { cond, grad } from '@gradus/autograd'
 *
 * const leaky = (x: T.Tensor<readonly []>) =>
 *   cond(T.greater(x, 0), (v) => v, (v) => T.mul(v, 0.5), x)
 * T.item(leaky(T.tensor(-4))) // => -2
 * T.item(grad(leaky)(T.tensor(-4))) // => 0.5
 * ```
 *
 * Source: JAX, `jax.lax.cond`.
 */
export const cond = <const A extends readonly unknown[], R>(
  condition: Tensor<readonly [], 'bool'>,
  onTrue: (...operands: A) => R,
  onFalse: (...operands: A) => NoInfer<R>,
  ...operands: A
): R => {
  const holds = checkScalar('cond', condition, 'bool', 'the condition', 'Compare, as in T.less(x, 3)?')
  const index = T.cast(holds, 'int32')
  return choose('cond', index, [onFalse, onTrue], ['onFalse', 'onTrue'], operands)
}

/**
 * One of several functions of the same operands, by an index that the program computes.
 *
 * @param index an `int32` scalar from 0.
 * @param branches what to answer for each index: results of the same structure, shapes and types.
 * @throws ShapeError where the branches answer different structures, shapes or types; ValueError where the index names none.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { switchCase } from '@gradus/autograd'
 *
 * const index = T.tensor(2, { dtype: 'int32' })
 * T.item(switchCase(index, [(x) => x, (x) => T.mul(x, x), (x) => T.neg(x)], T.tensor(3))) // => -3
 * ```
 *
 * Source: JAX, `jax.lax.switch`.
 */
export const switchCase = <const A extends readonly unknown[], R>(
  index: Tensor<readonly [], 'int32'>,
  branches: readonly [(...operands: A) => R, ...((...operands: A) => NoInfer<R>)[]],
  ...operands: A
): R =>
  choose(
    'switchCase',
    checkScalar('switchCase', index, 'int32', 'the index', "Cast it to 'int32'?"),
    branches,
    branches.map((_, i) => `branch ${i}`),
    operands,
  )
