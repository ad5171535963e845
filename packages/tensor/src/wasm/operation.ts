/**
 * Programs of one equation, for calls with values.
 *
 * They have no memory for operands of their own: many are kept. Elementwise ones are compiled for pieces of one length, and
 * serve operands of any shape; the last piece overlaps the one before it, and what both have is computed twice, to the same
 * bits.
 *
 * @module
 */
import { Concrete, type Shape, sizeOf } from '../Tensor.ts'
import { filling } from '../uniform.ts'
import { widths } from './access.ts'
import type { Heap } from './heap.ts'
import type { Plan } from './plan/plan.ts'
import { type Machine, type Program, programOf } from './program/program.ts'

/** One equation, compiled. */
export interface Operation {
  /** The bytes that it keeps of the engine's memory. */
  readonly bytes: number
  /** The result, of this shape. Operands of an elementwise one may be longer than those that it was compiled for. */
  readonly run: (inputs: readonly Concrete[], shape: Shape) => Concrete
  readonly release: () => void
}

/** One of eight sizes for each power of two: memory is found again where ever other shapes come. */
const roundedUp = (bytes: number): number => {
  const step = Math.max(1, 2 ** (Math.floor(Math.log2(bytes)) - 3))
  return Math.ceil(bytes / step) * step
}

/** Memory that lasts for a call: that of operands which have none, of a piece each. */
const placesIn = (own: Heap, plan: Plan) => {
  const taken = new Map<number, { readonly address: number; readonly bytes: number }>()
  return {
    addressOf: (i: number): number => taken.get(i)!.address,
    /** Taking memory for one may have others move out. */
    takeFor: (inputs: readonly Concrete[]): void => {
      for (;;) {
        const next = inputs.findIndex((x, i) => own.addressOf(x) === undefined && !taken.has(i))
        if (next < 0) return
        const { shape, dtype } = plan.inputs[next]!
        const bytes = roundedUp(sizeOf(shape) * widths[dtype])
        taken.set(next, { address: own.take(bytes), bytes })
      }
    },
    give: (): void => taken.forEach(({ address, bytes }) => own.give(address, bytes)),
  }
}

interface Call {
  readonly inputs: readonly Concrete[]
  readonly places: ReturnType<typeof placesIn>
  /** Where the result lies, and its elements. */
  readonly address: number
  readonly length: number
}

const runPieces = (own: Heap, plan: Plan, program: Program, call: Call): void => {
  const { inputs, places, address, length } = call
  const { shape, dtype } = plan.results[0]!
  const piece = sizeOf(shape)
  const there = inputs.map((x) => own.addressOf(x))
  const fill = (x: Concrete, i: number, from: number): void => {
    const length = sizeOf(plan.inputs[i]!.shape)
    const array = own.array(x.dtype, places.addressOf(i), length)
    const value = filling(x)
    if (value === undefined) array.set(Concrete.values(x).subarray(from, from + length))
    // it is the same for all pieces
    else if (from === 0) array.fill(value)
  }
  const aim = (x: Concrete, i: number, from: number): number => {
    const at = there[i]
    if (at !== undefined) return at + from * widths[x.dtype]
    fill(x, i, from)
    return places.addressOf(i)
  }
  for (let at = 0; at < length; at += piece) {
    const from = Math.min(at, length - piece)
    inputs.forEach((x, i) => program.tell(i, aim(x, i, from)))
    program.tell(inputs.length, address + from * widths[dtype])
    program.run()
  }
}

/** The plan, without memory for its inputs. */
const withoutInputs = (plan: Plan): Plan => ({
  ...plan,
  buffers: plan.buffers.map((b) => (b.holds === 'input' ? { ...b, bytes: 0 } : b)),
})

/** Compiles a plan of one equation, whose result is memory of its own. */
export const operationOf = (machine: Machine, plan: Plan): Operation => {
  const { heap: own } = machine
  const program = programOf(machine, withoutInputs(plan))
  const { dtype } = plan.results[0]!
  const run: Operation['run'] = (inputs, shape) => {
    const length = sizeOf(shape)
    const bytes = roundedUp(length * widths[dtype])
    const places = placesIn(own, plan)
    own.makeRoom(bytes)
    program.prepare()
    const address = own.take(bytes)
    try {
      places.takeFor(inputs)
      // from here on memory stays as it is, and tensors where they are
      runPieces(own, plan, program, { inputs, places, address, length })
    } catch (error) {
      own.give(address, bytes)
      throw error
    } finally {
      places.give()
    }
    return own.tensors([{ dtype, length, bytes, shapes: [shape] }], [address])[0]![0]!
  }
  return { bytes: plan.layout.bytes, run, release: program.release }
}
