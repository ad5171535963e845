import { fromArrays, relabel } from '@gradus/data'
import * as L from '@gradus/layers'
import * as Loss from '@gradus/losses'
import * as O from '@gradus/optim'
import * as R from '@gradus/regularize'
import { Rng, Tree } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import {
  bestWeights,
  decodeState,
  encodeState,
  evaluate,
  initialState,
  predict,
  run,
  showNonFinite,
  train,
  trainStep,
} from '../src/index.ts'
import type { Snapshot } from '../src/index.ts'
import { fullPlan, parts, points, smallPlan } from './harness/plans.ts'
import { left, right } from './harness/right.ts'

type FullSnapshot = Snapshot<typeof fullPlan.model, never>

const collect = async <A>(snapshots: AsyncIterable<A>): Promise<readonly A[]> => {
  const all: A[] = []
  for await (const snapshot of snapshots) all.push(snapshot)
  return all
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const last = <A>(all: readonly A[]): A => all[all.length - 1]!

describe('a run', () => {
  test('gives a snapshot for each step and each epoch, and one at the end', async () => {
    const all = await collect(train(fullPlan)(parts))
    const epoch = ['step', 'step', 'step', 'epoch']
    expect(all.map(({ _tag }) => _tag)).toEqual([...epoch, ...epoch, ...epoch, ...epoch, 'done'])
    const end = last(all)
    expect(end._tag === 'done' && end.reason).toBe('epochs')
    expect(end.state).toMatchObject({ epoch: 4, position: 0, step: 12 })
    expect(end.state.history.map(({ epoch, step }) => [epoch, step])).toEqual([
      [0, 3],
      [1, 6],
      [2, 9],
      [3, 12],
    ])
  })

  test('says of each step what it came to', async () => {
    const [first] = await collect(train(fullPlan)(parts))
    if (first?._tag !== 'step') throw new Error('expected a step')
    expect(first).toMatchObject({ examples: 8, batches: 3 })
    expect(first.loss).toBeGreaterThan(0)
    expect(first.penalty).toBeGreaterThan(0)
    expect(first.gradientNorm).toBeGreaterThan(0)
    // The warm-up begins with a rate of zero.
    expect(first.updateRatio).toBe(0)
  })

  test('records means over examples, the last and smaller batch by its size', async () => {
    const all = await collect(train(smallPlan)({ train: points(20) }))
    const steps = all.flatMap((s) => (s._tag === 'step' ? [s] : [])).slice(0, 3)
    expect(steps.map(({ examples }) => examples)).toEqual([8, 8, 4])
    const mean = steps.reduce((sum, { loss, examples }) => sum + loss * examples, 0) / 20
    expect(last(all).state.history[0]!.train.loss).toBeCloseTo(mean, 12)
  })

  test('is the same run each time, and another with another key', async () => {
    const end = async (key: Rng.Key) => hex(encodeState((await run({ ...fullPlan, key })(parts)).state))
    expect(await end(Rng.key(7))).toBe(await end(Rng.key(7)))
    expect(await end(Rng.key(8))).not.toBe(await end(Rng.key(7)))
  })

  test('changes no snapshot that it gave before', async () => {
    const kept: { readonly snapshot: FullSnapshot; readonly bytes: string }[] = []
    for await (const snapshot of train(fullPlan)(parts)) {
      kept.push({ snapshot: snapshot as never, bytes: hex(encodeState(snapshot.state)) })
    }
    for (const { snapshot, bytes } of kept) expect(hex(encodeState(snapshot.state as never))).toBe(bytes)
  })

  test('learns: two classes are told apart', async () => {
    const plan = {
      ...smallPlan,
      model: L.pipe(L.input([2]), L.dense(16), L.relu(), L.dense(2)),
      optimizer: O.adam({ learningRate: 0.03 }),
      metrics: [Loss.accuracy],
      epochs: 30,
    }
    const end = await run(plan)({ train: points(200) })
    expect(evaluate(plan)(end, points(200, 5)).metrics['accuracy']).toBeGreaterThan(0.9)
  })

  test('needs examples, and a validation part where a rule watches it', async () => {
    const nothing = fromArrays([] as number[][], [] as number[])
    await expect(run(smallPlan)({ train: nothing as never })).rejects.toThrow(
      'train: the training part has no examples.',
    )
    await expect(run(smallPlan)({ ...parts, validation: nothing as never })).rejects.toThrow(
      'train: the validation part has no examples.',
    )
    await expect(run({ ...smallPlan, epochs: -1 })(parts)).rejects.toThrow(
      /^train: epochs must be a whole number from 0, got -1\.$/,
    )
    await expect(run({ ...smallPlan, epochs: NaN })(parts)).rejects.toThrow(
      /^train: epochs must be a whole number from 0, got NaN\.$/,
    )
    await expect(run(fullPlan)({ train: parts.train })).rejects.toThrow(
      'train: earlyStopping watches the validation loss. Give data.validation, or leave it out.',
    )
  })
})

describe('a run that is taken up again', () => {
  test('at any step and any epoch, through bytes, ends in the very bytes of the one that was not interrupted', async () => {
    const whole = await collect(train(fullPlan)(parts))
    const end = hex(encodeState(last(whole).state))
    for (const snapshot of whole) {
      const bytes = encodeState(snapshot.state)
      const from = right(decodeState(fullPlan)(bytes))
      expect(hex(encodeState(from))).toBe(hex(bytes))
      const rest = await collect(train(fullPlan)(parts, { from }))
      expect(hex(encodeState(last(rest).state))).toBe(end)
    }
  }, 60_000)

  test('goes through the same states, not only to the same end', async () => {
    const whole = await collect(train(fullPlan)(parts))
    const at = 5
    const rest = await collect(train(fullPlan)(parts, { from: whole[at]!.state }))
    expect(rest.map(({ state }) => hex(encodeState(state)))).toEqual(
      whole.slice(at + 1).map(({ state }) => hex(encodeState(state))),
    )
  })

  test('with more epochs goes on from where it had ended', async () => {
    const plan = { ...smallPlan, epochs: 1 }
    const short = await run(plan)({ train: points(20) })
    const long = await run({ ...plan, epochs: 3 })({ train: points(20) }, { from: short.state })
    const whole = await run({ ...plan, epochs: 3 })({ train: points(20) })
    expect(hex(encodeState(long.state))).toBe(hex(encodeState(whole.state)))
  })

  test('by another optimiser needs that one’s state', async () => {
    const middle = await run({ ...smallPlan, epochs: 1 })(parts)
    const plan = { ...smallPlan, optimizer: O.adam({ learningRate: 0.01 }) }
    await expect(run(plan)(parts, { from: middle.state as never })).rejects.toThrow(
      /^train: the state to begin from is of another optimiser: it lacks 0\.count\. To go on with this one, begin from \{ \.\.\.state, optState: plan\.optimizer\.init\(state\.params\) \}\.$/,
    )
    const { params } = middle.state
    const forked = await run(plan)(parts, {
      from: { ...middle.state, optState: plan.optimizer.init(params) },
    })
    expect(forked.state.history.length).toBe(2)
  })

  test('with another metric counts it from there', async () => {
    const snapshots = await collect(train(smallPlan)(parts))
    const { state } = snapshots[1]! // after two of three batches
    const end = await run({ ...smallPlan, metrics: [Loss.accuracy] })(parts, { from: state })
    expect(end.state.history.map(({ train }) => Number.isFinite(train.metrics['accuracy']))).toEqual([
      true,
      true,
    ])
  })

  test('when it was over is over at once', async () => {
    const end = await run(fullPlan)(parts)
    expect((await collect(train(fullPlan)(parts, { from: end.state }))).map(({ _tag }) => _tag)).toEqual([
      'done',
    ])
  })
})

describe('a run stops', () => {
  test('after the batch in flight when its signal is aborted', async () => {
    const controller = new AbortController()
    const seen: string[] = []
    for await (const snapshot of train(smallPlan)({ train: points(20) }, { signal: controller.signal })) {
      seen.push(snapshot._tag)
      if (snapshot.state.step === 2) controller.abort()
      if (snapshot._tag === 'done') expect(snapshot.reason).toBe('interrupted')
    }
    expect(seen).toEqual(['step', 'step', 'done'])
  })

  test('by a signal of the system, which comes in between two batches', async () => {
    const controller = new AbortController()
    const stop = (): void => controller.abort()
    process.once('SIGUSR2', stop)
    const endless = { ...smallPlan, epochs: 100_000 }
    setTimeout(() => process.kill(process.pid, 'SIGUSR2'), 20)
    const end = await run(endless)({ train: points(20) }, { signal: controller.signal })
    expect(end._tag === 'done' && end.reason).toBe('interrupted')
  })

  test('in validation too, and then validates again when it is taken up', async () => {
    const many = { train: points(8), validation: relabel('validation')(points(1000, 1)) }
    const plan = { ...smallPlan, epochs: 1 }
    let reads = 0
    // The signal is read before the run, after the batch, and after each batch of validation.
    const signal = {
      get aborted() {
        return (reads += 1) > 3
      },
    }
    const end = await run(plan)(many, { signal })
    expect(end._tag === 'done' && end.reason).toBe('interrupted')
    expect(end.state).toMatchObject({ epoch: 0, position: 1, history: [] })
    const resumed = await run(plan)(many, { from: end.state })
    expect(hex(encodeState(resumed.state))).toBe(hex(encodeState((await run(plan)(many)).state)))
  })

  test('before its first step when the signal was aborted already', async () => {
    const all = await collect(train(smallPlan)({ train: points(20) }, { signal: AbortSignal.abort() }))
    expect(all.map(({ _tag }) => _tag)).toEqual(['done'])
  })

  test('by break', async () => {
    for await (const { state } of train(smallPlan)({ train: points(20) })) {
      if (state.step === 1) break
    }
  })

  test('by its rule, with the best parameters, not the last', async () => {
    // A learning rate that spoils what has been learnt, and labels of the validation part that are the wrong way round.
    const plan = {
      ...smallPlan,
      epochs: 50,
      earlyStopping: R.earlyStopping({ patience: 3 }),
      metrics: [Loss.accuracy],
    }
    const upside = points(30, 1)
    const labels = Array.from(T.toTypedArray(upside.y), (label) => 1 - label)
    const validation = relabel('validation')({ ...upside, y: T.tensor(labels, { dtype: 'int32' }) })
    const data = { train: points(20), validation }
    const all = await collect(train(plan)(data))
    const end = last(all)
    if (end._tag !== 'done') throw new Error('expected the end')
    expect(end.reason).toBe('earlyStopping')
    const losses = end.state.history.map((record) => record.validation!.loss)
    const best = losses.indexOf(Math.min(...losses))
    expect(end.state.history).toHaveLength(best + 4)
    expect(end.state.best).toMatchObject({ epoch: best, loss: losses[best] })
    const then = all.find((s) => s._tag === 'epoch' && s.record.epoch === best)!
    expect(Tree.equals(end.params, then.state.params)).toBe(true)
    expect(Tree.equals(end.params, end.state.params)).toBe(false)
    expect(evaluate(plan)(end, validation).loss).toBe(losses[best])
  })

  test('and hands over the best parameters whatever ended it', async () => {
    const states = await collect(train(fullPlan)(parts))
    for (const { state } of states) {
      const { params } = bestWeights(state)
      expect(Tree.equals(params, state.best?.params ?? state.params)).toBe(true)
    }
    const stopped = await run(fullPlan)(parts, { from: last(states).state, signal: AbortSignal.abort() })
    expect(Tree.equals(stopped.params, last(states).state.best!.params)).toBe(true)
  })
})

describe('a number that is not finite', () => {
  const failure = async (end: ReturnType<ReturnType<typeof run<typeof smallPlan.model, never, never>>>) => {
    const snapshot = await end
    if (snapshot._tag !== 'failed') throw new Error('expected a failure')
    return snapshot
  }

  test('in the data stops the run at its step, and says where it is', async () => {
    const rows = Array.from({ length: 16 }, (_, i) => [i === 3 ? NaN : i / 16, 1])
    const data = {
      train: fromArrays(
        rows,
        rows.map((_, i) => i % 2),
      ),
    }
    const end = await failure(run({ ...smallPlan, batchSize: 16 })(data) as never)
    expect(end.error).toEqual({
      _tag: 'NonFinite',
      quantity: 'loss',
      value: NaN,
      epoch: 0,
      step: 0,
      path: 'batch.x',
    })
    expect(showNonFinite(end.error)).toBe(
      'the loss became NaN at step 0 (epoch 0). The first bad value is in batch.x. Clean the data: drop or fill in missing values before training.',
    )
    expect(end.state.step).toBe(0)
  })

  test('of a learning rate that is far too high too, with the last good state', async () => {
    const model = L.pipe(L.input([1]), L.dense(1))
    const optimizer = O.sgd({ learningRate: 1e6 })
    const plan = { ...smallPlan, model, objective: Loss.mse, optimizer, epochs: 100 }
    const end = await failure(run(plan)({ train: fromArrays([[1], [2]], [[3], [4]]) }) as never)
    expect(end.error.quantity).toMatch(/loss|gradient|parameters/)
    expect(end.error.step).toBe(end.state.step)
    expect(showNonFinite(end.error)).toContain('Lower the learning rate')
    expect(Tree.leaves(end.state.params).every((leaf) => T.toTypedArray(leaf).every(Number.isFinite))).toBe(
      true,
    )
  })

  test('that the last update of an epoch makes is seen before the epoch is closed', async () => {
    const endless = O.stateless((updates) => Tree.map((x) => T.mul(x, Infinity))(updates))
    const plan = { ...smallPlan, optimizer: endless, batchSize: 20, epochs: 1 }
    const end = await failure(run(plan)({ train: points(20) }) as never)
    expect(end.error).toMatchObject({
      quantity: 'parameters',
      path: 'params.dense_0.kernel',
      step: 1,
      epoch: 0,
    })
    expect(end.state.history).toEqual([])
  })

  test('in the parameters is named by its path', () => {
    const state = initialState(smallPlan)
    const spoilt = {
      ...state,
      params: Tree.map((x, path) => (path === 'dense_0.bias' ? T.mul(x, NaN) : x))(state.params),
    }
    const error = left(trainStep(smallPlan)(spoilt, points(4)))
    expect(error).toMatchObject({ path: 'params.dense_0.bias', value: NaN })
  })
})

describe('a target that cannot be one', () => {
  const labelled = (size: number, label: number) => {
    const { x } = points(size)
    const labels = Array.from({ length: size }, (_, i) => (i === 2 ? label : i % 2))
    return fromArrays(T.toNested(x) as number[][], labels)
  }

  test('is refused by the objective in words, though the step is compiled', async () => {
    const state = initialState(smallPlan)
    const words = /^softmaxCrossEntropy: label 5 at row 2, classes are 0\.\.1\.$/
    expect(() => trainStep(smallPlan)(state, labelled(4, 5))).toThrow(words)
    expect(() => evaluate(smallPlan)(state, labelled(4, 5))).toThrow(words)
    await expect(run(smallPlan)({ train: labelled(4, 5) })).rejects.toThrow(
      /^softmaxCrossEntropy: label 5 at row \d, classes are 0\.\.1\.$/,
    )
    await expect(
      run(smallPlan)({ train: points(20), validation: relabel('validation')(labelled(4, 7)) }),
    ).rejects.toThrow(/^softmaxCrossEntropy: label 7 at row 2, classes are 0\.\.1\.$/)
  })

  test('of a regression too', async () => {
    const plan = {
      ...smallPlan,
      model: L.pipe(L.input([1]), L.dense(1)),
      objective: Loss.binaryCrossEntropy,
    }
    await expect(run(plan)({ train: fromArrays([[1], [2]], [[1], [1.5]]) })).rejects.toThrow(
      /^binaryCrossEntropy: target 1\.5 at \[\d,0\], targets are probabilities, 0\.\.1\.$/,
    )
  })
})

describe('what is compiled', () => {
  const counted = () => {
    const traced: number[] = []
    const objective: Loss.Objective = (output, target) => {
      traced.push(output.shape[0]!)
      return Loss.softmaxCrossEntropy(output, target)
    }
    return { traced, plan: { ...fullPlan, objective } }
  }

  test('is a step and an evaluation for each shape of batches, once for all runs', async () => {
    const { traced, plan } = counted()
    const training = train(plan)
    const whole = await collect(training(parts))
    expect(traced).toEqual([8, 4, 11])
    await collect(training(parts, { from: whole[2]!.state }))
    expect(traced).toEqual([8, 4, 11])
  })

  test('is compiled once more for a state that came out of a file, at most', async () => {
    const { traced, plan } = counted()
    const step = trainStep(plan)
    const first = right(step(initialState(plan), points(8))).state
    const read = right(decodeState(plan)(encodeState(first)))
    right(step(read, points(8)))
    expect(traced.length).toBeLessThanOrEqual(2)
  })

  test('leaves nothing behind: memory is flat over thousands of steps', async () => {
    const plan = {
      ...smallPlan,
      model: L.pipe(L.input([2]), L.dense(200), L.relu(), L.dense(200), L.relu(), L.dense(2)),
      optimizer: O.adam({ learningRate: 1e-3 }),
      epochs: 400,
    }
    const used: number[] = []
    for await (const snapshot of train(plan)({ train: points(40) })) {
      if (snapshot._tag === 'epoch') used.push(process.memoryUsage().rss / 2 ** 20)
    }
    // Two thousand steps leave 1 GB of states behind.
    const [early, late] = [Math.max(...used.slice(0, 200)), Math.max(...used.slice(200))]
    expect(late - early).toBeLessThan(100)
  })
})

describe('evaluate', () => {
  test('measures all examples, whatever the size of its batches, without dropout', () => {
    const state = initialState(fullPlan)
    const data = points(700)
    const { output } = L.apply(fullPlan.model, state.params, state.layerState, data.x, { mode: 'eval' })
    const { loss, metrics } = evaluate(fullPlan)(state, data)
    expect(loss).toBeCloseTo(T.item(Loss.softmaxCrossEntropy(output, data.y)), 5)
    expect(metrics['accuracy']).toBe(Loss.measure(Loss.accuracy)(output, data.y))
  })

  test('predict gives the same outputs in parts as at once', () => {
    const state = initialState(fullPlan)
    for (const size of [1, 255, 256, 257, 600]) {
      const { x } = points(size)
      const { output } = L.apply(fullPlan.model, state.params, state.layerState, x, { mode: 'eval' })
      expect(T.toNested(predict(fullPlan)(state, x))).toEqual(T.toNested(output))
    }
  })
})
