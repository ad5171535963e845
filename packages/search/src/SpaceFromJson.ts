import * as t from 'io-ts'
import * as E from '#fp/Either'
import { isJson, isRecord, showValue, type Json } from './Json.ts'
import { nearest } from './nearest.ts'
import { brokenRules } from './rules.ts'
import { kinds, type Kind, type Space } from './Space.ts'

/**
 * Decodes a space from JSON, with all problems at once; encodes it back.
 *
 * Every node is an object with its `kind` and that kind's members. An object without `kind` is a record of its
 * members, so that files stay short:
 *
 * `{ "learningRate": { "kind": "logUniform", "low": 1e-4, "high": 0.1 }, "units": { "kind": "choice", "values": [16, 32] } }`
 *
 * Gives `Left` with one error per problem; `showProblems` turns them into lines that name the path, what was
 * expected and what was found.
 *
 * @example
 * ```ts
 * import { isRight } from 'fp-ts/lib/Either.js'
 * import { SpaceFromJson } from '@gradus/search'
 *
 * isRight(SpaceFromJson.decode({ rate: { kind: 'uniform', low: 0, high: 0.5 } })) // => true
 * isRight(SpaceFromJson.decode({ rate: { kind: 'uniform', low: 1, high: 0.5 } })) // => false
 * ```
 */
export const SpaceFromJson: t.Type<Space, Json, unknown> = new t.Type(
  'Space',
  (u): u is Space => E.isRight(read(u, [])),
  (u, context) => {
    const result = read(u, [])
    return E.isRight(result)
      ? t.success(result.right)
      : t.failures(result.left.map((problem) => toError(problem, context)))
  },
  (space) => toJson(space),
)

/**
 * Lines for people, each with its path below `root`: `space.rate.low: expected a number, found "0"`.
 */
export const showProblems = (errors: t.Errors, root = 'space'): readonly string[] =>
  errors.map(({ context, message, value }) => {
    const path = [root, ...context.map(({ key }) => key)].filter((key) => key !== '')
    return `${path.join('.')}: ${message ?? `found ${showValue(value)}`}`
  })

interface Problem {
  readonly path: readonly string[]
  readonly found: unknown
  readonly message: string
}

type Result<A> = E.Either<readonly Problem[], A>
type Document = Readonly<Record<string, unknown>>

const problem = (path: readonly string[], found: unknown, message: string): Problem => ({
  path,
  found,
  message,
})

const expected = (path: readonly string[], what: string, found: unknown): Problem =>
  problem(path, found, `expected ${what}, found ${showValue(found)}`)

const toError = ({ path, found, message }: Problem, context: t.Context): t.ValidationError => ({
  value: found,
  context: [...context, ...path.map((key) => ({ key, type: SpaceFromJson, actual: found }))],
  message,
})

const members: { readonly [K in Kind]: readonly string[] } = {
  uniform: ['low', 'high'],
  logUniform: ['low', 'high'],
  int: ['low', 'high'],
  logInt: ['low', 'high'],
  quantized: ['low', 'high', 'step'],
  choice: ['values'],
  constant: ['value'],
  record: ['fields'],
}

const isKind = (u: unknown): u is Kind => kinds.some((kind) => kind === u)

const read = (u: unknown, path: readonly string[]): Result<Space> => {
  if (!isRecord(u)) return E.left([expected(path, 'a space or a record of spaces', u)])
  if (!Object.hasOwn(u, 'kind') || isRecord(u['kind'])) return readFields(u, path)
  return isKind(u['kind']) ? readNode(u['kind'], u, path) : E.left([unknownKind(u['kind'], path)])
}

const unknownKind = (found: unknown, path: readonly string[]): Problem =>
  expected([...path, 'kind'], `one of ${kinds.join(', ')}${hint(found, kinds)}`, found)

const hint = (found: unknown, names: readonly string[]): string => {
  const name = typeof found === 'string' ? nearest(found, names) : undefined
  return name === undefined ? '' : ` (did you mean ${name}?)`
}

const readNode = (kind: Kind, u: Document, path: readonly string[]): Result<Space> => {
  const unknown = Object.keys(u).filter((name) => name !== 'kind' && !members[kind].includes(name))
  const strangers = unknown.map((name) =>
    problem(
      [...path, name],
      u[name],
      `unknown member of ${kind}, which has ${members[kind].join(', ')}${hint(name, members[kind])}`,
    ),
  )
  const node = readMembers(kind, u, path)
  return strangers.length === 0 ? node : E.left([...strangers, ...(E.isLeft(node) ? node.left : [])])
}

const readMembers = (kind: Kind, u: Document, path: readonly string[]): Result<Space> => {
  if (kind === 'record') {
    return isRecord(u['fields'])
      ? readFields(u['fields'], [...path, 'fields'])
      : E.left([expected([...path, 'fields'], 'a record of spaces', u['fields'])])
  }
  const problems = members[kind].flatMap((name) => judge(name, u[name], [...path, name]))
  // What `judge` has accepted member by member is this kind's node.
  const space = Object.fromEntries([['kind', kind], ...members[kind].map((name) => [name, u[name]])]) as Space
  return problems.length > 0 ? E.left(problems) : obeying(space, path)
}

const judge = (name: string, u: unknown, path: readonly string[]): readonly Problem[] => {
  if (name === 'values') return Array.isArray(u) ? [] : [expected(path, 'a list of values', u)]
  if (name === 'value') return isJson(u) ? [] : [expected(path, 'a value', u)]
  return typeof u === 'number' ? [] : [expected(path, 'a number', u)]
}

const obeying = (space: Space, path: readonly string[]): Result<Space> => {
  const problems = brokenRules(space).map((rule) => problem(path, space, `${space.kind}: ${rule}`))
  return problems.length > 0 ? E.left(problems) : E.right(space)
}

const readFields = (u: Document, path: readonly string[]): Result<Space> => {
  const results = Object.keys(u).map((name) => [name, readField(name, u[name], [...path, name])] as const)
  const problems = results.flatMap(([, result]) => (E.isLeft(result) ? result.left : []))
  const fields = results.flatMap(([name, result]) =>
    E.isRight(result) ? [[name, result.right] as const] : [],
  )
  return problems.length > 0
    ? E.left(problems)
    : E.right({ kind: 'record', fields: Object.fromEntries(fields) })
}

const readField = (name: string, u: unknown, path: readonly string[]): Result<Space> =>
  name === '__proto__' ? E.left([problem(path, u, 'a field cannot be called __proto__.')]) : read(u, path)

/** Always the long form: a record whose field is called `kind` has no short one. */
const toJson = (space: Space): Json => {
  if (space.kind !== 'record') return { ...space }
  const fields = Object.entries(space.fields).map(([name, field]) => [name, toJson(field)] as const)
  return { kind: 'record', fields: Object.fromEntries<Json>(fields) }
}
