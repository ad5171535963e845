import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openCheckpointStore } from '../src/node/index.ts'
import { folder } from './harness/folder.ts'
import { right } from './harness/right.ts'
import { output, start } from './harness/spawn.ts'

const kills = 100
const lanes = 2
const writer = new URL('./harness/writer.ts', import.meta.url)

const firstLine = (child: ReturnType<typeof start>): Promise<void> =>
  new Promise((resolve) => child.stdout?.once('data', () => resolve()))

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Kills a writer at some moment of its work; the last step that it has said to be saved. */
const killedWriter = async (directory: string, from: number, milliseconds: number): Promise<number> => {
  const child = start(writer, directory, String(from))
  const all = output(child)
  await firstLine(child)
  await wait(milliseconds)
  child.kill('SIGKILL')
  const saved = (await all).trim().split('\n').slice(1).map(Number)
  return saved.at(-1) ?? from - 1
}

const killOften = async (directory: string): Promise<number> => {
  let step = 0
  let kept = -1
  for (let i = 0; i < kills / lanes; i += 1) {
    // Spread over a few saves, so that kills fall into all parts of one.
    kept = Math.max(kept, await killedWriter(directory, step, (i * 37) % 41))
    const store = right(await openCheckpointStore(directory)())
    const loaded = await store.loadLatest()
    if (loaded._tag === 'Left') {
      expect(kept).toBe(-1)
      continue
    }
    const { bytes, rejected, ...checkpoint } = loaded.right
    expect(rejected).toEqual([])
    expect(checkpoint.step).toBeGreaterThanOrEqual(kept)
    expect(bytes).toEqual(new Uint8Array(20_000).fill(checkpoint.step % 251))
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([])
    step = checkpoint.step + 1
  }
  return step
}

test(`a writer that is killed ${kills} times always leaves a complete checkpoint, and never loses one that it had saved`, async () => {
  const directories = Array.from({ length: lanes }, folder)
  const steps = await Promise.all(directories.map(killOften))
  for (const step of steps) expect(step).toBeGreaterThan(5)
  // Kills may have come before old checkpoints were removed; one save that ends leaves four, of two files each.
  for (const directory of directories) {
    const store = right(await openCheckpointStore(directory)())
    right(await store.save({ step: 1000, epoch: 0, best: false, bytes: new Uint8Array(10) })())
    expect(readdirSync(directory).length).toBeLessThanOrEqual(8)
  }
}, 240_000)
