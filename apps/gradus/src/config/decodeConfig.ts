import * as E from '#fp/Either'
import { pipe } from '#fp/function'

import type { Failure } from '../cli/Failure.ts'
import { misused } from '../cli/Failure.ts'
import { Config } from './Config.ts'
import type { Document } from './document.ts'
import { parseDocument } from './document.ts'
import type { Override } from './override.ts'
import { applyOverrides } from './override.ts'
import { places } from './places.ts'
import type { Codec } from './schema/Codec.ts'
import type { Problem } from './schema/Problem.ts'
import { problem, problemsOf, showProblem } from './schema/Problem.ts'

const count = (n: number): string => (n === 1 ? 'a problem' : `${n} problems`)

const showLine = (lineOf: Document['lineOf'], found: Problem): string => {
  const line = lineOf(found)
  return `  ${line === undefined ? '' : `line ${line}: `}${showProblem(found)}`
}

/** All problems of a document as one message, in the order in which they stand in it. */
export const showProblems = (
  name: string,
  problems: readonly Problem[],
  lineOf: Document['lineOf'] = () => undefined,
): string => {
  const inOrder = problems.toSorted((a, b) => (lineOf(a) ?? 0) - (lineOf(b) ?? 0))
  return [`${name} has ${count(problems.length)}:`, ...inOrder.map((found) => showLine(lineOf, found))].join(
    '\n',
  )
}

/** What no single key can know: how the values go together. */
const disagreements = ({ split }: Config): readonly Problem[] => {
  const total = split.train + split.validation + split.test
  return Math.abs(total - 1) < 1e-6
    ? []
    : [
        problem(
          ['split'],
          `expected train, validation and test to add up to 1, found ${Number(total.toFixed(6))}.`,
        ),
      ]
}

/** Decodes a document, with some of its values replaced first, or tells all that is wrong with it. */
export const decodeDocument =
  <A>(
    name: string,
    codec: Codec<A>,
    check: (value: A) => readonly Problem[],
    overrides: readonly Override[] = [],
  ) =>
  (text: string): E.Either<Failure, A> =>
    pipe(
      parseDocument(text),
      E.mapLeft(({ line, column, message }) =>
        misused(
          text.trim() === ''
            ? `${name} is empty. Expected a configuration.`
            : `${name} is not JSON: ${message} at line ${line}, column ${column}.`,
        ),
      ),
      E.bindW('changed', ({ value }) =>
        pipe(
          applyOverrides(overrides)(value),
          E.mapLeft((why) => misused(`--set: ${why} in ${name}.`)),
        ),
      ),
      E.chainW(({ changed, repeated, lineOf }) => {
        const result = codec.decode(changed)
        const problems = [
          ...repeated,
          ...(E.isLeft(result) ? problemsOf(result.left, places(codec)) : check(result.right)),
        ]
        return problems.length === 0 && E.isRight(result)
          ? E.right(result.right)
          : E.left(misused(showProblems(name, problems, lineOf)))
      }),
    )

/** A configuration from its text; `name` is the file's, for the messages. */
export const decodeConfig = (
  name: string,
  overrides: readonly Override[] = [],
): ((text: string) => E.Either<Failure, Config>) => decodeDocument(name, Config, disagreements, overrides)
