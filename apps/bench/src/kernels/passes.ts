/** What is bound by memory, or by functions of single elements: bytes that must be read and written, or elements. */
import type { AnyTensor, Operand } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { add, exp, mul, tanh, tensor } from '../work/ops.ts'
import { normalized } from '../work/single.ts'
import type { Kernel } from './Kernel.ts'

const million = 1_000_000
const thousand = [1000, 1000] as const

/** Bytes of so many arrays of a million numbers. */
const arrays = (count: number): number => 4 * count * million

const pass = (name: string, count: number, args: readonly AnyTensor[], f: Kernel['f']): Kernel => ({
  name,
  f,
  args,
  unit: 'GB/s',
  work: arrays(count),
})

const perElement = (name: string, args: readonly AnyTensor[], f: Kernel['f']): Kernel => ({
  name,
  f,
  args,
  unit: 'M/s',
  work: million,
})

const indices = (count: number, below: number): AnyTensor =>
  T.fromTypedArray(
    Int32Array.from({ length: count }, (_, i) => (i * 7919) % below),
    [count],
  )

type Axis = { readonly axis?: number }

const sum = T.sum as unknown as (x: AnyTensor, options?: Axis) => AnyTensor
const max = T.max as unknown as (x: AnyTensor, options?: Axis) => AnyTensor
const take = T.take as unknown as (x: AnyTensor, at: AnyTensor, options: Axis) => AnyTensor
const addAt = T.addAt as unknown as (x: AnyTensor, at: AnyTensor, values: Operand, options: Axis) => AnyTensor

export const passes = (): readonly Kernel[] => {
  const [x, y] = [tensor([million], 1), tensor([million], 2)]
  const matrix = tensor(thousand, 1)
  const row = tensor([1000], 1)
  const key = T.Rng.key(1) as unknown as AnyTensor
  return [
    pass('x + y', 3, [x, y], (a, b) => add(a!, b!)),
    pass('a x + y, a constant', 3, [x, y], (a, b) => add(mul(a!, 1.5), b!)),
    pass('a matrix and a row', 2, [matrix, row], (a, b) => add(a!, b!)),
    pass('transposed, copied', 2, [matrix], (a) => mul(T.transpose(a!) as AnyTensor, 2)),
    perElement('exp', [x], (a) => exp(a!)),
    perElement('tanh', [x], (a) => tanh(a!)),
    pass('sum', 1, [x], (a) => sum(a!)),
    pass('sum of rows', 1, [matrix], (a) => sum(a!, { axis: 1 })),
    pass('sum of columns', 1, [matrix], (a) => sum(a!, { axis: 0 })),
    pass('max of rows', 1, [matrix], (a) => max(a!, { axis: 1 })),
    pass('softmax of rows', 2, [matrix], (a) => T.softmax(a!, { axis: 1 }) as AnyTensor),
    pass('layer norm of rows', 2, [matrix, row, row], (a, b, c) => normalized(a!, b!, c!)),
    pass('rows gathered', 2, [matrix, indices(1000, 1000)], (a, b) => take(a!, b!, { axis: 0 })),
    perElement('elements gathered', [x, indices(million, million)], (a, b) => take(a!, b!, { axis: 0 })),
    perElement('elements added at places', [x, indices(million, million), y], (a, b, c) =>
      addAt(a!, b!, c!, { axis: 0 }),
    ),
    perElement('sort', [x], (a) => T.sort(a!)),
    perElement('running sum', [x], (a) => T.cumSum(a!) as AnyTensor),
    perElement('random numbers, uniform', [x, key], (a, k) =>
      add(a!, T.Rng.uniform(k as unknown as T.Rng.Key, [million])),
    ),
    perElement('random numbers, normal', [x, key], (a, k) =>
      add(a!, T.Rng.normal(k as unknown as T.Rng.Key, [million])),
    ),
  ]
}
