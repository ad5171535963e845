import * as Init from '@gradus/init'
import * as T from '@gradus/tensor'
import { DTypeError, Rng, ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

describe('gain', () => {
  test('the values are those of torch.nn.init.calculate_gain', () => {
    expect(Init.gain('identity')).toBe(1)
    expect(Init.gain('sigmoid')).toBe(1)
    expect(Init.gain('tanh')).toBe(5 / 3)
    expect(Init.gain('relu')).toBe(Math.sqrt(2))
    expect(Init.gain('selu')).toBe(3 / 4)
    expect(Init.gain('leakyRelu')).toBe(Math.sqrt(2 / (1 + 0.01 ** 2)))
    expect(Init.gain('leakyRelu', { slope: 0.2 })).toBe(Math.sqrt(2 / (1 + 0.2 ** 2)))
  })

  test('a name that is not known is answered with those that are', () => {
    expect(() => Init.gain('rellu' as Init.Activation)).toThrow(
      new ValueError(
        'gain',
        'no activation is called rellu. Known are identity, sigmoid, tanh, relu, leakyRelu, selu.',
      ),
    )
  })
})

describe('fans', () => {
  test('of dense and of convolution kernels', () => {
    expect(Init.fans([784, 100])).toEqual({ fanIn: 784, fanOut: 100 })
    expect(Init.fans([32, 16, 5])).toEqual({ fanIn: 80, fanOut: 160 })
    expect(Init.fans([32, 16, 3, 3])).toEqual({ fanIn: 144, fanOut: 288 })
  })
})

describe('mistakes', () => {
  const hint = 'For biases use zeros or constant.'

  test.each([
    ['heNormal', Init.heNormal],
    ['heUniform', Init.heUniform],
    ['glorotNormal', Init.glorotNormal],
    ['glorotUniform', Init.glorotUniform],
    ['lecunNormal', Init.lecunNormal],
    ['lecunUniform', Init.lecunUniform],
    [
      'varianceScaling',
      Init.varianceScaling({ scale: 1, mode: 'fanIn', distribution: 'uniform' }) as Init.Initializer,
    ],
  ])('%s names itself when a shape has no fans', (name, init) => {
    expect(() => init(Rng.key(0), [3])).toThrow(
      new ShapeError(name, `fans need a kernel of rank 2 or more, got shape [3]. ${hint}`),
    )
    expect(() => init(Rng.key(0), [])).toThrow(
      new ShapeError(name, `fans need a kernel of rank 2 or more, got shape []. ${hint}`),
    )
  })

  test('fans of a vector', () => {
    expect(() => Init.fans([3])).toThrow(
      new ShapeError('fans', `fans need a kernel of rank 2 or more, got shape [3]. ${hint}`),
    )
  })

  test.each([
    ['normal', 'stddev', () => Init.normal(-1), -1],
    ['truncatedNormal', 'stddev', () => Init.truncatedNormal(0), 0],
    ['uniform', 'scale', () => Init.uniform(Infinity), Infinity],
    [
      'varianceScaling',
      'scale',
      () => Init.varianceScaling({ scale: NaN, mode: 'fanIn', distribution: 'normal' }),
      NaN,
    ],
  ])('%s refuses a size that is not positive and finite', (name, option, mistake, value) => {
    expect(mistake).toThrow(new ValueError(name, `${option} must be positive and finite, got ${value}.`))
  })

  test('varianceScaling names the modes and the distributions that there are', () => {
    const options = { scale: 1, mode: 'fanin', distribution: 'normal' } as unknown
    expect(() => Init.varianceScaling(options as Init.VarianceScalingOptions)).toThrow(
      new ValueError('varianceScaling', 'mode must be one of fanIn, fanOut, fanAverage, got fanin.'),
    )
    const other = { scale: 1, mode: 'fanIn', distribution: 'gaussian' } as unknown
    expect(() => Init.varianceScaling(other as Init.VarianceScalingOptions)).toThrow(
      new ValueError(
        'varianceScaling',
        'distribution must be one of truncatedNormal, normal, uniform, got gaussian.',
      ),
    )
  })

  const seed = Rng.key(0)

  test('kernels of a rank that an initialiser does not make', () => {
    expect(() => Init.identity(seed, [2, 2, 3])).toThrow(
      new ShapeError('identity', 'a dense kernel has rank 2, got shape [2,2,3]. For convolutions use dirac.'),
    )
    expect(() => Init.dirac(seed, [2, 2])).toThrow(
      new ShapeError(
        'dirac',
        'a convolution kernel has rank 3, 4 or 5, got shape [2,2]. For dense kernels use identity or orthogonal.',
      ),
    )
    expect(() => Init.deltaOrthogonal()(seed, [2, 3, 1])).toThrow(
      new ShapeError(
        'deltaOrthogonal',
        'there must be no fewer outputs than inputs, got 2 and 3. Use orthogonal.',
      ),
    )
    expect(() => Init.orthogonal()(seed, [3])).toThrow(
      new ShapeError('orthogonal', `fans need a kernel of rank 2 or more, got shape [3]. ${hint}`),
    )
    expect(() => Init.sparse({ sparsity: 0 })(seed, [3])).toThrow(
      new ShapeError('sparse', 'a dense kernel has rank 2, got shape [3].'),
    )
    expect(() => Init.priorBias([1, 2])(seed, [3])).toThrow(
      new ShapeError('priorBias', 'there are 2 classes, the bias has shape [3].'),
    )
  })

  test('sizes and shares out of range', () => {
    expect(() => Init.orthogonal(0)).toThrow(
      new ValueError('orthogonal', 'gain must be positive and finite, got 0.'),
    )
    expect(() => Init.sparse({ sparsity: 1 })).toThrow(
      new ValueError('sparse', 'sparsity must be in [0, 1), got 1.'),
    )
    expect(() => Init.priorBias([3, 0])).toThrow(
      new ValueError(
        'priorBias',
        'frequencies must be positive and finite, class 1 has 0. ' +
          'Leave out classes that do not occur, or count one example more of each.',
      ),
    )
    expect(() => Init.priorBias(1)).toThrow(
      new ValueError('priorBias', 'a probability must be in (0, 1), got 1.'),
    )
    expect(() => Init.forActivation('rellu' as Init.Activation)).toThrow(
      new ValueError(
        'forActivation',
        'no activation is called rellu. Known are identity, sigmoid, tanh, relu, leakyRelu, selu.',
      ),
    )
  })

  test('rules that match nothing, or what is not of floats', () => {
    const params = { kernel: T.zeros([2, 2]), steps: T.zeros([2], { dtype: 'int32' }) }
    const rule = (path: string): Init.Rule => ({ matches: (p) => p === path, init: Init.ones })
    expect(() => Init.reinitialize([rule('kernel'), rule('bias')], seed)(params)).toThrow(
      new ValueError('reinitialize', 'rule 1 matches none of the paths kernel, steps.'),
    )
    expect(() => Init.reinitialize([rule('steps')], seed)(params)).toThrow(
      new DTypeError('reinitialize', 'steps is int32, initialisers make floats.'),
    )
  })

  test('nothing to look at', () => {
    expect(() => Init.signalStatistics([])).toThrow(
      new ValueError('signalStatistics', 'there must be one layer or more, got none.'),
    )
    expect(() => Init.activationStatistics([], T.zeros([1, 1]))).toThrow(
      new ValueError('activationStatistics', 'there must be one layer or more, got none.'),
    )
  })
})

describe('orthogonal kernels', () => {
  const shape = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))

  test('keep lengths, up to the gain', () => {
    fc.assert(
      fc.property(shape, fc.nat(), ([m, n], seed) => {
        const w: AnyTensor = Init.orthogonal(2)(Rng.key(seed), [m, n])
        const gram = m >= n ? T.matmul(T.transpose(w), w) : T.matmul(w, T.transpose(w))
        const distance = T.max(T.abs(T.sub(gram, T.mul(T.eye(Math.min(m, n)), 4)) as AnyTensor) as AnyTensor)
        expect(T.toTypedArray(distance as AnyTensor)[0]).toBeLessThan(1e-5)
      }),
      { numRuns: 30 },
    )
  })
})

test('priorBias makes the first prediction that of the frequencies', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 6 }), (counts) => {
      const bias: AnyTensor = Init.priorBias(counts)(Rng.key(0), [counts.length])
      const total = counts.reduce((a, b) => a + b, 0)
      const shares = [...T.toTypedArray(T.softmax(bias))]
      shares.forEach((p, i) => expect(Math.abs(p - (counts[i] ?? 0) / total)).toBeLessThan(1e-6))
    }),
  )
})

test('the initialiser for an activation is the one that bears a name', () => {
  const same = (a: Init.Initializer, b: Init.Initializer): void =>
    expect(T.toTypedArray(a(Rng.key(5), [6, 4]))).toEqual(T.toTypedArray(b(Rng.key(5), [6, 4])))
  same(Init.forActivation('relu'), Init.heNormal)
  same(Init.forActivation('relu', { distribution: 'uniform' }), Init.heUniform)
  same(Init.forActivation('tanh'), Init.glorotNormal)
  same(Init.forActivation('sigmoid'), Init.glorotNormal)
  same(Init.forActivation('identity'), Init.lecunNormal)
  same(Init.forActivation('selu'), Init.lecunNormal)
  same(Init.forActivation('leakyRelu', { slope: 0 }), Init.heNormal)
  same(Init.xavierNormal, Init.glorotNormal)
  same(Init.xavierUniform, Init.glorotUniform)
  same(Init.kaimingNormal, Init.heNormal)
  same(Init.kaimingUniform, Init.heUniform)
})

describe('reinitialize', () => {
  const params = {
    body: [{ kernel: T.zeros([3, 3]) }, { kernel: T.zeros([3, 3]) }],
    head: { kernel: T.zeros([3, 2], { dtype: 'float64' }), bias: T.ones([2]) },
  } as const

  test('changes what a rule matches, by the first of them, each leaf by a key of its own', () => {
    const fresh = Init.reinitialize(
      [
        { matches: (path) => path === 'head.kernel', init: Init.constant(0.5) },
        { matches: (path) => path.endsWith('kernel'), init: Init.normal(1) },
      ],
      Rng.key(3),
    )(params)
    expect(fresh.head.bias).toBe(params.head.bias)
    expect([fresh.head.kernel.dtype, T.toNested(fresh.head.kernel)]).toEqual([
      'float64',
      [
        [0.5, 0.5],
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    ])
    const [first, second] = fresh.body
    expect(T.toTypedArray(first.kernel)).not.toEqual(T.toTypedArray(second.kernel))
    expect(T.toTypedArray(first.kernel)).toEqual(
      T.toTypedArray(Init.normal(1)(Rng.foldIn(Rng.key(3), 0), [3, 3])),
    )
  })

  test('the old tree is left as it was', () => {
    Init.reinitialize([{ matches: () => true, init: Init.ones }], Rng.key(0))(params)
    expect(T.toNested(params.body[0].kernel)).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ])
  })
})
