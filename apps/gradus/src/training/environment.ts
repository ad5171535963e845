import { cpus } from 'node:os'

import { version } from '../cli/version.ts'
import { count, duration } from '../format/numbers.ts'

/** Where and how a run took place, for its report. */
export const environment = (
  seed: number,
  seconds: number,
  resumed: boolean,
): readonly (readonly [name: string, value: string])[] => {
  const processors = cpus()
  return [
    ['gradus', version],
    ['Node.js', process.version],
    ['system', `${process.platform}, ${process.arch}`],
    ['processor', `${processors[0]?.model.trim() ?? 'unknown'}, ${count(processors.length)} cores`],
    ['seed', String(seed)],
    [resumed ? 'time since resuming' : 'time', duration(seconds)],
    ['finished', `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`],
  ]
}
