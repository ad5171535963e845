import { expect, test } from 'vitest'
import { layOut } from '../../src/wasm/memory.ts'
import type { Exchange, KernelStep, Schedule } from '../../src/wasm/plan/plan.ts'
import { whole } from '../../src/wasm/view.ts'

const view = (buffer: number) => whole(buffer, [100], 'float32')

const step = (
  reads: readonly number[],
  writes: readonly number[],
  inPlace: readonly Exchange[] = [],
): KernelStep => ({
  kind: 'kernel',
  kernel: { key: '', units: 1, cost: 0, scratch: 0, code: () => expect.fail('nobody runs it') },
  reads: reads.map(view),
  writes: writes.map(view),
  inPlace,
})

const planOf = (steps: readonly KernelStep[], buffers: number): Schedule => ({
  steps,
  buffers: Array.from({ length: buffers }, () => ({ bytes: 400, holds: 'value' })),
  inputs: [],
  constants: [],
  values: [],
  results: [],
})

const offsets = (steps: readonly KernelStep[], buffers: number): readonly (number | undefined)[] => {
  const { offsets: found } = layOut(planOf(steps, buffers), new Set())
  return Array.from({ length: buffers }, (_, i) => found.get(i))
}

const exchange = { read: 0, written: 1 }

test('a result takes the place of an operand that nobody reads afterwards, if the step says so', () => {
  const [first, second] = offsets([step([], [0]), step([0], [1], [exchange]), step([1], [])], 2)
  expect(second).toBe(first)
})

test('it does not where the step says nothing', () => {
  const [first, second] = offsets([step([], [0]), step([0], [1]), step([1], [])], 2)
  expect(second).not.toBe(first)
})

test('nor where somebody reads the operand later', () => {
  const [first, second] = offsets([step([], [0]), step([0], [1], [exchange]), step([0, 1], [])], 2)
  expect(second).not.toBe(first)
})

test('a place is taken once, and free again after the last of those who had it', () => {
  const both = [exchange, { read: 0, written: 2 }]
  const [a, b, c, d] = offsets([step([], [0]), step([0], [1, 2], both), step([1], [3]), step([2, 3], [])], 4)
  expect([b === a, c === a, d === c]).toEqual([true, false, false])
  expect(new Set([b, c, d]).size).toBe(3)
})
