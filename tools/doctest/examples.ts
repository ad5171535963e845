// What a ```ts block of a page or docstring may say:
//   imports come first;
//   `expression // => literal` holds the expression to the literal, also `const name = … // => literal`
//   and `console.log(…) // => literal`;
//   `expression // throws text` expects an error whose message contains the text;
//   ```ts continued   goes on where the block before stopped, in one test with it;
//   ```ts no-run      is type-checked but not run.

/** One example: the code of a block together with the blocks that continue it. */
export interface Example {
  readonly line: number
  readonly code: string
  readonly runs: boolean
}

interface Block extends Example {
  readonly continues: boolean
}

const fence = /^([ \t]*(?:\*[ \t]?)?)```(?:ts|typescript)\b([^\n]*)\n([\s\S]*?)^\1```/gm

const unprefix = (prefix: string, code: string): string =>
  code
    .split('\n')
    .map((line) => (line.startsWith(prefix) ? line.slice(prefix.length) : line.replace(/^\s*\* ?/, '')))
    .join('\n')

const toBlock = (match: RegExpMatchArray): Block => {
  const [, prefix = '', meta = '', code = ''] = match
  return {
    line: (match.input ?? '').slice(0, match.index).split('\n').length,
    code: unprefix(prefix, code),
    runs: !/\bno-run\b/.test(meta),
    continues: /\bcontinued\b/.test(meta),
  }
}

const join = (examples: readonly Example[], block: Block): readonly Example[] => {
  const before = examples.at(-1)
  return block.continues && before !== undefined
    ? [
        ...examples.slice(0, -1),
        { ...before, code: `${before.code}\n${block.code}`, runs: before.runs && block.runs },
      ]
    : [...examples, block]
}

/** The examples of a Markdown page or of the docstrings of a TypeScript file. */
export const examplesOf = (source: string): readonly Example[] =>
  Array.from(source.matchAll(fence), toBlock).reduce<readonly Example[]>(join, [])

const withoutText = (code: string): string => code.replaceAll(/'[^']*'|"[^"]*"|`[^`]*`|\/\/.*$/gm, '')

/** How many brackets `code` leaves open; negative when it closes more than it opens. */
const openBrackets = (code: string): number =>
  Array.from(withoutText(code).matchAll(/[([{]|[)\]}]/g), ([bracket]) =>
    '([{'.includes(bracket) ? 1 : -1,
  ).reduce<number>((sum, step) => sum + step, 0)

/** How many of the last `lines` make up the expression that ends with them. */
const expressionLength = (lines: readonly string[], length = 1): number => {
  const code = lines.slice(-length).join('\n')
  const isWhole = openBrackets(code) >= 0 && !/^\s*[.)\]}?:|&+*/]/.test(code)
  return isWhole || length >= lines.length ? length : expressionLength(lines, length + 1)
}

const assertion = (expression: string, literal: string): string => {
  const declared = /^\s*(?:const|let)\s+(\w+)\b[^=]*=/.exec(expression)
  const printed = /^\s*console\.log\(([\s\S]*)\)$/.exec(expression)
  return declared === null
    ? `expect(${printed?.[1] ?? expression}).toEqual(${literal})`
    : `${expression}\nexpect(${declared[1]}).toEqual(${literal})`
}

const expectedError = (expression: string, text: string): string =>
  `await expect(async () => { await (${expression}) }).rejects.toThrow(${JSON.stringify(text)})`

const marker = /^(.*?)\s*\/\/ (=>|throws) (.*)$/

interface Draft {
  readonly done: readonly string[]
  /** A claim whose literal is still being read, when its brackets are open. */
  readonly claim?: { readonly expression: string; readonly literal: string }
}

const claimed = (lines: readonly string[], kind: string, text: string): Draft => {
  const length = expressionLength(lines)
  const expression = lines.slice(-length).join('\n').trim().replace(/;$/, '')
  const done = lines.slice(0, -length)
  if (kind === 'throws') return { done: [...done, expectedError(expression, text)] }
  return openBrackets(text) > 0
    ? { done, claim: { expression, literal: text } }
    : { done: [...done, assertion(expression, text)] }
}

const readOn = ({ done, claim }: Required<Draft>, line: string): Draft => {
  const literal = `${claim.literal}\n${line.replace(/^\s*\/\/ ?/, '')}`
  return openBrackets(literal) > 0
    ? { done, claim: { ...claim, literal } }
    : { done: [...done, assertion(claim.expression, literal)] }
}

const read = (draft: Draft, line: string): Draft => {
  const { done, claim } = draft
  if (claim !== undefined) return readOn({ done, claim }, line)
  const [, code = '', kind = '', text = ''] = marker.exec(line) ?? []
  if (kind === '') return { done: [...done, line] }
  return claimed(code.trim() === '' ? done : [...done, code], kind, text)
}

const imports = /^import\b(?:[\s\S]*?\bfrom\s+)?\s*['"][^'"]+['"];?[ \t]*$/gm

const body = (code: string): string =>
  code
    .replaceAll(imports, '')
    .split('\n')
    .map((line) => line.replace(/^export (?=const|let|function|type|interface)/, ''))
    .reduce<Draft>(read, { done: [] })
    .done.join('\n')

/** A vitest file for an example; one that does not run is only there to be type-checked. */
export const toTest = (name: string, { code, runs }: Example): string =>
  [
    "import { expect, test } from 'vitest'",
    ...(code.match(imports) ?? []),
    runs
      ? `test(${JSON.stringify(name)}, async () => {`
      : 'export const notRun = async (): Promise<void> => {',
    body(code),
    runs ? '})' : '}',
    'void [expect, test]',
    '',
  ].join('\n')
