// In a folder that may not be written.
import { probeWritable, showFileError, writeFileAtomic } from '@gradus/train/node'
import { left } from './right.ts'

const [directory = ''] = process.argv.slice(2)
const probe = left(await probeWritable(directory)())
const write = left(await writeFileAtomic(`${directory}/a`, new Uint8Array(1))())
process.stdout.write(
  JSON.stringify({ probe: showFileError(probe).split(': ').slice(1).join(': '), write: write._tag }),
)
