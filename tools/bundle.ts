// node tools/bundle.ts [FOLDER …], in a package: writes what `exports` names in package.json as few JavaScript files into
// dist, beside the declarations that TypeScript wrote. A runtime that loads hundreds of modules one by one takes longer over
// that than over a first training step. Folders of src that are named become files of their own, so that bundlers leave out
// as a whole what an app does not use of them.
import { globSync, readFileSync, rmSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'
import { parseAst } from 'rolldown/parseAst'

interface Node {
  readonly type: string
  readonly start: number
  readonly [part: string]: unknown
}

const isNode = (x: unknown): x is Node => typeof x === 'object' && x !== null && 'type' in x

/** What does not run when its module is loaded: functions, and types but for what only says the type of a value. */
const later = /Function|^TS(?!AsExpression|SatisfiesExpression|NonNullExpression)/

const isCall = (node: Node): boolean => {
  const callee = node['callee'] as { readonly object?: { readonly name?: string } } | undefined
  // bundlers know Math
  return /^(Call|New)Expression$/.test(node.type) && callee?.object?.name !== 'Math'
}

const callsIn = (x: unknown): readonly number[] => {
  if (Array.isArray(x)) return x.flatMap(callsIn)
  if (!isNode(x) || later.test(x.type)) return []
  return [...(isCall(x) ? [x.start] : []), ...Object.values(x).flatMap(callsIn)]
}

/**
 * Says of each call that a constant is made of that nobody misses it who does not use the constant, which `sideEffects: false`
 * says of whole modules: a bundler that has many of them in one file can leave out the same. Statements stay as they are.
 */
const pure: Plugin = {
  name: 'pure',
  transform: (code, id) => {
    const { body } = parseAst(code, { lang: 'ts' }, id)
    const calls = callsIn(body.filter(({ type }) => type !== 'ExpressionStatement')).toSorted((a, b) => a - b)
    const parts = calls.map((at, i) => `/* @__PURE__ */ ${code.slice(at, calls[i + 1])}`)
    // on lines as before: no map is needed
    return { code: [code.slice(0, calls[0]), ...parts].join(''), map: null }
  },
}

/** The modules of `exports`, by the name of their file in dist. */
const entriesOf = (folder: string): Readonly<Record<string, string>> => {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly '@gradus/source': string }>>
  }
  const sources = Object.values(exports).flatMap((e) => (typeof e === 'string' ? [] : [e['@gradus/source']]))
  return Object.fromEntries(
    sources.map((file) => [file.replace(/^\.\/src\/(.*)\.ts$/, '$1'), join(folder, file)]),
  )
}

const notice =
  '/*! Includes functions of fp-ts, Copyright (c) 2017-present Giulio Canti, MIT License, https://github.com/gcanti/fp-ts */'

type Importers = (id: string) => readonly string[]

/** The modules that one is reached from, itself among them. */
const above = (id: string, importers: Importers): ReadonlySet<string> => {
  const found = new Set([id])
  for (const one of found) importers(one).forEach((by) => found.add(by))
  return found
}

/** Writes the files of a package. Its modules that stand apart have one for each folder, what these import has another. */
export const bundle = async (folder: string, out: string, apart: readonly string[]): Promise<void> => {
  const apartFrom = (id: string): string | undefined => {
    const [first = ''] = relative(join(folder, 'src'), id).split(sep)
    return apart.find((name) => name === first)
  }
  const built = await rolldown({
    input: entriesOf(folder),
    // a few pure functions of fp-ts: to load its modules takes Node longer than to load half of ours
    external: (id) => !/^\.|^#fp\/|^fp-ts\//.test(id) && !isAbsolute(id),
    plugins: [pure],
    platform: 'neutral',
    tsconfig: false,
    treeshake: { moduleSideEffects: false },
    transform: { target: 'es2023' },
  })
  await built.write({
    dir: out,
    sourcemap: true,
    // it is in the package
    sourcemapExcludeSources: true,
    // docstrings are in the declarations
    comments: { legal: true, annotation: true, jsdoc: false },
    banner: ({ moduleIds }) => (moduleIds.some((id) => /[\\/]fp-ts[\\/]/.test(id)) ? notice : ''),
    chunkFileNames: '[name].js',
    codeSplitting: {
      groups: [
        {
          debugName: 'beneath',
          priority: 2,
          name: (id, graph) => {
            const users = above(id, (one) => graph.getModuleInfo(one)?.importers ?? [])
            const isBeneath = [...users].some((one) => apartFrom(one) !== undefined)
            return isBeneath && apartFrom(id) === undefined ? 'core' : null
          },
        },
        { debugName: 'apart', priority: 1, name: (id) => apartFrom(id) ?? null },
      ],
    },
  })
}

if (import.meta.main) {
  const out = resolve('dist')
  globSync('**/*.js{,.map}', { cwd: out }).forEach((file) => rmSync(join(out, file)))
  await bundle(process.cwd(), out, process.argv.slice(2))
}
