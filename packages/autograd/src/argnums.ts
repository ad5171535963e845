/** Which arguments a derivative is taken by. */
import { ValueError } from '@gradus/tensor'
import { nameAmong, nameOf, type NameOf } from './differentiable.ts'

type NumberOf<K> = K extends `${infer N extends number}` ? N : never

/** The positions of a function's arguments. */
export type Position<A extends readonly unknown[]> = number extends A['length']
  ? number
  : NumberOf<Exclude<keyof A, keyof (readonly unknown[])>>

/** One argument, or several. */
export type Argnums<A extends readonly unknown[]> = Position<A> | readonly Position<A>[]

/** The argument at a position, or a tuple of those at several. */
export type Chosen<A extends readonly unknown[], N> = N extends readonly unknown[]
  ? { readonly [K in keyof N]: N[K] extends number ? A[N[K]] : never }
  : N extends number
    ? A[N]
    : never

/** The chosen arguments as one tree, and the function of them alone. */
export interface Choice<V> {
  readonly point: unknown
  readonly f: (point: never) => V
  readonly name: NameOf
}

const check = (op: string, positions: readonly number[], count: number): void =>
  positions.forEach((n, i) => {
    if (!Number.isInteger(n) || n < 0 || n >= count)
      throw new ValueError(op, `argnums names argument ${n}, the function was called with ${count}`)
    if (positions.indexOf(n) !== i) throw new ValueError(op, `argnums names argument ${n} twice`)
  })

export const choose = <V>(
  op: string,
  f: (...args: never) => V,
  args: readonly unknown[],
  argnums: number | readonly number[] | undefined,
): Choice<V> => {
  const call = (all: readonly unknown[]): V => f(...(all as never))
  const several = (positions: readonly number[], parts: readonly unknown[]): V =>
    call(positions.reduce<readonly unknown[]>((all, n, i) => all.with(n, parts[i]), args))
  if (argnums === undefined) return { point: args[0], f: (p) => call([p, ...args.slice(1)]), name: nameOf }
  if (typeof argnums === 'number') {
    check(op, [argnums], args.length)
    return {
      point: args[argnums],
      f: (p) => several([argnums], [p]),
      name: (path) => nameAmong(argnums, path),
    }
  }
  check(op, argnums, args.length)
  const name: NameOf = (path) => {
    const [head, ...rest] = path.split('.')
    return nameAmong(argnums[Number(head)]!, rest.join('.'))
  }
  return {
    point: argnums.map((n) => args[n]),
    f: (parts: readonly unknown[]) => several(argnums, parts),
    name,
  }
}
