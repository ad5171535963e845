// One case in one system of JavaScript: node run.mjs MODULE CASE THREADS SECONDS. Prints times as JSON.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [module, name, threads, seconds] = process.argv.slice(2)
const { start, runOf } = await import(pathToFileURL(module).href)
const own = (path) => new URL(path, import.meta.url)

await start({
  threads: Number(threads),
  assets: own('node_modules/@tensorflow/tfjs-backend-wasm/dist/').pathname,
})
const cases = JSON.parse(readFileSync(own('cases.json'), 'utf8'))
const run = runOf(name === 'cold start' ? cases.MLP : cases[name])

if (run === undefined) console.log(JSON.stringify({ times: [] }))
else if (name === 'cold start') {
  // whoever started this process holds the watch
  await run()
  console.log(JSON.stringify({ times: [] }))
} else {
  const { timesOf } = await import('./numbers.mjs')
  console.log(JSON.stringify({ times: await timesOf(run, Number(seconds)) }))
}
process.exit(0)
