// Numbers that every system can make, and how all of them are timed.

/** Numbers between -scale and scale. */
export const numbers = (n, scale) =>
  Float32Array.from({ length: n }, (_, i) => Math.fround(Math.sin(i * 12.9898) * scale))

export const sizeOf = (shape) => shape.reduce((n, d) => n * d, 1)

/** One 1 in each row of `classes`. */
export const labels = (rows, classes) =>
  Float32Array.from({ length: rows * classes }, (_, i) =>
    i % classes === Math.floor(i / classes) % classes ? 1 : 0,
  )

const channel = new MessageChannel()
channel.port1.unref?.()

/** Lets the event loop turn once. */
const breathe = () =>
  globalThis.setImmediate === undefined
    ? new Promise((done) => {
        channel.port1.onmessage = done
        channel.port2.postMessage(0)
      })
    : new Promise((done) => setImmediate(done))

const until = async (run, seconds, least) => {
  const times = []
  const start = performance.now()
  while (times.length < least || (performance.now() - start < 1000 * seconds && times.length < 400)) {
    // a trainer lets the runtime breathe between steps; what it does then is not the step's
    await breathe()
    const before = performance.now()
    await run()
    times.push(performance.now() - before)
  }
  return times
}

/** Runs until it is warm, then times single runs for some seconds: milliseconds. */
export const timesOf = async (run, seconds) => {
  await until(run, 0.75 * seconds, 3)
  return until(run, seconds, 5)
}
