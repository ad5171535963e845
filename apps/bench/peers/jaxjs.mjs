import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad } from '@jax-js/jax'
import { labels, numbers, sizeOf } from './numbers.mjs'

export const start = async () => {
  await init('wasm')
  defaultDevice('wasm')
}

const tensor = (shape, scale) => np.array(numbers(sizeOf(shape), scale)).reshape(shape)

/** One result of the same arguments, over and over. */
const over = (f, ...args) => {
  const compiled = jit(f)
  return async () => {
    const y = compiled(...args.map((x) => x.ref))
    await blockUntilReady(y)
    y.dispose()
  }
}

const product = ({ n }) => over((a, b) => np.matmul(a, b), tensor([n, n], 1), tensor([n, n], 1))

const elementwise = ({ n }) =>
  over(
    (x, y) =>
      np
        .tanh(x.ref.mul(y.ref).add(0.5))
        .mul(np.exp(np.square(x).neg()))
        .add(np.sqrt(np.absolute(y))),
    tensor([n], 1),
    tensor([n], 2),
  )

const softmax = ({ rows, columns }) => over((x) => nn.softmax(x, 1), tensor([rows, columns], 3))

const layerNorm = ({ rows, columns }) =>
  over(
    (x, gamma, beta) => {
      const centred = x.ref.sub(np.mean(x, 1, { keepdims: true }))
      const variance = np.mean(np.square(centred.ref), 1, { keepdims: true })
      return centred
        .div(np.sqrt(variance.add(1e-5)))
        .mul(gamma)
        .add(beta)
    },
    tensor([rows, columns], 3),
    tensor([columns], 1),
    tensor([columns], 1),
  )

/** Adam with bias correction: arrays in lists. */
const adam = (params, mu, nu, count, g) => {
  const next = count.add(1)
  const c1 = np.subtract(1, np.power(0.9, next.ref))
  const c2 = np.subtract(1, np.power(0.999, next.ref))
  const m = mu.map((a, i) => a.mul(0.9).add(g[i].ref.mul(0.1)))
  const v = nu.map((a, i) => a.mul(0.999).add(np.square(g[i]).mul(0.001)))
  const p = params.map((x, i) =>
    x.sub(
      m[i].ref
        .div(c1.ref)
        .mul(1e-3)
        .div(np.sqrt(v[i].ref.div(c2.ref)).add(1e-8)),
    ),
  )
  c1.dispose()
  c2.dispose()
  return [p, m, v, next]
}

const begin = (params) => {
  const zeros = () => params.map((p) => np.zeros(p.shape))
  return [params, zeros(), zeros(), np.array(0)]
}

const adamUpdate = ({ n }) => {
  const step = jit(adam)
  const gradient = tensor([n], 1)
  let state = begin([tensor([n], 0.05)])
  return async () => {
    state = step(...state, [gradient.ref])
    await blockUntilReady(state)
  }
}

/** A training step; `loss` answers its value and what else it carries from step to step. */
const trainer = (loss, params, carried, x, y) => {
  const step = jit((ps, m, v, t, kept, input, target) => {
    const [[value, after], g] = valueAndGrad(loss, { hasAux: true })(
      ps.map((p) => p.ref),
      kept,
      input,
      target,
    )
    return [...adam(ps, m, v, t, g), after, value]
  })
  let state = [...begin(params), carried]
  return async () => {
    const answer = step(...state, x.ref, y.ref)
    await blockUntilReady(answer)
    answer.at(-1).dispose()
    state = answer.slice(0, -1)
  }
}

const crossEntropy = (logits, target) => target.mul(nn.logSoftmax(logits)).sum(1).mean().neg()
const targets = (batch, classes) => np.array(labels(batch, classes)).reshape([batch, classes])
const dense = (h, kernel, bias) => np.matmul(h, kernel).add(bias)

const mlp = ({ sizes, batch }) => {
  const layers = sizes.length - 1
  const params = sizes.slice(1).flatMap((n, i) => [tensor([sizes[i], n], 0.05), np.zeros([n])])
  const loss = (ps, kept, input, target) => {
    let h = input
    for (let i = 0; i < layers; i++) {
      h = dense(h, ps[2 * i], ps[2 * i + 1])
      if (i < layers - 1) h = nn.relu(h)
    }
    return [crossEntropy(h, target), kept]
  }
  return trainer(loss, params, [], tensor([batch, sizes[0]], 1), targets(batch, sizes.at(-1)))
}

const pool = (x) => lax.reduceWindow(x, np.max, [2, 2], [2, 2])

const cnn = ({ batch }) => {
  const shapes = [[24, 1, 5, 5], [24, 1, 1], [32, 24, 3, 3], [32, 1, 1], [800, 128], [128], [128, 10], [10]]
  const conv = (h, kernel, bias) => pool(nn.relu(lax.conv(h, kernel, [1, 1], 'VALID').add(bias)))
  const loss = (ps, kept, input, target) => {
    const h = conv(conv(input, ps[0], ps[1]), ps[2], ps[3]).reshape([batch, 800])
    return [crossEntropy(dense(nn.relu(dense(h, ps[4], ps[5])), ps[6], ps[7]), target), kept]
  }
  const params = shapes.map((shape) => (shape.length % 2 === 0 ? tensor(shape, 0.05) : np.zeros(shape)))
  return trainer(loss, params, [], tensor([batch, 1, 28, 28], 1), targets(batch, 10))
}

const normCnn = ({ batch, filters }) => {
  const axes = [0, 2, 3]
  const norm = (h, gamma, beta, [mean, variance]) => {
    const m = np.mean(h.ref, axes, { keepdims: true })
    const centred = h.sub(m.ref)
    const v = np.mean(np.square(centred.ref), axes, { keepdims: true })
    const y = centred
      .div(np.sqrt(v.ref.add(1e-5)))
      .mul(gamma)
      .add(beta)
    const running = (old, now) => old.mul(0.9).add(lax.stopGradient(now).mul(0.1))
    return [nn.relu(y), [running(mean, m), running(variance, v)]]
  }
  const loss = (ps, stats, input, target) => {
    let h = input
    const after = stats.map((own, i) => {
      const [y, next] = norm(lax.conv(h, ps[3 * i], [1, 1], 'SAME'), ps[3 * i + 1], ps[3 * i + 2], own)
      h = i < 2 ? pool(y) : y
      return next
    })
    const flat = h.reshape([batch, 49 * filters[2]])
    return [crossEntropy(dense(flat, ps[9], ps[10]), target), after]
  }
  const params = filters.flatMap((n, i) => [
    tensor([n, i === 0 ? 1 : filters[i - 1], 3, 3], 0.05),
    np.ones([1, n, 1, 1]),
    np.zeros([1, n, 1, 1]),
  ])
  const stats = filters.map((n) => [np.zeros([1, n, 1, 1]), np.ones([1, n, 1, 1])])
  const all = [...params, tensor([49 * filters[2], 10], 0.05), np.zeros([10])]
  return trainer(loss, all, stats, tensor([batch, 1, 28, 28], 1), targets(batch, 10))
}

// it has no loop whose body is compiled once: no LSTM
const kinds = { product, elementwise, softmax, layerNorm, adamUpdate, mlp, cnn, normCnn }

export const runOf = (work) => kinds[work.kind]?.(work)
