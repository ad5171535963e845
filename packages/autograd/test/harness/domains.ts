/** Operands that fit the domains of operations, in double precision: away from ends, kinks and ties. */
import type { AnyTensor, Shape } from '@gradus/tensor'
import * as T from '@gradus/tensor'

const marker = Symbol('an operand')

/** Stands for a tensor in a list of arguments. */
export interface Drawn {
  readonly [marker]: true
  /** The tensor; operands of one call differ by their seeds. */
  readonly make: (seed: number) => AnyTensor
  /** What the operation is given, of the tensor that derivatives are taken by. */
  readonly via: (x: AnyTensor) => unknown
}

type Domain = (shape: Shape) => Drawn

const wave = (seed: number, i: number): number => Math.sin(12.9898 * (seed + 1) + 78.233 * (i + 1))

const drawn = (make: Drawn['make']): Drawn => ({ [marker]: true, make, via: (x) => x })

const filled = (shape: Shape, value: (seed: number, i: number) => number): Drawn =>
  drawn((seed) =>
    T.fromTypedArray(
      Float64Array.from({ length: T.sizeOf(shape) }, (_, i) => value(seed, i)),
      shape,
    ),
  )

/** Between two ends. */
const between =
  (low: number, high: number): Domain =>
  (shape) =>
    filled(shape, (seed, i) => low + ((wave(seed, i) + 1) / 2) * (high - low))

export const real: Domain = between(-2, 2)
export const positive: Domain = between(0.3, 3)
export const unit: Domain = between(-0.85, 0.85)
export const aboveOne: Domain = between(1.2, 3)

/** No two elements within 0.1 of each other, and none of 0; nor of elements of another operand. */
export const apart: Domain = (shape) => {
  const size = T.sizeOf(shape)
  return filled(shape, (seed, i) => {
    const own = wave(seed, i)
    const rank = Array.from({ length: size }, (_, k) => wave(seed, k)).filter((v) => v < own).length
    return 0.5 * (rank - Math.floor(size / 2) + 0.25) + 0.11 * seed
  })
}

/** Whole numbers from 0, below `count`: positions, which have no derivatives. */
export const below =
  (count: number): Domain =>
  (shape) =>
    drawn(
      (seed) =>
        T.cast(
          T.fromTypedArray(
            Float64Array.from({ length: T.sizeOf(shape) }, (_, i) =>
              Math.floor(((wave(seed, i) + 1) / 2) * count),
            ),
            shape,
          ),
          'int32',
        ) as AnyTensor,
    )

export const truth: Domain = (shape) => {
  const { make } = real(shape)
  return drawn((seed) => T.greater(make(seed), 0) as AnyTensor)
}

/** These numbers, which have no derivatives where they are whole. */
export const exactly = (x: AnyTensor): Drawn => drawn(() => x)

/** What an operation is given, made of the tensor that derivatives are taken by. */
const by =
  (via: (x: AnyTensor) => unknown): Domain =>
  (shape) => ({ ...real(shape), via })

const flipped = (x: AnyTensor): AnyTensor => T.swapAxes(x, -1, -2) as AnyTensor
export const symmetric: Domain = by((x) => T.add(x, flipped(x)))
export const definite: Domain = by((x) =>
  T.add(T.matmul(x, flipped(x)) as AnyTensor, T.eye(x.shape.at(-1)!, { dtype: 'float64' }) as AnyTensor),
)
/** A diagonal that no elimination or factor meets a 0 on. */
export const dominant: Domain = by((x) =>
  T.add(x, T.mul(T.eye(x.shape.at(-1)!, { dtype: 'float64' }), 5) as AnyTensor),
)

const isDrawn = (x: unknown): x is Drawn => typeof x === 'object' && x !== null && marker in x

/** The operands among arguments, those in lists and records too. */
export const drawnIn = (args: unknown): readonly Drawn[] => {
  if (isDrawn(args)) return [args]
  return typeof args === 'object' && args !== null ? Object.values(args).flatMap(drawnIn) : []
}

/** The arguments with tensors in the places of operands, in order. */
export const given = (args: readonly unknown[], tensors: readonly AnyTensor[]): readonly unknown[] => {
  const left = [...tensors]
  const put = (x: unknown): unknown => {
    if (isDrawn(x)) return x.via(left.shift()!)
    if (Array.isArray(x)) return x.map(put)
    return typeof x === 'object' && x !== null
      ? Object.fromEntries(Object.entries(x).map(([k, v]) => [k, put(v)]))
      : x
  }
  return args.map(put)
}
