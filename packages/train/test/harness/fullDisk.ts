// On a disk of 1 MB: the second checkpoint does not fit beside the first.
import { readdirSync } from 'node:fs'
import { openCheckpointStore, probeWritable, showStoreError } from '@gradus/train/node'
import type { CheckpointStore } from '@gradus/train/node'
import { left, right } from './right.ts'

const [directory = ''] = process.argv.slice(2)
const store = right(await openCheckpointStore(directory, { keep: 1 })())
const save = (step: number, size: number) =>
  store.save({ step, epoch: 0, best: false, bytes: new Uint8Array(size).fill(step) })()
const load = async (from: CheckpointStore) => {
  const { step, bytes, rejected } = right(await from.loadLatest())
  return { step, size: bytes.length, rejected: rejected.length }
}

right(await save(1, 600_000))
const error = left(await save(2, 600_000))
const loaded = await load(right(await openCheckpointStore(directory)()))
const names = readdirSync(directory).sort()
const probe = left(await probeWritable(directory, 600_000)())._tag
right(await save(3, 100_000))
process.stdout.write(
  JSON.stringify({
    failed: error._tag,
    words: showStoreError(error).split(': ').slice(1).join(': '),
    loaded,
    left: names,
    probe,
    afterwards: await load(store),
  }),
)
