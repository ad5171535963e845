import { expect, test } from 'vitest'
import * as T from '../../src/index.ts'
import { Npy, Npz } from '../../src/index.ts'

const fetched = async (path: string): Promise<Uint8Array> => {
  const response = await fetch(new URL(`../golden/npy/${path}`, import.meta.url))
  if (!response.ok) throw new Error(`${response.status} ${path}`)
  return new Uint8Array(await response.arrayBuffer())
}

test.each(['savez', 'savez_compressed', 'streamed', 'zip64'])(
  'the page reads %s.npz of NumPy',
  async (name) => {
    const read = Npz.decode(await fetched(`${name}.npz`))
    const arrays = read._tag === 'Right' ? read.right : new Map<string, T.AnyTensor>()
    expect(T.toNested(arrays.get('layer/kernel')!)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ])
    expect(arrays.get('größe')?.shape).toEqual([0, 2])
  },
)

test('the page writes what it reads', async () => {
  const file = await fetched('shape_2x3.npy')
  const read = Npy.decode(file)
  expect(read._tag === 'Right' && Npy.encode(read.right)).toEqual(file)
})
