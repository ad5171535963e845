import { TableSchema } from '@gradus/data'
import type { AnyModel } from '@gradus/layers'
import { decodeWeights, encodeWeights, showFormatError } from '@gradus/train'
import type { Weights } from '@gradus/train'
import { showFileError, writeFileAtomic } from '@gradus/train/node'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'
import * as t from 'io-ts'

import type { Failure } from '../cli/Failure.ts'
import { failed } from '../cli/Failure.ts'
import { readBytes } from '../cli/files.ts'
import { problemsOf, showProblem } from '../config/schema/Problem.ts'
import { Preparation } from '../data/preparation.ts'

/** What stands beside the parameters in best.safetensors: how to make their input of a table. */
const Reading = t.readonly(t.type({ schema: TableSchema, preparation: Preparation }))

type Reading = t.TypeOf<typeof Reading>

const key = 'reading'

/** best.safetensors as it was read: enough, with the model, to predict. */
export interface BestFile extends Reading {
  readonly weights: Weights<AnyModel>
}

/** Writes the parameters with all that is needed to use them. */
export const writeBest = (path: string, { weights, ...reading }: BestFile): TE.TaskEither<Failure, void> =>
  pipe(
    writeFileAtomic(path, encodeWeights(weights, { [key]: JSON.stringify(reading) })),
    TE.mapLeft((error) => failed(`Cannot write the parameters. ${showFileError(error)}`)),
  )

const parse = (text: string | undefined): E.Either<string, unknown> =>
  text === undefined
    ? E.left('its metadata do not say how to read a table')
    : E.tryCatch(
        () => JSON.parse(text) as unknown,
        () => 'its metadata are not JSON',
      )

const decodeReading = (text: string | undefined): E.Either<string, Reading> =>
  pipe(
    parse(text),
    E.chain((json) =>
      pipe(
        Reading.decode(json),
        E.mapLeft((errors) => problemsOf(errors).map(showProblem).join(' ')),
      ),
    ),
  )

/** Reads the parameters of a model, and how to use them. */
export const readBest = (path: string, model: AnyModel): TE.TaskEither<Failure, BestFile> =>
  pipe(
    readBytes(path),
    TE.mapLeft(({ message }) => failed(`${message} Has the run ended? Go on with gradus train --resume.`)),
    TE.chainEitherK((bytes) =>
      pipe(
        decodeWeights(model)(bytes),
        E.mapLeft(showFormatError),
        E.chain(({ params, layerState, metadata }) =>
          pipe(
            decodeReading(metadata.get(key)),
            E.map((reading) => ({ ...reading, weights: { params, layerState } })),
          ),
        ),
        E.mapLeft((why) => failed(`${path} cannot be used: ${why}`)),
      ),
    ),
  )
