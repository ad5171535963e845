/** Why bytes are not the state or the weights that were asked for. */
import { Safetensors, Tree } from '@gradus/tensor'
import type * as t from 'io-ts'

/** Every way in which a file of a state or of weights can fail to be read. */
export type FormatError =
  | { readonly _tag: 'NotSafetensors'; readonly error: Safetensors.SafetensorsError }
  | { readonly _tag: 'NotOfThisKind'; readonly expected: string; readonly found: string }
  | { readonly _tag: 'NewerVersion'; readonly found: number; readonly known: number }
  | { readonly _tag: 'BadManifest'; readonly problems: readonly string[] }
  | { readonly _tag: 'OtherModel'; readonly mismatch: Tree.TreeMismatch }
  | { readonly _tag: 'NotFinite'; readonly path: string }

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')

/** A `FormatError` in words; for another model or optimiser, a line for each path that differs. */
export const showFormatError = (e: FormatError): string => {
  switch (e._tag) {
    case 'NotSafetensors':
      return Safetensors.showError(e.error)
    case 'NotOfThisKind':
      return `expected ${e.expected}, found ${e.found}.`
    case 'NewerVersion':
      return `written by a newer Gradus: version ${e.found} of the format, this one knows ${e.known}. Update Gradus.`
    case 'BadManifest':
      return `the manifest is damaged:\n${indented(e.problems.join('\n'))}`
    case 'OtherModel':
      return `of another model or optimiser:\n${indented(Tree.showMismatch(e.mismatch))}`
    case 'NotFinite':
      return `${e.path} holds NaN or infinite values, with which no training can go on.`
  }
}

const found = (value: unknown): string =>
  value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value)

/** An io-ts error in words: the path into the document, what was expected, what was found. */
export const showProblem = ({ context, value }: t.ValidationError): string => {
  const path = context.flatMap(({ key }) => (key === '' ? [] : [key])).join('.')
  return `${path === '' ? 'the document' : path}: expected ${context.at(-1)?.type.name ?? 'something else'}, found ${found(value)}`
}
