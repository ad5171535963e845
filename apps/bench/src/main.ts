// `pnpm bench <command>` from the root of the repository. Each prints what it measured and asserts nothing.
import { kernels } from './kernels/index.ts'
import { heads, memory, row } from './memory.ts'
import { type Options, optionsOf } from './options.ts'
import { draw, report } from './report/index.ts'
import { readResults } from './results/Results.ts'
import { scaling } from './scaling/index.ts'
import { speed, table } from './speed/index.ts'
import { summary } from './speed/summary.ts'
import { steps, stepsRow } from './steps.ts'
import { line, tracing } from './tracing/index.ts'

const say = (text: string): void => console.log(text)

const timed = async (options: Options): Promise<void> => {
  await speed(options, (rows) => say(table(rows)))
  say(`\nratios of our time to theirs, beside the bars\n${summary(readResults(options.folder).speed)}`)
}

/** What measures, and then has the page drawn. */
const drawn =
  (measure: (options: Options) => Promise<void>) =>
  async (options: Options): Promise<void> => {
    await measure(options)
    say(draw(options.folder))
  }

const commands: Readonly<Record<string, (options: Options) => unknown>> = {
  memory: () => {
    say(heads)
    for (const one of memory({ operations: 1_000_000, reports: 10 })) say(row(one))
  },
  tracing: () => {
    for (const measured of tracing({ rounds: 25 })) say(line(measured))
  },
  steps: async () => {
    for await (const one of steps(100_000, 1000))
      if (one.steps === 1000 || one.steps % 10_000 === 0) say(stepsRow(one))
  },
  speed: drawn(timed),
  kernels: drawn((options) => kernels(options, say)),
  scaling: drawn((options) => scaling(options, say)),
  report: ({ folder }) => say(report(folder)),
}

const options = optionsOf(process.argv.slice(2))
const run = Object.hasOwn(commands, options.command) ? commands[options.command] : undefined

if (run === undefined) {
  console.error(`usage: pnpm bench <case>, where the case is one of: ${Object.keys(commands).join(', ')}`)
  process.exitCode = 2
} else await run(options)
