import { sameShape } from './shapes.ts'
import type { Wiring } from './Wiring.ts'
import { leavesOf } from './Wiring.ts'

/** Have two models the same parameters and state, by path and shape? */
export const sameLeaves = (a: Wiring, b: Wiring): boolean =>
  samePart('params', a, b) && samePart('state', a, b)

const samePart = (part: 'params' | 'state', a: Wiring, b: Wiring): boolean => {
  const others = new Map(leavesOf(b, part))
  const leaves = leavesOf(a, part)
  return (
    leaves.length === others.size &&
    leaves.every(([path, { shape }]) => sameShape(others.get(path)?.shape ?? [-1], shape))
  )
}
