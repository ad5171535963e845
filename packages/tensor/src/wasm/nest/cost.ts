/** About how long a fused loop takes. */
import { sizeOf } from '../../Tensor.ts'
import { widths } from '../access.ts'
import { lanesOf, type Nest, typesOf } from './nest.ts'

const functions: ReadonlySet<string> = new Set([
  'exp',
  'log',
  'tanh',
  'sigmoid',
  'pow',
  'atan2',
  'special',
  'mod',
])

/** Is this a function of many instructions, worth keeping rather than computing again? */
export const isFunction = (name: string): boolean => functions.has(name)

const isSlow = (name: string): boolean => isFunction(name) || name === 'div' || name === 'sqrt'

/** Nanoseconds for each element: of memory that is moved, of operations by four lanes. */
const perByte = 0.05
const perOperation = 0.1
const perFunction = 1.5

/** About how many nanoseconds the loop takes on one thread. */
export const costOf = (nest: Nest): number => {
  const types = typesOf(nest)
  const bytes = [
    ...nest.loads.flatMap((l) => (l.from === 'memory' && l.strides.some((s) => s !== 0) ? [l.dtype] : [])),
    ...nest.stores.map((s) => types[s.value]!),
  ].reduce((sum, dtype) => sum + widths[dtype], 0)
  const work = nest.operations.reduce((sum, o) => sum + (isSlow(o.name) ? perFunction : perOperation), 0)
  return sizeOf(nest.shape) * (bytes * perByte + (work * 4) / lanesOf(nest))
}
