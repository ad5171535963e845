import { ShapeError, ValueError } from '@gradus/tensor'
import type { Layer, LayerType, Reading, Settings } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import { stage } from '../Stage.ts'
import type { Weave } from '../Wiring.ts'

/** A layer that holds others. */
export interface Woven extends Weave {
  readonly kind: string
  readonly settings?: Settings
  readonly reads?: Reading
}

/** What throws within a body says which one. */
export const within = <A>(where: string, f: () => A): A => {
  try {
    return f()
  } catch (error) {
    if (error instanceof ValueError) throw new ValueError(where, error.message)
    if (error instanceof ShapeError) throw new ShapeError(where, error.message)
    throw error
  }
}

const none = (): {} => ({})

/** The stage of a layer that holds others. */
export const woven = <T extends LayerType>({ kind, settings = {}, reads, ...weave }: Woven): Stage<T> => {
  const layer = {
    kind,
    settings,
    ...(reads === undefined ? {} : { reads }),
    misfit: () => undefined,
    output: () => [],
    params: none,
    state: none,
    apply: () => {
      throw new ValueError(
        kind,
        'a layer that holds others has no weights of its own. Put the stage that changes weights within it.',
      )
    },
    weave: { ...weave, bodies: (input) => within(kind, () => weave.bodies(input)) },
  } satisfies Layer
  return stage<T>(layer as unknown as Layer<T>)
}
