/** A page that is isolated from other origins, with all systems of JavaScript. */
import { createServer, type Server } from 'node:http'
import { existsSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { build, type Rolldown } from 'vite'

const app = path.join(import.meta.dirname, '../..')
const binaries = path.join(app, 'peers/node_modules/@tensorflow/tfjs-backend-wasm/dist')

const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm' }

type Files = Readonly<Record<string, string | Uint8Array>>

const bundled = async (): Promise<Files> => {
  const output = (await build({
    root: app,
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@gradus/source', 'browser', 'module', 'import', 'default'] },
    build: {
      write: false,
      target: 'esnext',
      // workers of TensorFlow.js are made of the text of its functions
      minify: false,
      chunkSizeWarningLimit: 4000,
      modulePreload: false,
      rolldownOptions: {
        input: path.join(app, 'src/speed/page.ts'),
        output: { entryFileNames: 'page.js' },
      },
    },
  })) as Rolldown.RolldownOutput
  return Object.fromEntries(
    output.output.map((f) => [`/${f.fileName}`, f.type === 'chunk' ? f.code : f.source]),
  )
}

const contentOf = (files: Files, url: string): string | Uint8Array | undefined => {
  if (url === '/') return '<!doctype html><title>bench</title><script type="module" src="/page.js"></script>'
  const binary = path.join(binaries, path.basename(url))
  return files[url] ?? (url.startsWith('/tfjs/') && existsSync(binary) ? readFileSync(binary) : undefined)
}

/** Serves the page at a free port of this machine. */
export const serve = async (): Promise<{ readonly address: string; readonly server: Server }> => {
  const files = await bundled()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://site').pathname
    const content = contentOf(files, url)
    const type = types[path.extname(url)] ?? 'text/html; charset=utf-8'
    response.writeHead(content === undefined ? 404 : 200, { ...headers, 'Content-Type': type }).end(content)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  // it is no reason to go on running
  server.unref()
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server }
}
