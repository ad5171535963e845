/**
 * Memory that leaves a call with its results.
 *
 * @module
 */
import { type Concrete, sizeOf } from '../Tensor.ts'
import type { Heap, Leaving, Seized } from './heap.ts'
import type { Plan } from './plan/plan.ts'
import { isWhole } from './plan/results.ts'

/** A buffer of a plan that is results. */
export interface Left extends Leaving {
  /** The first result that it is, which its address is written down for. */
  readonly first: number
  /** All results that it is. */
  readonly results: readonly number[]
}

export const leftBy = (plan: Plan): readonly Left[] =>
  [...plan.direct].map(([first, buffer]) => {
    const results = plan.results.flatMap((v, i) => (v.buffer === buffer && isWhole(plan, v) ? [i] : []))
    const { shape, dtype } = plan.results[first]!
    const shapes = results.map((i) => plan.results[i]!.shape)
    return { bytes: plan.buffers[buffer]!.bytes, dtype, length: sizeOf(shape), first, results, shapes }
  })

/** Where the results of a call are written, in the order of what leaves, and over which inputs. */
export interface Places {
  readonly addresses: readonly number[]
  readonly overInputs: ReadonlyMap<number, number>
  /** All as it was before. */
  readonly giveBack: () => void
}

const nowhere: Places = { addresses: [], overInputs: new Map(), giveBack: () => undefined }

/** The memory of donated inputs that results are written over, by the result: that which no other operand shares. */
const seizedFor = (
  own: Heap,
  { overwritten, buffers, inputs }: Plan,
  left: readonly Left[],
  given: readonly Concrete[],
): ReadonlyMap<number, Seized> => {
  if (overwritten.size === 0) return new Map()
  const addresses = given.map((x) => own.addressOf(x))
  return new Map(
    left.flatMap(({ first }) => {
      const input = overwritten.get(first)
      if (input === undefined || addresses.filter((a) => a === addresses[input]).length > 1) return []
      const seized = own.seize(given[input]!, buffers[inputs[input]!.buffer]!.bytes)
      return seized === undefined ? [] : [[first, seized] as const]
    }),
  )
}

/** Memory for all, or for none where it does not last: that of donated inputs for some of them, and new one for the others. */
export const placesFor = (
  own: Heap,
  plan: Plan,
  left: readonly Left[],
  given: readonly Concrete[],
): Places => {
  if (left.length === 0) return nowhere
  const seized = seizedFor(own, plan, left, given)
  const taken: { readonly address: number; readonly bytes: number }[] = []
  const giveBack = (): void => {
    taken.forEach(({ address, bytes }) => own.give(address, bytes))
    for (const there of seized.values()) there.moveOut()
  }
  const take = (bytes: number): number => {
    const address = own.take(bytes)
    taken.push({ address, bytes })
    return address
  }
  try {
    const addresses = left.map(({ first, bytes }) => seized.get(first)?.address ?? take(bytes))
    const overInputs = new Map([...seized].map(([r, { address }]) => [plan.overwritten.get(r)!, address]))
    return { addresses, overInputs, giveBack }
  } catch (error) {
    giveBack()
    throw error
  }
}
