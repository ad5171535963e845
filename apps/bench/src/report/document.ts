/** The tables of the documentation's page, written between its marks. */
import type { Rated, Results, Scaled } from '../results/Results.ts'
import { digits } from '../results/words.ts'
import { cell, linesOf, peersIn } from '../speed/summary.ts'

const tableOf = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const speedTable = ({ speed }: Results): string => {
  const lines = linesOf(speed)
  const peers = peersIn(lines)
  const rows = lines.map((line) => [
    line.case,
    `${digits(line.ours.milliseconds)} ms`,
    ...peers.map((peer) => cell(line, peer)),
  ])
  return tableOf(['case', 'Gradus', ...peers], rows)
}

const limitsTable = ({ speed }: Results): string => {
  const limits = new Map(linesOf(speed).map(({ row, limit }) => [row, limit]))
  return tableOf(['work', 'what limits it'], [...limits])
}

const atThreads = <A extends { readonly threads: number }>(
  of: readonly A[],
  threads: number,
  words: (one: A) => string,
): string => {
  const found = of.find((one) => one.threads === threads)
  return found === undefined ? '–' : words(found)
}

const rateOf = ({ rate, unit, roofline }: Rated): string => {
  const words = `${digits(rate)} ${unit === 'M/s' ? 'million/s' : unit}`
  return roofline === undefined ? words : `${words} (${Math.round((100 * rate) / roofline)} %)`
}

const kernelTable = ({ kernels }: Results): string => {
  const names = [...new Set(kernels.map(({ kernel }) => kernel))]
  const rows = names.map((name) => {
    const own = kernels.filter(({ kernel }) => kernel === name)
    return [name, atThreads(own, 1, rateOf), atThreads(own, 2, rateOf)]
  })
  return tableOf(['kernel', '1 thread', '2 threads'], rows)
}

const timeOf = ({ milliseconds }: Scaled): string => `${digits(milliseconds)} ms`

const scalingTable = ({ scaling }: Results): string => {
  const sizes = [...new Map(scaling.map((s) => [`${s.along} ${s.size}`, s])).keys()]
  const rows = sizes.map((name) => {
    const own = scaling.filter((s) => `${s.along} ${s.size}` === name)
    return [name, atThreads(own, 1, timeOf), atThreads(own, 2, timeOf)]
  })
  return tableOf(['a step with', '1 thread', '2 threads'], rows)
}

const tables: Readonly<Record<string, (results: Results) => string>> = {
  machine: ({ machine, date }) => `${machine}, ${date}.`,
  speed: speedTable,
  limits: limitsTable,
  kernels: kernelTable,
  scaling: scalingTable,
}

/** The text with each part between `<!-- name:begin -->` and `<!-- name:end -->` written anew. */
export const filled = (text: string, results: Results): string =>
  Object.entries(tables).reduce(
    (all, [name, table]) =>
      all.replace(
        new RegExp(`(<!-- ${name}:begin -->)[^]*?(<!-- ${name}:end -->)`),
        (_, begin: string, end: string) => `${begin}\n\n${table(results)}\n\n${end}`,
      ),
    text,
  )
