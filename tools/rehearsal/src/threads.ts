/**
 * `threads.ts`: a compiled function on one thread and on two, which start while it goes on. It passes if all bits are
 * equal and it ends by itself, though a thread is left.
 */
export const threadsSource = `import * as T from '@gradus/tensor'
import { jit } from '@gradus/autograd'

const size = 200
const matrix = T.reshape(T.sin(T.arange(size * size)), [size, size])
const compiled = jit((x: typeof matrix) => T.sum(T.tanh(T.matmul(x, x)), { axis: 0 }))
const column = (): string => T.toTypedArray(compiled(matrix)).join()

T.setThreads(1)
const alone = column()
T.setThreads(2)
if (T.engineInfo().name !== 'wasm') throw new Error('not on the engine: ' + T.engineInfo().why)
for (let call = 0; call < 50; call++) {
  await new Promise((done) => setTimeout(done, 5))
  if (column() !== alone) throw new Error('other bits on two threads, call ' + call)
}
`
