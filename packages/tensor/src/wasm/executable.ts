/**
 * Programs as they are called: where operands are found, and what becomes of results.
 *
 * @module
 */
import { arrays, type TypedArray } from '../DType.ts'
import { constantResult, donate, type Executable } from '../engine.ts'
import { Concrete, sizeOf } from '../Tensor.ts'
import type { Heap } from './heap.ts'
import { type Left, leftBy, placesFor } from './leaving.ts'
import { blockSize } from './memory.ts'
import type { Plan } from './plan/plan.ts'
import { isWhole } from './plan/results.ts'
import { type Machine, type Program, programOf } from './program/program.ts'
import type { View } from './view.ts'

/** What a result is: an input or a constant as it came, or memory of this call. */
type Origin =
  | { readonly from: 'input' | 'constant'; readonly index: number }
  | { readonly from: 'buffer' | 'copy' }

const originOf = (plan: Plan, v: View): Origin => {
  const same = (w: View): boolean => w.buffer === v.buffer
  const input = plan.inputs.findIndex(same)
  const constant = plan.constants.findIndex(same)
  const as = (w: View): boolean => isWhole(plan, v) && w.shape.join() === v.shape.join()
  if (input >= 0) return as(plan.inputs[input]!) ? { from: 'input', index: input } : { from: 'copy' }
  if (constant >= 0)
    return as(plan.constants[constant]!) ? { from: 'constant', index: constant } : { from: 'copy' }
  return isWhole(plan, v) ? { from: 'buffer' } : { from: 'copy' }
}

interface Stretch {
  readonly dtype: Left['dtype']
  readonly address: number
  readonly length: number
}

/** Arrays over stretches of memory that stay where they are, made anew when the memory has grown. */
const arraysOver = (own: Heap, stretches: readonly Stretch[]): (() => readonly TypedArray[]) => {
  let over: ArrayBuffer | undefined
  let made: readonly TypedArray[] = []
  return () => {
    const { buffer } = own.memory
    if (buffer !== over) {
      made = stretches.map(({ dtype, address, length }) => own.array(dtype, address, length))
      over = buffer
    }
    return made
  }
}

/** Inputs that are shorter are written whenever they come. */
const long = 4096

/** Writes inputs into a program's own memory. A tensor never changes: a long one that an earlier call has written is there. */
const writer = (own: Heap, plan: Plan, { inputs }: Program): ((x: Concrete, i: number) => number) => {
  const written = inputs.map((): object | undefined => undefined)
  const over = arraysOver(
    own,
    plan.inputs.map(({ dtype, shape }, i) => ({ dtype, address: inputs[i]!, length: sizeOf(shape) })),
  )
  return (x, i) => {
    const array = over()[i]!
    const identity = array.length < long ? undefined : Concrete.identity(x)
    if (identity === undefined || written[i] !== identity) {
      array.set(Concrete.values(x))
      written[i] = identity
    }
    return inputs[i]!
  }
}

/** Results that are shorter are copied each by itself: losses that are kept should not keep the parameters of their time. */
const short = 16

/** Memory of a program's own for results that are copied out. */
interface Parcel {
  readonly bytes: number
  readonly offsets: readonly number[]
}

const parcelOf = (copied: readonly Left[]): Parcel => {
  const ends = copied.reduce<readonly number[]>(
    (all, { bytes }) => [...all, all.at(-1)! + blockSize(bytes)],
    [0],
  )
  return { bytes: ends.at(-1)!, offsets: ends.slice(0, -1) }
}

/** Copies results out: short ones by themselves, the others together. */
const copier = (
  own: Heap,
  copied: readonly Left[],
  { bytes, offsets }: Parcel,
  address: number,
): (() => readonly TypedArray[]) => {
  const isTogether = (l: Left): boolean => l.length > short
  const over = arraysOver(own, [
    { dtype: 'uint8', address, length: bytes },
    ...copied.map(({ dtype, length }, i) => ({ dtype, address: address + offsets[i]!, length })),
  ])
  const hasTogether = copied.some(isTogether)
  return () => {
    const [all, ...each] = over()
    const together = hasTogether ? all!.slice().buffer : undefined
    return copied.map((l, i) =>
      isTogether(l) ? new arrays[l.dtype](together!, offsets[i], l.length) : each[i]!.slice(),
    )
  }
}

const bytesOf = (left: readonly Left[]): number => left.reduce((sum, l) => sum + l.bytes, 0)

/** A plan in memory, ready to be called. */
export const executable = (
  machine: Machine,
  plan: Plan,
  donated: readonly number[],
): { readonly run: Executable; readonly release: () => void } => {
  const { heap: own, copied: most } = machine
  const origins = plan.results.map((v) => originOf(plan, v))
  const left = leftBy(plan)
  const stays = bytesOf(left) <= most ? [] : left.filter((l) => l.length > short)
  const copied = left.filter((l) => !stays.includes(l))
  const staying = bytesOf(stays)
  const parcel = parcelOf(copied)
  const program = programOf(machine, plan, parcel.bytes)
  const write = writer(own, plan, program)
  const copy = copier(own, copied, parcel, program.parcel)
  const first = plan.inputs.length
  const compute = (given: readonly Concrete[]): readonly number[] => {
    const { addresses, overInputs, giveBack } = placesFor(own, plan, stays, given)
    // from here on memory stays as it is, and tensors where they are
    try {
      given.forEach((x, i) => program.tell(i, overInputs.get(i) ?? own.addressOf(x) ?? write(x, i)))
    } catch (error) {
      giveBack()
      throw error
    }
    stays.forEach((l, i) => program.tell(first + l.first, addresses[i]!))
    copied.forEach((l, i) => program.tell(first + l.first, program.parcel + parcel.offsets[i]!))
    try {
      program.run()
    } catch (error) {
      addresses.forEach((address, i) => own.give(address, stays[i]!.bytes))
      throw error
    }
    return addresses
  }
  const run = (inputs: readonly Concrete[]): readonly Concrete[] => {
    own.makeRoom(staying)
    program.prepare()
    const addresses = compute(inputs)
    const answered = origins.map((origin, i): Concrete | undefined => {
      if (origin.from === 'input') return inputs[origin.index]
      if (origin.from === 'constant') return constantResult(plan.values[origin.index]!)
      return origin.from === 'copy' ? program.read(plan.results[i]!) : undefined
    })
    const answer = (l: Left, tensors: readonly Concrete[]): void =>
      l.results.forEach((result, at) => {
        answered[result] = tensors[at]
      })
    own.tensors(stays, addresses).forEach((tensors, i) => answer(stays[i]!, tensors))
    copy().forEach((values, i) => {
      const l = copied[i]!
      answer(
        l,
        l.shapes.map((shape) => new Concrete(values, shape, l.dtype)),
      )
    })
    return answered as readonly Concrete[]
  }
  return {
    run: (inputs) => {
      const given = inputs as readonly Concrete[]
      const answered = run(given)
      if (donated.length > 0) donate(given, donated, answered, own.release)
      return answered
    },
    release: program.release,
  }
}
