import * as tf from '@tensorflow/tfjs'
import * as wasm from '@tensorflow/tfjs-backend-wasm'
import { labels, numbers, sizeOf } from './numbers.mjs'

export const start = async ({ threads, assets }) => {
  wasm.setWasmPaths(assets)
  wasm.setThreadsCount(threads)
  await tf.setBackend('wasm')
  await tf.ready()
}

const tensor = (shape, scale) => tf.tensor(numbers(sizeOf(shape), scale), shape)

/** One result, over and over. */
const over = (f) => () => tf.tidy(f).dispose()

const product = ({ n }) => {
  const [a, b] = [tensor([n, n], 1), tensor([n, n], 1)]
  return over(() => tf.matMul(a, b))
}

const elementwise = ({ n }) => {
  const [x, y] = [tensor([n], 1), tensor([n], 2)]
  return over(() =>
    tf.add(tf.mul(tf.tanh(tf.add(tf.mul(x, y), 0.5)), tf.exp(tf.neg(tf.square(x)))), tf.sqrt(tf.abs(y))),
  )
}

const softmax = ({ rows, columns }) => {
  const x = tensor([rows, columns], 3)
  return over(() => tf.softmax(x))
}

const layerNorm = ({ rows, columns }) => {
  const [x, gamma, beta] = [tensor([rows, columns], 3), tensor([columns], 1), tensor([columns], 1)]
  return over(() => {
    const centred = tf.sub(x, tf.mean(x, 1, true))
    const variance = tf.mean(tf.square(centred), 1, true)
    return tf.add(tf.mul(tf.div(centred, tf.sqrt(tf.add(variance, 1e-5))), gamma), beta)
  })
}

const adamUpdate = ({ n }) => {
  const params = tf.variable(tensor([n], 0.05))
  const gradient = tensor([n], 1)
  const optimizer = tf.train.adam(1e-3)
  return () => optimizer.applyGradients({ [params.name]: gradient })
}

const crossEntropy = (logits, y) => tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(logits)), 1)))
const targets = (batch, classes) => tf.tensor(labels(batch, classes), [batch, classes])

const trainer = (loss) => {
  const optimizer = tf.train.adam(1e-3)
  return () => {
    optimizer.minimize(loss)
  }
}

const mlp = ({ sizes, batch }) => {
  const layers = sizes.length - 1
  const params = sizes
    .slice(1)
    .flatMap((n, i) => [tf.variable(tensor([sizes[i], n], 0.05)), tf.variable(tf.zeros([n]))])
  const [x, y] = [tensor([batch, sizes[0]], 1), targets(batch, sizes.at(-1))]
  return trainer(() => {
    let h = x
    for (let i = 0; i < layers; i++) {
      h = tf.add(tf.matMul(h, params[2 * i]), params[2 * i + 1])
      if (i < layers - 1) h = tf.relu(h)
    }
    return crossEntropy(h, y)
  })
}

const lstm = ({ units, steps, batch, features, classes }) => {
  const shapes = [[features, 4 * units], [units, 4 * units], [4 * units], [units, classes], [classes]]
  const [kernel, recurrent, bias, last, lastBias] = shapes.map((shape) =>
    tf.variable(shape.length === 2 ? tensor(shape, 0.05) : tf.zeros(shape)),
  )
  const [x, y] = [tensor([steps, batch, features], 1), targets(batch, classes)]
  return trainer(() => {
    const projected = tf.add(tf.matMul(tf.reshape(x, [steps * batch, features]), kernel), bias)
    let [h, c] = [tf.zeros([batch, units]), tf.zeros([batch, units])]
    for (const row of tf.split(projected, steps)) {
      const [i, f, g, o] = tf.split(tf.add(row, tf.matMul(h, recurrent)), 4, 1)
      c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)))
      h = tf.mul(tf.sigmoid(o), tf.tanh(c))
    }
    return crossEntropy(tf.add(tf.matMul(h, last), lastBias), y)
  })
}

// its backend has no gradient of a convolution: no CNN
const kinds = { product, elementwise, softmax, layerNorm, adamUpdate, mlp, lstm }

export const runOf = (work) => kinds[work.kind]?.(work)
