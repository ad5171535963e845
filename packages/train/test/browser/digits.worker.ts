/** Trains where the page asks for it, off its thread. */
import { trainDigits } from '../harness/digits.ts'

globalThis.addEventListener('message', () => {
  trainDigits().then(
    (run) => globalThis.postMessage({ run, isWorker: !('document' in globalThis) }),
    (error: unknown) => globalThis.postMessage({ error: String(error) }),
  )
})
