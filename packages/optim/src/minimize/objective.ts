import { hessian, hvp, jit, valueAndGrad } from '@gradus/autograd'
import type { Scalar } from '@gradus/autograd'
import * as T from '@gradus/tensor'
import { type AnyTensor, sizeOf, Tree, ValueError } from '@gradus/tensor'
import { precisionOf } from '../precision.ts'
import type { Loss, Objective } from './Minimizer.ts'
import type { Vector } from './vectors.ts'

const flatten = (tree: unknown): Vector => {
  const leaves = Tree.leaves(tree)
  const dtype = precisionOf(leaves)
  const parts = leaves.map((x) => T.cast(T.reshape(x, [sizeOf(x.shape)]), dtype))
  return (parts.length === 0 ? T.zeros([0], { dtype }) : T.concat(parts as never)) as never
}

/** The tree of a template's structure with the elements of a vector. */
const unflatten = <P>(template: P): ((vector: Vector) => P) => {
  const ends = Tree.entries(template).reduce<readonly (readonly [string, number])[]>(
    (all, [path, x]) => [...all, [path, (all.at(-1)?.[1] ?? 0) + sizeOf(x.shape)]],
    [],
  )
  const endOf = new Map(ends)
  const part = (vector: Vector, x: AnyTensor, path: string): AnyTensor => {
    const end = endOf.get(path) as number
    const elements: AnyTensor = T.slice(vector, [end - sizeOf(x.shape)], [end])
    return T.cast(T.reshape(elements, x.shape), x.dtype) as AnyTensor
  }
  return (vector) => Tree.map((x, path) => part(vector, x, path))(template) as P
}

const requireFiniteLeaves = (tree: unknown, say: (path: string) => string): void =>
  Tree.entries(tree).forEach(([path, x]) => {
    if (!T.item(T.all(T.isFinite(x)))) throw new ValueError('objective', say(path === '' ? 'it' : path))
  })

/**
 * A scalar of parameters as what minimisers work on: a function of one vector, compiled, with its derivatives.
 *
 * The vector is float64 where one of the parameters is, and float32 otherwise.
 *
 * @param f takes the parameters to a scalar.
 * @param start parameters: any tree of floats.
 * @throws ValueError where the start, the value or a slope there is not finite; ShapeError where `f` answers no scalar.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const objective = O.objective(({ w }) => T.sum(T.square(T.sub(w, 3))), { w: T.tensor([0, 10]) })
 * const method = O.gradientDescent({ learningRate: 0.25 })
 *
 * const once = method.update(objective, method.init(objective))
 * once.value // => 14.5
 * T.toNested(objective.toParams(once.at).w) // => [1.5, 6.5]
 * ```
 */
export const objective = <P>(f: Loss<P>, start: P): Objective<P> => {
  requireFiniteLeaves(start, (path) => `the start must be finite, ${path} is not.`)
  const toParams = unflatten(start)
  const flat = (vector: Vector): Scalar => f(toParams(vector))
  const slope = jit(valueAndGrad(flat))
  const evaluate: Objective['evaluate'] = (at) => {
    const [value, gradient] = slope(at)
    return { at, value: T.item(value), gradient }
  }
  const first = flatten(start)
  const { value, gradient } = evaluate(first)
  if (!Number.isFinite(value))
    throw new ValueError('objective', `the value at the start must be finite, got ${value}.`)
  requireFiniteLeaves(
    toParams(gradient),
    (path) => `the gradient at the start must be finite, that by ${path} is not.`,
  )
  return {
    start: first,
    evaluate,
    product: jit((at: Vector, by: Vector) => hvp(flat, at, by)),
    hessian: jit(hessian(flat)) as never,
    toParams,
  }
}
