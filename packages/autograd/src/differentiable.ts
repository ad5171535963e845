/** What can be differentiated by, and what has to be alike. */
import { type AnyTensor, DTypeError, ShapeError } from '@gradus/tensor'
import * as T from '@gradus/tensor'

/** What to do with whole numbers and truth values among the leaves that a derivative is taken by. */
export interface AllowInt {
  /** They take part as constants, and their derivative is zeros of their own type; otherwise they are refused. */
  readonly allowInt?: boolean
}

/** How a leaf is named in messages. */
export type NameOf = (path: string) => string

export const nameOf: NameOf = (path) => (path === '' ? 'the argument' : path)

/** How a leaf of one of several arguments is named. */
export const nameAmong = (n: number, path: string): string =>
  path === '' ? `argument ${n}` : `${path} of argument ${n}`

/** Refuses leaves without derivatives, unless they are allowed as constants. */
export const checkFloat =
  (op: string, { allowInt = false }: AllowInt = {}, name: NameOf = nameOf) =>
  (leaf: AnyTensor, path: string): void => {
    if (!allowInt && !T.isFloating(leaf))
      throw new DTypeError(
        op,
        `only floats have derivatives, ${name(path)} is ${leaf.dtype}. Pass it as another argument, close over it, or say { allowInt: true } for a derivative of zeros.`,
      )
  }

/** A change of a tensor has the tensor's shape and element type. */
export const checkAlike = (
  op: string,
  change: AnyTensor,
  what: string,
  x: AnyTensor,
  of: string,
  path: string,
): AnyTensor => {
  if (
    x.dtype !== change.dtype ||
    x.shape.length !== change.shape.length ||
    x.shape.some((d, i) => d !== change.shape[i])
  )
    throw new ShapeError(
      op,
      `the ${what}${path === '' ? '' : ` at ${path}`} is ${change.dtype}[${change.shape.join(',')}], the ${of} is ${x.dtype}[${x.shape.join(',')}]; they must be alike`,
    )
  return change
}
