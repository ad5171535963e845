import { digits, fromArrays, split, standardize, take } from '@gradus/data'
import * as Init from '@gradus/init'
import * as L from '@gradus/layers'
import * as Loss from '@gradus/losses'
import * as O from '@gradus/optim'
import * as R from '@gradus/regularize'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { gradientCheck, initialLossCheck, overfitCheck, showCheck } from '../src/index.ts'
import { fullPlan, points } from './harness/plans.ts'

const { train } = split({ train: 0.8, test: 0.2 }, { key: Rng.key(0), stratify: true })(digits())
const standardized = standardize.apply(standardize.fit(train))(train)

const plan = {
  model: L.pipe(L.input([64]), L.dense(32), L.relu(), L.dropout(0.2), L.dense(10)),
  objective: Loss.softmaxCrossEntropy,
  optimizer: O.adam({ learningRate: 0.01 }),
  penalty: R.l2(1e-2),
  batchSize: 32,
  epochs: 10,
  key: Rng.key(0),
}

const regression = fromArrays([[-1], [0], [1], [2]], [[-2], [0], [2], [4]])
const line = { ...plan, model: L.pipe(L.input([1]), L.dense(1)), objective: Loss.mse, penalty: undefined }

describe('initialLossCheck', () => {
  test('passes digits with standardised inputs: ln 10', () => {
    const report = initialLossCheck(plan)(standardized)
    expect(report).toMatchObject({ _tag: 'initialLoss', passed: true, expected: Math.log(10), limit: 2 })
    expect(showCheck(report)).toMatch(/^the first loss is [23]\.\d+, expected about 2\.303\.$/)
  })

  test('fails a last layer that begins too large, and says what to try', () => {
    const model = L.pipe(L.input([64]), L.dense(10, { init: Init.normal(3) }))
    const report = initialLossCheck({ ...plan, model, penalty: undefined })(standardized)
    expect(report.passed).toBe(false)
    expect(showCheck(report)).toMatch(
      /^the first loss is [\d.]+, expected about 2\.303, at most 2 times that\. Standardise the inputs \(and the targets of a regression\), or begin the last layer smaller\.$/,
    )
  })

  test('compares a regression with always answering the mean', () => {
    const zero = { ...line, model: L.pipe(L.input([1]), L.dense(1, { init: Init.zeros })) }
    expect(initialLossCheck(zero)(regression)).toMatchObject({ passed: true, expected: 5, loss: 6 })
  })

  test('fails a regression whose targets are not standardised', () => {
    const far = fromArrays([[0], [1]], [[1000], [1001]])
    expect(initialLossCheck(line)(far).passed).toBe(false)
  })

  test('fails a first loss that is too good', () => {
    const cheat = { ...line, model: L.pipe(L.input([1]), L.dense(1, { init: Init.constant(2) })) }
    const report = initialLossCheck(cheat)(regression)
    expect(showCheck(report)).toBe(
      'the first loss is 0, expected about 5. A model that knows nothing cannot be that good: does the answer stand among the inputs?',
    )
  })
})

describe('gradientCheck', () => {
  test('passes dropout, batch normalisation, penalty and ReLU', () => {
    const report = gradientCheck(fullPlan)(points(20))
    expect(report.passed).toBe(true)
    expect(report.report.leaves.map(({ path }) => path)).toContain('batchNorm_0.gamma')
    expect(showCheck(report)).toMatch(/^the largest relative error is [\d.e-]+, in [\w.]+\.$/)
  })

  test('fails a layer whose derivative is wrong, and names the parameter', () => {
    const broken = L.layer<L.SameShape<'broken'>>({
      kind: 'broken',
      // A derivative of x where the function is x².
      apply: (_, state, x) => ({
        output: T.add(x, T.stopGradient(T.sub(T.square(x), x))) as T.Tensor,
        state,
      }),
    })
    const model = L.pipe(L.input([2]), L.dense(2), broken)
    const report = gradientCheck({ ...fullPlan, model, penalty: undefined, constraint: undefined })(
      points(20),
    )
    expect(report.passed).toBe(false)
    expect(showCheck(report)).toMatch(
      /^the largest relative error is [\d.]+, in dense_0\.(kernel|bias), element \d: -?[\d.]+ instead of -?[\d.]+\. Check the derivative of a layer or objective of your own\.$/,
    )
  })
})

describe('overfitCheck', () => {
  test('passes a model that learns twenty digits by heart, without dropout and penalty', () => {
    const report = overfitCheck(plan)(standardized)
    expect(report).toMatchObject({ passed: true, examples: 20 })
    expect(report.steps).toBeLessThan(500)
    expect(report.loss).toBeLessThanOrEqual(report.target)
    expect(showCheck(report)).toMatch(/^20 examples: the loss went from [\d.]+ to [\d.]+ in \d+ steps\.$/)
  })

  test('passes with the parameters that reach the target, even where the next step overshoots', () => {
    const bold = { ...line, optimizer: O.sgd({ learningRate: 0.9, momentum: 0.9 }) }
    const report = overfitCheck(bold)(fromArrays([[1]], [[1]]), { steps: 1000, share: 0.05 })
    expect(report.passed).toBe(true)
    expect(report.loss).toBeLessThanOrEqual(report.target)
  })

  test('fails where equal examples have different answers', () => {
    const same = fromArrays([[1], [1]], [[0], [1]])
    const report = overfitCheck(line)(same, { steps: 50 })
    expect(report).toMatchObject({ passed: false, steps: 50, examples: 2 })
    expect(showCheck(report)).toMatch(
      /^2 examples: the loss went from [\d.]+ to [\d.]+ in 50 steps, not below [\d.]+\. Change the learning rate, widen the model, or look for equal examples with different answers\.$/,
    )
  })

  test('does not change with what the plan penalises', () => {
    const few = take(10)(standardized)
    expect(overfitCheck(plan)(few)).toEqual(overfitCheck({ ...plan, penalty: undefined })(few))
  })
})
