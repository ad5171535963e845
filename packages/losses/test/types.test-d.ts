import { jit, type Row, scan } from '@gradus/autograd'
import * as Loss from '@gradus/losses'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { describe, expectTypeOf, test } from 'vitest'

declare const logits: Tensor<readonly [32, 10]>
declare const outputs: Tensor<readonly [32, 1]>
declare const labels: Tensor<readonly [32], 'int32'>
declare const distributions: Tensor<readonly [32, 10]>
declare const someLogits: Tensor<readonly [number, 10]>
declare const someLabels: Tensor<readonly [number], 'int32'>
declare const doubles: Tensor<readonly [32, 10], 'float64'>
declare const anyOutput: Tensor<Shape, FloatDType>
declare const anyTarget: AnyTensor

describe('results', () => {
  test('a mean and a sum are scalars, the unreduced values have a shape', () => {
    expectTypeOf(Loss.softmaxCrossEntropy(logits, labels)).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(Loss.softmaxCrossEntropy(logits, labels, { reduction: 'sum' })).toEqualTypeOf<
      Tensor<readonly []>
    >()
    expectTypeOf(Loss.softmaxCrossEntropy(logits, labels, { reduction: 'none' })).toEqualTypeOf<
      Tensor<readonly [32]>
    >()
    expectTypeOf(Loss.mse(logits, logits, { reduction: 'none' })).toEqualTypeOf<Tensor<readonly [32, 10]>>()
  })

  test('the element type is that of the output', () => {
    expectTypeOf(Loss.softmaxCrossEntropy(doubles, labels)).toEqualTypeOf<Tensor<readonly [], 'float64'>>()
    expectTypeOf(Loss.huber(doubles, logits)).toEqualTypeOf<Tensor<readonly [], 'float64'>>()
  })

  test('options without a reduction leave the mean', () => {
    expectTypeOf(Loss.softmaxCrossEntropy(logits, labels, { labelSmoothing: 0.1 })).toEqualTypeOf<
      Tensor<readonly []>
    >()
  })
})

describe('unknown dimensions never get in the way', () => {
  test('on either side', () => {
    Loss.softmaxCrossEntropy(logits, someLabels)
    Loss.softmaxCrossEntropy(someLogits, labels)
    Loss.softmaxCrossEntropy(someLogits, distributions)
    Loss.softmaxCrossEntropy(anyOutput, anyTarget)
    Loss.mse(someLogits, logits)
    Loss.mse(anyOutput, anyTarget)
  })
})

describe('what does not compile', () => {
  test('shapes that differ', () => {
    // @ts-expect-error mse: the output is [32,10], the target [32]
    Loss.mse(logits, labels)
    // @ts-expect-error softmaxCrossEntropy: the output is [32], the target [16]
    Loss.softmaxCrossEntropy(logits, null! as Tensor<readonly [16], 'int32'>)
    // @ts-expect-error softmaxCrossEntropy: the output is [32,10], the target [32,9]
    Loss.softmaxCrossEntropy(logits, null! as Tensor<readonly [32, 9]>)
    // @ts-expect-error one float for each row is not a distribution
    Loss.softmaxCrossEntropy(logits, null! as Tensor<readonly [32]>)
  })

  test('the text of the mistake is in the type', () => {
    type Target = Parameters<typeof Loss.mse<readonly [32, 1], 'float32', readonly [32]>>[1]
    expectTypeOf<Target>().toExtend<{
      readonly shapeMismatch: 'mse: the output is [32,1], the target [32]'
    }>()
  })

  test('shapes that differ, in every loss', () => {
    // @ts-expect-error hinge: the output is [32,10], the target [32,1]
    Loss.hinge(logits, outputs)
    // @ts-expect-error poisson: the output is [32,10], the target [32]
    Loss.poisson(logits, labels)
    // @ts-expect-error focal: the output is [32,10], the target [32,1]
    Loss.focal(logits, outputs)
    // @ts-expect-error dice: the output is [32,10], the target [32,1]
    Loss.dice(logits, outputs)
    // @ts-expect-error kl: the output is [32,10], the target [32]
    Loss.kl(logits, labels)
    // @ts-expect-error cosine: the output is [32,10], the target [32,1]
    Loss.cosine(logits, outputs)
    // @ts-expect-error triplet: the output is [32,10], the target [32,1]
    Loss.triplet(logits, logits, outputs)
    // @ts-expect-error nll: the output is [32], the target [16]
    Loss.nll(logits, null! as Tensor<readonly [16], 'int32'>)
    // @ts-expect-error multiclassHinge: the output is [32], the target [32,10]
    Loss.multiclassHinge(logits, distributions)
  })

  test('losses that have no expected start', () => {
    // @ts-expect-error nothing is known of mse
    Loss.expectedInitialLoss(10, 'mse')
  })

  test('outputs that are not floats, reductions that do not exist', () => {
    // @ts-expect-error an output must be of floats
    Loss.mse(labels, labels)
    // @ts-expect-error there is no such reduction
    Loss.mse(logits, logits, { reduction: 'average' })
  })
})

test('losses of rows and of examples leave their shapes', () => {
  const none = { reduction: 'none' } as const
  expectTypeOf(Loss.nll(logits, labels, none)).toEqualTypeOf<Tensor<readonly [32]>>()
  expectTypeOf(Loss.multiclassHinge(logits, labels, none)).toEqualTypeOf<Tensor<readonly [32]>>()
  expectTypeOf(Loss.kl(logits, distributions, none)).toEqualTypeOf<Tensor<readonly [32]>>()
  expectTypeOf(Loss.cosine(doubles, doubles, none)).toEqualTypeOf<Tensor<readonly [32], 'float64'>>()
  expectTypeOf(Loss.triplet(logits, logits, logits, none)).toEqualTypeOf<Tensor<readonly [32]>>()
  expectTypeOf(Loss.dice(null! as Tensor<readonly [8, 1, 28, 28]>, anyTarget, none)).toEqualTypeOf<
    Tensor<readonly [8]>
  >()
  const sequences = null! as Tensor<readonly [4, 50, 27]>
  expectTypeOf(Loss.ctc(sequences, null! as Tensor<readonly [4, 9], 'int32'>, none)).toEqualTypeOf<
    Tensor<readonly [4]>
  >()
  expectTypeOf(Loss.mse(logits, logits, { half: true })).toEqualTypeOf<Tensor<readonly []>>()
})

test('an average is one number, or one for each class', () => {
  expectTypeOf(Loss.precision(3).compute).returns.toEqualTypeOf<number>()
  expectTypeOf(Loss.recall(3, { average: 'micro' }).compute).returns.toEqualTypeOf<number>()
  expectTypeOf(Loss.fBeta(3, { average: 'perClass' }).compute).returns.toEqualTypeOf<readonly number[]>()
  expectTypeOf(Loss.precision(3).value).returns.toEqualTypeOf<Tensor<readonly [], 'float64'>>()
  expectTypeOf(Loss.recall(3, { average: 'perClass' }).value).returns.toEqualTypeOf<
    Tensor<readonly [number], 'float64'>
  >()
})

test('losses are objectives, and can be measured', () => {
  expectTypeOf(Loss.nll).toExtend<Loss.Objective>()
  expectTypeOf(Loss.hinge).toExtend<Loss.Objective>()
  expectTypeOf(Loss.dice).toExtend<Loss.UnreducedLoss>()
  expectTypeOf(Loss.ctc).toExtend<Loss.UnreducedLoss>()
  expectTypeOf(Loss.softmaxCrossEntropy).toExtend<Loss.Objective>()
  expectTypeOf(Loss.mse).toExtend<Loss.Objective>()
  expectTypeOf(Loss.binaryCrossEntropy).toExtend<Loss.UnreducedLoss>()
})

test('inside functions over the size of a batch', () => {
  const regression = <B extends number>(output: Tensor<readonly [B, 1]>, target: Tensor<readonly [B, 1]>) =>
    Loss.mse(output, target)
  const classification = <B extends number>(
    output: Tensor<readonly [B, 10]>,
    target: Tensor<readonly [B], 'int32'>,
  ) => Loss.softmaxCrossEntropy(output, target)
  expectTypeOf(regression).returns.toEqualTypeOf<Tensor<readonly []>>()
  expectTypeOf(classification).returns.toEqualTypeOf<Tensor<readonly []>>()
})

test('a metric of one’s own says what it reads', () => {
  const rows = Loss.metric({
    name: 'rows',
    init: 0,
    ofBatch: (output: Tensor<readonly [number, 1]>, target: Tensor<readonly [number], 'int32'>) =>
      output.shape[0] + target.shape[0],
    merge: (a, b) => a + b,
    compute: (n) => n,
  })
  expectTypeOf(Loss.measure(rows)(outputs, labels)).toEqualTypeOf<number>()
  // @ts-expect-error it reads labels
  Loss.measure(rows)(outputs, outputs)
  // @ts-expect-error it reads one output for each row
  Loss.measure(rows)(logits, labels)
  expectTypeOf(Loss.combine({ rows, accuracy: Loss.accuracy }).compute).returns.toEqualTypeOf<{
    readonly rows: number
    readonly accuracy: number
  }>()
})

test('what is read of a tensor is numbers, and of anything else itself', () => {
  type Bits = Tensor<readonly [2], 'bool'>
  const bits = Loss.metric({
    name: 'bits',
    init: null! as Bits,
    ofBatch: () => null! as Bits,
    merge: (a) => a,
    compute: (seen) => seen,
  })
  expectTypeOf(bits.value).returns.toEqualTypeOf<Bits>()
  expectTypeOf(bits.compute).returns.toEqualTypeOf<readonly boolean[]>()
  const words = Loss.metric({
    name: 'words',
    init: 0,
    ofBatch: () => 1,
    merge: (a) => a,
    compute: (n) => ({ words: n }),
  })
  expectTypeOf(words.value).returns.toEqualTypeOf<{ words: number }>()
  expectTypeOf(words.compute).returns.toEqualTypeOf<{ words: number }>()
})

test('metrics go through loops, mapping and compilation with their types', () => {
  const { init, update } = Loss.accuracy
  type Batches = readonly [Tensor<readonly [7, 32, 10]>, Tensor<readonly [7, 32], 'int32'>]
  const epoch = (batches: Batches) =>
    scan(
      (counts: Loss.AccuracyCounts, [x, y]: Row<Batches>) => [update(counts, x, y), undefined] as const,
      init,
      batches,
    )
  expectTypeOf(epoch).returns.toEqualTypeOf<readonly [Loss.AccuracyCounts, undefined]>()
  expectTypeOf(jit(update)).toEqualTypeOf<typeof update>()
  const scored = (batches: Batches) =>
    scan(
      (carry: readonly [], [x, y]: Row<Batches>) =>
        [carry, Loss.rocAuc.update(Loss.rocAuc.init, x, y)] as const,
      [],
      batches,
    )[1]
  expectTypeOf(Loss.mergeStacked(Loss.rocAuc)(scored(null! as Batches))).toEqualTypeOf<Loss.RankedScores>()
  // @ts-expect-error these are the counts of another metric
  Loss.mergeStacked(Loss.rmse)(scored(null! as Batches))
})

test('combined metrics keep their types under their names', () => {
  const both = Loss.combine({ accuracy: Loss.accuracy, matrix: Loss.confusionMatrix(3) })
  expectTypeOf(both.compute(both.init)).toEqualTypeOf<{
    readonly accuracy: number
    readonly matrix: readonly (readonly number[])[]
  }>()
  expectTypeOf(both.value(both.init)).toEqualTypeOf<{
    readonly accuracy: Tensor<readonly [], 'float64'>
    readonly matrix: Tensor<readonly [number, number], 'float64'>
  }>()
  expectTypeOf(both.init).toEqualTypeOf<{
    readonly accuracy: Loss.AccuracyCounts
    readonly matrix: Loss.ConfusionCounts
  }>()
})
