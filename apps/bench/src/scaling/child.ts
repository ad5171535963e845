// Training steps of networks of many sizes: node child.ts THREADS SECONDS. Prints times as JSON.
import { wasmEngine } from '@gradus/tensor/primitives'
import { timesOf } from '../../peers/numbers.mjs'
import type { Scaled } from '../results/Results.ts'
import { median } from '../tracing/timing.ts'
import { mlp } from '../work/mlp.ts'

const [threads = 1, seconds = 1] = process.argv.slice(2).map(Number)
const engine = wasmEngine({ threads })

interface Shape {
  readonly batch: number
  readonly width: number
  readonly depth: number
}

/** What the sizes that are not varied are. */
const usual: Shape = { batch: 64, width: 128, depth: 3 }

const sizes = {
  batch: [1, 4, 16, 64, 256, 1024],
  width: [16, 32, 64, 128, 256, 512, 1024],
  depth: [1, 2, 4, 8, 16, 32],
} as const

/** A network with as many inputs as its layers are wide. */
const stepOf = ({ batch, width, depth }: Shape): (() => unknown) => {
  const layers = Array.from({ length: depth + 1 }, () => width)
  return mlp({ sizes: [...layers, 10], batch }, engine)
}

const rows: Scaled[] = []
for (const along of ['batch', 'width', 'depth'] as const)
  for (const size of sizes[along]) {
    const times = await timesOf(stepOf({ ...usual, [along]: size }), seconds)
    rows.push({ along, size, threads, milliseconds: median(times) })
  }
console.log(JSON.stringify(rows))
process.exit(0)
