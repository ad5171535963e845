import type { Json } from '@gradus/search'
import { SpaceFromJson } from '@gradus/search'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'
import path from 'node:path'

import type { Failure } from '../cli/Failure.ts'
import { misused } from '../cli/Failure.ts'
import { writeText } from '../cli/files.ts'
import { decodeDocument, showProblems } from '../config/decodeConfig.ts'
import { nameOf } from '../config/complete.ts'
import { parseDocument } from '../config/document.ts'
import type { FoundConfig } from '../config/readConfig.ts'
import { configText, readConfig, shownName } from '../config/readConfig.ts'
import { digitsSearch } from './digitsSearch.ts'
import { loadSource } from '../data/loadSource.ts'
import type { Source } from '../data/Source.ts'
import { moveConfig, showConfig } from '../runs/configFile.ts'
import { sessionOf } from '../training/Session.ts'
import { pathProblems } from './paths.ts'
import { SearchConfig } from './SearchConfig.ts'

/** Where the parts of a search stand. */
export const searchPaths = (folder: string) => ({
  folder,
  search: path.join(folder, 'search.json'),
  base: path.join(folder, 'base.json'),
  log: path.join(folder, 'study.jsonl'),
  best: path.join(folder, 'best.json'),
})

/** A search that has been read and checked, with the complete configuration that it starts from. */
export interface ReadySearch {
  readonly search: SearchConfig & { readonly name: string }
  readonly base: FoundConfig
  readonly source: Source
}

const isForTraining = (text: string): boolean => {
  const document = parseDocument(text)
  if (document._tag === 'Left') return false
  const { value } = document.right
  return typeof value === 'object' && value !== null && 'model' in value && !('space' in value)
}

/** The likeliest mix-up deserves better than a list of unknown keys. */
const searchText = (file: string): TE.TaskEither<Failure, string> =>
  pipe(
    configText(file),
    TE.filterOrElse(
      (text) => !isForTraining(text),
      () =>
        misused(
          `${file} is a configuration for training, which a search starts from. Write one for the search:\n` +
            `  { "base": "${path.basename(file)}", "space": { "optimizer.learningRate": { "kind": "logUniform", "low": 0.0001, "high": 0.1 } } }`,
        ),
    ),
  )

const readSearch = (file: string | null): TE.TaskEither<Failure, SearchConfig> =>
  pipe(
    file === null ? TE.right(digitsSearch) : searchText(file),
    TE.chainEitherK(decodeDocument(shownName(file), SearchConfig, () => [])),
  )

const baseFile = (file: string | null, { base }: SearchConfig): string | null =>
  base === null ? null : path.join(path.dirname(file ?? ''), base)

const checkPaths =
  (file: string | null, search: SearchConfig) =>
  (base: FoundConfig): TE.TaskEither<Failure, FoundConfig> => {
    const problems = [
      ...pathProblems('space', Object.keys(search.space.fields), base.config),
      ...pathProblems('set', Object.keys(search.set), base.config),
    ]
    return problems.length === 0 ? TE.right(base) : TE.left(misused(showProblems(shownName(file), problems)))
  }

/** The base with all that the data say filled in: a search may vary any of it. */
const completed = (
  base: FoundConfig,
): TE.TaskEither<Failure, { readonly base: FoundConfig; readonly source: Source }> =>
  pipe(
    loadSource(base.config.data, base.folder),
    TE.chainEitherK((source) => {
      const session = sessionOf(base, source)
      return session._tag === 'Left'
        ? session
        : { _tag: 'Right' as const, right: { base: { ...base, config: session.right.config }, source } }
    }),
  )

/** Reads a search, the configuration that it starts from, and its data, and checks that they fit. */
export const readySearch = (file: string | null): TE.TaskEither<Failure, ReadySearch> =>
  pipe(
    TE.Do,
    TE.bind('search', () => readSearch(file)),
    TE.bind('found', ({ search }) => readConfig(baseFile(file, search))),
    TE.bind('whole', ({ found }) => completed(found)),
    TE.chainFirst(({ search, whole }) => checkPaths(file, search)(whole.base)),
    TE.map(({ search, whole }) => ({
      search: { ...search, name: search.name ?? (file === null ? 'digits-search' : nameOf(file)) },
      ...whole,
    })),
  )

/** A search as JSON that reads back as the same. */
const encodeSearch = (search: SearchConfig, base: string): Json => ({
  ...(search as unknown as Readonly<Record<string, Json>>),
  base,
  space: Object.fromEntries(
    Object.entries(search.space.fields).map(([key, space]) => [key, SpaceFromJson.encode(space)]),
  ),
})

/** Writes a search and its base into its folder, which then needs no other file but the data. */
export const writeSearch = (folder: string, { search, base }: ReadySearch): TE.TaskEither<Failure, void> => {
  const paths = searchPaths(folder)
  return pipe(
    writeText(paths.base, showConfig(moveConfig(base.config, base.folder, folder))),
    TE.chain(() => writeText(paths.search, showConfig(encodeSearch(search, path.basename(paths.base))))),
  )
}
