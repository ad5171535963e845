/**
 * Decimal digits as types, each with the tuple that counts it.
 *
 * @module
 */

/** As many ones as the digit says. */
export interface Unary {
  readonly 0: readonly []
  readonly 1: readonly [1]
  readonly 2: readonly [1, 1]
  readonly 3: readonly [1, 1, 1]
  readonly 4: readonly [1, 1, 1, 1]
  readonly 5: readonly [1, 1, 1, 1, 1]
  readonly 6: readonly [1, 1, 1, 1, 1, 1]
  readonly 7: readonly [1, 1, 1, 1, 1, 1, 1]
  readonly 8: readonly [1, 1, 1, 1, 1, 1, 1, 1]
  readonly 9: readonly [1, 1, 1, 1, 1, 1, 1, 1, 1]
}

/** A decimal digit. */
export type Digit = keyof Unary

/** The digits of a number. */
export type Digits = readonly Digit[]

/** A text of digits without zeros in front. */
export type TrimZeros<Text extends string> = Text extends `0${infer Rest}`
  ? Rest extends ''
    ? '0'
    : TrimZeros<Rest>
  : Text

/** The number that a text of digits writes. */
export type Parse<Text extends string> = Text extends `${infer N extends number}` ? N : number
