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

test('the page is a browser’s, isolated from other origins', () => {
  expect(globalThis.navigator.userAgent).toContain('Chrome')
  expect(globalThis.crossOriginIsolated).toBe(true)
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
