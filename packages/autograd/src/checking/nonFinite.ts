/** The error of a value that is not finite, to which transformations add where they met it. */
import { GradusError } from '@gradus/tensor'
import type { PrimitiveName, Primitives } from '@gradus/tensor/primitives'

const operation = 'debugNonFinite'

export const nonFinite = (message: string): GradusError => new GradusError(operation, message)

/** A primitive as messages name it: of the special functions, which one. */
export const labelOf = (name: PrimitiveName, params: Primitives[PrimitiveName]): string =>
  name === 'special' ? (params as Primitives['special']).f : name

const added = (e: GradusError, where: string): GradusError => {
  const message = e.message.slice(operation.length + 2)
  return message.endsWith(where) ? e : nonFinite(message + where)
}

/** Runs a part of a transformation; an error of this kind from within says that it was there. */
export const during = <R>(where: string, f: () => R): R => {
  try {
    return f()
  } catch (e) {
    throw e instanceof GradusError && e.operation === operation ? added(e, where) : e
  }
}
