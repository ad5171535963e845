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

type Known<A extends number, B extends number> = [ToDigits<`${A}`>] extends [never]
  ? false
  : [ToDigits<`${B}`>] extends [never]
    ? false
    : true

/** A quotient below ten, and what is left; `never` beyond what numbers hold. */
type Goes<A extends number, By extends number, Times extends Count = []> = number extends A
  ? never
  : Subtract<Add<A, 1>, By> extends 0
    ? readonly [Times['length'], A]
    : Goes<Subtract<A, By>, By, [...Times, 1]>

/** Long division by what is too long to count out: the divisor is subtracted from what is left, and the next digit. */
type DivideByLarge<
  A extends Digits,
  By extends number,
  Left extends number = 0,
  Text extends string = '',
> = A extends readonly [infer First extends Digit, ...infer Rest extends Digits]
  ? Goes<Parse<TrimZeros<`${Left}${First}`>>, By> extends readonly [
      infer Times extends number,
      infer Next extends number,
    ]
    ? DivideByLarge<Rest, By, Next, `${Text}${Times}`>
    : number
  : Parse<TrimZeros<Text>>

/** `A / B` for natural literals, rounded down; `number` where either is unknown. */
export type Divide<A extends number, B extends number> = number extends A
  ? number
  : number extends B
    ? number
    : B extends 0
      ? number
      : A extends 0
        ? 0
        : B extends 1
          ? A
          : Known<A, B> extends true
            ? `${B}` extends `${Digit}` | `${Digit}${Digit}`
              ? DivideDigits<ToDigits<`${A}`>, ToCount<ToDigits<`${B}`>>>
              : DivideByLarge<ToDigits<`${A}`>, B>
            : number
