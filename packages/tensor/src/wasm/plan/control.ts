/**
 * Programs within programs: each body is a plan of its own, which works in memory that the plan around it gives it.
 *
 * @module
 */
import type { Abstract, Graph } from '../../Primitive.ts'
import { blockSize } from '../memory.ts'
import type { View } from '../view.ts'
import type { Lowering } from './lower.ts'
import type { Planner } from './planner.ts'

const operandsOf = (p: Planner, operands: readonly number[]): readonly View[] =>
  operands.map((v) => p.inOrder(p.stored(v)))

const answers = (p: Planner, variable: number, views: readonly View[]): void =>
  views.forEach((view, i) => p.answer(variable + i, view))

const buffersFor = (p: Planner, types: readonly Abstract[]): readonly View[] =>
  types.map((x) => p.newBuffer(x))

export const lowerScan: Lowering<'scan'> = (p, { operands, params, results }, variable) => {
  const { carry } = params
  const body = p.plan(params.body)
  const reads = operandsOf(p, operands)
  const answered = buffersFor(p, results)
  const second = buffersFor(p, results.slice(0, carry))
  const writes = [...answered, ...second, p.workspace(body.layout.bytes)]
  p.perform({ ...params, kind: 'scan', body, reads, writes })
  answers(p, variable, answered)
  return true
}

export const lowerWhile: Lowering<'whileLoop'> = (p, { operands, params, results }, variable) => {
  const [condition, body] = [p.plan(params.condition), p.plan(params.body)]
  const reads = operandsOf(p, operands)
  const answered = buffersFor(p, results)
  const second = buffersFor(p, results)
  // the condition's answer lies after what it works in
  const workspaces = [condition.layout.bytes + blockSize(1), body.layout.bytes].map(p.workspace)
  p.perform({
    ...params,
    kind: 'while',
    condition,
    body,
    reads,
    writes: [...answered, ...second, ...workspaces],
  })
  answers(p, variable, answered)
  return true
}

export const lowerBranch: Lowering<'cond'> = (p, { operands, params, results }, variable) => {
  const branches = params.branches.map((b: Graph) => p.plan(b))
  const reads = operandsOf(p, operands)
  const answered = buffersFor(p, results)
  const workspace = p.workspace(Math.max(0, ...branches.map((b) => b.layout.bytes)))
  p.perform({ kind: 'branch', branches, reads, writes: [...answered, workspace] })
  answers(p, variable, answered)
  return true
}
