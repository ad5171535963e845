// All kernels in one process: node child.ts THREADS SECONDS FILTER. Prints rates as JSON.
import { jit } from '@gradus/autograd'
import { wasmEngine } from '@gradus/tensor/primitives'
import { timesOf } from '../../peers/numbers.mjs'
import type { Rated } from '../results/Results.ts'
import { median } from '../tracing/timing.ts'
import type { Kernel } from './Kernel.ts'
import { passes } from './passes.ts'
import { products } from './products.ts'
import { type Roofline, roofline } from './roofline.ts'

const [threads = 1, seconds = 1] = process.argv.slice(2, 4).map(Number)
const filter = process.argv[4] ?? ''
const engine = wasmEngine({ threads })

const rated = async ({ name, f, args, unit, work }: Kernel, top: Roofline): Promise<Rated> => {
  const compiled = jit(f, { engine })
  const milliseconds = median(await timesOf(() => compiled(...args), seconds))
  const rate = work / milliseconds / (unit === 'M/s' ? 1e3 : 1e6)
  const at = { 'GFLOP/s': top.gflops, 'GB/s': top.gbytes, 'M/s': undefined }[unit]
  return { kernel: name, threads, rate, unit, ...(at === undefined ? {} : { roofline: at }) }
}

const top = await roofline(threads, seconds)
const rows: Rated[] = []
for (const kernel of [...products(), ...passes()].filter(({ name }) => name.includes(filter)))
  rows.push(await rated(kernel, top))
console.log(JSON.stringify(rows))
process.exit(0)
