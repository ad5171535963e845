import { foldIn } from './Key.ts'
import { sample } from './sample.ts'
import type { Strategy } from './Strategy.ts'

/**
 * Random search: every trial is a fresh sample of the space.
 *
 * Trial n depends on the key and on n alone. Where only a few settings matter, it looks at more values of each
 * of them than a grid of the same size.
 *
 * Source: J. Bergstra, Y. Bengio, "Random search for hyper-parameter optimization", JMLR 13, 2012,
 * https://jmlr.org/papers/v13/bergstra12a.html.
 *
 * @example
 * ```ts
 * import { contains, emptyHistory, Key, randomSearch, uniform } from '@gradus/search'
 *
 * const space = uniform(0, 1)
 * const candidates = randomSearch()(space, emptyHistory('minimize'), Key.fromSeed(0))
 * candidates.map(contains(space)) // => [true]
 * ```
 */
export const randomSearch = (): Strategy => (space, history, key) => [
  sample(space)(foldIn(key, history.trials.length)),
]
