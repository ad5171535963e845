/** What the machine can do at most: multiply-adds, and copies of arrays that no cache holds. */
import { Worker } from 'node:worker_threads'
import type { Own } from './rooflineWorker.ts'

export interface Roofline {
  /** Billions of operations in a second. */
  readonly gflops: number
  /** Billions of bytes, read or written, in a second. */
  readonly gbytes: number
}

const answerOf = (threads: number, milliseconds: number, meeting: SharedArrayBuffer): Promise<Own> =>
  new Promise((done, failed) => {
    const url = new URL('rooflineWorker.ts', import.meta.url)
    const worker = new Worker(url, { workerData: { threads, milliseconds, meeting } })
    worker.once('message', done).once('error', failed)
  })

/** All threads at the same time; their rates together. Loops need a while until their code is optimised. */
export const roofline = async (threads: number, seconds: number): Promise<Roofline> => {
  const meeting = new SharedArrayBuffer(4)
  const all = await Promise.all(
    Array.from({ length: threads }, () => answerOf(threads, Math.max(400, 500 * seconds), meeting)),
  )
  return {
    gflops: all.reduce((sum, own) => sum + own.gflops, 0),
    gbytes: all.reduce((sum, own) => sum + own.gbytes, 0),
  }
}
