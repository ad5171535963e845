import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { type WasmEngine, wasmEngine } from '@gradus/tensor/primitives'
import { beforeAll, expect, test } from 'vitest'
import { jit, scan, valueAndGrad } from '../src/index.ts'

// Every step is shared out, however small: the bits are those of one thread.

const engines: readonly (readonly [number, WasmEngine])[] = [1, 2, 4, 8].map((threads) => [
  threads,
  wasmEngine({ threads, sharing: { step: 0, program: 0 } }),
])

beforeAll(async () => {
  for (const [threads, engine] of engines) {
    engine.compile({ inputs: [], constants: [], equations: [], results: [] })
    while (engine.threads() < threads) await new Promise((done) => setTimeout(done, 5))
  }
}, 60_000)

const random = (shape: readonly number[], seed: number): AnyTensor =>
  T.Rng.normal(T.Rng.key(seed), shape) as AnyTensor
const values = (x: AnyTensor): readonly number[] => [...T.toTypedArray(x)]

type F = (...xs: readonly AnyTensor[]) => readonly AnyTensor[]

const gradientOf =
  (f: (...xs: readonly AnyTensor[]) => AnyTensor): F =>
  (...xs) => {
    const [value, gradients] = valueAndGrad((ys: readonly AnyTensor[]) => T.mean(T.sin(f(...ys))) as never)(
      xs as never,
    )
    return [value, ...(gradients as readonly AnyTensor[])]
  }

interface Case {
  readonly name: string
  readonly f: F
  readonly inputs: readonly AnyTensor[]
}

const convolved = (x: AnyTensor, w: AnyTensor, options: object = {}): AnyTensor =>
  T.conv2d(x as never, w as never, options as never) as AnyTensor

const perceptron: F = (w1, b1, w2, b2, x, y, ...moments) => {
  const loss = (p: readonly AnyTensor[]): Tensor<readonly []> => {
    const h = T.relu(T.add(T.matmul(x as never, p[0] as never), p[1]!))
    const logits = T.add(T.matmul(h as never, p[2] as never), p[3]!) as AnyTensor
    return T.neg(T.mean(T.sum(T.mul(T.logSoftmax(logits, { axis: 1 }), y!), { axis: 1 }))) as never
  }
  const params = [w1!, b1!, w2!, b2!]
  const [value, g] = valueAndGrad(loss as never)(params as never) as unknown as readonly [
    AnyTensor,
    readonly AnyTensor[],
  ]
  const first = g.map((d, i) => T.add(T.mul(moments[i]!, 0.9), T.mul(d, 0.1)) as AnyTensor)
  const second = g.map((d, i) => T.add(T.mul(moments[4 + i]!, 0.99), T.mul(T.square(d), 0.01)) as AnyTensor)
  const next = params.map(
    (p, i) => T.sub(p, T.mul(T.div(first[i]!, T.add(T.sqrt(second[i]!), 1e-8)), 0.01)) as AnyTensor,
  )
  return [value, ...next, ...first, ...second]
}
const shapes = [[37, 65], [65], [65, 10], [10]] as const

const cases: readonly Case[] = [
  {
    name: 'a chain of elementwise operations',
    f: (x, y) => [T.exp(T.tanh(T.mul(x!, y!))) as AnyTensor, T.add(T.sigmoid(x!), T.cos(y!)) as AnyTensor],
    inputs: [random([41, 77], 1), random([77], 2)],
  },
  {
    name: 'reductions along each axis, and of all',
    f: (x) =>
      [0, 1, 2, [0, 2], [0, 1, 2]].flatMap((axis) => [
        T.sum(x!, { axis } as never) as AnyTensor,
        T.max(x!, { axis } as never) as AnyTensor,
      ]),
    inputs: [random([13, 29, 31], 3)],
  },
  {
    name: 'doubles: elementwise, along each axis, beside floats',
    f: (x, y) => {
      const d = T.cast(x!, 'float64') as AnyTensor
      const e = T.exp(T.tanh(T.mul(d, T.cast(y!, 'float64')))) as AnyTensor
      return [
        e,
        T.log1p(T.abs(d)) as AnyTensor,
        T.softmax(e, { axis: 1 }) as AnyTensor,
        ...[0, 1, [0, 1]].map((axis) => T.sum(e, { axis } as never) as AnyTensor),
        T.max(d, { axis: 0 }) as AnyTensor,
        T.sigmoid(T.cast(e, 'float32')) as AnyTensor,
        T.where(T.less(d, e) as AnyTensor, x!, y!) as AnyTensor,
      ]
    },
    inputs: [random([41, 77], 1), random([77], 2)],
  },
  {
    name: 'softmax, sums that run on, sorting and picking',
    f: (x) => [
      T.softmax(x!, { axis: 1 }) as AnyTensor,
      T.softmax(x!, { axis: 0 }) as AnyTensor,
      T.cumSum(x!, { axis: 1 }) as AnyTensor,
      T.argSort(x!, { axis: 1 }) as AnyTensor,
      T.argMax(x!, { axis: 0 }) as AnyTensor,
    ],
    inputs: [random([33, 65], 4)],
  },
  {
    name: 'a loop',
    f: (x, w) => {
      const step = (h: AnyTensor, row: AnyTensor): readonly [AnyTensor, AnyTensor] => {
        const next = T.tanh(T.add(T.matmul(h as never, w as never), row)) as AnyTensor
        return [next, T.mean(next) as AnyTensor]
      }
      const [h, rows] = scan(step as never, T.zeros([9, 17]) as never, x as never)
      return [h as AnyTensor, rows as AnyTensor]
    },
    inputs: [random([12, 9, 17], 5), random([17, 17], 6)],
  },
  {
    name: 'the gradient of a convolution',
    f: gradientOf((x, w) => convolved(x!, w!)),
    inputs: [random([3, 4, 13, 11], 7), random([6, 4, 3, 3], 8)],
  },
  {
    name: 'the gradient of a strided convolution in groups, and a pool',
    f: gradientOf(
      (x, w) => T.maxPool2d(convolved(x!, w!, { stride: 2, padding: 1, groups: 2 }) as never, 2) as AnyTensor,
    ),
    inputs: [random([2, 4, 17, 15], 9), random([6, 2, 3, 3], 10)],
  },
  {
    name: 'a training step of a perceptron with Adam',
    f: perceptron,
    inputs: [
      ...shapes.map((s, i) => T.mul(random(s, i), 0.1) as AnyTensor),
      random([50, 37], 20),
      T.softmax(random([50, 10], 21), { axis: 1 }) as AnyTensor,
      ...[...shapes, ...shapes].map((s) => T.zeros(s) as AnyTensor),
    ],
  },
]

test.each(cases)('1, 2, 4 and 8 threads answer the same bits, time after time: $name', ({ f, inputs }) => {
  const [[, one], ...others] = engines as readonly [(typeof engines)[number], ...typeof engines]
  const wanted = jit(f, { engine: one })(...inputs).map(values)
  expect(wanted.flat().every((v) => Number.isFinite(v))).toBe(true)
  for (const [threads, engine] of others) {
    const compiled = jit(f, { engine })
    for (let run = 0; run < 5; run++)
      expect([threads, compiled(...inputs).map(values)]).toEqual([threads, wanted])
  }
})
