import { grad } from '@gradus/autograd'
import * as O from '@gradus/optim'
import * as T from '@gradus/tensor'
import type { AnyTensor, FloatDType } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { expectClose, golden, type Numbers, type Params, toParams } from './golden.ts'
import type { AnyTransformation } from './rows.ts'

/** The content of trajectories.json. */
interface TrajectoriesFile {
  readonly checkpoints: readonly number[]
  readonly data: Readonly<Record<string, readonly number[]>>
  readonly starts: Readonly<Record<string, Numbers>>
  readonly cases: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<FloatDType, readonly Numbers[]>>>>>
  >
}

const file = golden('trajectories') as TrajectoriesFile

const optimizers: Readonly<Record<string, AnyTransformation>> = {
  sgd: O.sgd({ learningRate: 5e-4 }),
  momentum: O.momentum({ learningRate: 1e-4 }),
  nesterov: O.nesterov({ learningRate: 1e-4 }),
  adagrad: O.adagrad({ learningRate: 0.05 }),
  rmsprop: O.rmsprop({ learningRate: 1e-3, eps: 1e-4 }),
  centredRmsprop: O.centredRmsprop({ learningRate: 3e-4, eps: 0.1 }),
  adadelta: O.adadelta({ learningRate: 1 }),
  adam: O.adam({ learningRate: 1e-2 }),
  'adam, no bias correction': O.adam({ learningRate: 1e-2, biasCorrection: false }),
  adamW: O.adamW({ learningRate: 1e-2, weightDecay: 0.1 }),
  nadam: O.nadam({ learningRate: 1e-2 }),
  radam: O.radam({ learningRate: 2e-4, b2: 0.9 }),
  adamax: O.adamax({ learningRate: 1e-2 }),
  amsgrad: O.amsgrad({ learningRate: 1e-2 }),
  lion: O.lion({ learningRate: 1e-3 }),
  lamb: O.lamb({ learningRate: 1e-2, weightDecay: 0.01 }),
  lars: O.lars({ learningRate: 0.1, weightDecay: 0.01, coefficient: 0.01 }),
  yogi: O.yogi({ learningRate: 1e-2 }),
  adafactor: O.adafactor({ learningRate: 2e-3, minSizeToFactor: 2 }),
  muon: O.muon({ learningRate: 1e-3 }),
  rprop: O.rprop({ initial: 1e-3 }),
  sam: O.sam(O.sgd({ learningRate: 2e-4, momentum: 0.5 })),
  scheduleFreeAdamW: O.scheduleFreeAdamW({ learningRate: 5e-3, weightDecay: 0.01 }),
  sm3: O.sm3({ learningRate: 0.05 }),
}

type Point = Readonly<Record<string, AnyTensor>>
type Problem = (at: Point, t: number) => AnyTensor

const data = (name: string, dtype: T.DType): AnyTensor =>
  T.tensor(file.data[name] as readonly number[], { dtype }) as AnyTensor

const leaf = (at: Point, name: string): AnyTensor => at[name] as AnyTensor

const rows = (file.data['sparseRows'] ?? []).map(Number)

const part = (x: AnyTensor, i: number): AnyTensor => T.take(x, T.tensor(i, { dtype: 'int32' }))

/** The problems of the script. */
const problems = (dtype: FloatDType): Readonly<Record<string, Problem>> => {
  const curvature = T.tensor([1e-3, 0.1, 10], { dtype }) as AnyTensor
  const [x, y, inputs, targets, values] = ['logisticX', 'logisticY', 'mlpX', 'mlpY', 'sparseX'].map((name) =>
    data(name, dtype),
  ) as unknown as readonly [AnyTensor, AnyTensor, AnyTensor, AnyTensor, AnyTensor]
  return {
    quadratic: (at) => T.div(T.sum(T.mul(curvature, T.square(leaf(at, 'w')))), 2),
    rosenbrock: (at) => {
      const [a, b] = [part(leaf(at, 'w'), 0), part(leaf(at, 'w'), 1)]
      return T.add(T.square(T.sub(1, a)), T.mul(T.square(T.sub(b, T.square(a))), 100)) as AnyTensor
    },
    logistic: (at) => {
      const z = T.add(T.matmul(x, leaf(at, 'kernel')), leaf(at, 'bias')) as AnyTensor
      return T.mean(T.sub(T.softplus(z), T.mul(y, z)))
    },
    mlp: (at) => {
      const h = T.tanh(T.add(T.matmul(inputs, leaf(at, 'hidden')), leaf(at, 'bias')))
      return T.mean(T.square(T.sub(T.matmul(h, leaf(at, 'out')), targets)))
    },
    sparse: (at, t) => {
      const row = part(leaf(at, 'table'), rows[t] as number)
      return T.div(T.sum(T.square(T.sub(row, part(values, t)))), 2)
    },
  }
}

const run = (rule: AnyTransformation, problem: Problem, start: Point, steps: number): readonly Point[] => {
  let at = start
  let state = rule.init(start as unknown as Params)
  return Array.from({ length: steps }, (_, t) => {
    const gradients = grad((p: Point) => problem(p, t) as T.Tensor<readonly []>)(at)
    const [updates, next] = rule.update(
      gradients as unknown as Params,
      state as never,
      at as unknown as Params,
    )
    state = next
    at = O.applyUpdates(at, updates as unknown as Point)
    return at
  })
}

const tolerances: Readonly<Record<FloatDType, number>> = { float32: 1e-5, float64: 1e-10 }

test('every golden case has an optimiser, and every optimiser a golden case', () => {
  expect(Object.keys(optimizers)).toEqual(Object.keys(file.cases))
})

describe.each(Object.entries(optimizers))('%s', (name, rule) => {
  describe.each(['float32', 'float64'] as const)('%s', (dtype) => {
    test.each(Object.entries(problems(dtype)))('%s: 200 steps equal those of Optax', (problem, f) => {
      const expected = file.cases[name]?.[problem]?.[dtype] ?? []
      const start = toParams(file.starts[problem] as Numbers, dtype) as unknown as Point
      const path = run(rule, f, start, 200)
      file.checkpoints.forEach((step, i) => {
        const tolerance = tolerances[dtype]
        expectClose(path[step - 1], toParams(expected[i] as Numbers, dtype), tolerance, tolerance)
      })
    })
  })
})
