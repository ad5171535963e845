/** How many threads there can be. */

import { surroundings } from './platform.ts'

/** Can memory be shared, and are there workers to share it with? */
const canShare = (): boolean => {
  const { crossOriginIsolated, process, Worker } = surroundings
  return (
    typeof SharedArrayBuffer !== 'undefined' &&
    crossOriginIsolated !== false &&
    (process?.getBuiltinModule !== undefined || Worker !== undefined)
  )
}

/** More than this do not make the products of small models faster. */
const most = 8

/** As many as the machine runs at once, one where they could not share memory. */
export const defaultThreads = (): number =>
  canShare() ? Math.max(1, Math.min(most, surroundings.navigator?.hardwareConcurrency ?? 1)) : 1
