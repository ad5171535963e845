// `pnpm bench <command>` from the root of the repository. Each prints what it measured and asserts nothing.
import { type Options, optionsOf } from './options.ts'

const say = (text: string): void => console.log(text)

/** What measures, and then has the page drawn. */
const drawn =
  (measure: (options: Options) => Promise<void>) =>
  async (options: Options): Promise<void> => {
    const { draw } = await import('./report/index.ts')
    await measure(options)
    say(draw(options.folder))
  }

// each loads what it needs alone: what a process holds depends on everything that it has loaded
const commands: Readonly<Record<string, (options: Options) => Promise<void>>> = {
  memory: async () => {
    const { heads, memory, row } = await import('./memory.ts')
    say(heads)
    for (const one of memory({ operations: 1_000_000, reports: 10 })) say(row(one))
  },
  tracing: async () => {
    const { line, tracing } = await import('./tracing/index.ts')
    for (const measured of tracing({ rounds: 25 })) say(line(measured))
  },
  steps: async () => {
    const { steps, stepsRow } = await import('./steps.ts')
    for await (const one of steps(100_000, 1000))
      if (one.steps === 1000 || one.steps % 10_000 === 0) say(stepsRow(one))
  },
  speed: drawn(async (options) => {
    const { speed, table } = await import('./speed/index.ts')
    const { summary } = await import('./speed/summary.ts')
    const { readResults } = await import('./results/Results.ts')
    await speed(options, (rows) => say(table(rows)))
    say(`\nratios of our time to theirs, beside the bars\n${summary(readResults(options.folder).speed)}`)
  }),
  kernels: drawn(async (options) => {
    const { kernels } = await import('./kernels/index.ts')
    await kernels(options, say)
  }),
  scaling: drawn(async (options) => {
    const { scaling } = await import('./scaling/index.ts')
    await scaling(options, say)
  }),
  report: async ({ folder }) => {
    const { report } = await import('./report/index.ts')
    say(report(folder))
  },
}

const options = optionsOf(process.argv.slice(2))
const run = Object.hasOwn(commands, options.command) ? commands[options.command] : undefined

if (run === undefined) {
  console.error(`usage: pnpm bench <case>, where the case is one of: ${Object.keys(commands).join(', ')}`)
  process.exitCode = 2
} else await run(options)
