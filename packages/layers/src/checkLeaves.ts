import { ShapeError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { LeafSpecs } from './Layer.ts'
import type { PlacedLayer } from './Model.ts'
import { sameShape, showShape } from './shapes.ts'

type Part = 'params' | 'state'
const words = { params: 'parameters are', state: 'state is' } as const

type Leaves = Readonly<Record<string, object>>

/** Throws where parameters or state are not of these layers, naming every path that differs. */
export const checkLeaves = (part: Part, layers: readonly PlacedLayer[], leaves: Leaves): void => {
  const differences = layers
    .flatMap((layer) => differencesOf(layer.name, layer[part], leaves[layer.name] ?? {}))
    .concat(Object.keys(leaves).flatMap((name) => unexpected(name, layers, leaves[name] ?? {})))
  if (differences.length > 0)
    throw new ShapeError('apply', `the ${words[part]} of another model: ${differences.join('; ')}.`)
}

const differencesOf = (layer: string, specs: LeafSpecs, leaves: object): readonly string[] => [
  ...Object.entries(specs).flatMap(([name, { shape }]) => {
    const leaf = (leaves as Readonly<Record<string, AnyTensor>>)[name]
    if (leaf === undefined) return [`${layer}.${name} is missing`]
    return sameShape(leaf.shape, shape)
      ? []
      : [`${layer}.${name} is ${showShape(leaf.shape)}, expected ${showShape(shape)}`]
  }),
  ...Object.keys(leaves)
    .filter((name) => !(name in specs))
    .map((name) => `${layer}.${name} is unexpected`),
]

const unexpected = (name: string, layers: readonly PlacedLayer[], leaves: object): readonly string[] =>
  layers.some((layer) => layer.name === name)
    ? []
    : Object.keys(leaves).map((leaf) => `${name}.${leaf} is unexpected`)
