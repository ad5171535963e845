/**
 * Sums, differences and products of natural numbers as types, by decimal digits, so that `[3, 224, 224]` flattens to
 * `150528` and not to `number`. It is the arithmetic taught at school, a column further each time. One column,
 * `a × b + c + carry`, is at most 99 and is counted as the length of a tuple; only a few hundred different ones come
 * up, and the compiler remembers those that it has met.
 *
 * @module
 */
import type { Digit, Digits, Parse, TrimZeros, Unary } from './Digits.ts'
import type { Settled } from './shape/dimension.ts'

/** The digits of a whole number; `never` for any other text. */
type ToDigits<Text extends string> = Text extends ''
  ? []
  : Text extends `${infer D extends Digit}${infer Rest}`
    ? [...ToDigits<Rest>, D]
    : never

type Repeat<U extends readonly 1[], Count extends readonly 1[]> = Count extends readonly [
  1,
  ...infer Rest extends readonly 1[],
]
  ? [...U, ...Repeat<U, Rest>]
  : []

/** A count up to 99 as its digits, ones first. */
type TwoDigits<U extends readonly 1[]> =
  `${U['length']}` extends `${infer First extends Digit}${infer Second}`
    ? Second extends `${infer Ones extends Digit}`
      ? readonly [Ones, First]
      : readonly [First, 0]
    : never

/** One column: the product `a × b`, and the sum of what stands there with what is carried. */
type Column<Times extends readonly 1[], Plus extends readonly 1[]> = TwoDigits<[...Times, ...Plus]>

type Head<D extends Digits> = D extends readonly [infer Low extends Digit, ...Digits] ? Low : 0
type Tail<D extends Digits> = D extends readonly [Digit, ...infer High extends Digits] ? High : []

/** `A × b + Sum`, from the lowest column; `Sum` has no more digits than `A`. */
type Row<
  A extends Digits,
  B extends Digit,
  Sum extends Digits,
  Carry extends Digit = 0,
> = A extends readonly [infer Low extends Digit, ...infer High extends Digits]
  ? Column<Repeat<Unary[Low], Unary[B]>, [...Unary[Head<Sum>], ...Unary[Carry]]> extends readonly [
      infer Ones extends Digit,
      infer Tens extends Digit,
    ]
    ? readonly [Ones, ...Row<High, B, Tail<Sum>, Tens>]
    : never
  : readonly [Carry]

type ToText<D extends Digits, Text extends string = ''> = D extends readonly [
  infer Low extends Digit,
  ...infer High extends Digits,
]
  ? ToText<High, `${Low}${Text}`>
  : Text

/** The digits of `A × B`, with zeros in front: the lowest digit of each row is final. */
type MultiplyDigits<
  A extends Digits,
  B extends Digits,
  Sum extends Digits = [],
  Text extends string = '',
> = B extends readonly [infer Low extends Digit, ...infer High extends Digits]
  ? Row<A, Low, Sum> extends readonly [infer Final extends Digit, ...infer Rest extends Digits]
    ? MultiplyDigits<A, High, Rest, `${Final}${Text}`>
    : never
  : ToText<Sum, Text>

type MultiplyTexts<A extends Digits, B extends Digits> = [A] extends [never]
  ? number
  : [B] extends [never]
    ? number
    : Parse<TrimZeros<MultiplyDigits<A, B>>>

/** `A × B` for natural literals; `number` where either is unknown. */
export type Multiply<A extends number, B extends number> = number extends A
  ? number
  : number extends B
    ? number
    : A extends 1
      ? B
      : B extends 1
        ? A
        : MultiplyTexts<ToDigits<`${A}`>, ToDigits<`${B}`>>

type ProductOf<S extends readonly number[], Acc extends number = 1> = S extends readonly [
  infer Head extends number,
  ...infer Rest extends readonly number[],
]
  ? ProductOf<Rest, Multiply<Acc, Head>>
  : Acc

/** The number of elements of a shape; `number` where a dimension is unknown. */
export type Product<S extends readonly number[]> = number extends S['length'] ? number : ProductOf<Settled<S>>

type AddDigits<A extends Digits, B extends Digits, Carry extends Digit = 0> = A extends readonly [
  infer Low extends Digit,
  ...infer High extends Digits,
]
  ? Column<Unary[Low], [...Unary[Head<B>], ...Unary[Carry]]> extends readonly [
      infer Ones extends Digit,
      infer Tens extends Digit,
    ]
    ? readonly [Ones, ...AddDigits<High, Tail<B>, Tens>]
    : never
  : B extends readonly []
    ? readonly [Carry]
    : AddDigits<B, [], Carry>

type AddTexts<A extends Digits, B extends Digits> = [A] extends [never]
  ? number
  : [B] extends [never]
    ? number
    : Parse<TrimZeros<ToText<AddDigits<A, B>>>>

/** `A + B` for natural literals; `number` where either is unknown. */
export type Add<A extends number, B extends number> = number extends A
  ? number
  : number extends B
    ? number
    : A extends 0
      ? B
      : B extends 0
        ? A
        : AddTexts<ToDigits<`${A}`>, ToDigits<`${B}`>>

interface Nines {
  readonly 0: 9
  readonly 1: 8
  readonly 2: 7
  readonly 3: 6
  readonly 4: 5
  readonly 5: 4
  readonly 6: 3
  readonly 7: 2
  readonly 8: 1
  readonly 9: 0
}

/** `A − B` as `A` plus the nines' complement of `B` plus 1: a last carry says that it is not negative, and goes. */
type SubtractDigits<
  A extends Digits,
  B extends Digits,
  Carry extends Digit = 1,
  Text extends string = '',
> = A extends readonly [infer Low extends Digit, ...infer High extends Digits]
  ? Column<Unary[Low], [...Unary[Nines[Head<B>]], ...Unary[Carry]]> extends readonly [
      infer Ones extends Digit,
      infer Tens extends Digit,
    ]
    ? SubtractDigits<High, Tail<B>, Tens, `${Ones}${Text}`>
    : never
  : [B, Carry] extends [readonly [], 1]
    ? Text
    : '0'

type SubtractTexts<A extends Digits, B extends Digits> = [A] extends [never]
  ? number
  : [B] extends [never]
    ? number
    : Parse<TrimZeros<SubtractDigits<A, B>>>

/** `A − B` for natural literals, and `0` where `B` is larger; `number` where either is unknown. */
export type Subtract<A extends number, B extends number> = number extends A
  ? number
  : number extends B
    ? number
    : B extends 0
      ? A
      : A extends B
        ? 0
        : SubtractTexts<ToDigits<`${A}`>, ToDigits<`${B}`>>
