/** A training state as bytes, and back: a safetensors file whose manifest holds the numbers. */
import type { ModelLike } from '@gradus/layers'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import * as t from 'io-ts'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import { open, seal } from './container.ts'
import type { Kind } from './container.ts'
import type { FormatError } from './FormatError.ts'
import { firstBadPath } from './NonFinite.ts'
import type { Plan } from './Plan.ts'
import { initialState } from './TrainState.ts'
import type { TrainState } from './TrainState.ts'

const number = t.number
const count = t.refinement(t.number, (n) => Number.isSafeInteger(n) && n >= 0, 'a whole number from 0')

const measures = t.readonly(t.type({ loss: number, metrics: t.readonly(t.record(t.string, number)) }))

const averages = { penalty: number, gradientNorm: number, updateRatio: number }

const record = t.readonly(
  t.intersection([
    t.type({ epoch: count, step: count, train: measures, ...averages }),
    t.partial({ validation: measures }),
  ]),
)

const running = t.readonly(
  t.type({
    steps: count,
    examples: count,
    loss: number,
    ...averages,
    metrics: t.readonly(t.record(t.string, t.unknown)),
  }),
)

const stopping = t.readonly(
  t.type({
    best: t.union([number, t.null]),
    bestEpoch: count,
    epoch: count,
    wait: count,
    improved: t.boolean,
    stop: t.boolean,
  }),
)

const manifest = t.readonly(
  t.type({
    epoch: count,
    position: count,
    step: count,
    running,
    stopping: t.union([stopping, t.null]),
    best: t.union([t.readonly(t.type({ epoch: count, step: count, loss: number })), t.null]),
    history: t.readonlyArray(record),
  }),
)

type Manifest = t.TypeOf<typeof manifest>

const kind: Kind<Manifest> = { name: 'gradus-train-state', version: 1, manifest }

const treeOf = <M extends ModelLike, S>({ params, layerState, optState, key, best }: TrainState<M, S>) => ({
  params,
  layerState,
  optState,
  key,
  ...(best === undefined ? {} : { best: { params: best.params, layerState: best.layerState } }),
})

const manifestOf = <M extends ModelLike, S>(state: TrainState<M, S>): Manifest => {
  const { epoch, position, step, running, history, best } = state
  return {
    epoch,
    position,
    step,
    running,
    history,
    stopping: state.stopping ?? null,
    best: best === undefined ? null : { epoch: best.epoch, step: best.step, loss: best.loss },
  }
}

/**
 * A state as the bytes of a safetensors file: its tensors under their paths (`params.dense_0.kernel`, `optState.…`), its
 * numbers in a JSON manifest in the metadata. Equal states give equal bytes.
 */
export const encodeState = <M extends ModelLike, S>(state: TrainState<M, S>): Uint8Array<ArrayBuffer> =>
  seal(kind, manifestOf(state), new Map(Tree.entries(treeOf(state))))

/** The state of this plan that has a best, so that its tree has the paths that a file with a best must have. */
const templateOf = <M extends ModelLike, S, Y extends AnyTensor>(plan: Plan<M, S, Y>, hasBest: boolean) => {
  const state = initialState(plan)
  const { params, layerState } = state
  return treeOf<M, S>(
    hasBest ? { ...state, best: { params, layerState, epoch: 0, step: 0, loss: 0 } } : state,
  )
}

const requireFinite = <A>(tree: A): E.Either<FormatError, A> => {
  const path = firstBadPath(tree)
  return path === undefined ? E.right(tree) : E.left({ _tag: 'NotFinite', path })
}

/**
 * Reads the bytes of a state of this plan.
 *
 * Failures: a `FormatError`; where the file is of another model or optimiser, every path that is missing, unexpected or
 * of another shape is named. NaN and infinite values are refused with their path.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 * import * as Loss from '@gradus/losses'
 * import * as O from '@gradus/optim'
 * import { decodeState, encodeState, initialState } from '@gradus/train'
 *
 * const plan = {
 *   model: L.pipe(L.input([4]), L.dense(3)),
 *   objective: Loss.softmaxCrossEntropy,
 *   optimizer: O.adam({ learningRate: 0.01 }),
 *   batchSize: 32,
 *   epochs: 10,
 *   key: Rng.key(0),
 * }
 * const bytes = encodeState(initialState(plan))
 * const decoded = decodeState(plan)(bytes)
 * decoded._tag === 'Right' && decoded.right.step // => 0
 * ```
 */
export const decodeState =
  <M extends ModelLike, S, Y extends AnyTensor>(plan: Plan<M, S, Y>) =>
  (bytes: Uint8Array): E.Either<FormatError, TrainState<M, S>> =>
    pipe(
      open(kind)(bytes),
      E.chain(({ manifest, tensors }) =>
        pipe(
          Tree.fromPaths(templateOf(plan, manifest.best !== null))(tensors),
          E.mapLeft((mismatch): FormatError => ({ _tag: 'OtherModel', mismatch })),
          E.chain(requireFinite),
          E.map(({ best, ...tree }) => ({
            ...tree,
            epoch: manifest.epoch,
            position: manifest.position,
            step: manifest.step,
            running: manifest.running,
            history: manifest.history,
            stopping: manifest.stopping ?? undefined,
            best: best && manifest.best ? { ...best, ...manifest.best } : undefined,
          })),
        ),
      ),
    )
