import { showFileError } from '@gradus/train/node'
import type { FileError } from '@gradus/train/node'

import type { Failure } from '../cli/Failure.ts'
import { failed } from '../cli/Failure.ts'

/** Said before anything is `done`: trained, tried. */
export const unwritable =
  (done: string) =>
  (error: FileError): Failure =>
    failed(
      `Cannot write to the runs folder, so nothing was ${done}. ${showFileError(error)} --runs names another one.`,
    )
