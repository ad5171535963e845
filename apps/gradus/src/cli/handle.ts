import path from 'node:path'

import { defaultRuns } from './options.ts'

/** A run as its user would name it on a command line: by its name where that is enough. */
export const handleOf = (runs: string, folder: string): string =>
  runs === defaultRuns && path.dirname(folder) === defaultRuns ? path.basename(folder) : folder
