/** What a training step costs as its batch, its layers' width and their number grow. */
import path from 'node:path'
import { answerOf, script } from '../child.ts'
import type { Options } from '../options.ts'
import { readResults, type Scaled, writeResults } from '../results/Results.ts'

const child = path.join(import.meta.dirname, 'child.ts')

const line = ({ along, size, threads, milliseconds }: Scaled): string =>
  `${along} ${String(size).padStart(5)}  ${threads} threads ${milliseconds.toFixed(3).padStart(9)} ms`

/** All sizes at 1 and 2 threads: a quarter of the time of a case each. */
export const scaling = async ({ seconds, folder }: Options, tell: (text: string) => void): Promise<void> => {
  for (const threads of [1, 2]) {
    const rows = await answerOf<readonly Scaled[]>(script(child, String(threads), String(seconds / 4)))
    const kept = readResults(folder).scaling.filter((row) => row.threads !== threads)
    writeResults(folder, { scaling: [...kept, ...rows] })
    tell(rows.map(line).join('\n'))
  }
}
