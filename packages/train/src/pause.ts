/** A turn of the event loop: what lets signals, timers and the page in between two batches. */

const byMessage = (resolve: () => void): void => {
  const { port1, port2 } = new MessageChannel()
  port1.addEventListener('message', () => {
    port1.close()
    resolve()
  })
  port1.start()
  port2.postMessage(undefined)
}

/** Resolves in a later turn of the event loop. A promise alone would not do: signals wait until those are all settled. */
export const pause = (): Promise<void> =>
  new Promise((resolve) => {
    // Timers of zero are clamped to 4 ms in pages, messages are not; setImmediate is Node's, Deno's and Bun's.
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else byMessage(resolve)
  })
