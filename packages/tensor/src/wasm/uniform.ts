/**
 * Constants that are one number all over.
 *
 * @module
 */
import { Concrete } from '../Tensor.ts'

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
  const found = known.get(constant) ?? { value: lookThrough(constant) }
  known.set(constant, found)
  return found.value
}
