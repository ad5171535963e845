/**
 * The contract of the package: what a tensor is.
 *
 * A tensor is an immutable array of one element type with a shape. It is either concrete, with values, or traced: a
 * stand-in that a transformation such as `grad` passes through a function to see what is done to it. Operations treat
 * both alike, and nothing else distinguishes them.
 *
 * Laws. A tensor never changes. The product of its shape is the number of its elements, in row-major order.
 *
 * @module
 */
import { type DType, isFloat, type TypedArray } from './DType.ts'
import { DTypeError, showShape, ValueError } from './errors.ts'
import { jsonOf, type JsonTensor } from './json.ts'
import { showTensor } from './print.ts'
import type { Shape } from './Shape.ts'

export type { Shape } from './Shape.ts'

/**
 * An immutable array: `S` is its shape as a tuple of literals where they are known, `D` its element type.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x: T.Tensor<readonly [2, 3]> = T.tensor([[1, 2, 3], [4, 5, 6]])
 * x.shape // => [2, 3]
 * x.dtype // => 'float32'
 * ```
 */
export interface Tensor<out S extends Shape = Shape, out D extends DType = 'float32'> {
  readonly shape: S
  readonly dtype: D
  /** The values as NumPy prints them, then the type; `console.log` shows the same. */
  readonly toString: () => string
}

/** Any tensor. */
export type AnyTensor = Tensor<Shape, DType>

/** What operations take: a tensor, or a plain number as a weakly typed scalar. */
export type Operand = number | AnyTensor

/** The shape of an operand. */
export type ShapeOf<X> = X extends number ? readonly [] : X extends Tensor<infer S, DType> ? S : Shape

const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/** What is said of an object that looks like a tensor and is none. */
export const withoutValues =
  'this object has the shape and the element type of a tensor, and is none. So a tensor arrives that went through structuredClone, postMessage or JSON, or that another copy of @gradus/tensor made. Send toTransfer(x), and make it again with fromTransfer.'

/** Where values are that nobody has read yet: in the memory of an engine. */
export interface Elsewhere {
  /** A copy that is the tensor's own from then on. */
  readonly read: () => TypedArray
}

/** Throws, for whoever reads a tensor after a compiled function has taken its memory. */
export const throwDonated = (): never => {
  throw new ValueError(
    'jit',
    'this tensor was donated to a compiled function, which may have written its results over it. Use what the function answered, or compile it without `donate`.',
  )
}

const donated: Elsewhere = { read: throwDonated }

/** A tensor with values. */
// oxlint-disable-next-line gradus/no-class -- private values and one prototype for printing; functions of a module could not hide the array
export class Concrete implements AnyTensor {
  readonly shape: Shape
  readonly dtype: DType
  #elsewhere: Elsewhere | undefined
  #values: TypedArray | undefined
  #identity: object | undefined

  constructor(values: TypedArray | Elsewhere, shape: Shape, dtype: DType) {
    this.shape = shape
    this.dtype = dtype
    if (ArrayBuffer.isView(values)) this.#values = values
    else this.#elsewhere = values
  }

  static #check(x: object): void {
    if (!(#values in x)) throw new DTypeError('tensor', withoutValues)
  }

  static values(x: Concrete): TypedArray {
    Concrete.#check(x)
    // oxlint-disable-next-line gradus/no-parameter-mutation -- the same values, kept where the next reader finds them
    return (x.#values ??= x.#elsewhere!.read())
  }

  /** The engine's part of a tensor that an engine made. */
  static elsewhere(x: Concrete): Elsewhere | undefined {
    return #elsewhere in x ? x.#elsewhere : undefined
  }

  /** What tells a tensor from all others, for who remembers it without keeping its values alive. */
  static identity(x: Concrete): object {
    Concrete.#check(x)
    // oxlint-disable-next-line gradus/no-parameter-mutation -- made when somebody asks first
    return (x.#identity ??= {})
  }

  /** Leaves a tensor without values: who reads it is told that it was donated. */
  static donate(x: Concrete): void {
    // oxlint-disable gradus/no-parameter-mutation -- its owner has said that nobody reads it again
    x.#elsewhere = donated
    x.#values = undefined
    x.#identity = undefined
    // oxlint-enable gradus/no-parameter-mutation
  }

  /** The same values, wherever they are, in another shape of as many elements. */
  static reshaped(x: Concrete, shape: Shape): Concrete {
    return new Concrete(x.#values ?? x.#elsewhere ?? Concrete.values(x), shape, x.dtype)
  }

  toString(): string {
    if (this.#elsewhere === donated) return `a donated tensor ${showShape(this.shape)} ${this.dtype}`
    return showTensor(Concrete.values(this), this.shape, this.dtype)
  }

  [inspect](): string {
    return this.toString()
  }

  /** For `JSON.stringify`, which would leave the values out in silence. */
  toJSON(): JsonTensor {
    return jsonOf(Concrete.values(this), this.shape, this.dtype)
  }

  /**
   * The elements in row-major order, for test runners alone: their `toEqual` reads what can be iterated, and would else call
   * any two tensors of one shape equal.
   */
  [Symbol.iterator](): Iterator<number> {
    return Concrete.values(this)[Symbol.iterator]()
  }
}

/**
 * The number of elements of a shape.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.sizeOf([2, 3, 4]) // => 24
 * T.sizeOf([]) // => 1
 * ```
 */
export const sizeOf = (shape: Shape): number => shape.reduce((n, d) => n * d, 1)

/**
 * Does this tensor have values, or is it traced by a transformation?
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.isConcrete(T.zeros([2])) // => true
 * ```
 */
export const isConcrete = (x: AnyTensor): boolean => x instanceof Concrete

/**
 * Is this value a tensor?
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.isTensor(T.zeros([2])) // => true
 * T.isTensor([0, 0]) // => false
 * ```
 */
export const isTensor = (x: unknown): x is AnyTensor =>
  typeof x === 'object' && x !== null && 'shape' in x && 'dtype' in x && Array.isArray(x.shape)

/**
 * Are these floating-point values? For rules that hold for floats alone.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.isFloating(T.zeros([2])) // => true
 * T.isFloating(T.zeros([2], { dtype: 'int32' })) // => false
 * ```
 */
export const isFloating = (x: AnyTensor): boolean => isFloat(x.dtype)
