/**
 * Whole quotients of natural numbers as types, by long division: what a window needs that slides over an axis.
 *
 * @module
 */
import type { Add, Subtract } from './Arithmetic.ts'
import type { Digit, Digits, Parse, TrimZeros, Unary } from './Digits.ts'

type Count = readonly 1[]

/** The digits of a whole number, the highest first; `never` for any other text. */
type ToDigits<Text extends string, Done extends Digits = []> = Text extends ''
  ? Done
  : Text extends `${infer D extends Digit}${infer Rest}`
    ? ToDigits<Rest, [...Done, D]>
    : never

type TenTimes<C extends Count> = readonly [...C, ...C, ...C, ...C, ...C, ...C, ...C, ...C, ...C, ...C]

type ToCount<D extends Digits, Done extends Count = []> = D extends readonly [
  infer First extends Digit,
  ...infer Rest extends Digits,
]
  ? ToCount<Rest, readonly [...TenTimes<Done>, ...Unary[First]]>
  : Done

/** How often `By` goes into `Rest`, below ten, and what is left. */
type Share<Rest extends Count, By extends Count, Times extends Count = []> = Rest extends readonly [
  ...By,
  ...infer Less extends Count,
]
  ? Share<Less, By, [...Times, 1]>
  : readonly [Times['length'], Rest]

/** Long division: what is left of the digits before stays below the divisor, so counts stay short. */
type DivideDigits<
  A extends Digits,
  By extends Count,
  Left extends Count = [],
  Text extends string = '',
> = A extends readonly [infer First extends Digit, ...infer Rest extends Digits]
  ? Share<readonly [...TenTimes<Left>, ...Unary[First]], By> extends readonly [
      infer Times extends number,
      infer Next extends Count,
    ]
    ? DivideDigits<Rest, By, Next, `${Text}${Times}`>
    : never
  : Parse<TrimZeros<Text>>

type Known<A extends number, B extends number> = number extends A
  ? false
  : number extends B
    ? false
    : [ToDigits<`${A}`>] extends [never]
      ? false
      : [ToDigits<`${B}`>] extends [never]
        ? false
        : true

/** Division by what is too long to count out, subtracted again and again: such quotients are small. */
type DivideByLarge<A extends number, B extends number, Times extends Count = []> =
  Subtract<Add<A, 1>, B> extends 0
    ? Times['length']
    : Times['length'] extends 500
      ? number
      : DivideByLarge<Subtract<A, B>, B, [...Times, 1]>

/** `A / B` for natural literals, rounded down; `number` where either is unknown, and beyond 500 by a divisor of three digits. */
export type Divide<A extends number, B extends number> = number extends A
  ? number
  : A extends 0
    ? 0
    : B extends 1
      ? A
      : B extends 0
        ? number
        : Known<A, B> extends true
          ? `${B}` extends `${Digit}` | `${Digit}${Digit}`
            ? DivideDigits<ToDigits<`${A}`>, ToCount<ToDigits<`${B}`>>>
            : DivideByLarge<A, B>
          : number
