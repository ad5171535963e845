import { calledAs } from '../cli/calledAs.ts'
import { TableSchema } from '@gradus/data'
import type { AnyModel } from '@gradus/layers'
import { decodeWeights, encodeWeights, showFormatError } from '@gradus/train'
import type { Weights } from '@gradus/train'
import { Safetensors } from '@gradus/tensor'
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
const Reading = t.readonly(t.type({ schema: TableSchema, preparation: Preparation, features: t.number }))

/** `features` counts what the model reads of an example, after preparation. */
export type Reading = t.TypeOf<typeof Reading>

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

const readingOf = (bytes: Uint8Array): E.Either<string, Reading> =>
  pipe(
    Safetensors.decode(bytes),
    E.mapLeft(Safetensors.showError),
    E.chain(({ metadata }) => decodeReading(metadata.get(key))),
  )

const decodeBest =
  (modelFor: (features: number) => E.Either<string, AnyModel>) =>
  (bytes: Uint8Array): E.Either<string, BestFile & { readonly model: AnyModel }> =>
    pipe(
      E.Do,
      E.bind('reading', () => readingOf(bytes)),
      E.bind('model', ({ reading }) => modelFor(reading.features)),
      E.bind('weights', ({ model }) => pipe(decodeWeights(model)(bytes), E.mapLeft(showFormatError))),
      E.map(({ reading, model, weights: { params, layerState } }) => ({
        ...reading,
        model,
        weights: { params, layerState },
      })),
    )

/** Reads the parameters of a run, and how to use them; `modelFor` makes the model that its configuration describes. */
export const readBest = (
  path: string,
  modelFor: (features: number) => E.Either<string, AnyModel>,
): TE.TaskEither<Failure, BestFile & { readonly model: AnyModel }> =>
  pipe(
    readBytes(path),
    TE.mapLeft(({ message }) =>
      failed(`${message} It is written when a run ends: ${calledAs} train --resume goes on.`),
    ),
    TE.chainEitherK((bytes) =>
      pipe(
        decodeBest(modelFor)(bytes),
        E.mapLeft((why) => failed(`${path} cannot be used: ${why}`)),
      ),
    ),
  )
