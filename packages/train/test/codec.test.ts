import * as L from '@gradus/layers'
import * as O from '@gradus/optim'
import { Safetensors, Tree } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from '../src/exactJson.ts'
import {
  decodeState,
  decodeWeights,
  encodeState,
  encodeWeights,
  initialState,
  run,
  showFormatError,
} from '../src/index.ts'
import { fullPlan, parts } from './harness/plans.ts'
import { left, right } from './harness/right.ts'

const { state } = await run(fullPlan)(parts)
const bytes = encodeState(state)

const withManifest = (change: (text: string) => string): Uint8Array => {
  const { tensors, metadata } = right(Safetensors.decode(bytes))
  return Safetensors.encode(tensors, new Map([...metadata, ['gradus', change(metadata.get('gradus')!)]]))
}

const failure = (plan: typeof fullPlan, of: Uint8Array): string =>
  showFormatError(left(decodeState(plan)(of)))

describe('a state as bytes', () => {
  test('comes back whole', () => {
    const back = right(decodeState(fullPlan)(bytes))
    expect(Tree.equals(back.params, state.params)).toBe(true)
    expect(Tree.equals(back.optState, state.optState)).toBe(true)
    expect(Tree.equals(back.best!.params, state.best!.params)).toBe(true)
    const { history, running, stopping, epoch, position, step } = state
    expect(back).toMatchObject({ history, running, stopping, epoch, position, step })
    expect(encodeState(back)).toEqual(bytes)
  })

  test('has its tensors under their paths', () => {
    const names = [...right(Safetensors.decode(bytes)).tensors.keys()]
    expect(names).toContain('params.dense_0.kernel')
    expect(names).toContain('layerState.batchNorm_0.mean')
    expect(names).toContain('best.params.dense_1.bias')
    expect(names).toContain('key')
  })

  test('before the first step, without a best, comes back too', () => {
    const first = initialState(fullPlan)
    const back = right(decodeState(fullPlan)(encodeState(first)))
    expect(back.best).toBeUndefined()
    expect(encodeState(back)).toEqual(encodeState(first))
  })
})

describe('bytes that are no state of this plan', () => {
  test('cut short', () => {
    expect(failure(fullPlan, bytes.subarray(0, 100))).toMatch(
      /^safetensors: the header claims \d+ bytes, the file has only 92 left\. Was it cut short\?$/,
    )
  })

  test('a safetensors file of someone else', () => {
    expect(failure(fullPlan, Safetensors.encode({ a: T.tensor([1]) }))).toBe(
      'expected gradus-train-state, found a safetensors file without a manifest of Gradus.',
    )
  })

  test('weights', () => {
    expect(failure(fullPlan, encodeWeights(state))).toBe('expected gradus-train-state, found gradus-weights.')
  })

  test('a newer version', () => {
    expect(
      failure(
        fullPlan,
        withManifest((text) => text.replace('"version":1', '"version":2')),
      ),
    ).toBe('written by a newer Gradus: version 2 of the format, this one knows 1. Update Gradus.')
  })

  test('a manifest that is damaged, with all that is wrong', () => {
    expect(
      failure(
        fullPlan,
        withManifest(() => '{'),
      ),
    ).toBe('the manifest is damaged:\n  it is not JSON')
    const broken = withManifest((text) =>
      text.replace('"position":0', '"position":-1').replace('"step":12,"stopping"', '"step":"12","stopping"'),
    )
    expect(failure(fullPlan, broken)).toBe(
      'the manifest is damaged:\n  position: expected a whole number from 0, found -1\n  step: expected a whole number from 0, found "12"',
    )
  })

  test('a tensor in the manifest that is damaged', () => {
    const broken = withManifest((text) =>
      text.replace(
        /"metrics":\{[^}]*\}/,
        '"metrics":{"accuracy":{"$tensor":{"dtype":"float64","shape":[2],"values":[1]}}}',
      ),
    )
    expect(failure(fullPlan, broken)).toBe(
      'the manifest is damaged:\n  fromTransfer: [2] holds 2 elements, the values of the record are 1',
    )
  })

  test('another model: every path that differs', () => {
    const model = L.pipe(
      L.input([2]),
      L.dense(6),
      L.batchNorm(),
      L.relu(),
      L.dropout(0.3),
      L.dense(3),
      L.dense(2),
    )
    const words = showFormatError(left(decodeState({ ...fullPlan, model } as never)(bytes)))
    const lines = words.split('\n')
    expect(lines[0]).toBe('of another model or optimiser:')
    expect(lines).toContain('  params.dense_2.kernel: missing')
    expect(lines).toContain('  params.dense_1.kernel: found [6,2] float32, expected [6,3] float32')
  })

  test('another optimiser: every path that differs', () => {
    const words = showFormatError(
      left(decodeState({ ...fullPlan, optimizer: O.sgd({ learningRate: 0.1 }) } as never)(bytes)),
    )
    expect(words).toMatch(/optState\..*mu\.dense_0\.kernel: not expected here/)
  })

  test('NaN among the parameters', () => {
    const spoilt = { ...state, params: Tree.map((x) => T.mul(x, NaN))(state.params) }
    expect(failure(fullPlan, encodeState(spoilt))).toBe(
      'params.dense_0.kernel holds NaN or infinite values, with which no training can go on.',
    )
  })
})

describe('weights as bytes', () => {
  test('come back with the texts that were saved with them', () => {
    const back = right(
      decodeWeights(fullPlan.model)(
        encodeWeights(state, { classes: 'a,b', gradus: 'kept for the manifest' }),
      ),
    )
    expect(Tree.equals(back.params, state.params)).toBe(true)
    expect(Tree.equals(back.layerState, state.layerState)).toBe(true)
    expect([...back.metadata]).toEqual([['classes', 'a,b']])
  })

  test('of another model are refused by path', () => {
    const other = L.pipe(L.input([2]), L.dense(6))
    expect(showFormatError(left(decodeWeights(other)(encodeWeights(state)))).split('\n')).toContain(
      '  params.dense_1.kernel: not expected here',
    )
  })
})

describe('JSON for numbers and tensors', () => {
  test('gives back any number, any nesting', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.double()), (value, numbers) => {
        expect(parse(stringify({ value, numbers }))).toEqual({ value, numbers })
      }),
    )
    expect(parse(stringify([NaN, Infinity, -Infinity, -0]))).toEqual([NaN, Infinity, -Infinity, -0])
  })

  test('gives back any tensor, among other things', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), fc.constantFrom('float32', 'float64'), (numbers, dtype) => {
        const tensor = T.tensor(numbers, { dtype })
        const back = parse(stringify({ kept: [tensor], count: 1 })) as { readonly kept: readonly [T.Tensor] }
        expect(back).toEqual({ kept: [tensor], count: 1 })
        expect(back.kept[0].dtype).toBe(dtype)
      }),
    )
  })

  test('does not depend on the order of keys', () => {
    expect(stringify({ b: 1, a: { d: 2, c: undefined } })).toBe(stringify({ a: { d: 2 }, b: 1 }))
  })
})
