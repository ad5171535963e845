import { Worker } from 'node:worker_threads'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as T from '../src/index.ts'
import { trees } from './harness/trees.ts'

const { Rng, Tree } = T

const params = {
  dense_0: { kernel: T.tensor([[1, -0], [NaN, Infinity]]), bias: T.tensor([0.1], { dtype: 'float64' }) }, // prettier-ignore
  masks: [T.tensor([true, false]), T.zeros([2, 0], { dtype: 'uint8' })] as const,
  count: T.tensor(-(2 ** 31), { dtype: 'int32' }),
}

/** What a message brings to the other side of a channel. */
const through = async (message: unknown, move: readonly ArrayBuffer[]): Promise<unknown> => {
  const { port1, port2 } = new MessageChannel()
  const arrived = new Promise<unknown>((resolve) => {
    port2.addEventListener('message', (event) => resolve((event as { readonly data: unknown }).data))
    port2.start()
  })
  port1.postMessage(message, [...move])
  const data = await arrived
  port1.close()
  return data
}

/** A thread without the package, which sends back what it got, its elements doubled. */
const doubling = `
  const { parentPort } = require('node:worker_threads')
  parentPort.once('message', (record) => {
    const values = record.values.map((v) => 2 * v)
    parentPort.postMessage({ ...record, values }, [values.buffer])
  })
`

describe('tensors travel as plain records', () => {
  test('of the shape, the element type and a copy of the values', () => {
    const x = T.tensor([[1, 2]])
    const record = T.toTransfer(x)
    expect(record).toEqual({ shape: [1, 2], dtype: 'float32', values: new Float32Array([1, 2]) })
    record.values[0] = 9
    expect(T.toNested(x)).toEqual([[1, 2]])
  })

  test('which structuredClone keeps, whole trees too', () => {
    expect(Tree.equals(T.fromTransfer(structuredClone(T.toTransfer(params))), params)).toBe(true)
  })

  test('whatever tree it is', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        expect(Tree.equals(T.fromTransfer(structuredClone(T.toTransfer(tree))), tree)).toBe(true)
        expect(Tree.equals(T.fromTransfer(JSON.parse(JSON.stringify(tree))), tree)).toBe(true)
      }),
    )
  })

  test('through a channel, copied or moved', async () => {
    const copied = T.toTransfer(params)
    expect(Tree.equals(T.fromTransfer(await through(copied, [])), params)).toBe(true)
    expect(copied.dense_0.kernel.values.length).toBe(4)
    const moved = T.toTransfer(params)
    expect(Tree.equals(T.fromTransfer(await through(moved, T.transferList(moved))), params)).toBe(true)
    expect(moved.dense_0.kernel.values.length).toBe(0)
    expect(Tree.equals(params, params)).toBe(true)
    expect(T.item(T.sum(T.slice(params.dense_0.kernel, [0], [1])))).toBe(1)
  })

  test('to a thread and back', async () => {
    const worker = new Worker(doubling, { eval: true })
    const back = new Promise<unknown>((resolve, reject) =>
      worker.once('message', resolve).once('error', reject),
    )
    const record = T.toTransfer(T.tensor([[1, 2.5], [-3, NaN]])) // prettier-ignore
    worker.postMessage(record, T.transferList(record))
    const found = T.fromTransfer((await back) as typeof record)
    expect(T.toNested(found)).toEqual([[2, 5], [-6, NaN]]) // prettier-ignore
    await worker.terminate()
  })

  test('keys too', () => {
    const key = T.fromTransfer(structuredClone(T.toTransfer(Rng.key(7))))
    expect(Rng.toData(key)).toEqual(Rng.toData(Rng.key(7)))
  })

  test('nothing is moved twice', () => {
    const record = T.toTransfer(T.tensor([1, 2]))
    expect(T.transferList([record, record])).toEqual([record.values.buffer])
  })
})

describe('shared memory', () => {
  const shared = (): Float32Array => {
    const values = new Float32Array(new SharedArrayBuffer(8))
    values.set([1, 2])
    return values
  }

  test('is adopted without a copy, and is never in the list of what moves', () => {
    const values = shared()
    const record = { shape: [2], dtype: 'float32', values } as const
    const x = T.fromTransfer(record)
    values[0] = 5
    expect(T.toNested(x)).toEqual([5, 2])
    expect(T.transferList(record)).toEqual([])
  })

  test('is left behind by toTransfer, which copies', () => {
    const record = T.toTransfer(T.fromTypedArray(shared(), [2]))
    expect(record.values.buffer).toBeInstanceOf(ArrayBuffer)
    expect([...record.values]).toEqual([1, 2])
  })
})

describe('JSON loses nothing', () => {
  test('not even what it has no numbers for', () => {
    expect(JSON.stringify(params)).toBe(
      '{"dense_0":{"kernel":{"shape":[2,2],"dtype":"float32","values":[1,"-0","NaN","Infinity"]},' +
        '"bias":{"shape":[1],"dtype":"float64","values":[0.1]}},' +
        '"masks":[{"shape":[2],"dtype":"bool","values":[1,0]},{"shape":[2,0],"dtype":"uint8","values":[]}],' +
        '"count":{"shape":[],"dtype":"int32","values":[-2147483648]}}',
    )
    expect(Tree.equals(T.fromTransfer(JSON.parse(JSON.stringify(params))), params)).toBe(true)
  })
})

describe('a test runner', () => {
  test('tells tensors apart by their values', () => {
    expect(T.tensor([1, 2])).toEqual(T.tensor([1, 2]))
    expect(T.tensor([1, 2])).not.toEqual(T.tensor([1, 3]))
    expect(T.tensor(1)).not.toEqual(T.tensor(2))
    expect(T.tensor([1, 2])).not.toEqual(T.tensor([[1, 2]]))
    expect(T.tensor([1])).not.toEqual(T.tensor([1], { dtype: 'int32' }))
    expect({ w: [T.tensor([NaN, 0])] }).toStrictEqual({ w: [T.tensor([NaN, 0])] })
    expect({ w: [T.tensor([-0])] }).not.toStrictEqual({ w: [T.tensor([0])] })
  })

  test('shows them', () => {
    const compared = (): void => expect({ w: T.tensor([1]) }).toEqual({ w: T.tensor([2]) })
    const message = 'expected { w: [1.]  float32[1] } to deeply equal { w: [2.]  float32[1] }'
    expect(compared).toThrow(expect.objectContaining({ message }))
  })
})

describe('what is no record of a tensor is refused by name', () => {
  const of = (values: unknown, dtype: string = 'float32', shape: readonly number[] = [2]): unknown => ({
    layer: { w: { shape, dtype, values } },
  })
  test.each([
    [
      structuredClone(T.zeros([2])),
      'fromTransfer: the record has no values. Send toTransfer(x), not the tensor itself.',
    ],
    [
      { layer: { w: T.zeros([2]) } },
      'fromTransfer: layer.w has no values. Send toTransfer(x), not the tensor itself.',
    ],
    [of(new Float32Array(3)), 'fromTransfer: [2] holds 2 elements, the values of layer.w are 3'],
    [
      of(new Float32Array(0)),
      'fromTransfer: [2] holds 2 elements, the values of layer.w are 0. Was their memory transferred elsewhere?',
    ],
    [
      of(new Float64Array(2)),
      'fromTransfer: layer.w is float32, whose values are a Float32Array, got Float64Array',
    ],
    [of('12'), 'fromTransfer: layer.w is float32, whose values are a Float32Array, got String'],
    [of(null), 'fromTransfer: layer.w is float32, whose values are a Float32Array, got Null'],
    [
      of(new Float32Array(2), 'float16'),
      'fromTransfer: the element type of layer.w is one of float32, float64, int32, uint8, bool, got float16',
    ],
    [
      of(new Float32Array(2), 'toString'),
      'fromTransfer: the element type of layer.w is one of float32, float64, int32, uint8, bool, got toString',
    ],
    [of(new Uint8Array([1, 7]), 'bool'), 'fromTransfer: 7 (element 1 of layer.w) is not a value of bool'],
    [of([1, 2.5], 'int32'), 'fromTransfer: 2.5 (element 1 of layer.w) is not a value of int32'],
    [of([1, 'one']), 'fromTransfer: "one" (element 1 of layer.w) is not a value of float32'],
    [of([1, null]), 'fromTransfer: null (element 1 of layer.w) is not a value of float32'],
    [
      of(new Float32Array(2), 'float32', [-2]),
      'fromTransfer: dimensions are whole numbers from 0, axis 0 of [-2] is -2',
    ],
    [{ layer: { w: 'x' } }, 'Tree: a tree holds tensors in records and arrays, layer.w is string x'],
  ])('%#', (record, message) =>
    expect(() => T.fromTransfer(record)).toThrow(expect.objectContaining({ message })),
  )
})
