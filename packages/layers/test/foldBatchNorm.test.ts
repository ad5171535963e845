/** Folding is a rewrite: in evaluation nothing can be told apart. */
import * as fc from 'fast-check'
import * as L from '@gradus/layers'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

const evaluation = { mode: 'eval' } as const

/** Parameters and state as a run could have left them: no scale is one, no offset zero. */
const worn = <A>(tree: A, seed: number): A =>
  T.Tree.map((leaf: AnyTensor, path) => {
    if (!T.isFloating(leaf)) return T.add(leaf as Tensor, 7) as AnyTensor
    const noise = Rng.normal(Rng.foldIn(Rng.key(seed), [...path].reduce((n, c) => n * 31 + c.charCodeAt(0), 7) >>> 0), leaf.shape) as Tensor // prettier-ignore
    const double = T.cast(noise, 'float64') as AnyTensor as Tensor
    return (path.endsWith('variance') ? T.add(T.square(double), 0.05) : double) as AnyTensor
  })(tree as never) as A

const batch = (shape: readonly number[], seed: number): Tensor =>
  T.cast(Rng.normal(Rng.key(seed), [3, ...shape]), 'float64') as AnyTensor as Tensor

const largest = (x: AnyTensor): number => T.item(T.max(T.abs(x as Tensor)) as Tensor<readonly []>)

/** The largest difference, relative to numbers of size one and above. */
const distance = (a: AnyTensor, b: AnyTensor): number =>
  largest(T.sub(a as Tensor, b as Tensor) as AnyTensor) / Math.max(1, largest(a))

const namesOf = (model: L.ModelLike): readonly string[] => L.describe(model).map((l) => l.name)

/** The largest difference that folding makes, and the names that are left. */
const fold = (model: L.ModelLike, seed = 3): readonly [number, readonly string[]] => {
  const any = model as L.AnyModel
  const start = L.init(any, Rng.key(seed))
  const [params, state] = [worn(start.params, seed), worn(start.state, seed + 1)]
  const x = batch(any.input, seed + 2)
  const folded = L.foldBatchNorm(any, params, state)
  const before = L.apply(any, params, state, x, evaluation).output
  const after = L.apply(folded.model, folded.params, folded.state, x, evaluation).output
  return [distance(before, after), namesOf(folded.model)]
}

const image = L.input([4, 6, 6])

describe('each kind of stage with channels of its own', () => {
  const cases: Readonly<Record<string, readonly [L.ModelLike, readonly string[]]>> = {
    dense: [L.pipe(L.input([5]), L.dense(4), L.batchNorm()), ['dense_0']],
    'dense without bias': [L.pipe(L.input([5]), L.dense(4, { bias: false }), L.batchNorm()), ['dense_0']],
    conv1d: [L.pipe(L.input([4, 9]), L.conv1d(3, { kernel: 3 }), L.batchNorm()), ['conv1d_0']],
    conv2d: [L.pipe(image, L.conv2d(3, { kernel: 3 }), L.batchNorm()), ['conv2d_0']],
    'conv2d without bias': [
      L.pipe(image, L.conv2d(3, { kernel: 3, bias: false, padding: 'same' }), L.batchNorm()),
      ['conv2d_0'],
    ],
    'conv2d in groups, with strides': [
      L.pipe(image, L.conv2d(6, { kernel: 3, groups: 2, stride: 2, padding: 1, bias: false }), L.batchNorm()),
      ['conv2d_0'],
    ],
    conv3d: [L.pipe(L.input([2, 3, 3, 3]), L.conv3d(3, { kernel: 2 }), L.batchNorm()), ['conv3d_0']],
    depthwiseConv2d: [
      L.pipe(image, L.depthwiseConv2d({ kernel: 3, multiplier: 2, bias: false }), L.batchNorm()),
      ['depthwiseConv2d_0'],
    ],
    separableConv2d: [
      L.pipe(image, L.separableConv2d(3, { kernel: 3, bias: false }), L.batchNorm()),
      ['separableConv2d_0'],
    ],
    'separableConv1d with bias': [
      L.pipe(L.input([2, 8]), L.separableConv1d(3, { kernel: 3 }), L.batchNorm()),
      ['separableConv1d_0'],
    ],
    convTranspose2d: [
      L.pipe(image, L.convTranspose2d(3, { kernel: 3, stride: 2, bias: false }), L.batchNorm()),
      ['convTranspose2d_0'],
    ],
    'convTranspose2d in groups': [
      L.pipe(image, L.convTranspose2d(6, { kernel: 2, groups: 2 }), L.batchNorm()),
      ['convTranspose2d_0'],
    ],
    'two in a row': [L.pipe(L.input([5]), L.dense(4), L.batchNorm(), L.batchNorm({ eps: 0.1 })), ['dense_0']],
    'the eps of each': [
      L.pipe(L.input([5]), L.dense(4), L.batchNorm({ eps: 2 }), L.relu(), L.dense(4), L.batchNorm()),
      ['dense_0', 'relu_0', 'dense_1'],
    ],
    'within a residual connection': [
      L.pipe(
        L.input([5]),
        L.residual(L.dense(4, { bias: false }), L.batchNorm(), L.relu(), L.dense(5), L.batchNorm()),
        L.batchNorm(),
      ),
      ['residual_0', 'batchNorm_0'],
    ],
    'within branches': [
      L.pipe(
        image,
        L.branch({
          body: [L.conv2d(3, { kernel: 3, padding: 'same' }), L.batchNorm(), L.relu()],
          skip: [L.conv2d(3, { kernel: 1, bias: false }), L.batchNorm()],
          same: L.batchNorm(),
        }),
        L.concat(['body', 'skip', 'same'], { axis: 0 }),
      ),
      ['branch_0', 'concat_0'],
    ],
    'within what is repeated': [
      L.pipe(L.input([4]), L.repeat(3, L.dense(4), L.batchNorm(), L.tanh()), L.dense(2), L.batchNorm()),
      ['repeat_0', 'dense_0'],
    ],
    'a whole network': [
      L.pipe(
        image,
        L.conv2d(5, { kernel: 3, bias: false }),
        L.batchNorm(),
        L.relu(),
        L.named('second', L.conv2d(4, { kernel: 3 })),
        L.named('norm', L.batchNorm()),
        L.relu(),
        L.flatten(),
        L.dense(6, { bias: false }),
        L.batchNorm(),
        L.tanh(),
        L.dense(2),
      ),
      ['conv2d_0', 'relu_0', 'second', 'relu_1', 'flatten_0', 'dense_0', 'tanh_0', 'dense_1'],
    ],
  }
  test.each(Object.entries(cases))('%s', (_name, [model, names]) => {
    const [difference, left] = fold(model)
    expect(left).toEqual(names)
    expect(difference).toBeLessThan(1e-12)
  })
})

describe('what cannot be folded stays, and the outputs too', () => {
  const cases: Readonly<Record<string, readonly [L.ModelLike, readonly string[]]>> = {
    'the first of a model': [L.pipe(L.input([5]), L.batchNorm(), L.dense(4)), ['batchNorm_0', 'dense_0']],
    'behind an activation': [
      L.pipe(L.input([5]), L.dense(4), L.relu(), L.batchNorm()),
      ['dense_0', 'relu_0', 'batchNorm_0'],
    ],
    'over places of a convolution as channels': [
      L.pipe(image, L.conv2d(3, { kernel: 3 }), L.flatten(), L.batchNorm()),
      ['conv2d_0', 'flatten_0', 'batchNorm_0'],
    ],
    'behind a kernel that is normalised': [
      L.pipe(
        L.input([5]),
        L.weightNorm(L.dense(4)),
        L.batchNorm(),
        L.spectralNorm(L.dense(3)),
        L.batchNorm(),
      ),
      ['dense_0', 'batchNorm_0', 'dense_1', 'batchNorm_1'],
    ],
    'behind a layer of one’s own that is called as ours are': [
      L.pipe(
        L.input([4]),
        L.activation('dense', (x) => T.mul(x, 2)),
        L.batchNorm(),
      ),
      ['dense_0', 'batchNorm_0'],
    ],
    'what places share': [
      L.pipe(L.input([4]), L.tied('both', L.dense(4)), L.batchNorm(), L.tied('both', L.dense(4)), L.relu()),
      ['tied_0', 'batchNorm_0', 'tied_1', 'relu_0'],
    ],
    'other normalisations': [
      L.pipe(image, L.conv2d(4, { kernel: 3 }), L.groupNorm(2), L.instanceNorm(), L.layerNorm({ axes: 3 })),
      ['conv2d_0', 'groupNorm_0', 'instanceNorm_0', 'layerNorm_0'],
    ],
  }
  test.each(Object.entries(cases))('%s', (_name, [model, names]) => {
    const [difference, left] = fold(model)
    expect(left).toEqual(names)
    expect(difference).toBeLessThan(1e-12)
  })
})

test('random models are equal, and none of their batch norms behind a kernel is left', () => {
  const dense = fc.constantFrom(L.dense(3), L.dense(5, { bias: false }), L.dense(1))
  const conv = fc.constantFrom(
    L.conv2d(3, { kernel: 2 }),
    L.conv2d(2, { kernel: [3, 1], bias: false, padding: 'same' }),
    L.conv2d(4, { kernel: 1, stride: 2 }),
  )
  const norm = fc.constantFrom(L.batchNorm(), L.batchNorm({ eps: 0.3 }))
  const other = fc.constantFrom(L.tanh(), L.identity(), L.batchNorm())
  type AnyStage = { readonly layer: unknown }
  const block = (kernel: fc.Arbitrary<AnyStage>): fc.Arbitrary<readonly AnyStage[]> =>
    fc.tuple(kernel, norm, fc.array(other, { maxLength: 2 })).map(([k, n, rest]) => [k, n, ...rest])
  const blocks = (kernel: fc.Arbitrary<AnyStage>) => fc.array(block(kernel), { maxLength: 2 })
  const build = (stages: readonly AnyStage[]): L.AnyModel =>
    stages.reduce(
      (model, stage) => (stage as unknown as (m: L.AnyModel) => L.AnyModel)(model),
      L.input([2, 8, 8]) as unknown as L.AnyModel,
    )
  fc.assert(
    fc.property(blocks(conv), blocks(dense), fc.nat(1000), (convs, denses, seed) => {
      const model = build([...convs.flat(), L.flatten(), ...denses.flat()])
      const [difference, left] = fold(model, seed)
      expect(difference).toBeLessThan(1e-12)
      const kinds = left.map((name) => name.split('_')[0])
      kinds.forEach((kind, i) => {
        if (kind === 'dense' || kind === 'conv2d') expect(kinds[i + 1]).not.toBe('batchNorm')
      })
    }),
    { numRuns: 40 },
  )
})

describe('the folded model is a model', () => {
  const model = L.pipe(L.input([5]), L.dense(4, { bias: false }), L.batchNorm(), L.relu(), L.dense(2))
  const { params, state } = L.init(model, Rng.key(0))
  const folded = L.foldBatchNorm(model, params, state)

  test('its parameters and state are those that it describes', () => {
    expect(T.Tree.entries(folded.params).map(([path, leaf]) => [path, leaf.shape])).toEqual([
      ['dense_0.kernel', [5, 4]],
      ['dense_0.bias', [4]],
      ['dense_1.kernel', [4, 2]],
      ['dense_1.bias', [2]],
    ])
    expect(folded.state).toEqual({})
    expect(L.describe(folded.model).map((l) => [l.name, l.parameters, l.settings])).toEqual([
      ['dense_0', 24, {}],
      ['relu_0', 0, {}],
      ['dense_1', 10, {}],
    ])
  })
  test('the model, parameters and state that it came from are left as they were', () => {
    expect(namesOf(model)).toEqual(['dense_0', 'batchNorm_0', 'relu_0', 'dense_1'])
    expect(Object.keys(params)).toEqual(['dense_0', 'batchNorm_0', 'dense_1'])
    expect(Object.keys(params.dense_0)).toEqual(['kernel'])
  })
  test('it grows without taking a name again', () => {
    const longer = L.pipe(folded.model, L.batchNorm())
    expect(namesOf(longer)).toEqual(['dense_0', 'relu_0', 'dense_1', 'batchNorm_1'])
  })
  test('folded again it stays as it is', () => {
    const again = L.foldBatchNorm(folded.model, folded.params, folded.state)
    expect(T.Tree.equals(again.params, folded.params)).toBe(true)
    expect(namesOf(again.model)).toEqual(namesOf(folded.model))
  })
  test('it is refused for parameters of another model', () => {
    const wrong = () =>
      L.foldBatchNorm(model as L.ModelLike as L.AnyModel, { dense_0: params.dense_0 }, state as never)
    expect(wrong).toThrow(
      'foldBatchNorm: the parameters are of another model: batchNorm_0.gamma is missing; batchNorm_0.beta is missing; dense_1.kernel is missing; dense_1.bias is missing.',
    )
  })
})
