/**
 * A strategy decides what to try next: `(space, history, key) → candidates`.
 *
 * It is a pure function, so a study that is resumed proposes what the uninterrupted one would have. Laws:
 *
 * - every candidate lies inside the space;
 * - the same space, history and key give the same candidates;
 * - the key stays the same throughout a study, and a strategy that draws folds in how many trials the history
 *   has (open ones too), so that each proposal has its own stream;
 * - no candidates means that there is nothing left to try, and the study ends.
 *
 * Whoever asks may take fewer candidates than were given and ask again with a longer history.
 */
import type { History } from './History.ts'
import type { Key } from './Key.ts'
import type { Config, Space } from './Space.ts'

export type Strategy = <S extends Space>(
  space: S,
  history: History<Config<S>>,
  key: Key,
) => readonly Config<S>[]
