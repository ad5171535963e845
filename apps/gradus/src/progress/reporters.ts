import type { Terminal } from '../cli/Terminal.ts'
import { barLine, epochLine } from './lines.ts'
import type { Progress, Reporter } from './Progress.ts'
import { doneText, interruptedText, startText } from './summary.ts'

export type OutputMode = 'bar' | 'lines' | 'quiet' | 'json'

const eraseLine = '\r\u001B[2K'

/** Ten times a second is smooth enough; drawing more often would cost training time. */
const redrawEvery = 100

type Lasting = Exclude<Progress, { readonly event: 'batch' | 'epoch' }>

/** What stays on the screen, the same with a bar and without. */
const lastingText = (progress: Lasting, { paint }: Terminal): string => {
  switch (progress.event) {
    case 'start':
      return startText(progress, paint)
    case 'note':
      return `${progress.message}\n`
    case 'interrupted':
      return interruptedText(progress, paint)
    case 'done':
      return doneText(progress, paint)
  }
}

const barReporter = (terminal: Terminal): Reporter => {
  let [drawnAt, visible] = [-Infinity, false]
  const draw = (line: string, now: number): void => {
    terminal.out(`\r${line}\u001B[K`)
    ;[drawnAt, visible] = [now, true]
  }
  const erase = (): void => {
    if (visible) terminal.out(eraseLine)
    visible = false
  }
  return (progress) => {
    if (progress.event === 'epoch') return
    if (progress.event === 'batch') {
      const now = performance.now()
      if (now - drawnAt >= redrawEvery) draw(barLine(progress, terminal.columns() - 1), now)
      return
    }
    erase()
    terminal.out(lastingText(progress, terminal))
  }
}

const lineReporter =
  (terminal: Terminal): Reporter =>
  (progress) => {
    if (progress.event === 'batch') return
    if (progress.event === 'epoch') return terminal.out(`${epochLine(progress)}\n`)
    terminal.out(
      `${progress.event === 'done' || progress.event === 'interrupted' ? '\n' : ''}${lastingText(progress, terminal)}`,
    )
  }

/** Every event but single batches, whose number no reader wants. JSON has no infinity: what is not known is null. */
const jsonReporter =
  (terminal: Terminal): Reporter =>
  (progress) => {
    if (progress.event !== 'batch') terminal.out(`${JSON.stringify(progress)}\n`)
  }

const reporters: Readonly<Record<OutputMode, (terminal: Terminal) => Reporter>> = {
  bar: barReporter,
  lines: lineReporter,
  quiet: () => () => undefined,
  json: jsonReporter,
}

export const reporterFor = (mode: OutputMode, terminal: Terminal): Reporter => reporters[mode](terminal)

export interface OutputOptions {
  readonly quiet?: boolean
  readonly json?: boolean
}

/** A bar where someone watches, lines where not, unless the options say otherwise. */
export const outputMode = (
  { quiet = false, json = false }: OutputOptions,
  { live }: Terminal,
): OutputMode => {
  if (json) return 'json'
  if (quiet) return 'quiet'
  return live ? 'bar' : 'lines'
}
