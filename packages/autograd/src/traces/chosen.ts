/**
 * Which elements of a cotangent were chosen.
 *
 * Where `select` took the other side, a cotangent is 0 because nothing depends on it there, and it stays 0 on the way back,
 * whatever the slopes are: 0 times an infinite slope, or divided by 0, would be NaN. A cotangent that happens to be 0 is not
 * meant: its product with an infinite slope is not known.
 *
 * @module
 */
import type { AnyTensor } from '@gradus/tensor'
import { bind, type PrimitiveName } from '@gradus/tensor/primitives'
import { add, select, zeros } from '../rules/algebra.ts'
import type { Tangent } from '../Rule.ts'

/** Computed where something asks for it: true where an element was chosen. */
type Chosen = () => AnyTensor

/** A cotangent, and which of its elements were chosen, if not all. */
export interface Pulled {
  readonly cotangent: AnyTensor
  readonly chosen?: Chosen | undefined
}

const later = (f: Chosen): Chosen => {
  let found: AnyTensor | undefined
  return () => (found ??= f())
}

const both = (a: Chosen | undefined, b: Chosen): Chosen =>
  a === undefined ? b : later(() => bind('and', [a(), b()], {}))

const either = (a: Chosen | undefined, b: Chosen | undefined): Chosen | undefined =>
  a === b || a === undefined || b === undefined ? a && b : later(() => bind('or', [a(), b()], {}))

/** The sum of what two uses of a value pull back. */
export const sumOf = (a: Pulled, b: Pulled): Pulled => ({
  cotangent: add(a.cotangent, b.cotangent),
  chosen: either(a.chosen, b.chosen),
})

/** Primitives that multiply with slopes. */
const scaling: ReadonlySet<PrimitiveName> = new Set(['mul', 'div'])
const signing: ReadonlySet<PrimitiveName> = new Set(['neg', 'add', 'sub', 'cast'])
/** Primitives that move and add up elements, as their transposes do: what was chosen moves along. */
const moving: ReadonlySet<PrimitiveName> = new Set([
  'broadcast',
  'reshape',
  'permute',
  'flip',
  'slice',
  'pad',
  'concat',
  'take',
  'scatterSum',
  'reduceSum',
  'cumSum',
])

type Back = (cotangent: AnyTensor) => readonly Tangent[]

const moved = (back: Back, chosen: Chosen, { dtype }: AnyTensor, i: number): Chosen =>
  later(() => {
    const weights = back(bind('cast', [chosen()], { dtype }))[i]!
    return bind('cast', [weights], { dtype: 'bool' })
  })

/** What reaches the operands of a primitive, of what reached its result. */
export const pullBack = (
  name: PrimitiveName,
  inputs: readonly AnyTensor[],
  { cotangent, chosen }: Pulled,
  back: Back,
): readonly (Pulled | undefined)[] => {
  const chosenOf = (i: number): Chosen | undefined => {
    if (name === 'select')
      return both(chosen, i === 1 ? () => inputs[0]! : later(() => bind('not', [inputs[0]!], {})))
    if (chosen === undefined || scaling.has(name) || signing.has(name)) return chosen
    return moving.has(name) ? moved(back, chosen, cotangent, i) : undefined
  }
  return back(cotangent).map((c, i) => {
    if (c === undefined) return undefined
    const clean = chosen !== undefined && scaling.has(name) ? select(chosen(), c, zeros(c)) : c
    return { cotangent: clean, chosen: chosenOf(i) }
  })
}
