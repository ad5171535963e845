/** What tracing costs: beside backward code written by hand, to write a deep network down, and as traces grow. */
import { grad, graphOf, valueAndGrad } from '@gradus/autograd'
import { chain, start } from './chain.ts'
import { byHand, derived, examples, layerOf, layers, loss } from './perceptron.ts'
import { medians } from './timing.ts'

/** A line of a report: what was measured, and times in milliseconds by name. */
export interface Measured {
  readonly what: string
  readonly times: Readonly<Record<string, number>>
  /** Numbers that no clock gave. */
  readonly counts?: Readonly<Record<string, number>>
}

/** The derived gradient of three layers of width 64 beside the one written by hand, both computed at once. */
export const overhead = (batch: number, rounds: number): Measured => {
  const [x, y] = examples(batch)
  const times = medians(
    { byHand: () => byHand(layers, x, y), valueAndGrad: () => derived(layers, x, y) },
    rounds,
  )
  return { what: `3 layers of width 64, batch ${batch}`, times }
}

/** Writes down a network of many layers, its loss alone and with its gradient. */
export const deepNetwork = (depth: number, rounds: number): Measured => {
  const deep = Array.from({ length: depth }, (_, i) => layerOf(i))
  const [x, y] = examples(32)
  const forward = graphOf((given: typeof deep) => loss(given, x, y))
  const both = graphOf(valueAndGrad((given: typeof deep) => loss(given, x, y)))
  return {
    what: `graph of ${depth} layers`,
    times: medians({ loss: () => forward(deep), lossAndGradient: () => both(deep) }, rounds),
    counts: {
      equationsOfLoss: forward(deep).equations.length,
      equationsOfBoth: both(deep).equations.length,
    },
  }
}

/** Traces of `count` primitives: written down, with the gradient, and that printed; and differentiated at once. */
export const growth = (count: number, rounds: number): Measured => {
  const f = chain(count)
  const ofGradient = graphOf(grad(f))
  const written = ofGradient(start)
  const times = medians(
    {
      graph: () => graphOf(f)(start),
      graphOfGradient: () => ofGradient(start),
      printed: () => written.toString(),
      gradientAtOnce: () => grad(f)(start),
    },
    rounds,
  )
  const counts = {
    equations: graphOf(f)(start).equations.length,
    equationsOfGradient: written.equations.length,
  }
  return { what: `${count} primitives`, times, counts }
}

const cells = (numbers: Readonly<Record<string, number>>, digits: number, unit: string): readonly string[] =>
  Object.entries(numbers).map(([name, n]) => `${name} ${n.toFixed(digits)}${unit}`)

/** A line as text. */
export const line = ({ what, times, counts = {} }: Measured): string =>
  `${what}: ${[...cells(times, 3, ' ms'), ...cells(counts, 0, '')].join(', ')}`

/** All lines. */
export function* tracing({ rounds }: { readonly rounds: number }): Generator<Measured> {
  for (const batch of [1, 32, 256]) yield overhead(batch, rounds * 20)
  yield deepNetwork(50, rounds)
  for (const count of [1250, 2500, 5000, 10_000]) yield growth(count, rounds)
}
