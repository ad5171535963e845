/** The app's own modules as JavaScript, beside built packages: what a cold start of an installed package is. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { build } from 'vite'

const app = path.join(import.meta.dirname, '../..')

const arePackagesBuilt = (): boolean => {
  const { resolve } = createRequire(import.meta.url)
  const folder = (name: string): string => path.dirname(resolve(`@gradus/${name}/package.json`))
  return ['tensor', 'autograd'].every((name) => existsSync(path.join(folder(name), 'dist/index.js')))
}

let file: Promise<string | undefined> | undefined

const write = async (): Promise<string | undefined> => {
  if (!arePackagesBuilt()) {
    console.error(
      'cold start: packages are not built (turbo build), their sources are run: types are stripped first',
    )
    return undefined
  }
  const outDir = path.join(app, 'dist')
  await build({
    root: app,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: path.join(app, 'src/speed/gradus.ts'),
      outDir,
      rolldownOptions: { external: [/^@gradus\//] },
    },
  })
  return path.join(outDir, 'gradus.js')
}

/** The module to start; nothing where the packages are not built. */
export const built = (): Promise<string | undefined> => (file ??= write())
