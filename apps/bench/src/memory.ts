import type { Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'

/** How much the process holds after some operations, in bytes. */
export interface Report {
  readonly operations: number
  /** The whole process. */
  readonly resident: number
  /** Objects. */
  readonly heap: number
  /** The elements of tensors. */
  readonly arrays: number
}

export interface Size {
  readonly operations: number
  readonly reports: number
}

const reportAfter = (operations: number): Report => {
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
  return { operations, resident: rss, heap: heapUsed, arrays: arrayBuffers }
}

type Matrix = Tensor<readonly [32, 32]>

const decay = T.full([32, 32], 0.999)
const step = T.full([32, 32], 0.001)

/** Two operations, with 4 KiB of elements each, that nobody keeps. */
const twice = (x: Matrix): Matrix => T.add(T.mul(x, decay), step)

/**
 * Eager operations in a loop, whose results are dropped as fast as they come, and what the process holds now and then. There is
 * nothing to dispose of: what is not reachable is collected.
 */
export function* memory({ operations, reports }: Size): Generator<Report> {
  let x: Matrix = T.zeros([32, 32])
  yield reportAfter(0)
  for (let part = 1; part <= reports; part++) {
    for (let i = 0; i < operations / reports / 2; i++) x = twice(x)
    yield reportAfter((part * operations) / reports)
  }
}

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1).padStart(9)

/** The heads of the columns. */
export const heads = 'operations  resident      heap    arrays  (MiB)'

/** A report as a row of a table. */
export const row = ({ operations, resident, heap, arrays }: Report): string =>
  `${String(operations).padStart(10)} ${megabytes(resident)} ${megabytes(heap)} ${megabytes(arrays)}`
