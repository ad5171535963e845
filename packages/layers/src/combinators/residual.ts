import * as T from '@gradus/tensor'
import type { Shape, ShowShape, Tensor } from '@gradus/tensor'
import { ShapeError } from '@gradus/tensor'
import type { LayerType, Says, Settle } from '../Layer.ts'
import type { SameSignal, ShowSignal } from '../Signal.ts'
import { sameSignal, showSignal } from '../Signal.ts'
import type { Stage } from '../Stage.ts'
import type { BodyOf, FailureOf, OutputOf, OwnParams, OwnState, Part, SharedOf } from './block.ts'
import { inside } from './block.ts'
import { woven } from './woven.ts'

type NotSame<B, In extends Shape> = [FailureOf<B>] extends [never]
  ? SameSignal<OutputOf<B>, In> extends true
    ? never
    : {
        readonly says: `its parts make ${ShowSignal<OutputOf<B>>} of ${ShowShape<In>}, which cannot be added. End them in ${ShowShape<In>}, or add two branches.`
      }
  : FailureOf<B>

/** The type of `residual`. */
export interface Residual<in out Parts extends readonly unknown[]> extends LayerType {
  readonly kind: 'residual'
  readonly output: this['input']
  readonly misfit: Settle<NotSame<BodyOf<Parts, this['input']>, this['input']>, Says>
  readonly params: Settle<OwnParams<BodyOf<Parts, this['input']>>, object>
  readonly state: Settle<OwnState<BodyOf<Parts, this['input']>>, object>
  readonly shared: Settle<SharedOf<BodyOf<Parts, this['input']>>, object>
}

/**
 * A residual connection: `y = x + f(x)`, with `f` the parts one after the other.
 *
 * Where `f` changes the shape, project the other way, too: `L.branch({ body: […], skip: L.dense(n) })` and
 * `L.add(['body', 'skip'])`.
 *
 * @throws ShapeError (a type error where types can know) where a part does not fit what is before it, and where the parts
 * give another shape than they read.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([64]), L.residual(L.dense(32), L.relu(), L.dense(64)), L.dense(10))
 * const { params } = L.init(model, Rng.key(0))
 * params.residual_0.dense_1.kernel.shape // => [32, 64]
 * ```
 *
 * Source: He, Zhang, Ren & Sun, Deep residual learning for image recognition, 2016, equation 1.
 */
export const residual = <const Parts extends readonly Part[]>(...parts: Parts): Stage<Residual<Parts>> =>
  woven<Residual<Parts>>({
    kind: 'residual',
    bodies: inside(parts),
    output: (input, [output = input]) => {
      if (sameSignal(input, output)) return input
      const [read, made] = [showSignal(input), showSignal(output)]
      throw new ShapeError(
        'residual',
        `its parts make ${made} of ${read}, which cannot be added. End them in ${read}, or add two branches.`,
      )
    },
    deal: (x) => [x],
    gather: (x, [y = x]) => T.add(x as Tensor, y as Tensor) as Tensor,
  })
