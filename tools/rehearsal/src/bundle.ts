import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import type { Browser } from 'playwright'
import { build } from 'vite'
import type { Project } from './projects.ts'

const page = '<!doctype html><title>rehearsal</title><script type="module" src="./browser.ts"></script>\n'
const entry = `import('./example.ts').then(
  () => { document.title = 'passed' },
  (error: unknown) => { document.title = 'failed: ' + String((error as Error)?.stack ?? error) },
)
`

/** Bundles the example of a project as Vite does without any configuration, into its folder `bundle`. */
export const bundle = async (project: Project): Promise<string> => {
  const out = join(project.folder, 'bundle')
  writeFileSync(join(project.folder, 'index.html'), page)
  writeFileSync(join(project.folder, 'browser.ts'), entry)
  await build({
    root: project.folder,
    base: './',
    configFile: false,
    mode: 'production',
    logLevel: 'error',
    build: { outDir: out, emptyOutDir: true, target: 'esnext' },
  })
  return out
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
}

/** Serves a folder with the headers that make a page cross-origin isolated. */
const serve = (folder: string): Promise<{ readonly url: string; readonly close: () => void }> =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname
      const file = join(folder, normalize(path.endsWith('/') ? `${path}index.html` : path))
      response.writeHead(existsSync(file) ? 200 : 404, {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
        'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      })
      response.end(existsSync(file) ? readFileSync(file) : '')
    })
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      resolve({ url: `http://127.0.0.1:${port}/`, close: () => server.close() })
    })
  })

/** Opens a bundled example and returns what it ended with: `passed`, or how it failed. */
export const openBundle = async (browser: Browser, folder: string): Promise<string> => {
  const server = await serve(folder)
  const tab = await browser.newPage()
  const complaints: string[] = []
  tab.on('pageerror', (error) => complaints.push(error.message))
  try {
    await tab.goto(server.url)
    await tab.waitForFunction(() => document.title !== 'rehearsal', undefined, { timeout: 60_000 })
    return [await tab.title(), ...complaints].join('\n')
  } catch (error) {
    return [`failed: ${String(error)}`, ...complaints].join('\n')
  } finally {
    await tab.close()
    server.close()
  }
}
