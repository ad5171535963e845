/**
 * How a command ends. 0 done, 1 failed, 2 wrong usage (of the command line or of a configuration),
 * 130 interrupted.
 */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Why a command could not do its job, in the words that its user reads. */
export interface Failure {
  readonly exit: ExitCode
  readonly message: string
}

/** The world did not play along: a file, a disk, the data. */
export const failed = (message: string): Failure => ({ exit: exitCodes.failed, message })

/** The user asked for something that does not exist or cannot be. */
export const misused = (message: string): Failure => ({ exit: exitCodes.usage, message })
