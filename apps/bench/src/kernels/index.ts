/** How fast single kernels are, beside what the machine can do at most. */
import path from 'node:path'
import { answerOf, script } from '../child.ts'
import type { Options } from '../options.ts'
import { type Rated, readResults, writeResults } from '../results/Results.ts'

const child = path.join(import.meta.dirname, 'child.ts')

const share = ({ rate, roofline }: Rated): string =>
  roofline === undefined ? '' : `${Math.round((100 * rate) / roofline)} %`.padStart(7)

const line = (row: Rated): string =>
  `${row.kernel.padEnd(62)}${row.threads} threads${row.rate.toFixed(1).padStart(9)} ${row.unit.padEnd(8)}${share(row)}`

/** Kernels whose names contain the filter, at 1 and 2 threads: a tenth of the time of a case each. */
export const kernels = async (
  { filter, seconds, folder }: Options,
  tell: (text: string) => void,
): Promise<void> => {
  for (const threads of ['1', '2']) {
    const rows = await answerOf<readonly Rated[]>(script(child, threads, String(seconds / 10), filter))
    const isNew = (old: Rated): boolean =>
      rows.some((row) => row.kernel === old.kernel && row.threads === old.threads)
    const kept = readResults(folder).kernels.filter((row) => !isNew(row))
    writeResults(folder, { kernels: [...kept, ...rows] })
    tell(rows.map(line).join('\n'))
  }
}
