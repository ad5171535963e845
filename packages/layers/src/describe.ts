import type { Shape } from '@gradus/tensor'
import { sizeOf } from '@gradus/tensor'
import type { Settings } from './Layer.ts'
import type { Signal } from './Signal.ts'
import { isOne, shapeOf } from './Signal.ts'
import type { Body, LeafEntry, PlacedLayer, Wiring } from './Wiring.ts'

/** One layer of a model, as `summary` prints it. Shapes are without the batch axis. */
export interface LayerDescription {
  readonly name: string
  readonly kind: string
  readonly settings: Settings
  /** What it reads and gives: a shape of floats, a shape with its element type, or these by name. */
  readonly input: Signal
  readonly output: Signal
  /** The shape of the tensor that it reads; empty where it reads several. */
  readonly inputShape: Shape
  /** The shape of the tensor that it gives; empty where it gives several. */
  readonly outputShape: Shape
  /** How many numbers are learned, those of the layers within it too; shared ones count where they first stand. */
  readonly parameters: number
  /** How many of these are frozen. */
  readonly frozen: number
  /** How many numbers are remembered from step to step without being learned. */
  readonly state: number
  /** The layers within it. */
  readonly layers: readonly LayerDescription[]
}

/**
 * A model's layers as data, in order; no parameter is made for it.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const [first] = L.describe(L.pipe(L.input([64]), L.dense(32)))
 * first?.name // => 'dense_0'
 * first?.outputShape // => [32]
 * first?.parameters // => 2080
 * ```
 */
export const describe = (model: Wiring): readonly LayerDescription[] => describeLayers(model, new Set()).rows

type Seen = ReadonlySet<string>

/** Rows, and which shared weights they have shown. */
interface Described {
  readonly rows: readonly LayerDescription[]
  readonly seen: Seen
}

const describeEach = <A>(
  things: readonly A[],
  seen: Seen,
  one: (thing: A, seen: Seen) => Described,
): Described =>
  things.reduce<Described>(
    (so, thing) => {
      const next = one(thing, so.seen)
      return { rows: [...so.rows, ...next.rows], seen: next.seen }
    },
    { rows: [], seen },
  )

const describeLayers = ({ layers }: Wiring, seen: Seen): Described =>
  describeEach(layers, seen, (layer, so) => {
    const inner = describeEach(layer.bodies, so, describeBody)
    return { rows: [describeLayer(layer, inner.rows)], seen: inner.seen }
  })

/** A body's layers, under its name if it has one. */
const describeBody = ({ name, shared, wiring }: Body, seen: Seen): Described => {
  if (name === undefined) return describeLayers(wiring, seen)
  const again = shared && seen.has(name)
  const { rows, seen: now } = describeLayers(wiring, shared ? new Set([...seen, name]) : seen)
  const { input, output } = wiring
  const kind = again ? 'shared' : shared ? 'tied' : 'model'
  return {
    rows: [withTotals({ name, kind, settings: {}, input, output }, [], [], [], again ? [] : rows)],
    seen: now,
  }
}

type Place = Pick<LayerDescription, 'name' | 'kind' | 'settings' | 'input' | 'output'>

const describeLayer = (layer: PlacedLayer, inner: readonly LayerDescription[]): LayerDescription => {
  const { name, kind, settings, input, output, params, state, frozen } = layer
  const leaves = Object.entries(params)
  const held = leaves.filter(([leaf]) => frozen.includes(leaf))
  return withTotals({ name, kind, settings, input, output }, leaves, held, Object.entries(state), inner)
}

const withTotals = (
  place: Place,
  params: readonly LeafEntry[],
  frozen: readonly LeafEntry[],
  state: readonly LeafEntry[],
  layers: readonly LayerDescription[],
): LayerDescription => ({
  ...place,
  inputShape: shapeOrNone(place.input),
  outputShape: shapeOrNone(place.output),
  parameters: count(params) + total(layers, 'parameters'),
  frozen: count(frozen) + total(layers, 'frozen'),
  state: count(state) + total(layers, 'state'),
  layers,
})

const shapeOrNone = (signal: Signal): Shape => (isOne(signal) ? shapeOf(signal) : [])

const count = (leaves: readonly LeafEntry[]): number =>
  leaves.reduce((n, [, { shape }]) => n + sizeOf(shape), 0)

/** What the descriptions of some layers come to together. */
export const total = (layers: readonly LayerDescription[], of: 'parameters' | 'frozen' | 'state'): number =>
  layers.reduce((n, layer) => n + layer[of], 0)
