/** The laws of Layer.ts and Model.ts, for every kind of layer and for random models. */
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { checkGradients } from '@gradus/autograd'
import * as L from '@gradus/layers'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

/** A new kind of layer joins here, with a spec and an input that it fits. */
const table: { readonly [Kind in L.LayerKind]: readonly [L.LayerSpec, readonly number[]] } = {
  dense: [{ kind: 'dense', units: 3, biasInit: 'ones' }, [4]],
  identity: [{ kind: 'identity' }, [2, 3]],
  relu: [{ kind: 'relu' }, [2, 3]],
  leakyRelu: [{ kind: 'leakyRelu' }, [2, 3]],
  tanh: [{ kind: 'tanh' }, [2, 3]],
  sigmoid: [{ kind: 'sigmoid' }, [2, 3]],
  elu: [{ kind: 'elu', alpha: 0.5 }, [2, 3]],
  gelu: [{ kind: 'gelu' }, [2, 3]],
  softmax: [{ kind: 'softmax' }, [2, 3]],
  flatten: [{ kind: 'flatten' }, [2, 3]],
  dropout: [{ kind: 'dropout', rate: 0.4 }, [2, 3]],
  batchNorm: [{ kind: 'batchNorm' }, [3]],
}

const build = (inputShape: readonly number[], specs: readonly L.LayerSpec[]): L.AnyModel => {
  const result = L.fromSpecs(inputShape, specs)
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

const deepFreeze = <A>(value: A): A => {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze)
    Object.freeze(value)
  }
  return value
}

const train = { mode: 'train', key: Rng.key(9) } as const

describe.each(L.layerKinds.map((kind) => [kind, ...table[kind]] as const))(
  '%s',
  (_kind, spec, inputShape) => {
    const model = deepFreeze(build(inputShape, [spec]))
    const { params, state } = deepFreeze(L.init(model, Rng.key(1)))
    const batch = (n: number): Tensor => Rng.normal(Rng.key(2), [n, ...inputShape]) as AnyTensor as Tensor
    const weigh = (y: Tensor): Tensor<readonly []> =>
      T.sum(T.mul(y, Rng.normal(Rng.key(3), y.shape) as AnyTensor) as AnyTensor) as AnyTensor as Tensor<
        readonly []
      >

    test('gives the shape that it says, in training and in evaluation', () => {
      const modes = [train, { mode: 'eval' }] as const
      modes.forEach((mode) =>
        expect(L.apply(model, params, state, batch(4), mode).output.shape).toEqual([4, ...model.output]),
      )
    })
    test('keeps the structure of its state', () => {
      const next = L.apply(model, params, state, batch(4), train).state
      expect(T.Tree.paths(next)).toEqual(T.Tree.paths(state))
      expect(T.Tree.leaves(next).map((x) => x.dtype)).toEqual(T.Tree.leaves(state).map((x) => x.dtype))
    })
    test('returns the state that it was given in evaluation', () => {
      const { state: next } = L.apply(model, params, state, batch(4), { mode: 'eval' })
      expect(T.Tree.equals(next, state)).toBe(true)
    })
    test('is pure', () => {
      const runs = [0, 1].map(() => L.apply(model, params, state, batch(4), train))
      expect(T.Tree.equals(runs[0], runs[1])).toBe(true)
    })
    test('treats examples apart in evaluation', () => {
      const x = batch(3)
      const whole = L.apply(model, params, state, x, { mode: 'eval' }).output
      const rows = [0, 1, 2].map((i) => {
        const row = T.slice(x, [i], [i + 1]) as AnyTensor as Tensor
        return L.apply(model, params, state, row, { mode: 'eval' }).output as AnyTensor
      })
      const joined = rows.flatMap((row) => [...T.toTypedArray(row)])
      T.toTypedArray(whole).forEach((value, i) => expect(joined[i]).toBeCloseTo(value, 5))
    })
    test('takes an empty batch in evaluation', () => {
      expect(L.apply(model, params, state, batch(0), { mode: 'eval' }).output.shape).toEqual([
        0,
        ...model.output,
      ])
    })
    test('keeps double precision', () => {
      const double = T.Tree.map((x) => T.cast(x, 'float64') as AnyTensor)(params)
      const x = T.cast(batch(4), 'float64') as AnyTensor as Tensor
      expect(L.apply(model, double, state, x, train).output.dtype).toBe('float64')
    })
    test('has the gradient that differences measure', () => {
      const loss = (point: { readonly params: typeof params; readonly x: Tensor }): Tensor<readonly []> =>
        weigh(L.apply(model, point.params, state, point.x, train).output as AnyTensor as Tensor)
      expect(checkGradients(loss, { params, x: batch(4) })._tag).toBe('Right')
    })
  },
)

describe('random models', () => {
  const fitting = fc.constantFrom<L.LayerSpec>(
    ...Object.values(table).map(([spec]) => spec),
    { kind: 'dense', units: 1 },
    { kind: 'dense', units: 7, bias: false },
  )
  const stacks = fc.record({
    inputShape: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    specs: fc.array(fitting, { maxLength: 8 }).map((specs) => [{ kind: 'flatten' } as L.LayerSpec, ...specs]),
    more: fc.array(fitting, { maxLength: 3 }),
    seed: fc.nat(),
  })

  test('say their output shape and give it', () => {
    fc.assert(
      fc.property(stacks, ({ inputShape, specs, seed }) => {
        const model = build(inputShape, specs)
        const { params, state } = L.init(model, Rng.key(seed))
        const x = Rng.normal(Rng.key(seed), [2, ...inputShape]) as AnyTensor as Tensor
        const { output } = L.apply(model, params, state, x, train)
        expect(output.shape).toEqual([2, ...model.output])
        expect(L.describe(model).reduce((n, l) => n + l.parameters, 0)).toBe(
          T.Tree.leaves(params).reduce((n, leaf) => n + T.sizeOf(leaf.shape), 0),
        )
      }),
      { numRuns: 60 },
    )
  })
  test('keep names and first parameters when layers are put behind', () => {
    fc.assert(
      fc.property(stacks, ({ inputShape, specs, more, seed }) => {
        const [short, long] = [build(inputShape, specs), build(inputShape, [...specs, ...more])]
        const names = short.layers.map((l) => l.name)
        expect(long.layers.slice(0, names.length).map((l) => l.name)).toEqual(names)
        const [a, b] = [short, long].map((model) => new Map(T.Tree.entries(L.init(model, Rng.key(seed)))))
        a?.forEach((leaf, path) => expect(T.Tree.equals(leaf, b?.get(path))).toBe(true))
      }),
      { numRuns: 60 },
    )
  })
  test('name every layer once', () => {
    fc.assert(
      fc.property(stacks, ({ inputShape, specs }) => {
        const names = build(inputShape, specs).layers.map((l) => l.name)
        expect(new Set(names).size).toBe(names.length)
      }),
    )
  })
})

test('dropout keeps the expectation and the share of values that it says', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), (seed, tenths) => {
      const rate = tenths / 10
      const model = L.pipe(L.input([10_000]), L.dropout(rate))
      const { output } = L.apply(model, {}, {}, T.ones([1, 10_000]), { mode: 'train', key: Rng.key(seed) })
      const kept = T.item(T.countNonzero(output)) / 10_000
      // Five standard deviations of a share of 10,000.
      expect(Math.abs(kept - (1 - rate))).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / 10_000))
      expect(T.item(T.max(output))).toBeCloseTo(1 / (1 - rate), 5)
    }),
    { numRuns: 30 },
  )
})
