import { glorotUniform, orthogonal } from '@gradus/init'
import type { Initializer } from '@gradus/init'
import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import { finite, positiveInteger } from '../checks.ts'
import { layer } from '../custom.ts'
import type { LayerType, LeafSpecs } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import type { OverTime, Recurrence } from './Recurrence.ts'
import { overTime } from './Recurrence.ts'
import type { SequenceMask } from './sequenceMask.ts'
import { maskOf } from './sequenceMask.ts'
import type { NotSequence, TimeOf } from './sequenceShape.ts'
import { notSequence } from './sequenceShape.ts'

/** What the types of recurrent layers share: all but their parameters. */
export interface RecurrentLayer<
  Kind extends string,
  Units extends number,
  Sequences extends boolean,
> extends LayerType {
  readonly kind: Kind
  readonly output: Sequences extends true ? readonly [TimeOf<this['input']>, Units] : readonly [Units]
  readonly misfit: NotSequence<this['input']>
  readonly state: {}
}

/** The options that recurrent layers share. */
export interface RecurrentOptions<Sequences extends boolean = boolean> {
  /** The output of every step, `[time, units]`, and not of the last one alone, `[units]`. */
  readonly returnSequences?: Sequences | undefined
  /** From the last step to the first; outputs keep the places of their steps. */
  readonly reverse?: boolean | undefined
  /** Which steps are real: `L.notPadding()`, or a function of the batch of one's own. */
  readonly mask?: SequenceMask | undefined
  /** How the kernel of each gate begins; Glorot uniform if not said. */
  readonly init?: Initializer | undefined
  /** How the recurrent kernel of each gate begins; orthogonal if not said. */
  readonly recurrentInit?: Initializer | undefined
}

/** Where the biases of gates begin, by the gate's name. */
export type GateBiases<Gate extends string> = { readonly [G in Gate]?: number | undefined }

/** Side by side in one kernel `[in, gates · units]`, every gate begins as a matrix of its own. */
const perGate =
  (init: Initializer, gates: number): ((key: Rng.Key, shape: Shape) => AnyTensor) =>
  (key, [rows = 0, columns = 0]) =>
    T.concat(
      Array.from({ length: gates }, (_, g) => init(Rng.foldIn(key, g), [rows, columns / gates])) as Tensor[],
      { axis: 1 },
    ) as AnyTensor

/** The biases of gates, each begun as one number. */
const gateBias =
  (starts: readonly number[]): ((key: Rng.Key, shape: Shape) => AnyTensor) =>
  (_key, [size = 0]) =>
    T.concat(starts.map((start) => T.full([size / starts.length], start)) as Tensor[]) as AnyTensor

/** Where the biases of gates begin, checked. */
export const gateStarts = (kind: string, biases: Readonly<Record<string, number>>): readonly number[] =>
  Object.entries(biases).map(([gate, start]) => {
    finite(kind, `biases.${gate}`, start)
    return start
  })

/** The specs of a kernel, a recurrent kernel and a bias of as many gates as biases are given. */
export const gateSpecs =
  (units: number, starts: readonly number[], { init = glorotUniform, recurrentInit = orthogonal() }: Inits) =>
  ([, features = 0]: Shape): LeafSpecs<'kernel' | 'recurrentKernel' | 'bias'> => {
    const columns = starts.length * units
    return {
      kernel: { shape: [features, columns], init: perGate(init, starts.length) },
      recurrentKernel: { shape: [units, columns], init: perGate(recurrentInit, starts.length) },
      bias: { shape: [columns], init: gateBias(starts) },
    }
  }

type Inits = Pick<RecurrentOptions, 'init' | 'recurrentInit'>

/** What a recurrent layer is made from. */
interface Definition<Params, Carry> {
  readonly kind: string
  readonly units: number
  readonly options: RecurrentOptions
  readonly recurrence: Recurrence<Params, Carry>
  readonly params: (input: Shape) => LeafSpecs
}

type Mark = 'returnSequences' | 'reverse'

/** What `summary` shows: the options that are on. */
const marks = (options: RecurrentOptions): Readonly<Record<string, boolean>> =>
  Object.fromEntries(
    (['returnSequences', 'reverse'] as readonly Mark[]).filter((m) => options[m]).map((m) => [m, true]),
  )

/** Some recurrent layer: which one is in the type that its factory says. */
interface AnyRecurrent<Params> extends LayerType {
  readonly params: Params & object
  readonly state: {}
}

/** The stage of a recurrence; its type is the factory's word. */
export const recurrentLayer = <T extends LayerType, Params extends object, Carry>({
  kind,
  units,
  options,
  recurrence,
  params,
}: Definition<Params, Carry>): Stage<T> => {
  positiveInteger(kind, 'units', units)
  const { returnSequences = false, reverse = false, mask } = options
  const run = (x: Tensor): OverTime => ({ units, mask: maskOf(kind, mask, x), reverse, returnSequences })
  return layer<AnyRecurrent<Record<string, Tensor>>>({
    kind,
    settings: marks(options),
    misfit: notSequence,
    output: ([time = 0]) => (returnSequences ? [time, units] : [units]),
    params,
    apply: (weights, state, x) => ({
      output: overTime(recurrence, weights as object as Params, x, run(x)),
      state,
    }),
  }) as unknown as Stage<T>
}
