import { expect, test } from 'vitest'
import type { DigitsRun } from '../harness/digits.ts'
import { trainDigits } from '../harness/digits.ts'
import { expectSameRun } from '../harness/sameRun.ts'

const recorded = (await (await fetch(new URL('../golden/digits.json', import.meta.url))).json()) as DigitsRun

interface Answer {
  readonly run?: DigitsRun
  readonly isWorker?: boolean
  readonly error?: string
}

const trainInWorker = (): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./digits.worker.ts', import.meta.url), { type: 'module' })
    const end = (settle: () => void): void => {
      worker.terminate()
      settle()
    }
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => end(() => resolve(data)))
    worker.addEventListener('error', ({ message }) => end(() => reject(new Error(message))))
    worker.postMessage('train')
  })

test('a page trains to the bits that Node recorded', async () => {
  expectSameRun(await trainDigits(), recorded)
})

test('so does a worker', async () => {
  const { run, isWorker, error } = await trainInWorker()
  expect(error).toBeUndefined()
  expect(isWorker).toBe(true)
  expectSameRun(run!, recorded)
})
