/** Programs within programs, run step by step on values that somebody watches. */
import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { type Primitives, resultsOf, runGraph, type SeveralName } from '@gradus/tensor/primitives'
import { Dual } from './traces/forwardTrace.ts'
import { cut } from './rules/programs.ts'

type Tensors = readonly AnyTensor[]

/** How values are watched. */
export interface Steps {
  readonly unwrap: (x: AnyTensor) => AnyTensor
  /** Another value that came from where a watched one did. */
  readonly like: (x: AnyTensor, value: AnyTensor) => AnyTensor
  /** A value that a program made. */
  readonly made: (name: string, value: AnyTensor) => AnyTensor
  /** Does something within a program, which is named if it goes wrong. */
  readonly within: <R>(what: string, f: () => R) => R
}

type Unrolled<Params> = (steps: Steps, operands: Tensors, params: Params) => Tensors

const numberOf = (x: AnyTensor): number => (x instanceof Dual ? numberOf(x.primal) : T.item(x))

const rowOf = (x: AnyTensor, at: number): AnyTensor =>
  T.take(x, T.tensor(at, { dtype: 'int32' })) as AnyTensor

const scan: Unrolled<Primitives['scan']> = (steps, operands, { body, length, constants, carry, reverse }) => {
  const [fixed, start, rows] = cut(operands, constants, carry, operands.length - constants - carry) as [
    Tensors,
    Tensors,
    Tensors,
  ]
  const order = Array.from({ length }, (_, i) => (reverse ? length - 1 - i : i))
  let state = start
  const answers = order.map((at) => {
    const row = rows.map((x) => steps.like(x, rowOf(steps.unwrap(x), at)))
    const answer = steps.within(`row ${at} of scan`, () => runGraph(body, [...fixed, ...state, ...row]))
    state = answer.slice(0, carry)
    return answer.slice(carry)
  })
  const inOrder = reverse ? answers.toReversed() : answers
  const outputs = resultsOf(body).slice(carry)
  const stacked = outputs.map(({ shape, dtype }, i) =>
    steps.made(
      'scan',
      length === 0
        ? (T.zeros([0, ...shape], { dtype }) as AnyTensor)
        : (T.stack(inOrder.map((a) => steps.unwrap(a[i]!))) as AnyTensor),
    ),
  )
  return [...state, ...stacked]
}

const whileLoop: Unrolled<Primitives['whileLoop']> = (steps, operands, params) => {
  const { condition, body, conditionConstants, bodyConstants } = params
  const [tested, fixed, start] = cut(
    operands,
    conditionConstants,
    bodyConstants,
    operands.length - conditionConstants - bodyConstants,
  ) as [Tensors, Tensors, Tensors]
  const holds = (state: Tensors): boolean =>
    numberOf(steps.unwrap(runGraph(condition, [...tested, ...state])[0]!)) !== 0
  let state = start
  for (let i = 0; holds(state); i++) {
    const before = state
    state = steps.within(`round ${i} of whileLoop`, () => runGraph(body, [...fixed, ...before]))
  }
  return state
}

const cond: Unrolled<Primitives['cond']> = (steps, [index, ...operands], { branches }) => {
  const at = numberOf(steps.unwrap(index!))
  return steps.within(`branch ${at} of cond`, () => runGraph(branches[at]!, operands))
}

/** The programs that are taken apart; the others are one step. */
export const unrolled: { readonly [N in SeveralName]?: Unrolled<Primitives[N]> } = {
  remat: (_, operands, { body }) => runGraph(body, operands),
  custom: (_, operands, { body }) => runGraph(body, operands),
  scan,
  whileLoop,
  cond,
}
