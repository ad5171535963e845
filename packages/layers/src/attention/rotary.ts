import * as T from '@gradus/tensor'
import { ShapeError } from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { positive } from '../checks.ts'
import { showShape } from '../shapes.ts'

/** How fast rotary positions turn, and which features turn together. */
export interface RotaryOptions {
  /** The wavelengths go from 2π to nearly `base · 2π`; 10,000 if not said. */
  readonly base?: number | undefined
  /** Pairs lie side by side, `(x₀, x₁)`, as in RoFormer and Llama; or apart by half, `(x₀, x_{d/2})`, as in GPT-NeoX. */
  readonly pairs?: 'adjacent' | 'halves' | undefined
}

/** `position · base^(-2i/d)`, `[time, d / 2]`. */
const angles = (time: number, pairs: number, base: number): AnyTensor =>
  T.fromTypedArray(
    Float64Array.from(
      { length: time * pairs },
      (_, n) => Math.floor(n / pairs) * base ** (-(n % pairs) / pairs),
    ),
    [time, pairs],
  )

/** The pairs in the last axis but one, and back. */
const layouts = {
  adjacent: {
    take: (x: AnyTensor, shape: Shape) => T.reshape(x, [...shape.slice(0, -1), (shape.at(-1) ?? 0) / 2, 2]),
    axis: -1,
  },
  halves: {
    take: (x: AnyTensor, shape: Shape) => T.reshape(x, [...shape.slice(0, -1), 2, (shape.at(-1) ?? 0) / 2]),
    axis: -2,
  },
} as const

/**
 * Rotary positions: each pair of features of `[..., time, d]` turned by an angle that grows with its place in time, so
 * that the product of a query and a key depends on how far apart they are.
 *
 * ```text
 * (x₂ᵢ, x₂ᵢ₊₁) ↦ (x₂ᵢ cos tθᵢ - x₂ᵢ₊₁ sin tθᵢ, x₂ᵢ sin tθᵢ + x₂ᵢ₊₁ cos tθᵢ)          θᵢ = base^(-2i/d)
 * ```
 *
 * @throws ShapeError where there are not two axes or more, or `d` is odd; ValueError where `base` is not positive.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const turned = L.rotary(T.tensor([[1, 0], [1, 0]]))
 * T.toNested(turned)[0] // => [1, 0]
 * T.toNested(turned)[1]?.map((v) => v.toFixed(3)) // => ['0.540', '0.841']
 * ```
 *
 * Source: Su et al., RoFormer: enhanced transformer with rotary position embedding, 2021, equation 34.
 */
export const rotary = <X extends Tensor<Shape, FloatDType>>(
  x: X,
  { base = 10_000, pairs = 'adjacent' }: RotaryOptions = {},
): X => {
  positive('rotary', 'base', base)
  const { shape }: { readonly shape: Shape } = x
  const [time = 0, d = 0] = shape.slice(-2)
  if (shape.length < 2 || d % 2 !== 0)
    throw new ShapeError('rotary', `takes [...,time,d] with an even d, got ${showShape(shape)}.`)
  const { take, axis } = layouts[pairs]
  const [a, b] = T.split(take(x, shape) as Tensor, 2, { axis }) as unknown as readonly [Tensor, Tensor]
  const turn = T.reshape(
    angles(time, d / 2, base),
    pairs === 'adjacent' ? [time, d / 2, 1] : [time, 1, d / 2],
  )
  const [cos, sin] = [T.cos(turn), T.sin(turn)].map((t) => T.cast(t, x.dtype) as Tensor) as [Tensor, Tensor]
  const turned = [T.sub(T.mul(a, cos), T.mul(b, sin)), T.add(T.mul(a, sin), T.mul(b, cos))] as Tensor[]
  return T.reshape(T.concat(turned, { axis }) as AnyTensor, shape) as AnyTensor as X
}
