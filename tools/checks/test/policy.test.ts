import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findParts } from '../parts.ts'

// Pages whose policy forbids WebAssembly, or workers, or that are not isolated from other origins.

const app = `
  import * as T from '@gradus/tensor'
  import { grad, jit } from '@gradus/autograd'
  const random = (seed) => T.Rng.normal(T.Rng.key(seed), [64, 64])
  const loss = (w, x) => T.mean(T.square(T.tanh(T.matmul(x, w))))
  const run = () => ({
    info: T.engineInfo(),
    isIsolated: globalThis.crossOriginIsolated,
    product: [...T.toTypedArray(T.matmul(random(1), random(2)))],
    large: [...T.toTypedArray(T.exp(random(3)))],
    gradient: [...T.toTypedArray(jit(grad(loss))(random(1), random(2)))],
  })
  globalThis.answer = new Promise((done) => {
    const first = run()
    setTimeout(() => done([first, run()]), 300)
  })
`
const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'packages/autograd')
const executablePath = findParts(root).find(({ variable }) => variable === 'GRADUS_CHROMIUM')?.path
const entry = join(folder, 'virtual-page.js')

const bundle = async (): Promise<string> => {
  const built = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@gradus/source', 'browser', 'module', 'import', 'default'] },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) => (id === entry ? app : undefined),
      },
    ],
    build: { write: false, rolldownOptions: { input: entry } },
  })
  const outputs = [built].flat().flatMap((b) => ('output' in b ? b.output : []))
  return outputs.flatMap((o) => (o.type === 'chunk' ? [o.code] : [])).join('')
}

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}
const policies = {
  open: {},
  isolated: isolation,
  'without WebAssembly': { ...isolation, 'Content-Security-Policy': "default-src 'self'" },
  'open without WebAssembly': { 'Content-Security-Policy': "default-src 'self'" },
  'without workers': {
    ...isolation,
    'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'",
  },
} as const

interface Answer {
  readonly info: { readonly name: string; readonly threads: number; readonly why: string }
  readonly isIsolated: boolean
  readonly product: readonly number[]
  readonly large: readonly number[]
  readonly gradient: readonly number[]
}

let server: Server
let browser: Browser

const serve = (code: string): Server =>
  createServer(({ url = '/' }, response) => {
    const policy = decodeURIComponent(url.slice(1)) as keyof typeof policies
    const isScript = url.endsWith('.js')
    response.writeHead(200, {
      'Content-Type': isScript ? 'text/javascript' : 'text/html',
      'Cross-Origin-Resource-Policy': 'same-origin',
      ...(isScript ? {} : policies[policy]),
    })
    response.end(isScript ? code : '<!doctype html><script type="module" src="/page.js"></script>')
  })

const visit = async (policy: keyof typeof policies): Promise<readonly [Answer, Answer]> => {
  const page = await browser.newPage()
  const { port } = server.address() as AddressInfo
  await page.goto(`http://localhost:${port}/${encodeURIComponent(policy)}`)
  return page.evaluate(() => (globalThis as unknown as { answer: Promise<readonly [Answer, Answer]> }).answer)
}

describe.skipIf(executablePath === undefined)('compiled functions and products in a page', () => {
  beforeAll(async () => {
    server = serve(await bundle())
    await new Promise<void>((done) => server.listen(0, done))
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox', '--no-first-run'],
    })
  }, 60_000)

  afterAll(async () => {
    await browser.close()
    server.close()
  })

  test.each([
    ['without WebAssembly', true],
    ['open without WebAssembly', false],
  ] as const)('run by the reference, which says why: %s', async (policy, isIsolated) => {
    const [found] = await visit(policy)
    expect(found.isIsolated).toBe(isIsolated)
    expect(found.info).toEqual({
      name: 'reference',
      relaxedSimd: false,
      threads: 1,
      why: "the page's policy forbids to compile WebAssembly; 'wasm-unsafe-eval' allows it",
    })
    const [isolated] = await visit('without WebAssembly')
    for (const part of ['product', 'large', 'gradient'] as const) {
      expect(found[part].some((v) => v !== 0)).toBe(true)
      expect(found[part]).toEqual(isolated[part])
    }
  })

  test.each(['open', 'isolated', 'without workers'] as const)('run on the engine: %s', async (policy) => {
    const [wanted] = await visit('without WebAssembly')
    const [first, second] = await visit(policy)
    expect(first.info.name).toBe('wasm')
    if (policy === 'open') expect(first.info.threads).toBe(1)
    expect(second).toEqual(first)
    for (const part of ['product', 'large', 'gradient'] as const) {
      const largest = Math.max(...wanted[part].map(Math.abs))
      const apart = first[part].map((v, i) => Math.abs(v - wanted[part][i]!))
      expect(Math.max(...apart)).toBeLessThan(1e-5 * largest)
    }
  })
})
