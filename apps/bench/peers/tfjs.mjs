import { createRequire } from 'node:module'
import path from 'node:path'
import * as tf from '@tensorflow/tfjs'
import * as wasm from '@tensorflow/tfjs-backend-wasm'
import { cases, labels, measure, numbers, sizeOf } from './work.mjs'

const { resolve } = createRequire(import.meta.url)
wasm.setWasmPaths(`${path.dirname(resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`)
await tf.setBackend('wasm')
await tf.ready()

const tensor = (shape, scale) => tf.tensor(numbers(sizeOf(shape), scale), shape)

const product = ({ n }) => {
  const [a, b] = [tensor([n, n], 1), tensor([n, n], 1)]
  return () => tf.matMul(a, b).dispose()
}

const mlp = ({ sizes, batch }) => {
  const layers = sizes.length - 1
  const params = sizes
    .slice(1)
    .flatMap((n, i) => [tf.variable(tensor([sizes[i], n], 0.05)), tf.variable(tf.zeros([n]))])
  const x = tensor([batch, sizes[0]], 1)
  const y = tf.tensor(labels(batch, sizes.at(-1)), [batch, sizes.at(-1)])
  const optimizer = tf.train.adam(1e-3)
  const loss = () => {
    let h = x
    for (let i = 0; i < layers; i++) {
      h = tf.add(tf.matMul(h, params[2 * i]), params[2 * i + 1])
      if (i < layers - 1) h = tf.relu(h)
    }
    return tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(h)), 1)))
  }
  return () => {
    optimizer.minimize(loss)
  }
}

const work = cases[process.argv[2]]
await measure('TensorFlow.js', tf.version.tfjs, { product, mlp }[work.kind](work))
