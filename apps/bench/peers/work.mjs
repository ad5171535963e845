// What every system does: the same numbers, the same work. `cases` is read by all of them, in Python too.
import { readFileSync } from 'node:fs'

export const cases = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8'))

/** Numbers between -scale and scale that every system can make. */
export const numbers = (n, scale) =>
  Float32Array.from({ length: n }, (_, i) => Math.fround(Math.sin(i * 12.9898) * scale))

export const sizeOf = (shape) => shape.reduce((n, d) => n * d, 1)

/** One 1 in each row of `classes`. */
export const labels = (rows, classes) =>
  Float32Array.from({ length: rows * classes }, (_, i) =>
    i % classes === Math.floor(i / classes) % classes ? 1 : 0,
  )

/** Runs until it is warm, then times single runs; prints them as JSON. */
export const measure = async (system, version, run) => {
  const until = async (ms, least, most) => {
    const times = []
    const start = performance.now()
    while (times.length < least || (performance.now() - start < ms && times.length < most)) {
      // a trainer lets the runtime breathe between steps; what it does then is not the step's
      await new Promise(setImmediate)
      const before = performance.now()
      await run()
      times.push(performance.now() - before)
    }
    return times
  }
  await until(1500, 5, 400)
  const times = await until(2000, 5, 400)
  console.log(JSON.stringify({ system, version, times }))
  process.exit(0)
}
