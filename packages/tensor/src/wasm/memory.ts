/**
 * Where buffers lie: a plan's values share memory where their lives do not overlap.
 *
 * @module
 */
import type { Schedule, Step } from './plan/plan.ts'

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
const livesOf = ({ steps, buffers, results }: Schedule): readonly Life[] => {
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

interface Gap {
  readonly start: number
  readonly end: number
}

/** Memory that is taken and given back step by step: the smallest gap that fits, or the end. */
const strip = (): {
  readonly take: (size: number) => number
  readonly give: (start: number, size: number) => void
  readonly length: () => number
} => {
  /** By place, no two next to each other. */
  let gaps: readonly Gap[] = []
  let length = 0
  return {
    length: () => length,
    take: (size) => {
      const fitting = gaps.filter((g) => g.end - g.start >= size)
      const best = fitting.toSorted((x, y) => x.end - x.start - (y.end - y.start))[0]
      if (best !== undefined) {
        gaps = gaps.flatMap((g) =>
          g !== best ? [g] : g.end - g.start === size ? [] : [{ start: g.start + size, end: g.end }],
        )
        return best.start
      }
      const last = gaps.at(-1)
      const start = last?.end === length ? last.start : length
      if (last?.end === length) gaps = gaps.slice(0, -1)
      length = start + size
      return start
    },
    give: (start, size) => {
      const before = gaps.find((g) => g.end === start)
      const after = gaps.find((g) => g.start === start + size)
      const gap = { start: before?.start ?? start, end: after?.end ?? start + size }
      const rest = gaps.filter((g) => g !== before && g !== after)
      const at = rest.findIndex((g) => g.start > gap.start)
      gaps = at < 0 ? [...rest, gap] : [...rest.slice(0, at), gap, ...rest.slice(at)]
    },
  }
}

const byStep = (
  lives: readonly Life[],
  step: (life: Life) => number,
): ReadonlyMap<number, readonly Life[]> => {
  const found = new Map<number, Life[]>()
  lives.forEach((life) => {
    const same = found.get(step(life))
    if (same === undefined) found.set(step(life), [life])
    else same.push(life)
  })
  return found
}

/** The buffers, as large as this one, whose place it may take at a step. */
const exchanged = (step: Step | undefined, buffer: number): readonly number[] =>
  step?.kind === 'kernel' ? (step.inPlace ?? []).flatMap((e) => (e.written === buffer ? [e.read] : [])) : []

/** Offsets of the buffers that hold values but for those that have their own memory, and the bytes that all take. */
export const layOut = (
  plan: Schedule,
  apart: ReadonlySet<number>,
): { readonly offsets: ReadonlyMap<number, number>; readonly bytes: number } => {
  const lives = livesOf(plan).filter((life) => !apart.has(life.buffer))
  const [begins, ends] = [byStep(lives, (l) => l.from), byStep(lives, (l) => l.until)]
  const sizeOf = ({ buffer }: Life): number => blockSize(plan.buffers[buffer]!.bytes)
  const memory = strip()
  const offsets = new Map<number, number>()
  for (let at = 0; at <= plan.steps.length; at++) {
    const ending = new Map((ends.get(at) ?? []).map((life) => [life.buffer, life]))
    // what a step writes lies where it reads only if it says so
    for (const life of begins.get(at) ?? []) {
      const old = exchanged(plan.steps[at], life.buffer).find((b) => ending.has(b))
      const place = old === undefined ? memory.take(sizeOf(life)) : offsets.get(old)!
      if (old !== undefined) ending.delete(old)
      offsets.set(life.buffer, place)
    }
    for (const life of ending.values()) memory.give(offsets.get(life.buffer)!, sizeOf(life))
  }
  return { offsets, bytes: memory.length() }
}
