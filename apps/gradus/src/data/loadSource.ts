import * as TE from '#fp/TaskEither'

import type { Failure } from '../cli/Failure.ts'
import type { DataConfig } from '../config/dataConfig.ts'
import { digitsSource } from './digitsSource.ts'
import type { Source } from './Source.ts'
import { tableSource } from './tableSource.ts'

/** The data that a configuration names; `folder` is where the configuration stands. */
export const loadSource = (data: DataConfig, folder: string): TE.TaskEither<Failure, Source> =>
  'source' in data ? TE.fromIO(digitsSource) : tableSource(data, folder)
