/**
 * Where buffers lie: a plan's values share memory where their lives do not overlap.
 *
 * @module
 */
import type { Plan } from './plan.ts'

const alignment = 64

/** Vectors may reach beyond the end of a buffer by less than one of them. */
const room = 16

/** The bytes that a buffer takes. */
export const blockSize = (bytes: number): number => Math.ceil((bytes + room) / alignment) * alignment

interface Life {
  readonly buffer: number
  readonly from: number
  readonly until: number
}

/** From the step that first writes a buffer to the last that touches it. */
const livesOf = ({ steps, buffers, results }: Plan): readonly Life[] => {
  const from = new Map<number, number>()
  const until = new Map<number, number>()
  steps.forEach((step, at) => {
    ;[...step.writes, ...step.reads].forEach(({ buffer }) => {
      if (!from.has(buffer)) from.set(buffer, at)
      until.set(buffer, at)
    })
  })
  results.forEach(({ buffer }) => until.set(buffer, steps.length))
  return buffers.flatMap((b, buffer) =>
    b.holds === 'value' && from.has(buffer)
      ? [{ buffer, from: from.get(buffer)!, until: until.get(buffer)! }]
      : [],
  )
}

interface Placed extends Life {
  readonly start: number
  readonly end: number
}

/** The lowest place that is free during a life. */
const lowest = (placed: readonly Placed[], life: Life, size: number): number => {
  const taken = placed
    .filter((p) => p.from <= life.until && life.from <= p.until)
    .toSorted((a, b) => a.start - b.start)
  return taken.reduce((at, p) => (p.start - at >= size ? at : Math.max(at, p.end)), 0)
}

/** Offsets of the buffers that hold values but for those that have their own memory, and the bytes that all take. */
export const layOut = (
  plan: Plan,
  apart: ReadonlySet<number>,
): { readonly offsets: ReadonlyMap<number, number>; readonly bytes: number } => {
  const bySize = livesOf(plan)
    .filter((life) => !apart.has(life.buffer))
    .toSorted((a, b) => plan.buffers[b.buffer]!.bytes - plan.buffers[a.buffer]!.bytes)
  const placed: Placed[] = []
  for (const life of bySize) {
    const size = blockSize(plan.buffers[life.buffer]!.bytes)
    const start = lowest(placed, life, size)
    placed.push({ ...life, start, end: start + size })
  }
  return {
    offsets: new Map(placed.map((p) => [p.buffer, p.start])),
    bytes: placed.reduce((most, p) => Math.max(most, p.end), 0),
  }
}
