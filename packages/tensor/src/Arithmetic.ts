/**
 * Products of natural numbers as types, by decimal digits, so that `[3, 224, 224]` flattens to `150528` and not to
 * `number`. Digits are kept lowest first; a sum of two digits and a carry is looked up as the length of a tuple.
 *
 * @module
 */

type Unary = readonly [
  [], [1], [1, 1], [1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1],
  [1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1],
] // prettier-ignore

type Digits = readonly number[]

type ToDigits<Text extends string> = Text extends `${infer D extends number}${infer Rest}`
  ? [...ToDigits<Rest>, D]
  : []

type ToText<D extends Digits> = D extends readonly [infer Low extends number, ...infer High extends Digits]
  ? `${ToText<High>}${Low}`
  : ''

type UnaryOf<D> = D extends keyof Unary ? (Unary[D] extends infer U extends readonly 1[] ? U : never) : never

type SumText<A, B, Carry extends readonly 1[]> = [
  ...UnaryOf<A>,
  ...UnaryOf<B>,
  ...Carry,
] extends infer U extends readonly 1[]
  ? `${U['length']}`
  : never

type AddDigits<
  A extends Digits,
  B extends Digits,
  Carry extends readonly 1[] = [],
  Acc extends Digits = [],
> = A extends readonly [infer AL extends number, ...infer AH extends Digits]
  ? B extends readonly [infer BL extends number, ...infer BH extends Digits]
    ? SumText<AL, BL, Carry> extends `1${infer Low extends number}`
      ? AddDigits<AH, BH, [1], [...Acc, Low]>
      : SumText<AL, BL, Carry> extends `${infer Low extends number}`
        ? AddDigits<AH, BH, [], [...Acc, Low]>
        : never
    : AddDigits<A, [0], Carry, Acc>
  : B extends readonly [number, ...Digits]
    ? AddDigits<[0], B, Carry, Acc>
    : Carry extends readonly [1]
      ? [...Acc, 1]
      : Acc

type Times<A extends Digits, Count extends readonly 1[], Acc extends Digits = []> = Count extends readonly [
  1,
  ...infer Rest extends readonly 1[],
]
  ? Times<A, Rest, AddDigits<Acc, A>>
  : Acc

type MultiplyDigits<A extends Digits, B extends Digits, Acc extends Digits = []> = B extends readonly [
  infer Low extends number,
  ...infer High extends Digits,
]
  ? MultiplyDigits<[0, ...A], High, AddDigits<Acc, Times<A, UnaryOf<Low>>>>
  : Acc

type TrimZeros<Text extends string> = Text extends `0${infer Rest}`
  ? Rest extends ''
    ? '0'
    : TrimZeros<Rest>
  : Text

type Parse<Text extends string> = Text extends `${infer N extends number}` ? N : number

/** `A × B` for natural literals; `number` where either is unknown. */
export type Multiply<A extends number, B extends number> = number extends A
  ? number
  : number extends B
    ? number
    : A extends 1
      ? B
      : B extends 1
        ? A
        : Parse<TrimZeros<ToText<MultiplyDigits<ToDigits<`${A}`>, ToDigits<`${B}`>>>>>

/** The number of elements of a shape; `number` where a dimension is unknown. */
export type Product<S extends readonly number[], Acc extends number = 1> = number extends S['length']
  ? number
  : S extends readonly [infer Head extends number, ...infer Rest extends readonly number[]]
    ? number extends Head
      ? number
      : Product<Rest, Multiply<Acc, Head>>
    : Acc
