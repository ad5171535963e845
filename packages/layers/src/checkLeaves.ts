import { ShapeError, Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { sameShape, showShape } from './shapes.ts'
import type { LeafEntry, Wiring } from './Wiring.ts'
import { leavesOf, ownLeaves, sharedOf } from './Wiring.ts'

type Part = 'params' | 'state'
const words = { params: 'parameters are', state: 'state is' } as const

type Leaves = Readonly<Record<string, object>>

/** Every leaf that a model needs, by the first step of its path: its layers' in order, then those that they share. */
export const leavesByRoot = (wiring: Wiring, part: Part): ReadonlyMap<string, readonly LeafEntry[]> =>
  new Map([
    ...wiring.layers.map((layer) => [layer.name, ownLeaves(layer, part, layer.name)] as const),
    ...[...sharedOf(wiring)].map(([name, body]) => [name, leavesOf(body, part, name)] as const),
  ])

/** Throws where parameters or state are not of this model, naming every path that differs. */
export const checkLeaves = (part: Part, wiring: Wiring, leaves: Leaves, operation = 'apply'): void => {
  const roots = leavesByRoot(wiring, part)
  const differences = [
    ...[...roots].flatMap(([root, specs]) => differencesOf(specs, found(root, leaves[root]))),
    ...Object.keys(leaves).flatMap((root) =>
      roots.has(root) ? [] : found(root, leaves[root]).map(([path]) => `${path} is unexpected`),
    ),
  ]
  if (differences.length > 0)
    throw new ShapeError(operation, `the ${words[part]} of another model: ${differences.join('; ')}.`)
}

type Found = readonly (readonly [path: string, leaf: AnyTensor])[]

const found = (root: string, leaves: object | undefined): Found =>
  leaves === undefined ? [] : Tree.entries({ [root]: leaves })

const differencesOf = (specs: readonly LeafEntry[], leaves: Found): readonly string[] => {
  const byPath = new Map(leaves)
  const expected = new Set(specs.map(([path]) => path))
  return [
    ...specs.flatMap(([path, { shape }]) => {
      const leaf = byPath.get(path)
      if (leaf === undefined) return [`${path} is missing`]
      return sameShape(leaf.shape, shape)
        ? []
        : [`${path} is ${showShape(leaf.shape)}, expected ${showShape(shape)}`]
    }),
    ...leaves.flatMap(([path]) => (expected.has(path) ? [] : [`${path} is unexpected`])),
  ]
}
