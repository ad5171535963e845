import * as E from '#fp/Either'
import { GradusError } from '@gradus/tensor'
import type { Shape } from '@gradus/tensor'
import type { Layer } from './Layer.ts'
import type { LayerSpec } from './LayerSpec.ts'
import { layerOf } from './LayerSpec.ts'
import type { AnyModel } from './Model.ts'
import { input } from './input.ts'
import { append, checkName } from './Stage.ts'

/** What is wrong with a layer of a configuration; `index` counts the specs from 0, -1 is the input shape. */
export interface LayerSpecError {
  readonly _tag: 'LayerSpecError'
  readonly index: number
  readonly kind: string
  readonly message: string
}

/**
 * The model that a configuration describes, built of the same stages as a typed one; its types are known at run time only.
 *
 * All layers with impossible values are reported at once, else the first one that does not fit the shape before it.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.fromSpecs([64], [{ kind: 'dense', units: 0 }, { kind: 'relu' }, { kind: 'dropout', rate: 1 }])
 * // => {
 * //   _tag: 'Left',
 * //   left: [
 * //     { _tag: 'LayerSpecError', index: 0, kind: 'dense', message: 'dense: units must be a positive integer, got 0.' },
 * //     { _tag: 'LayerSpecError', index: 2, kind: 'dropout', message: 'dropout: rate must be in [0, 1), got 1.' },
 * //   ],
 * // }
 * ```
 */
export const fromSpecs = (
  inputShape: Shape,
  specs: readonly LayerSpec[],
): E.Either<readonly LayerSpecError[], AnyModel> => {
  const begin = attempt(-1, 'input', (): AnyModel => input(inputShape))
  const layers = specs.map((spec, index) => attempt(index, spec.kind, () => placeable(spec)))
  const impossible = [begin, ...layers].flatMap((e) => (E.isLeft(e) ? e.left : []))
  if (impossible.length > 0) return E.left(impossible)
  return layers.reduce<Attempt<AnyModel>>(
    (model, layer, index) =>
      E.isLeft(model)
        ? model
        : E.isLeft(layer)
          ? layer
          : attempt(index, layer.right.layer.kind, () =>
              append(model.right, layer.right.layer, layer.right.name),
            ),
    begin,
  )
}

type Attempt<A> = E.Either<readonly LayerSpecError[], A>

interface Placeable {
  readonly layer: Layer
  readonly name: string | undefined
}

const placeable = (spec: LayerSpec): Placeable => {
  if (spec.name !== undefined) checkName(spec.name)
  return { layer: layerOf(spec), name: spec.name }
}

/** What stages throw for a programmer's mistake is a value for a configuration's. */
const attempt = <A>(index: number, kind: string, f: () => A): Attempt<A> =>
  E.tryCatch(f, (thrown) => [asError(index, kind, thrown)])

const asError = (index: number, kind: string, thrown: unknown): LayerSpecError => {
  if (!(thrown instanceof GradusError)) throw thrown
  return { _tag: 'LayerSpecError', index, kind, message: thrown.message }
}
