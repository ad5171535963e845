/** What ends a case that is not for this package, with the reason. */
export interface Unsupported extends Error {
  readonly unsupported: string
}

/** Thrown where a case needs what this package does not have; a wrong answer is never an alternative. */
export const unsupported = (reason: string): Unsupported =>
  Object.assign(new Error(`unsupported: ${reason}`), { unsupported: reason })

export const isUnsupported = (e: unknown): e is Unsupported => e instanceof Error && 'unsupported' in e

/** Why a case that draws random numbers cannot be run. */
export const randomness = 'random numbers of another generator cannot be foretold'
