import { readFileSync } from 'node:fs'
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax'
import { cases, labels, measure, numbers, sizeOf } from './work.mjs'

const { version } = JSON.parse(
  readFileSync(new URL('node_modules/@jax-js/jax/package.json', import.meta.url), 'utf8'),
)
await init('wasm')
defaultDevice('wasm')

const tensor = (shape, scale) => np.array(numbers(sizeOf(shape), scale)).reshape(shape)

const product = ({ n }) => {
  const [a, b] = [tensor([n, n], 1), tensor([n, n], 1)]
  const multiply = jit((x, y) => np.matmul(x, y))
  return async () => {
    const c = multiply(a.ref, b.ref)
    await blockUntilReady(c)
    c.dispose()
  }
}

const mlp = ({ sizes, batch }) => {
  const layers = sizes.length - 1
  const zeros = (ps) => ps.map((p) => np.zeros(p.shape))
  let params = sizes.slice(1).flatMap((n, i) => [tensor([sizes[i], n], 0.05), np.zeros([n])])
  let [mu, nu, count] = [zeros(params), zeros(params), np.array(0)]
  const x = tensor([batch, sizes[0]], 1)
  const y = np.array(labels(batch, sizes.at(-1))).reshape([batch, sizes.at(-1)])
  const loss = (ps, input, target) => {
    let h = input
    for (let i = 0; i < layers; i++) {
      h = np.matmul(h, ps[2 * i]).add(ps[2 * i + 1])
      if (i < layers - 1) h = nn.relu(h)
    }
    return target.mul(nn.logSoftmax(h)).sum(1).mean().neg()
  }
  const step = jit((ps, m, v, t, input, target) => {
    const [value, g] = valueAndGrad(loss)(
      ps.map((p) => p.ref),
      input,
      target,
    )
    const next = t.add(1)
    const c1 = np.subtract(1, np.power(0.9, next.ref))
    const c2 = np.subtract(1, np.power(0.999, next.ref))
    const m1 = m.map((a, i) => a.mul(0.9).add(g[i].ref.mul(0.1)))
    const v1 = v.map((a, i) => a.mul(0.999).add(np.square(g[i]).mul(0.001)))
    const p1 = ps.map((p, i) =>
      p.sub(
        m1[i].ref
          .div(c1.ref)
          .mul(1e-3)
          .div(np.sqrt(v1[i].ref.div(c2.ref)).add(1e-8)),
      ),
    )
    c1.dispose()
    c2.dispose()
    return [p1, m1, v1, next, value]
  })
  return async () => {
    let value
    ;[params, mu, nu, count, value] = step(params, mu, nu, count, x.ref, y.ref)
    await blockUntilReady(params)
    value.dispose()
  }
}

const work = cases[process.argv[2]]
await measure('jax-js', version, { product, mlp }[work.kind](work))
