// Writes checkpoints without end, to be killed: each says its step in all of its bytes, so that a mixture shows.
import { openCheckpointStore } from '@gradus/train/node'
import { right } from './right.ts'

const [directory = '', first = '0', size = '20000'] = process.argv.slice(2)
const store = right(await openCheckpointStore(directory, { keep: 2 })())
process.stdout.write('ready\n')
for (let step = Number(first); ; step += 1) {
  const bytes = new Uint8Array(Number(size)).fill(step % 251)
  right(await store.save({ step, epoch: 0, best: step % 7 === 0, bytes })())
  process.stdout.write(`${step}\n`)
}
