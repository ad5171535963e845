import { gradientCheck, initialLossCheck, overfitCheck, showCheck } from '@gradus/train'
import type { CheckReport } from '@gradus/train'
import { pipe } from '#fp/function'
import * as TE from '#fp/TaskEither'

import type { Command } from '../cli/Command.ts'
import type { ExitCode } from '../cli/Failure.ts'
import { exitCodes } from '../cli/Failure.ts'
import { settle } from '../cli/settle.ts'
import type { Terminal } from '../cli/Terminal.ts'
import type { Override } from '../config/override.ts'
import { readConfig } from '../config/readConfig.ts'
import { dataText, modelText } from '../training/describe.ts'
import type { Session } from '../training/Session.ts'
import { openSession } from '../training/Session.ts'

export interface CheckOptions {
  readonly set?: readonly Override[]
  readonly json?: boolean
}

/** The babysitter's three, the quickest first. */
const checks: readonly ((session: Session) => CheckReport)[] = [
  ({ plan, material }) => initialLossCheck(plan)(material.train.ready),
  ({ plan, material }) => gradientCheck(plan)(material.train.ready),
  ({ plan, material }) => overfitCheck(plan)(material.train.ready),
]

const titles: Readonly<Record<CheckReport['_tag'], string>> = {
  initialLoss: 'loss before training',
  gradient: 'gradients',
  overfit: 'learning by heart',
}

const width = Math.max(...Object.values(titles).map(({ length }) => length))

const line = (report: CheckReport, { paint }: Terminal): string => {
  const verdict = report.passed ? paint('green', 'pass') : paint('red', 'FAIL')
  return `  ${titles[report._tag].padEnd(width)}  ${verdict}  ${showCheck(report)}\n`
}

const show = (report: CheckReport, terminal: Terminal, json: boolean): void =>
  terminal.out(
    json
      ? `${JSON.stringify({ event: 'check', check: report._tag, passed: report.passed, found: showCheck(report) })}\n`
      : line(report, terminal),
  )

const runChecks =
  (terminal: Terminal, json: boolean) =>
  (session: Session): ExitCode => {
    if (!json)
      terminal.out(`Checking ${session.config.name}\n  ${dataText(session)}\n  ${modelText(session)}\n\n`)
    const reports = checks.map((check) => {
      const report = check(session)
      show(report, terminal, json)
      return report
    })
    const failures = reports.filter(({ passed }) => !passed).length
    if (!json)
      terminal.out(
        failures === 0 ? '\nAll three pass: ready to train.\n' : `\n${failures} of ${reports.length} fail.\n`,
      )
    return failures === 0 ? exitCodes.done : exitCodes.failed
  }

/** `gradus check`: three checks that find most mistakes before a long run does. */
export const check =
  (file: string | undefined, { set, json = false }: CheckOptions): Command =>
  (terminal) =>
    settle(
      terminal,
      pipe(readConfig(file ?? null, set), TE.chain(openSession), TE.map(runChecks(terminal, json))),
    )
