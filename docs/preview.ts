// Serves the built site at http://127.0.0.1:4321, isolated from other origins as a good host would do it.
import { serveSite } from './server.ts'

const { address } = await serveSite(new URL('dist/', import.meta.url), Number(process.argv[2] ?? 4321))
console.log(address)
