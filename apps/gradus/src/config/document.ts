import * as E from '#fp/Either'
import type { Node, ParseError } from 'jsonc-parser'
import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode } from 'jsonc-parser'

import type { Path, Problem } from './schema/Problem.ts'

/** A JSON document, comments and trailing commas allowed, that still knows where in the text each value stands. */
export interface Document {
  readonly value: unknown
  readonly lineOf: (problem: Problem) => number | undefined
}

/** A text that is no JSON at all. */
export interface SyntaxProblem {
  readonly line: number
  readonly column: number
  readonly message: string
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

const columnAt = (text: string, offset: number): number => offset - text.lastIndexOf('\n', offset - 1)

/** `CommaExpected` as `comma expected`. */
const words = (code: string): string => code.replaceAll(/(?!^)([A-Z])/g, ' $1').toLowerCase()

const syntaxProblem = (text: string, { error, offset }: ParseError): SyntaxProblem => ({
  line: lineAt(text, offset),
  column: columnAt(text, offset),
  message: words(printParseErrorCode(error)),
})

const children = (node: Node): readonly Node[] => node.children ?? []

const keyOf = (property: Node): string => String(property.children?.[0]?.value)

/** jsonc-parser's own reader assigns keys, which lets `__proto__` change the prototype; entries do not. */
const valueOf = (node: Node): unknown => {
  if (node.type === 'array') return children(node).map(valueOf)
  if (node.type !== 'object') return getNodeValue(node)
  return Object.fromEntries(
    children(node).flatMap((property) => {
      const value = property.children?.[1]
      return value === undefined ? [] : [[keyOf(property), valueOf(value)]]
    }),
  )
}

const twice = (path: Path): Problem => ({
  path,
  about: 'key',
  message: 'the key is written twice. Expected each key once.',
})

/** Keys that an object has more than once; readers disagree on which of them counts. */
const duplicates = (node: Node, path: Path = []): readonly Problem[] => {
  if (node.type === 'array')
    return children(node).flatMap((item, index) => duplicates(item, [...path, index]))
  if (node.type !== 'object') return []
  const keys = children(node).map(keyOf)
  const repeated = [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))]
  const inner = children(node).flatMap((property) =>
    property.children?.[1] === undefined ? [] : duplicates(property.children[1], [...path, keyOf(property)]),
  )
  return [...repeated.map((key) => twice([...path, key])), ...inner]
}

/** The nearest thing in the text to `path`: the entry itself, or the object that should have had it. */
const nodeFor = (root: Node, path: Path): Node => {
  const node = findNodeAtLocation(root, [...path])
  if (node !== undefined) return node.parent?.type === 'property' ? node.parent : node
  return path.length === 0 ? root : nodeFor(root, path.slice(0, -1))
}

export const parseDocument = (
  text: string,
): E.Either<SyntaxProblem, Document & { readonly repeated: readonly Problem[] }> => {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true })
  const first = errors[0]
  if (first !== undefined) return E.left(syntaxProblem(text, first))
  if (root === undefined) return E.left({ line: 1, column: 1, message: 'the file is empty' })
  return E.right({
    value: valueOf(root),
    repeated: duplicates(root),
    lineOf: ({ path }) => lineAt(text, nodeFor(root, path).offset),
  })
}
