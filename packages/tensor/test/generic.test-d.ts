import { describe, expectTypeOf, test } from 'vitest'
import type { AnyTensor, DType, Shape, Tensor } from '../src/index.ts'
import * as T from '../src/index.ts'

type Vector<F extends number> = Tensor<readonly [F]>
type Matrix<B extends number, F extends number> = Tensor<readonly [B, F]>
type Images<B extends number, C extends number, H extends number, W extends number> = Tensor<
  readonly [B, C, H, W]
>

describe('a dense layer', () => {
  const kernel = T.zeros([784, 10])
  const logits = <B extends number>(x: Matrix<B, 784>) => T.add(T.matmul(x, kernel), T.zeros([10]))

  test('callers see literals', () => {
    expectTypeOf(logits(T.zeros([32, 784]))).toEqualTypeOf<Matrix<32, 10>>()
    expectTypeOf(logits(T.zeros([32 as number, 784]))).toEqualTypeOf<Matrix<number, 10>>()
    // @ts-expect-error 100 features are not 784
    logits(T.zeros([32, 100]))
  })

  test('of any sizes', () => {
    const dense = <B extends number, I extends number, O extends number>(
      x: Matrix<B, I>,
      w: Matrix<I, O>,
      b: Vector<O>,
    ) => {
      const y = T.relu(T.add(T.matmul(x, w), b))
      expectTypeOf(y).toEqualTypeOf<Matrix<B, O>>()
      return y
    }
    expectTypeOf(dense(T.zeros([2, 3]), T.zeros([3, 4]), T.zeros([4]))).toEqualTypeOf<Matrix<2, 4>>()
  })

  test('a size that two arguments give is inferred from one with NoInfer, and otherwise becomes a union', () => {
    const shift = <B extends number, F extends number>(x: Matrix<B, F>, b: Vector<F>) => T.add(x, b)
    const strict = <B extends number, F extends number>(x: Matrix<B, F>, b: Vector<NoInfer<F>>) => T.add(x, b)
    expectTypeOf(shift(T.zeros([2, 4]), T.zeros([5]))).toEqualTypeOf<Matrix<2, 4 | 5>>()
    expectTypeOf(strict(T.zeros([2, 4]), T.zeros([4]))).toEqualTypeOf<Matrix<2, 4>>()
    // @ts-expect-error 5 is not 4
    strict(T.zeros([2, 4]), T.zeros([5]))
  })

  test('residuals, choices, transposes', () => {
    const residual = <B extends number, F extends number>(x: Matrix<B, F>, k: Matrix<F, F>): Matrix<B, F> =>
      T.add(x, T.relu(T.matmul(x, k)))
    const positive = <B extends number>(x: Matrix<B, 8>): Matrix<B, 8> =>
      T.where(T.greater(x, T.zeros([8])), x, 0)
    const turned = <B extends number, F extends number>(x: Matrix<B, F>): Matrix<F, B> => T.transpose(x)
    expectTypeOf(residual(T.zeros([4, 3]), T.eye(3))).toEqualTypeOf<Matrix<4, 3>>()
    expectTypeOf(positive(T.zeros([4, 8]))).toEqualTypeOf<Matrix<4, 8>>()
    expectTypeOf(turned(T.zeros([4, 8]))).toEqualTypeOf<Matrix<8, 4>>()
  })

  test('refused, with the reason', () => {
    const wrong = <B extends number, F extends number>(x: Matrix<B, F>, y: Matrix<B, 8>) => [
      // @ts-expect-error matmul: inner dimensions differ, [${B},8] @ [7,4]: 8 against 7
      T.matmul(y, T.zeros([7, 4])),
      // @ts-expect-error matmul: inner dimensions differ, [${B},${F}] @ [8,4]: ${F} against 8
      T.matmul(x, T.zeros([8, 4])),
      // @ts-expect-error add: cannot broadcast [${B},8] with [7]: 8 against 7
      T.add(y, T.zeros([7])),
      // @ts-expect-error add: cannot broadcast [${B},8] with [32,8]: ${B} against 32
      T.add(y, T.zeros([32, 8])),
    ]
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('broadcasts in a row', () => {
  test('need no annotation between', () => {
    const chain = <B extends number, F extends number>(x: Matrix<B, F>, g: Vector<F>) => {
      const a = T.add(x, g)
      const b = T.mul(a, x)
      const c = T.sub(T.div(b, a), T.mul(2, g))
      const d = T.maximum(T.pow(c, 2), T.add(g, c))
      expectTypeOf(d).toEqualTypeOf<Matrix<B, F>>()
      return T.add(d, x)
    }
    expectTypeOf(chain(T.zeros([4, 8]), T.zeros([8]))).toEqualTypeOf<Matrix<4, 8>>()
  })
  test('against ones and what is not known', () => {
    const mixed = <B extends number>(x: Matrix<B, 8>, n: Matrix<number, 8>, one: Matrix<1, 1>) => {
      expectTypeOf(T.add(x, one)).toEqualTypeOf<Matrix<B, 8>>()
      expectTypeOf(T.add(one, x)).toEqualTypeOf<Matrix<B, 8>>()
      // B where the other is 1, and 1 is a B too: not known
      expectTypeOf(T.add(x, n)).toEqualTypeOf<Matrix<number, 8>>()
      expectTypeOf(T.less(x, T.zeros([8]))).toEqualTypeOf<Tensor<readonly [B, 8], 'bool'>>()
    }
    expectTypeOf(mixed).toBeFunction()
  })
  test('two tensors of one shape that is a type parameter', () => {
    const distance = <S extends Shape>(a: Tensor<S>, b: Tensor<S>): Tensor<S> => T.abs(T.sub(a, b))
    const within = <S extends Shape>(a: Tensor<S>, b: Tensor<S>): Tensor<S, 'bool'> => T.less(a, b)
    const sum = <S extends Shape, D extends DType>(a: Tensor<S, D>, b: Tensor<S, D>): Tensor<S, D> =>
      T.add(a, b)
    expectTypeOf(distance(T.zeros([2, 3]), T.zeros([2, 3]))).toEqualTypeOf<Matrix<2, 3>>()
    expectTypeOf(within(T.zeros([2]), T.zeros([2]))).toEqualTypeOf<Tensor<readonly [2], 'bool'>>()
    expectTypeOf(sum).toBeFunction()
    // @ts-expect-error sub: cannot broadcast [2,3] with [2,4]: 3 against 4
    T.sub(T.zeros([2, 3]), T.zeros([2, 4]))
  })
})

describe('attention', () => {
  type Heads<B extends number, H extends number, N extends number, D extends number> = Tensor<
    readonly [B, H, N, D]
  >

  test('by matrix products', () => {
    const attention = <B extends number, H extends number, N extends number, D extends number>(
      q: Heads<B, H, N, D>,
      k: Heads<B, H, N, D>,
      v: Heads<B, H, N, D>,
      mask: Tensor<readonly [N, N], 'bool'>,
    ) => {
      const scores = T.div(T.matmul(q, T.swapAxes(k, -1, -2)), 8)
      expectTypeOf(scores).toEqualTypeOf<Heads<B, H, N, N>>()
      const weights = T.softmax(T.where(mask, scores, -1e9))
      return T.matmul(weights, v)
    }
    const x = T.zeros([2, 4, 16, 8])
    expectTypeOf(attention(x, x, x, T.zeros([16, 16], { dtype: 'bool' }))).toEqualTypeOf<Heads<2, 4, 16, 8>>()
  })
  test('by einsum, over keys of another length', () => {
    const attention = <
      B extends number,
      H extends number,
      N extends number,
      M extends number,
      D extends number,
    >(
      q: Heads<B, H, N, D>,
      k: Heads<B, H, M, D>,
      v: Heads<B, H, M, D>,
    ) => {
      const scores = T.einsum('bhqd,bhkd->bhqk', q, k)
      expectTypeOf(scores).toEqualTypeOf<Heads<B, H, N, M>>()
      expectTypeOf(T.einsum('...qd,...kd->...qk', q, k)).toEqualTypeOf<Heads<B, H, N, M>>()
      return T.einsum('bhqk,bhkd->bhqd', T.softmax(scores), v)
    }
    const keys = T.zeros([2, 4, 9, 8])
    expectTypeOf(attention(T.zeros([2, 4, 16, 8]), keys, keys)).toEqualTypeOf<Heads<2, 4, 16, 8>>()
  })
  test('heads apart and together', () => {
    const apart = <B extends number, N extends number>(x: Tensor<readonly [B, N, 64]>) => {
      const heads = T.permute(T.reshape(x, [x.shape[0], x.shape[1], 4, 16]), [0, 2, 1, 3])
      expectTypeOf(heads).toEqualTypeOf<Heads<B, 4, N, 16>>()
      return T.reshape(T.permute(heads, [0, 2, 1, 3]), [x.shape[0], x.shape[1], 64])
    }
    expectTypeOf(apart(T.zeros([2, 9, 64]))).toEqualTypeOf<Tensor<readonly [2, 9, 64]>>()
  })
})

describe('normalisation', () => {
  test('over features', () => {
    const layerNorm = <B extends number, F extends number>(
      x: Matrix<B, F>,
      gamma: Vector<F>,
      beta: Vector<F>,
    ) => {
      const centred = T.sub(x, T.mean(x, { axis: -1, keepDims: true }))
      const deviation = T.mean(T.square(centred), { axis: -1, keepDims: true })
      expectTypeOf(deviation).toEqualTypeOf<Matrix<B, 1>>()
      return T.add(T.mul(T.mul(centred, T.rsqrt(T.add(deviation, 1e-5))), gamma), beta)
    }
    expectTypeOf(layerNorm(T.zeros([5, 3]), T.zeros([3]), T.zeros([3]))).toEqualTypeOf<Matrix<5, 3>>()
  })
  test('over examples', () => {
    const batchNorm = <B extends number, C extends number, H extends number, W extends number>(
      x: Images<B, C, H, W>,
      gamma: Tensor<readonly [C, 1, 1]>,
    ) => {
      const mean = T.mean(x, { axis: [0, 2, 3], keepDims: true })
      expectTypeOf(mean).toEqualTypeOf<Images<1, C, 1, 1>>()
      expectTypeOf(T.variance(x, { axis: [0, 2, 3] })).toEqualTypeOf<Vector<C>>()
      return T.mul(T.sub(x, mean), gamma)
    }
    expectTypeOf(batchNorm(T.zeros([8, 3, 4, 5]), T.zeros([3, 1, 1]))).toEqualTypeOf<Images<8, 3, 4, 5>>()
  })
})

describe('a convolution block', () => {
  test('generic in the batch', () => {
    const block = <B extends number>(x: Images<B, 3, 32, 32>, kernel: Images<16, 3, 3, 3>) => {
      const h = T.relu(T.conv2d(x, kernel, { padding: 1 }))
      expectTypeOf(h).toEqualTypeOf<Images<B, 16, 32, 32>>()
      const pooled = T.maxPool2d(h, 2)
      expectTypeOf(T.globalAveragePool(pooled)).toEqualTypeOf<Matrix<B, 16>>()
      return T.reshape(pooled, [x.shape[0], -1])
    }
    expectTypeOf(block(T.zeros([8, 3, 32, 32]), T.zeros([16, 3, 3, 3]))).toEqualTypeOf<Matrix<8, 4096>>()
  })
  test('generic in the sizes, which are number after that', () => {
    const block = <B extends number, C extends number, H extends number>(
      x: Images<B, C, H, H>,
      kernel: Images<C, C, 3, 3>,
      depthwise: Images<C, 1, 3, 3>,
    ) => {
      const h = T.conv2d(x, kernel)
      expectTypeOf(h).toEqualTypeOf<Images<B, C, number, number>>()
      expectTypeOf(T.conv2d(x, depthwise, { groups: x.shape[1] })).toEqualTypeOf<
        Images<B, C, number, number>
      >()
      expectTypeOf(T.convTranspose2d(h, kernel, { stride: 2 })).toEqualTypeOf<Images<B, C, number, number>>()
      expectTypeOf(T.adaptiveAveragePool2d(h, 4)).toEqualTypeOf<Images<B, C, 4, 4>>()
      expectTypeOf(T.resize(x, [8, 9])).toEqualTypeOf<Images<B, C, 8, 9>>()
      return T.averagePool2d(h, 2)
    }
    expectTypeOf(block(T.zeros([2, 4, 8, 8]), T.zeros([4, 4, 3, 3]), T.zeros([4, 1, 3, 3]))).toEqualTypeOf<
      Images<2, 4, number, number>
    >()
  })
  test('refused, with the reason', () => {
    const wrong = <B extends number, C extends number>(x: Images<B, 3, 8, 8>, y: Images<B, C, 8, 8>) => [
      // @ts-expect-error conv2d: input has 3 channels, the kernel expects 4
      T.conv2d(x, T.zeros([16, 4, 3, 3])),
      // @ts-expect-error conv2d: input has ${C} channels, the kernel expects 4
      T.conv2d(y, T.zeros([16, 4, 3, 3])),
      // @ts-expect-error maxPool2d: the window covers 9 along axis 2, the padded input has 8
      T.maxPool2d(y, 9),
    ]
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('a recurrent cell', () => {
  test('LSTM', () => {
    const cell = <B extends number>(
      x: Matrix<B, 10>,
      h: Matrix<B, 20>,
      c: Matrix<B, 20>,
      w: Matrix<30, 80>,
      b: Vector<80>,
    ) => {
      const z = T.add(T.matmul(T.concat([x, h], { axis: 1 }), w), b)
      const [i, f, g, o] = T.split(z, 4, { axis: 1 })
      expectTypeOf(g).toEqualTypeOf<Matrix<B, 20>>()
      const next = T.add(T.mul(T.sigmoid(f), c), T.mul(T.sigmoid(i), T.tanh(g)))
      return { c: next, h: T.mul(T.sigmoid(o), T.tanh(next)) }
    }
    const h = T.zeros([5, 20])
    const next = cell(T.zeros([5, 10]), h, h, T.zeros([30, 80]), T.zeros([80]))
    expectTypeOf(next.c).toEqualTypeOf<Matrix<5, 20>>()
    expectTypeOf(next.h).toEqualTypeOf<Matrix<5, 20>>()
  })
  test('of any width, whose gates are a stack', () => {
    const cell = <B extends number, I extends number, H extends number>(
      x: Matrix<B, I>,
      h: Matrix<B, H>,
      wx: Tensor<readonly [4, I, H]>,
      wh: Tensor<readonly [4, H, H]>,
    ) => {
      const z = T.add(T.matmul(x, wx), T.matmul(h, wh))
      expectTypeOf(z).toEqualTypeOf<Tensor<readonly [4, B, H]>>()
      const [i, f] = T.split(z, 4)
      return T.mul(T.sigmoid(T.squeeze(i, 0)), T.tanh(T.squeeze(f, 0)))
    }
    expectTypeOf(
      cell(T.zeros([5, 3]), T.zeros([5, 7]), T.zeros([4, 3, 7]), T.zeros([4, 7, 7])),
    ).toEqualTypeOf<Matrix<5, 7>>()
  })
})

describe('a loss', () => {
  test('softmax by hand', () => {
    const softmaxRows = <B extends number, F extends number>(x: Matrix<B, F>) => {
      const e = T.exp(T.sub(x, T.max(x, { axis: 1, keepDims: true })))
      return T.div(e, T.sum(e, { axis: 1, keepDims: true }))
    }
    expectTypeOf(softmaxRows(T.zeros([5, 3]))).toEqualTypeOf<Matrix<5, 3>>()
  })
  test('softmax cross entropy', () => {
    const byLabel = <B extends number, C extends number>(
      logits: Matrix<B, C>,
      labels: Tensor<readonly [B], 'int32'>,
    ) => T.neg(T.mean(T.takeAlong(T.logSoftmax(logits), T.expandDims(labels, 1))))
    const byRow = <B extends number>(logits: Matrix<B, 10>, labels: Tensor<readonly [B], 'int32'>) => {
      const likely = T.mul(T.logSoftmax(logits), T.oneHot(labels, 10))
      expectTypeOf(T.sum(likely, { axis: 1 })).toEqualTypeOf<Vector<B>>()
      return T.neg(T.mean(T.sum(likely, { axis: 1 })))
    }
    const labels = T.zeros([5], { dtype: 'int32' })
    expectTypeOf(byLabel(T.zeros([5, 3]), labels)).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(byRow(T.zeros([5, 10]), labels)).toEqualTypeOf<Tensor<readonly []>>()
  })
  test('accuracy', () => {
    const accuracy = <B extends number, C extends number>(
      logits: Matrix<B, C>,
      labels: Tensor<readonly [B], 'int32'>,
    ) => {
      const hits = T.equal(T.argMax(logits, { axis: 1 }), labels)
      expectTypeOf(hits).toEqualTypeOf<Tensor<readonly [B], 'bool'>>()
      return T.mean(T.cast(hits, 'float32'))
    }
    expectTypeOf(accuracy).returns.toEqualTypeOf<Tensor<readonly []>>()
  })
})

describe('movement of axes that are type parameters', () => {
  const rules = <B extends number, H extends number, F extends number>(
    x: Tensor<readonly [B, H, F]>,
    m: Matrix<B, F>,
    v: Vector<F>,
    rows: Tensor<readonly [H], 'int32'>,
    pairs: Tensor<readonly [H, 2], 'int32'>,
  ) => {
    const [b, h, f] = x.shape
    test('keeps them where nothing is computed of them', () => {
      expectTypeOf(T.transpose(x)).toEqualTypeOf<Tensor<readonly [F, H, B]>>()
      expectTypeOf(T.permute(x, [1, 0, -1])).toEqualTypeOf<Tensor<readonly [H, B, F]>>()
      expectTypeOf(T.swapAxes(x, 0, -1)).toEqualTypeOf<Tensor<readonly [F, H, B]>>()
      expectTypeOf(T.squeeze(T.expandDims(x, 1), 1)).toEqualTypeOf<Tensor<readonly [B, H, F]>>()
      expectTypeOf(T.stack([x, x])).toEqualTypeOf<Tensor<readonly [2, B, H, F]>>()
      expectTypeOf(T.stack([m, m, m], { axis: -1 })).toEqualTypeOf<Tensor<readonly [B, F, 3]>>()
      expectTypeOf(T.take(x, rows, { axis: 0 })).toEqualTypeOf<Tensor<readonly [H, H, F]>>()
      expectTypeOf(T.gather(x, pairs)).toEqualTypeOf<Tensor<readonly [H, F]>>()
      expectTypeOf(T.topK(x, 3).values).toEqualTypeOf<Tensor<readonly [B, H, 3]>>()
      expectTypeOf(T.oneHot(rows, f)).toEqualTypeOf<Matrix<H, F>>()
      expectTypeOf(T.broadcastTo(v, [b, f])).toEqualTypeOf<Matrix<B, F>>()
      expectTypeOf(T.pad(m, [[0, 0], [0, 0]])).toEqualTypeOf<Matrix<B, F>>() // prettier-ignore
      expectTypeOf(T.repeat(m, 1)).toEqualTypeOf<Matrix<B, F>>()
      expectTypeOf(T.tensorDot(x, m, [[0, 2], [0, 1]])).toEqualTypeOf<Vector<H>>() // prettier-ignore
      expectTypeOf(T.dot(m, v)).toEqualTypeOf<Vector<B>>()
      expectTypeOf(T.quantile(x, [0.1, 0.9], { axis: 1 })).toEqualTypeOf<Tensor<readonly [2, B, F]>>()
      expectTypeOf(T.toNested(m)).toEqualTypeOf<readonly (readonly number[])[]>()
    })
    test('is number where something is', () => {
      expectTypeOf(T.concat([x, x], { axis: 1 })).toEqualTypeOf<Tensor<readonly [B, number, F]>>()
      expectTypeOf(T.repeat(m, 2, { axis: 1 })).toEqualTypeOf<Matrix<B, number>>()
      expectTypeOf(T.tile(m, [1, 2])).toEqualTypeOf<Matrix<B, number>>()
      expectTypeOf(T.pad(m, [[0, 0], [1, 1]])).toEqualTypeOf<Matrix<B, number>>() // prettier-ignore
      expectTypeOf(T.slice(x, [0], [2])).toEqualTypeOf<Tensor<readonly [number, H, F]>>()
      expectTypeOf(T.split(m, 2, { axis: 1 })).toEqualTypeOf<
        readonly [Matrix<B, number>, Matrix<B, number>]
      >()
      expectTypeOf(T.outer(v, v)).toEqualTypeOf<Matrix<number, number>>()
      expectTypeOf(T.cumSum(x)).toEqualTypeOf<Vector<number>>()
    })
    test('reshapes', () => {
      expectTypeOf(T.reshape(x, [f, h, b])).toEqualTypeOf<Tensor<readonly [F, H, B]>>()
      expectTypeOf(T.reshape(m, [...m.shape, 1])).toEqualTypeOf<Tensor<readonly [B, F, 1]>>()
      expectTypeOf(T.reshape(x, [-1, f])).toEqualTypeOf<Matrix<number, F>>()
      expectTypeOf(T.reshape(x, [b, -1])).toEqualTypeOf<Matrix<B, number>>()
    })
  }
  const flatten = <B extends number>(x: Tensor<readonly [B, 8, 8]>) => {
    expectTypeOf(T.reshape(x, [x.shape[0], 64])).toEqualTypeOf<Matrix<B, 64>>()
    expectTypeOf(T.reshape(x, [-1, 64])).toEqualTypeOf<Matrix<number, 64>>()
    return T.reshape(x, [x.shape[0], -1])
  }
  const wrong = <B extends number, F extends number>(x: Tensor<readonly [B, 8, 8]>, m: Matrix<B, F>) => [
    // @ts-expect-error reshape: [8,8] holds 64 elements, [63] holds 63
    T.reshape(x, [x.shape[0], 63]),
    // @ts-expect-error concat: all dimensions but axis 1 must agree, [${B},8,8] and [4,8,8] (tensor 1) do not
    T.concat([x, T.zeros([4, 8, 8])], { axis: 1 }),
    // @ts-expect-error stack: all shapes must be equal, [${B},${F}] and [${B}] (tensor 1) are not
    T.stack([m, T.sum(m, { axis: 1 })]),
    // @ts-expect-error squeeze: axis 0 of [${B},${F}] has ${B} elements, only an axis of one can go
    T.squeeze(m, 0),
    // @ts-expect-error split: axis 1 of [${B},8,8] has 8 elements, which is not 3 equal parts. Give the positions to cut at?
    T.split(x, 3, { axis: 1 }),
  ]
  test('callers see literals', () => {
    expectTypeOf(flatten(T.zeros([5, 8, 8]))).toEqualTypeOf<Matrix<5, 64>>()
    expectTypeOf([rules, wrong]).not.toBeAny()
  })
})

describe('all axes reduced leave a scalar, whatever the rank was', () => {
  test('of a tensor without a type of its shape', () => {
    const mse = (x: Tensor, y: Tensor): Tensor<readonly []> => T.mean(T.square(T.sub(x, y)))
    const total = <S extends Shape>(x: Tensor<S>): Tensor<readonly []> => T.sum(x)
    expectTypeOf(mse(T.zeros([2]), T.zeros([2]))).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(total(T.zeros([2]))).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.sum(T.zeros([2]) as AnyTensor).shape).toEqualTypeOf<readonly []>()
    expectTypeOf(T.sum(T.zeros([2]) as Tensor, { keepDims: true })).toEqualTypeOf<Tensor>()
    expectTypeOf(T.sum(T.zeros([2]) as Tensor, { axis: 0 })).toEqualTypeOf<Tensor>()
  })
})
