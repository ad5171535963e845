// One thread of the roofline.
import { parentPort, workerData } from 'node:worker_threads'
import { operations, peak } from './peak.ts'

/** What one thread could do. */
export interface Own {
  readonly gflops: number
  readonly gbytes: number
}

const { threads, milliseconds, meeting } = workerData as {
  readonly threads: number
  readonly milliseconds: number
  readonly meeting: SharedArrayBuffer
}

/** Billions a second of what `once` does `amount` of: the best of many. */
const rate = (amount: number, once: () => unknown): number => {
  let least = Infinity
  const start = performance.now()
  while (performance.now() - start < milliseconds) {
    const before = performance.now()
    once()
    least = Math.min(least, performance.now() - before)
  }
  return amount / least / 1e6
}

const arrived = new Int32Array(meeting)
Atomics.add(arrived, 0, 1)
while (Atomics.load(arrived, 0) < threads);

const run = peak()
const rounds = 200_000
// more than caches hold
const length = 2 ** 24
const [from, to] = [new Float32Array(length).fill(1), new Float32Array(length)]
const own: Own = {
  gflops: rate(rounds * operations, () => run(rounds)),
  gbytes: rate(8 * length, () => to.set(from)),
}
parentPort!.postMessage(own)
