import type * as E from 'fp-ts/lib/Either.js'

/** The value that a test expects to be there. */
export const right = <L, A>(either: E.Either<L, A>): A => {
  if (either._tag === 'Left') throw new Error(`expected a Right, got ${JSON.stringify(either.left)}`)
  return either.right
}

/** The failure that a test expects. */
export const left = <L, A>(either: E.Either<L, A>): L => {
  if (either._tag === 'Right') throw new Error('expected a Left')
  return either.left
}
