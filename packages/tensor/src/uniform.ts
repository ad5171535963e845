/**
 * Constants that are one number all over.
 *
 * @module
 */
import { allocate, type DType } from './DType.ts'
import { Concrete, type Elsewhere, type Shape, sizeOf } from './Tensor.ts'

interface Uniform extends Elsewhere {
  readonly uniform: number
}

/** A tensor of one number all over, a value of its element type. Its array is made when somebody reads it: compiled code does not. */
export const uniform = (value: number, shape: Shape, dtype: DType): Concrete => {
  const own: Uniform = { uniform: value, read: () => allocate(dtype, sizeOf(shape)).fill(value) }
  return new Concrete(own, shape, dtype)
}

/** The one number of a tensor that was made of it. */
export const filling = (x: Concrete): number | undefined =>
  (Concrete.elsewhere(x) as Partial<Uniform> | undefined)?.uniform

const known = new WeakMap<Concrete, { readonly value: number | undefined }>()

const lookThrough = (constant: Concrete): number | undefined => {
  const values = Concrete.values(constant)
  const [first] = values
  // a plain loop: constants may be as large as what they fill
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], first)) return undefined
  return first
}

/** The one number that a constant consists of; each constant is looked through once. */
export const uniformValue = (constant: Concrete): number | undefined => {
  const made = filling(constant)
  if (made !== undefined) return made
  const found = known.get(constant) ?? { value: lookThrough(constant) }
  known.set(constant, found)
  return found.value
}
