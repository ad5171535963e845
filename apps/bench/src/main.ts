// `pnpm bench memory` from the root of the repository. Each case prints what it measured and asserts nothing.
import { heads, memory, row } from './memory.ts'
import { speed, table } from './speed/index.ts'
import { line, tracing } from './tracing/index.ts'

const cases: Readonly<Record<string, (filter: string) => void>> = {
  memory: () => {
    console.log(heads)
    for (const report of memory({ operations: 1_000_000, reports: 10 })) console.log(row(report))
  },
  speed: (filter) => speed(filter, 3, (rows) => console.log(table(rows))),
  tracing: () => {
    for (const measured of tracing({ rounds: 25 })) console.log(line(measured))
  },
}

const [name = '', filter = ''] = process.argv.slice(2)
const run = Object.hasOwn(cases, name) ? cases[name] : undefined

if (run === undefined) {
  console.error(`usage: pnpm bench <case>, where the case is one of: ${Object.keys(cases).join(', ')}`)
  process.exitCode = 2
} else run(filter)
