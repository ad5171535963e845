import { describe, expect, test } from 'vitest'
import type { AnyTensor } from '../../src/index.ts'
import * as T from '../../src/index.ts'
import { Rng, Safetensors } from '../../src/index.ts'
import type { Case, Stored } from '../harness/stored.ts'
import { call, close, numbers, restore } from '../harness/stored.ts'

interface Stream {
  readonly seed: number
  readonly split: readonly (readonly number[])[]
  readonly bits: readonly number[]
  readonly uniform: Stored
  readonly permutation: readonly number[]
  readonly normal: Stored
}

const fetched = async (url: URL): Promise<Response> => {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${response.status} ${url.pathname}`)
  return response
}

const json = async <A>(url: URL): Promise<A> => (await (await fetched(url)).json()) as A

const { cases } = await json<{ readonly cases: readonly Case[] }>(
  new URL('../golden/operations.json', import.meta.url),
)
const { streams } = await json<{ readonly streams: readonly Stream[] }>(
  new URL('../golden/rng.json', import.meta.url),
)
const prints = await json<{ readonly cases: readonly (Stored & { readonly text: string })[] }>(
  new URL('../golden/print.json', import.meta.url),
)

const values = (x: AnyTensor): readonly number[] => [...T.toTypedArray(x)]

test('the page is a browser’s: isolated from other origins, or else under a policy that forbids WebAssembly', () => {
  expect(globalThis.navigator.userAgent).toContain('Chrome')
  expect(T.engineInfo().name).toBe(globalThis.crossOriginIsolated ? 'wasm' : 'reference')
})

test('all operations equal NumPy and JAX', () => {
  const different = cases.filter((c) => {
    const result = call(c, c.operands.map(restore))
    const wanted = numbers(c.answer)
    return !(
      result.dtype === c.answer.dtype &&
      String(result.shape) === String(c.answer.shape) &&
      values(result).every((v, i) => close(v, wanted[i]!))
    )
  })
  expect(cases.length).toBeGreaterThan(100)
  expect(different.map((c) => c.name)).toEqual([])
})

test('tensors print as NumPy prints them', () => {
  expect(prints.cases.map((c) => String(restore(c)))).toEqual(
    prints.cases.map((c) => `${c.text}  ${c.dtype}[${c.shape.join(',')}]`),
  )
})

describe.each(streams)('the stream of seed $seed equals that of JAX', (s) => {
  const key = Rng.key(s.seed)
  test('bit for bit where JAX computes with whole numbers', () => {
    expect(Rng.split(key, 3).map(Rng.toData)).toEqual(s.split)
    expect(values(Rng.bits(key, [3, 5])).map((v) => v >>> 0)).toEqual(s.bits)
    expect(values(Rng.uniform(key, [3, 5]))).toEqual(numbers(s.uniform))
    expect(values(Rng.permutation(key, 50))).toEqual(s.permutation)
  })
  test('but for the last bits in normal numbers', () => {
    const wanted = numbers(s.normal)
    values(Rng.normal(key, [4, 8])).forEach((v, i) =>
      expect(Math.abs(v - wanted[i]!)).toBeLessThanOrEqual(2 ** -22 * Math.max(1, Math.abs(wanted[i]!))),
    )
  })
})

describe('safetensors', () => {
  test('a file that Python wrote, decoded and written again, holds the same', async () => {
    const response = await fetched(new URL('../golden/python.safetensors', import.meta.url))
    const decoded = Safetensors.decode(new Uint8Array(await response.arrayBuffer()))
    if (decoded._tag === 'Left') throw new Error(Safetensors.showError(decoded.left))
    const { tensors, metadata } = decoded.right
    expect(values(tensors.get('count')!)).toEqual([-(2 ** 31)])
    expect(tensors.get('größe')?.dtype).toBe('int32')
    const again = Safetensors.decode(Safetensors.encode(tensors, Object.fromEntries(metadata)))
    expect(again._tag === 'Right' && [...again.right.tensors.keys()].sort()).toEqual(
      [...tensors.keys()].sort(),
    )
    expect(
      again._tag === 'Right' &&
        [...tensors].every(([name, x]) => T.Tree.equals(x, again.right.tensors.get(name))),
    ).toBe(true)
  })
})

describe('tensors travel', () => {
  const tree = { w: T.tensor([[1, -0], [NaN, 2]]), n: T.tensor([7], { dtype: 'uint8' }) } // prettier-ignore
  const doubling = `onmessage = ({ data }) => {
    const values = data.w.values.map((v) => 2 * v)
    postMessage({ ...data, w: { ...data.w, values } }, [values.buffer])
  }`

  test('to a worker and back, without a copy on the way', async () => {
    const worker = new Worker(URL.createObjectURL(new Blob([doubling], { type: 'text/javascript' })))
    const back = new Promise<unknown>((resolve, reject) => {
      worker.addEventListener('message', (event: MessageEvent<unknown>) => resolve(event.data))
      worker.addEventListener('error', (event) => reject(new Error(event.message)))
    })
    const record = T.toTransfer(tree)
    worker.postMessage(record, T.transferList(record))
    expect(record.w.values.length).toBe(0)
    expect(T.fromTransfer(await back)).toEqual({ ...tree, w: T.mul(tree.w, 2) })
    worker.terminate()
  })

  test.skipIf(!globalThis.crossOriginIsolated)('in shared memory, which the page and its workers see', () => {
    const values = new Int32Array(new SharedArrayBuffer(8))
    const record = structuredClone({ shape: [2], dtype: 'int32', values } as const)
    values[1] = 5
    expect(T.toNested(T.fromTransfer(record))).toEqual([0, 5])
  })
})
