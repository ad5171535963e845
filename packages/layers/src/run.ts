import { isTensor, Rng, ShapeError, stopGradient, Tree } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import type { LayerParams } from './Model.ts'
import type { Mode } from './Layer.ts'
import { sameShape, showShape } from './shapes.ts'
import type { OneSignal, Signal, Value } from './Signal.ts'
import { isOne, shapeOf } from './Signal.ts'
import type { Body, PlacedLayer, Weave } from './Wiring.ts'
import { join, sharedBodies, sharedOf } from './Wiring.ts'
import type { Wiring } from './Wiring.ts'

/** Parameters or state, by layer. */
export type Leaves = Readonly<Record<string, object>>

/** What a model gives: the output, and the state for the next step. */
export interface Ran {
  readonly output: Value
  readonly state: Leaves
}

/** Sees what each layer gives, by the layer's path, and may put another value in its place. */
export type Tap = (path: string, y: Value) => Value

/** What a run needs besides a model and its leaves. */
export interface How {
  readonly mode: Mode
  readonly tap?: Tap
  readonly path: string
}

/** A model's layers one after the other. Weights that it shares lie beside its layers in `params` and `state`. */
export const run = (wiring: Wiring, params: Leaves, state: Leaves, x: Value, how: How): Ran =>
  wiring.layers.reduce<Ran>(
    (so, layer, n) => runLayer(layer, params, { ...state, ...so.state }, so, inLayer(how, layer, n)),
    { output: x, state: {} },
  )

const inLayer = ({ mode, tap, path }: How, { name }: PlacedLayer, n: number): How => ({
  mode: folded(mode, n),
  path: join(path, name),
  ...(tap === undefined ? {} : { tap }),
})

const folded = (mode: Mode, n: number): Mode =>
  mode.mode === 'train' ? { mode: 'train', key: Rng.foldIn(mode.key, n) } : mode

const runLayer = (layer: PlacedLayer, params: Leaves, state: Leaves, so: Ran, how: How): Ran => {
  const step = layer.weave === undefined ? runPlain : runWoven
  const next = step(layer, layer.weave as never, params, state, so.output, how)
  const { output, ...rest } = { ...next, output: how.tap?.(how.path, next.output) ?? next.output }
  checkOutput(layer, so.output, output)
  return { output, state: { ...so.state, ...rest.state } }
}

const runPlain = (
  layer: PlacedLayer,
  _weave: never,
  params: Leaves,
  state: Leaves,
  x: Value,
  { mode }: How,
): Ran => {
  const { name } = layer
  const weights = params[name] ?? {}
  const step = layer.apply(held(layer, weights), state[name] ?? {}, x as Tensor, modeOf(layer, mode))
  return { output: step.output, state: name in state ? { [name]: step.state } : {} }
}

/** A layer of which nothing is trained remembers nothing new either. */
const modeOf = ({ params, frozen }: PlacedLayer, mode: Mode): Mode =>
  frozen.length > 0 && frozen.length === Object.keys(params).length ? { mode: 'eval' } : mode

const held = ({ frozen }: PlacedLayer, weights: object): object =>
  frozen.length === 0
    ? weights
    : Tree.map((leaf: AnyTensor, path) => (frozen.includes(path) ? stopGradient(leaf) : leaf))(
        weights as LayerParams,
      )

const pick = (from: Leaves, names: Iterable<string>): Leaves =>
  Object.fromEntries(
    Array.from(names).flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])),
  )

const omit = (from: Leaves, names: ReadonlyMap<string, unknown>): Leaves =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !names.has(name)))

/** What a body finds of the leaves of its layer: its own, and those that it shares. */
const within = ({ name, wiring }: Body, leaves: Leaves): Leaves =>
  name === undefined
    ? leaves
    : { ...(leaves[name] as Leaves | undefined), ...pick(leaves, sharedOf(wiring).keys()) }

/** The leaves of a layer with those of one body after a step. */
const after = ({ name, wiring }: Body, leaves: Leaves, next: Leaves): Leaves => {
  if (name === undefined) return { ...leaves, ...next }
  const shared = sharedOf(wiring)
  const own = omit(next, shared)
  return { ...leaves, ...pick(next, shared.keys()), ...(name in leaves ? { [name]: own } : {}) }
}

const runBodies = (
  bodies: readonly Body[],
  params: Leaves,
  state: Leaves,
  xs: readonly Value[],
  how: How,
): { readonly ys: readonly Value[]; readonly state: Leaves } =>
  bodies.reduce<{ readonly ys: readonly Value[]; readonly state: Leaves }>(
    (so, body, i) => {
      const step = run(body.wiring, within(body, params), within(body, so.state), xs[i] as Value, {
        ...how,
        ...(body.name === undefined ? {} : { mode: folded(how.mode, i), path: join(how.path, body.name) }),
      })
      return { ys: [...so.ys, step.output], state: after(body, so.state, step.state) }
    },
    { ys: [], state },
  )

const runWoven = (
  layer: PlacedLayer,
  weave: Pick<Weave, 'deal' | 'gather'>,
  params: Leaves,
  state: Leaves,
  x: Value,
  how: How,
): Ran => {
  const shared = sharedBodies(layer)
  const mine = (leaves: Leaves): Leaves => ({
    ...(leaves[layer.name] as Leaves | undefined),
    ...pick(leaves, shared.keys()),
  })
  const { bodies } = layer
  const { ys, state: next } = runBodies(bodies, mine(params), mine(state), weave.deal(x, bodies), how)
  const own =
    layer.name in state ? { [layer.name]: kept(how.mode, state, layer.name, omit(next, shared)) } : {}
  return { output: weave.gather(x, ys, bodies), state: { ...own, ...pick(next, shared.keys()) } }
}

/** Evaluation returns the very state that it was given. */
const kept = ({ mode }: Mode, state: Leaves, name: string, next: Leaves): object =>
  mode === 'eval' ? (state[name] ?? next) : next

/** A layer of one's own that breaks its word is named here, not by an operation further on. */
const checkOutput = ({ name, output }: PlacedLayer, x: Value, y: Value): void => {
  if (isOne(output)) return checkTensor(name, output, batchOf(x), y as Tensor)
  Object.entries(output as Signal).forEach(([part, one]) =>
    checkTensor(
      `${name}, ${part},`,
      one as OneSignal,
      batchOf(x),
      (y as Readonly<Record<string, Tensor>>)[part],
    ),
  )
}

const batchOf = (x: Value): number => {
  const first = isTensor(x) ? x : Object.values(x)[0]
  return first?.shape[0] ?? 0
}

const checkTensor = (name: string, one: OneSignal, batch: number, y: Tensor | undefined): void => {
  const promised = [batch, ...shapeOf(one)]
  if (y === undefined || !sameShape(y.shape, promised))
    throw new ShapeError(
      'apply',
      `${name} gave ${y === undefined ? 'nothing' : showShape(y.shape)}, its output says ${showShape(promised)}.`,
    )
}
