import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
}

// Nothing from other origins may load, so a page that reaches outside fails a test.
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
} as const

/** The file behind a path of the site; undefined when there is none, or when the path climbs out of it. */
const fileOf = (root: string, path: string): string | undefined => {
  const file = join(root, path.endsWith('/') ? `${path}index.html` : path)
  return file.startsWith(root) && existsSync(file) && statSync(file).isFile() ? file : undefined
}

export interface Site {
  readonly address: string
  readonly close: () => Promise<void>
}

/** Serves a folder of static files; port 0 takes any free one. */
export const serveSite = async (folder: URL, port = 0): Promise<Site> => {
  const root = fileURLToPath(folder)
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://site').pathname)
    const file = fileOf(root, path)
    response.writeHead(file === undefined ? 404 : 200, {
      ...headers,
      'Content-Type': types[extname(file ?? '.html')] ?? 'application/octet-stream',
    })
    readFile(file ?? join(root, '404.html')).then(
      (bytes) => response.end(bytes),
      () => response.end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const bound = server.address()
  return {
    address: `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
