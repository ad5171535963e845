/**
 * Reads files that are almost valid, as many as asked for, and says what became of them.
 *
 *     cd packages/tensor && npm run fuzz -- 1000000 [seed]
 *
 * A failure ends the run, with the smallest file that fast-check finds and the seed that finds it again.
 */
import './allocations.ts'
import fc from 'fast-check'
import { type Codec, codecs } from './codecs.ts'
import { judge, type Verdict } from './judge.ts'

const [count = 1_000_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number)

const most = (verdicts: readonly Verdict[], of: (verdict: Verdict) => number): number =>
  verdicts.reduce((worst, verdict) => Math.max(worst, of(verdict)), 0)

const summarize = ({ name }: Codec, verdicts: readonly Verdict[]): string => {
  const slowest = most(verdicts, ({ milliseconds }) => milliseconds).toFixed(0)
  const tags = [...new Set(verdicts.map(({ end }) => end))]
  const ends = tags
    .map((tag) => [tag, verdicts.filter(({ end }) => end === tag).length] as const)
    .toSorted(([, a], [, b]) => b - a)
    .map(([tag, n]) => `${tag} ${n}`)
  const largest = most(verdicts, ({ allocated }) => allocated)
  return `${name}: ${verdicts.length} files, at most ${slowest} ms and ${largest} bytes\n  ${ends.join(', ')}`
}

const runCodec = (codec: Codec, numRuns: number): string => {
  const verdicts: Verdict[] = []
  fc.assert(
    fc.property(codec.files, (bytes) => {
      verdicts.push(judge(codec, bytes))
    }),
    { numRuns, seed },
  )
  return summarize(codec, verdicts)
}

console.log(`seed ${seed}`)
codecs.forEach((codec, i) => console.log(runCodec(codec, Math.floor((count + i) / codecs.length))))
