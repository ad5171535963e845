/** What normalisations do to numbers, what their state remembers, and what they refuse. */
import * as fc from 'fast-check'
import * as L from '@gradus/layers'
import { GradusError, Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

const key = Rng.key(0)
const train = { mode: 'train', key } as const
const evaluation = { mode: 'eval' } as const

/** Types refuse these at once; what runs untyped must hear the same words. */
const untyped = (model: L.ModelLike, ...stages: readonly unknown[]): L.AnyModel =>
  stages.reduce<L.AnyModel>((so, stage) => (stage as (m: L.AnyModel) => L.AnyModel)(so), model as L.AnyModel)

const thrown = (f: () => unknown): readonly [string, string] => {
  try {
    f()
  } catch (error) {
    if (error instanceof GradusError) return [error.name, error.message]
    throw error
  }
  throw new Error('nothing was thrown')
}

const normal = (shape: readonly number[], seed = 1): Tensor =>
  T.add(T.mul(Rng.normal(Rng.key(seed), shape) as AnyTensor as Tensor, 3), 2)

const distance = (a: AnyTensor, b: AnyTensor): number =>
  T.item(T.max(T.abs(T.sub(a as Tensor, b as Tensor))) as Tensor<readonly []>)

/** The largest distance of means from 0 and of variances from 1, over these axes. */
const unevenness = (x: AnyTensor, axis: readonly number[]): number =>
  Math.max(
    T.item(T.max(T.abs(T.mean(x as Tensor, { axis }) as Tensor)) as Tensor<readonly []>),
    T.item(T.max(T.abs(T.sub(T.variance(x as Tensor, { axis }) as Tensor, 1))) as Tensor<readonly []>),
  )

describe('mean 0 and variance 1 over', () => {
  const cases: Readonly<
    Record<string, readonly [readonly number[], { readonly layer: unknown }, readonly number[]]>
  > = {
    'the batch': [[5], L.batchNorm(), [0]],
    'the batch and all places': [[3, 4, 5], L.batchNorm(), [0, 2, 3]],
    'the features of an example': [[50], L.layerNorm(), [1]],
    'the features of each step': [[4, 50], L.layerNorm(), [2]],
    'all of an image': [[3, 4, 5], L.layerNorm({ axes: 3 }), [1, 2, 3]],
    'all of an image, as one group': [[3, 4, 5], L.groupNorm(1), [1, 2, 3]],
    'the places of a channel': [[3, 4, 5], L.instanceNorm(), [2, 3]],
    'the places of a channel, a group for each': [[3, 4, 5], L.groupNorm(3), [2, 3]],
  }
  test.each(Object.entries(cases))('%s', (_name, [input, stage, axis]) => {
    const model = untyped(L.input(input), stage)
    const { params, state } = L.init(model, key)
    const { output } = L.apply(model, params, state, normal([6, ...input]), train)
    expect(unevenness(output, axis)).toBeLessThan(1e-4)
  })
  test('a group of channels', () => {
    const model = L.pipe(L.input([4, 5]), L.groupNorm(2))
    const { params } = L.init(model, key)
    const { output } = L.apply(model, params, {}, normal([6, 4, 5]), evaluation)
    expect(unevenness(T.reshape(output, [6, 2, 10]), [2])).toBeLessThan(1e-4)
  })
})

test('rmsNorm gives a mean square of 1 and leaves the mean where it is', () => {
  const model = L.pipe(L.input([50]), L.rmsNorm())
  const { params } = L.init(model, key)
  const { output } = L.apply(model, params, {}, normal([6, 50]), evaluation)
  expect(distance(T.mean(T.square(output), { axis: 1 }), T.ones([6]))).toBeLessThan(1e-5)
  expect(T.toNested(T.mean(output, { axis: 1 })).every((m) => m > 0.2)).toBe(true)
})

describe('what batchNorm remembers', () => {
  const model = L.pipe(L.input([2, 3]), L.batchNorm({ decay: 0.8 }))
  const { params, state } = L.init(model, key)
  const batches = [0, 1, 2, 3].map((seed) => normal([4, 2, 3], seed) as Tensor<readonly [4, 2, 3]>)
  const after = batches.reduce((s, x) => L.apply(model, params, s, x, train).state, state)

  test('is the average of batches with weights that decay, which sum to one', () => {
    const weights = batches.map((_, i) => 0.8 ** (batches.length - 1 - i))
    const total = weights.reduce((a, b) => a + b, 0)
    const average = (of: (x: Tensor) => AnyTensor): Tensor =>
      batches
        .map((x, i) => T.mul(of(x) as Tensor, (weights[i] ?? 0) / total))
        .reduce((a, b) => T.add(a, b)) as Tensor
    expect(
      distance(
        after.batchNorm_0.mean,
        average((x) => T.mean(x, { axis: [0, 2] })),
      ),
    ).toBeLessThan(1e-6)
    const variance = average((x) => T.variance(x, { axis: [0, 2] }))
    expect(distance(after.batchNorm_0.variance, variance)).toBeLessThan(1e-5)
    expect(T.item(after.batchNorm_0.count)).toBe(4)
  })
  test('keeps its type where the batch is of another, so that steps have one type', () => {
    const x = T.cast(normal([4, 2, 3]), 'float64') as AnyTensor as Tensor<readonly [4, 2, 3]>
    const step = L.apply(model, params, state, x, train)
    expect(step.output.dtype).toBe('float64')
    expect(step.state.batchNorm_0.mean.dtype).toBe('float32')
    expect(step.state.batchNorm_0.variance.dtype).toBe('float32')
    expect(step.state.batchNorm_0.count.dtype).toBe('int32')
  })
  test('normalises alone in evaluation', () => {
    const x = normal([4, 2, 3]) as Tensor<readonly [4, 2, 3]>
    const { output } = L.apply(model, params, after, x, evaluation)
    const { mean, variance } = after.batchNorm_0
    const column = (v: AnyTensor): Tensor => T.reshape(v as Tensor, [2, 1]) as AnyTensor as Tensor
    const expected = T.div(T.sub(x as Tensor, column(mean)), T.sqrt(T.add(column(variance), 1e-5)))
    expect(distance(output, expected)).toBeLessThan(1e-5)
  })
})

const matrices = [
  ['dense', L.pipe(L.input([5]), L.dense(4)), L.pipe(L.input([5]), L.weightNorm(L.dense(4)))],
  [
    'conv2d in groups',
    L.pipe(L.input([4, 5, 5]), L.conv2d(6, { kernel: 3, groups: 2 })),
    L.pipe(L.input([4, 5, 5]), L.weightNorm(L.conv2d(6, { kernel: 3, groups: 2 }))),
  ],
  [
    'convTranspose2d in groups',
    L.pipe(L.input([4, 5, 5]), L.convTranspose2d(6, { kernel: 3, groups: 2 })),
    L.pipe(L.input([4, 5, 5]), L.weightNorm(L.convTranspose2d(6, { kernel: 3, groups: 2 }))),
  ],
] as unknown as readonly (readonly [string, L.AnyModel, L.AnyModel])[]

describe('weightNorm', () => {
  test.each(matrices)('of %s begins as the stage would have', (_name, plain, normed) => {
    const x = normal([3, ...plain.input])
    const [a, b] = [plain, normed].map((m) => L.apply(m, L.init(m, key).params, {}, x, evaluation).output)
    expect(distance(a as Tensor, b as Tensor)).toBeLessThan(1e-5)
  })
  test.each(matrices)('of %s does not mind how long v is, and doubles with g', (_name, _plain, normed) => {
    const x = normal([3, ...normed.input])
    const { params } = L.init(normed, key)
    const name = Object.keys(params)[0] ?? ''
    const { g, v, bias } = params[name] as { readonly [leaf: string]: Tensor }
    const run = (leaves: object): Tensor =>
      L.apply(normed, { [name]: { bias, ...leaves } } as never, {}, x, evaluation)
        .output as AnyTensor as Tensor
    const once = run({ g, v })
    expect(distance(run({ g, v: T.mul(v as Tensor, 7) }), once)).toBeLessThan(1e-4)
    expect(distance(run({ g: T.mul(g as Tensor, 2), v }), T.mul(once, 2))).toBeLessThan(1e-4)
  })
  test('a kernel of zeros stays one', () => {
    const zeros = L.dense(2, { init: (_key, shape) => T.zeros(shape) })
    const model = L.pipe(L.input([3]), L.weightNorm(zeros))
    const { params } = L.init(model, key)
    expect(T.toNested(L.apply(model, params, {}, T.ones([1, 3]), evaluation).output)).toEqual([[0, 0]])
  })
})

describe('spectralNorm', () => {
  test('gives a kernel whose largest singular value is 1, after some steps', () => {
    const singular = (x: AnyTensor): readonly number[] =>
      T.toNested(T.svd(x as Tensor<readonly [number, number]>).s).toSorted((a, b) => b - a)
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (seed, n, m) => {
        const model = L.pipe(L.input([n]), L.spectralNorm(L.dense(m, { bias: false }), { iterations: 200 }))
        const { params, state } = L.init(model, Rng.key(seed))
        const [first = 0, second = 0] = singular(params.dense_0.kernel)
        // Next to a second that is as large, steps turn slowly.
        fc.pre(second < 0.95 * first)
        const eye = T.eye(n) as AnyTensor as Tensor
        const [largest = 0] = singular(L.apply(model, params, state, eye, train).output)
        expect(largest).toBeCloseTo(1, 4)
      }),
      { numRuns: 30 },
    )
  })
  test('divides in evaluation by what training divided by', () => {
    const model = L.pipe(L.input([2, 6, 6]), L.spectralNorm(L.conv2d(3, { kernel: 3 })))
    const { params, state } = L.init(model, key)
    const x = normal([2, 2, 6, 6]) as Tensor<readonly [2, 2, 6, 6]>
    const step = L.apply(model, params, state, x, train)
    expect(distance(L.apply(model, params, step.state, x, evaluation).output, step.output)).toBe(0)
  })
  test('begins with an estimate that is good already', () => {
    const model = L.pipe(L.input([4]), L.spectralNorm(L.dense(4, { bias: false })))
    const { params, state } = L.init(model, key)
    const { output } = L.apply(model, params, state, T.eye(4), evaluation)
    expect(T.item(T.max(T.svd(output as Tensor<readonly [4, 4]>).s))).toBeCloseTo(1, 1)
  })
  test('a kernel of zeros stays one', () => {
    const zeros = L.dense(2, { init: (_key, shape) => T.zeros(shape), bias: false })
    const model = L.pipe(L.input([3]), L.spectralNorm(zeros))
    const { params, state } = L.init(model, key)
    expect(T.toNested(L.apply(model, params, state, T.ones([1, 3]), train).output)).toEqual([[0, 0]])
  })
})

describe('the summary says which biases are redundant', () => {
  const said = (model: L.ModelLike): readonly string[] =>
    L.summary(model)
      .split('\n')
      .filter((line) => line.includes('cancels'))

  test('in front of batch norm, and of instance norm', () => {
    const model = L.pipe(
      L.input([3, 9, 9]),
      L.conv2d(1200, { kernel: 3 }),
      L.batchNorm(),
      L.separableConv2d(4, { kernel: 3 }),
      L.instanceNorm(),
      L.weightNorm(L.convTranspose2d(5, { kernel: 3 })),
      L.named('norm', L.batchNorm()),
      L.flatten(),
      L.named('head', L.dense(7)),
      L.batchNorm(),
    )
    expect(said(model)).toEqual([
      'batchNorm_0 cancels the bias of conv2d_0: bias: false saves 1,200 parameters',
      'instanceNorm_0 cancels the bias of separableConv2d_0: bias: false saves 4 parameters',
      'norm cancels the bias of convTranspose2d_0: bias: false saves 5 parameters',
      'batchNorm_1 cancels the bias of head: bias: false saves 7 parameters',
    ])
  })
  test('within layers too, by path', () => {
    const block = [L.dense(4), L.batchNorm()] as const
    const model = L.pipe(L.input([4]), L.residual(...block), L.branch({ left: block, right: L.relu() }))
    expect(said(model as L.SignalModel as L.ModelLike)).toEqual([
      'residual_0.batchNorm_0 cancels the bias of residual_0.dense_0: bias: false saves 4 parameters',
      'branch_0.left.batchNorm_0 cancels the bias of branch_0.left.dense_0: bias: false saves 4 parameters',
    ])
  })
  test('and nothing where there is none, or it counts', () => {
    const model = L.pipe(
      L.input([3, 9, 9]),
      L.conv2d(4, { kernel: 3, bias: false }),
      L.batchNorm(),
      L.conv2d(4, { kernel: 3 }),
      L.groupNorm(2),
      L.conv2d(4, { kernel: 3 }),
      L.relu(),
      L.batchNorm(),
      L.conv2d(4, { kernel: 1 }),
      L.layerNorm({ axes: 3 }),
    )
    expect(said(model)).toEqual([])
  })
})

describe('what does not fit throws the words of the types', () => {
  const image = L.input([8, 4, 4])
  const cases: readonly (readonly [string, () => unknown, string, string])[] = [
    [
      'batchNorm on a scalar',
      () => untyped(L.input([]), L.batchNorm()),
      'ShapeError',
      'batchNorm: expects channels [c], or channels over places [c,...], this model gives []. Put L.flatten() before it.',
    ],
    [
      'training batchNorm on one value per channel',
      () => {
        const model = L.pipe(L.input([2, 1]), L.batchNorm())
        const { params, state } = L.init(model, key)
        return L.apply(model, params, state, T.zeros([1, 2, 1]), train)
      },
      'ShapeError',
      'batchNorm: training needs two or more values per channel, the batch is [1,2,1]. Use larger batches.',
    ],
    [
      'training batchNorm on nothing',
      () => {
        const model = L.pipe(L.input([2]), L.batchNorm())
        const { params, state } = L.init(model, key)
        return L.apply(model, params, state, T.zeros([0, 2]), train)
      },
      'ShapeError',
      'batchNorm: training needs two or more values per channel, the batch is [0,2]. Use larger batches.',
    ],
    [
      'layerNorm on an image with nothing said',
      () => untyped(image, L.layerNorm()),
      'ShapeError',
      'layerNorm: expects features [n] or [time,n] where axes is not said, this model gives [8,4,4]. Say how many of the last axes are normalised together, as in axes: 3.',
    ],
    [
      'rmsNorm on a scalar',
      () => untyped(L.input([]), L.rmsNorm()),
      'ShapeError',
      'rmsNorm: expects features [n] or [time,n] where axes is not said, this model gives []. Say how many of the last axes are normalised together, as in axes: 3.',
    ],
    [
      'layerNorm over more axes than there are',
      () => untyped(L.input([3, 4]), L.layerNorm({ axes: 3 })),
      'ShapeError',
      'layerNorm: expects features of 3 or more axes, this model gives [3,4]. Normalise fewer axes together.',
    ],
    [
      'groups that do not divide',
      () => untyped(image, L.groupNorm(3)),
      'ShapeError',
      'groupNorm: expects channels [c,...] in 3 equal groups, this model gives [8,4,4]. Take a number of groups that divides them.',
    ],
    [
      'more groups than channels',
      () => untyped(image, L.groupNorm(16)),
      'ShapeError',
      'groupNorm: expects channels [c,...] in 16 equal groups, this model gives [8,4,4]. Take a number of groups that divides them.',
    ],
    [
      'groups of a scalar',
      () => untyped(L.input([]), L.groupNorm(1)),
      'ShapeError',
      'groupNorm: expects channels [c,...] in 1 equal groups, this model gives []. Take a number of groups that divides them.',
    ],
    [
      'groups of one value',
      () => untyped(L.input([8, 1]), L.groupNorm(8)),
      'ShapeError',
      'groupNorm: expects two or more values in each of 8 groups, this model gives [8,1]. Take fewer groups.',
    ],
    [
      'instanceNorm on vectors',
      () => untyped(L.input([8]), L.instanceNorm()),
      'ShapeError',
      'instanceNorm: expects channels over two or more places [c,...], this model gives [8]. Put it where there are places, or take L.layerNorm().',
    ],
    [
      'instanceNorm on one place',
      () => untyped(L.input([8, 1, 1]), L.instanceNorm()),
      'ShapeError',
      'instanceNorm: expects channels over two or more places [c,...], this model gives [8,1,1]. Put it where there are places, or take L.layerNorm().',
    ],
    [
      'a wrapped stage that does not fit',
      () => untyped(image, L.weightNorm(L.dense(3))),
      'ShapeError',
      'dense: expects one feature axis [n], this model gives [8,4,4]. Put L.flatten() before it.',
    ],
    [
      'weightNorm of an activation',
      () => L.weightNorm(L.relu() as never),
      'ValueError',
      'weightNorm: wraps a dense layer or a convolution, got relu.',
    ],
    [
      'spectralNorm of two kernels',
      () => L.spectralNorm(L.separableConv2d(3, { kernel: 3 }) as never),
      'ValueError',
      'spectralNorm: wraps a dense layer or a convolution, got separableConv2d.',
    ],
    [
      'weightNorm twice',
      () => L.weightNorm(L.weightNorm(L.dense(3)) as never),
      'ValueError',
      'weightNorm: this stage has a normalised kernel already. Wrap it once.',
    ],
    [
      'spectralNorm of weightNorm',
      () => L.spectralNorm(L.weightNorm(L.dense(3)) as never),
      'ValueError',
      'spectralNorm: this stage has a normalised kernel already. Wrap it once.',
    ],
    ['decay 1', () => L.batchNorm({ decay: 1 }), 'ValueError', 'batchNorm: decay must be in [0, 1), got 1.'],
    [
      'a negative decay',
      () => L.batchNorm({ decay: -0.1 }),
      'ValueError',
      'batchNorm: decay must be in [0, 1), got -0.1.',
    ],
    ...(
      [
        ['batchNorm', (eps: number) => L.batchNorm({ eps })],
        ['layerNorm', (eps: number) => L.layerNorm({ eps })],
        ['rmsNorm', (eps: number) => L.rmsNorm({ eps })],
        ['groupNorm', (eps: number) => L.groupNorm(2, { eps })],
        ['instanceNorm', (eps: number) => L.instanceNorm({ eps })],
      ] as const
    ).flatMap(([kind, make]) =>
      [0, -1, Number.NaN, Infinity].map(
        (eps) =>
          [
            `${kind} with eps ${eps}`,
            () => make(eps),
            'ValueError',
            `${kind}: eps must be positive and finite, got ${eps}.`,
          ] as const,
      ),
    ),
    [
      'no axes',
      () => L.layerNorm({ axes: 0 }),
      'ValueError',
      'layerNorm: axes must be a positive integer, got 0.',
    ],
    [
      'half an axis',
      () => L.rmsNorm({ axes: 1.5 }),
      'ValueError',
      'rmsNorm: axes must be a positive integer, got 1.5.',
    ],
    ['no groups', () => L.groupNorm(0), 'ValueError', 'groupNorm: groups must be a positive integer, got 0.'],
    [
      'no iterations',
      () => L.spectralNorm(L.dense(3), { iterations: 0 }),
      'ValueError',
      'spectralNorm: iterations must be a positive integer, got 0.',
    ],
  ]
  test.each(cases)('%s', (_name, f, name, message) => {
    expect(thrown(f)).toEqual([name, message])
  })
})
