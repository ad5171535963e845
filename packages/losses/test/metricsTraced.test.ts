import { jit, scan, vmap } from '@gradus/autograd'
import * as Loss from '@gradus/losses'
import * as T from '@gradus/tensor'
import { Rng, ShapeError, Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { type Example, expectAlike, numbersIn, type Pair, rows } from './metricRows.ts'

const [batchCount, batchSize, classes] = [5, 8, 3]

/** Batches of examples, with equal scores among them. */
const batches: readonly (readonly Example[])[] = Array.from({ length: batchCount }, (_, batch) => {
  const [forScores, forLabels] = Rng.split(Rng.key(batch))
  const scores = T.toNested(T.round(T.mul(Rng.normal(forScores, [batchSize, classes]), 2)))
  const labels = T.toNested(Rng.randint(forLabels, [batchSize], { min: 0, max: classes }))
  return scores.map((row, i) => ({ scores: row, label: labels[i] ?? 0 }))
})

const stack = (xs: readonly AnyTensor[]): AnyTensor => T.stack(xs)

const stackPairs = (pairs: readonly Pair[]): Pair => [
  stack(pairs.map(([x]) => x)),
  stack(pairs.map(([, y]) => y)),
]

const rowOf = (tree: unknown, i: number): unknown =>
  Tree.map((x) => T.take(x, T.tensor(i, { dtype: 'int32' })))(tree)

describe.each(Object.entries(rows))('%s', (_, { metric, read, adds }) => {
  const pairs = batches.map(read)
  const stacked = stackPairs(pairs)
  const folded = pairs.reduce<unknown>((counts, pair) => metric.update(counts, ...pair), metric.init)
  const each = pairs.map((pair) => metric.update(metric.init, ...pair))
  const ofBatch = (output: AnyTensor, target: AnyTensor): unknown =>
    metric.update(metric.init, output, target)

  test('jit = eager, in updates, merges and values', () => {
    const { update, merge, value } = {
      update: jit(metric.update),
      merge: jit(metric.merge),
      value: jit(metric.value),
    }
    expectAlike(
      pairs.reduce<unknown>((counts, pair) => update(counts, ...pair), metric.init),
      folded,
      adds,
    )
    expectAlike(each.reduce(merge, metric.init), folded, adds)
    expectAlike(value(folded), metric.value(folded), 'sums')
  })

  test('vmap = loop, in updates, merges and values', () => {
    const mapped = vmap(ofBatch as never)(...(stacked as readonly AnyTensor[] as readonly never[])) as unknown
    each.forEach((counts, i) => expectAlike(rowOf(mapped, i), counts, adds))
    const merged = vmap(metric.merge as never)(mapped as never, mapped as never) as unknown
    each.forEach((counts, i) => expectAlike(rowOf(merged, i), metric.merge(counts, counts), adds))
    const values = vmap(metric.value as never)(mapped as never) as unknown
    each.forEach((counts, i) => expectAlike(rowOf(values, i), metric.value(counts), 'sums'))
    expectAlike(Loss.mergeStacked(metric)(mapped as never), folded, adds)
  })

  test('scan over batches = fold over batches', () => {
    const whole = jit((...[xs, ys]: Pair) =>
      scan((carry: readonly [], [x, y]: Pair) => [carry, ofBatch(x, y)] as const, [], [xs, ys] as never),
    )
    const [, outputs] = whole(...stacked)
    expectAlike(Loss.mergeStacked(metric)(outputs as never), folded, adds)
  })

  test('scan that carries the accumulator = fold over batches, but for those that grow', () => {
    const add = (counts: unknown, [x, y]: Pair) => [metric.update(counts, x, y), undefined] as const
    const whole = (init: unknown, ...pair: Pair): unknown => scan(add as never, init, pair as never)[0]
    if (adds === 'kept')
      return expect(() => whole(metric.init, ...stacked)).toThrow(
        new ShapeError(
          'scan',
          'the carry at scores is float64[0] before a step and float64[8] after it; they must be alike. ' +
            'Cast what the body answers, or begin with that type?',
        ),
      )
    expectAlike(whole(metric.init, ...stacked), folded, adds)
    return expectAlike(jit(whole)(metric.init, ...stacked), folded, adds)
  })
})

const labelled = Object.entries(rows).filter(([, { read }]) => read(batches[0] ?? [])[1].dtype !== 'float32')

test.each(labelled)('%s: a target that is none is refused, and not a number inside a trace', (_, row) => {
  const { metric, read } = row
  const [output, target] = read(batches[0] ?? [])
  const wrong = T.cast(T.where(T.equal(T.arange(0, batchSize), 3), 7, T.cast(target, 'int32')), 'int32')
  expect(() => metric.update(metric.init, output, wrong)).toThrow(/ 7 at row 3, /)
  const traced = jit((y: AnyTensor) => metric.value(metric.update(metric.init, output, y)))
  expect(numbersIn(traced(target)).some(Number.isNaN)).toBe(false)
  expect(numbersIn(traced(wrong)).every(Number.isNaN)).toBe(true)
})

test('scores that cannot be ranked make the area NaN inside a trace', () => {
  const area = jit((x: AnyTensor, y: AnyTensor) => Loss.prAuc.value(Loss.prAuc.update(Loss.prAuc.init, x, y)))
  expect(T.item(area(T.tensor([1, 2]), T.tensor([0, 1])))).toBe(1)
  expect(T.item(area(T.tensor([Infinity, 2]), T.tensor([0, 1])))).toBeNaN()
})

test('counts are exact where those of float32 would stand still', () => {
  const [scores, labels] = [T.tensor([[0, 1]]), T.tensor([1], { dtype: 'int32' })]
  const many = T.tensor(2 ** 52, { dtype: 'float64' })
  const update = jit(Loss.accuracy.update)
  const counts = update(update({ correct: many, count: many }, scores, labels), scores, labels)
  expect(counts).toEqual({ correct: T.add(many, 2), count: T.add(many, 2) })
  expect(T.item(counts.count)).toBe(2 ** 52 + 2)
})
