/** Derivatives along random directions, of both orders and in both modes, next to differences. */
import { type AnyTensor, Rng, Tree } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { zeros } from '../rules/algebra.ts'
import { type Closeness, compare } from './differences.ts'
import type { DirectionCheck } from './GradientReport.ts'
import { grad } from '../grad.ts'
import { jvp } from '../jvp.ts'
import type { Scalar } from '../scalarResult.ts'

/** A function, a point in double precision and the gradient there. */
export interface Probe<P> {
  readonly f: (p: P) => Scalar
  readonly point: P
  readonly gradient: P
}

export const allowed = { allowInt: true } as const

/** `x + h t`; whole numbers stay. */
const moved = <P>(point: P, tangent: P, h: number): P =>
  Tree.zipWith((x, t): AnyTensor => (T.isFloating(x) ? (T.add(x, T.mul(t, h)) as AnyTensor) : x))(
    point,
    tangent as NoInfer<P>,
  )

/** Normal numbers at the leaves that are chosen, zeros at the others. */
const direction = <P>(key: Rng.Key, point: P, isChosen: (path: string) => boolean): P => {
  const order = Tree.paths(point)
  return Tree.map((x, path): AnyTensor =>
    T.isFloating(x) && isChosen(path)
      ? (T.cast(
          Rng.normal(Rng.foldIn(key, order.indexOf(path)), x.shape) as AnyTensor,
          'float64',
        ) as AnyTensor)
      : zeros(x),
  )(point)
}

/** `⟨a, b⟩` over all leaves; whole numbers, which do not change, are left out. */
const innerOf = <P>(a: P, b: P): Scalar =>
  Tree.leaves(Tree.zipWith((x, y) => T.sum(T.mul(x, y) as AnyTensor) as AnyTensor)(a, b as NoInfer<P>))
    .filter((x) => T.isFloating(x))
    .reduce<AnyTensor>((s, x) => T.add(s, x) as AnyTensor, T.zeros([], { dtype: 'float64' })) as Scalar

const inner = <P>(a: P, b: P): number => T.item(innerOf(a, b))

type Mode = DirectionCheck['mode']

/** The derivative of the value along a direction. */
const first = <P>({ f, point, gradient }: Probe<P>, t: P): Record<Mode, () => number> => ({
  forward: () => T.item(jvp(f, point, t, allowed)[1]),
  reverse: () => inner(gradient, t),
})

/** The derivative of the gradient along a direction, seen from another. */
const second = <P>({ f, point }: Probe<P>, t: P, seen: P): Record<Mode, () => number> => {
  const slope = grad(f, allowed)
  return {
    forward: () => inner(jvp(slope, point, t, allowed)[1], seen),
    reverse: () => inner(grad((p: P) => innerOf(slope(p), t), allowed)(point), seen),
  }
}

/** What to look along, and how. */
export interface Looking {
  readonly key: Rng.Key
  readonly directions: number
  readonly order: 1 | 2
  readonly modes: readonly Mode[]
}

const firstOrder = <P>(probe: Probe<P>, { key, directions, modes }: Looking, near: Closeness) =>
  Array.from({ length: directions }).flatMap((_, i): readonly DirectionCheck[] => {
    const t = direction(Rng.foldIn(key, i), probe.point, () => true)
    const value = (h: number): number => T.item(probe.f(moved(probe.point, t, h)))
    return modes.map((mode) => ({
      path: '',
      order: 1,
      mode,
      ...compare(first(probe, t)[mode](), value, near),
    }))
  })

const secondOrder = <P>(probe: Probe<P>, { key: given, modes }: Looking, near: Closeness) => {
  const [seenKey, key] = Rng.split(given)
  const seen = direction(seenKey, probe.point, () => true)
  const seenFrom = (p: P): number => inner(grad(probe.f, allowed)(p), seen)
  return Tree.entries(probe.point).flatMap(([path, leaf], i): readonly DirectionCheck[] => {
    if (!T.isFloating(leaf) || T.sizeOf(leaf.shape) === 0) return []
    const t = direction(Rng.foldIn(key, i), probe.point, (p) => p === path)
    const along = (h: number): number => seenFrom(moved(probe.point, t, h))
    const derivatives = second(probe, t, seen)
    return modes.map((mode) => ({ path, order: 2, mode, ...compare(derivatives[mode](), along, near) }))
  })
}

/** Values along random directions through all parameters, and gradients along one through each. */
export const checkDirections = <P>(
  probe: Probe<P>,
  looking: Looking,
  near: Closeness,
): readonly DirectionCheck[] => {
  const size = Math.sqrt(inner(probe.gradient, probe.gradient))
  const scaled = { ...near, floor: Math.max(near.floor, 1e-4 * size) }
  return [
    ...firstOrder(probe, looking, scaled),
    ...(looking.order === 2 ? secondOrder(probe, looking, scaled) : []),
  ]
}
