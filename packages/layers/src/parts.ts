/**
 * What layers made of others need: a part of them, run where it stands.
 *
 * @module
 */
import { Rng, sizeOf } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import { dropout } from './dropout.ts'
import type { LeafSpecs, Misfit, Mode } from './Layer.ts'

/** The mode of the n-th part of a layer that draws: in training a key of its own. */
export const modeAt = (mode: Mode, n: number): Mode =>
  mode.mode === 'train' ? { mode: 'train', key: Rng.foldIn(mode.key, n) } : mode

/** A stage whose type does not matter here, such as one of a user's choice. */
export interface Part {
  readonly layer: unknown
}

/** What is asked of a part: it reads one tensor of floats and has no state. */
interface Working {
  readonly kind: string
  readonly weave?: unknown
  readonly misfit: (input: Shape) => Misfit | undefined
  readonly output: (input: Shape) => Shape
  readonly params: (input: Shape) => LeafSpecs
  readonly apply: (params: object, state: object, x: Tensor, mode: Mode) => { readonly output: Tensor }
}

const working = ({ layer }: Part): Working => layer as Working

/** What a part is called. */
export const kindOf = (part: Part): string => working(part).kind

/** Does a part hold models? Then its parameters are not its own. */
export const isWoven = (part: Part): boolean => working(part).weave !== undefined

/** What a part says of features that do not fit. */
export const misfitOf = (part: Part, input: Shape): Misfit | undefined => working(part).misfit(input)

/** The features that a part gives. */
export const outputOf = (part: Part, input: Shape): Shape => working(part).output(input)

/** The specs of a part's parameters. */
export const paramsOf = (part: Part, input: Shape): LeafSpecs => working(part).params(input)

/** The specs of several parts under their names. */
export const grouped = <Name extends string>(groups: {
  readonly [N in Name]: LeafSpecs
}): LeafSpecs<Name> =>
  // A leaf `kernel` of the part `query` is `query.kernel`, which is how specs write a record within a record.
  Object.fromEntries(
    Object.entries<LeafSpecs>(groups).flatMap(([name, specs]) =>
      Object.entries(specs).map(([leaf, spec]) => [`${name}.${leaf}`, spec]),
    ),
  ) as unknown as LeafSpecs<Name>

/** A part, run by itself. */
export const run = (part: Part, params: object, x: Tensor, mode: Mode): Tensor =>
  working(part).apply(params, {}, x, mode).output

/** As `run`, and each step of a sequence is an example: the part sees one axis of features. */
export const runEachStep = (part: Part, params: object, x: Tensor, mode: Mode): Tensor => {
  const before = x.shape.slice(0, -1)
  const rows: Tensor = T.reshape(x, [sizeOf(before), x.shape.at(-1) ?? 0])
  const y = run(part, params, rows, mode)
  return T.reshape(y, [...before, ...y.shape.slice(1)])
}

/** Dropout as the n-th part of a layer that draws. */
export const dropAt = (rate: number, x: Tensor, mode: Mode, n: number): Tensor =>
  rate === 0 ? x : run(dropout(rate), {}, x, modeAt(mode, n))
