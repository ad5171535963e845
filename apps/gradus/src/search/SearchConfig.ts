import type { RecordSpace } from '@gradus/search'
import { SpaceFromJson } from '@gradus/search'
import * as E from '#fp/Either'
import * as t from 'io-ts'

import { RunName } from '../config/Config.ts'
import type { Codec, ValueOf } from '../config/schema/Codec.ts'
import { codec, isObject } from '../config/schema/Codec.ts'
import { object, orElse, required } from '../config/schema/object.ts'
import { recordOf } from '../config/schema/record.ts'
import * as S from '../config/schema/scalars.ts'

const what =
  'an object such as { "optimizer.learningRate": { "kind": "logUniform", "low": 0.0001, "high": 0.1 } }'

/** What to draw for each path of the configuration. */
const PathSpace: Codec<RecordSpace> = codec(what, (value, context) => {
  if (!isObject(value) || Object.keys(value).length === 0) return t.failure(value, context)
  const space = SpaceFromJson.validate(value, context)
  if (E.isLeft(space)) return space
  return space.right.kind === 'record' ? t.success(space.right) : t.failure(value, context)
})

const Json: Codec<unknown> = codec('any value', t.success)

/** A search: which configuration to start from, what to vary in it, how often. */
export const SearchConfig = object('an object', {
  name: orElse(S.nullable(RunName), null),
  seed: orElse(S.whole(0, 4_294_967_295), 0),
  trials: orElse(S.whole(1, 100_000), 20),
  /** null is the built-in configuration of the digits. */
  base: orElse(S.nullable(S.text('the path of a training configuration, relative to this file')), null),
  /** Other values for the trials alone, such as fewer epochs. */
  set: orElse(recordOf(Json, 'an object such as { "train.epochs": 20 }'), {}),
  space: required(PathSpace),
  objective: orElse(S.oneOf('validationLoss', 'validationAccuracy', 'validationRmse'), 'validationLoss'),
})

export interface SearchConfig extends ValueOf<typeof SearchConfig> {}

export const directionOf = ({ objective }: SearchConfig): 'minimize' | 'maximize' =>
  objective === 'validationAccuracy' ? 'maximize' : 'minimize'
