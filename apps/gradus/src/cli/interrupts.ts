import { exitCodes } from './Failure.ts'

const signals = ['SIGINT', 'SIGTERM'] as const

export interface Interrupts {
  readonly signal: AbortSignal
  /** Back to the usual: a signal ends the process. */
  readonly ignore: () => void
}

/**
 * The first Ctrl-C (or SIGTERM) asks for an orderly end through `signal`, the second one ends the process at once.
 * Node runs signal handlers between turns of its event loop, so whoever watches `signal` must let it turn.
 */
export const listenForInterrupts = (onFirst: () => void): Interrupts => {
  const controller = new AbortController()
  const handle = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort()
    onFirst()
  }
  signals.forEach((name) => process.on(name, handle))
  return {
    signal: controller.signal,
    ignore: () => signals.forEach((name) => process.off(name, handle)),
  }
}
