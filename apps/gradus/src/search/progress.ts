import type { Terminal } from '../cli/Terminal.ts'
import { short } from '../format/numbers.ts'
import { bar } from '../progress/lines.ts'
import type { OutputMode } from '../progress/reporters.ts'

/** What a search tells while it runs. */
export type SearchProgress =
  | {
      readonly event: 'start'
      readonly run: string
      readonly folder: string
      readonly trials: number
      readonly done: number
      readonly objective: string
    }
  | {
      readonly event: 'epoch'
      readonly trial: number
      readonly trials: number
      readonly epoch: number
      readonly epochs: number
      readonly best: number | null
    }
  | {
      readonly event: 'trial'
      readonly trial: number
      readonly trials: number
      readonly values: Readonly<Record<string, unknown>>
      readonly score: number | null
      readonly reason: string | null
      readonly best: boolean
    }
  | { readonly event: 'note'; readonly message: string }

const showValues = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .map(([path, value]) => `${path}=${typeof value === 'number' ? short(value) : JSON.stringify(value)}`)
    .join('  ')

type Trial = SearchProgress & { readonly event: 'trial' }

const trialLine = ({ trial, trials, values, score, reason, best }: Trial): string => {
  const number = `trial ${String(trial).padStart(String(trials).length)}/${trials}`
  const result =
    score === null
      ? `failed: ${reason ?? 'no reason given'}`
      : `${short(score)}${best ? '  best so far' : ''}`
  return `${number}  ${showValues(values)}  ${result}\n`
}

const startText = ({
  run,
  folder,
  trials,
  done,
  objective,
}: SearchProgress & { readonly event: 'start' }): string =>
  `${done === 0 ? 'Searching' : `Resuming after ${done} trials of`} ${run}: ${trials} trials, by ${objective}\n  folder  ${folder}\n\n`

const liveLine = ({
  trial,
  trials,
  epoch,
  epochs,
  best,
}: SearchProgress & { readonly event: 'epoch' }): string => {
  const share = (trial - 1 + epoch / epochs) / trials
  return `trial ${trial}/${trials} ${bar(share, 20)}  epoch ${epoch}/${epochs}${best === null ? '' : `  best ${short(best)}`}`
}

const eraseLine = '\r\u001B[2K'

const lasting = (progress: Exclude<SearchProgress, { readonly event: 'epoch' }>): string => {
  switch (progress.event) {
    case 'start':
      return startText(progress)
    case 'trial':
      return trialLine(progress)
    case 'note':
      return `${progress.message}\n`
  }
}

const human =
  (terminal: Terminal, live: boolean) =>
  (progress: SearchProgress): void => {
    if (progress.event === 'epoch') {
      if (live) terminal.out(`${eraseLine}${liveLine(progress).slice(0, terminal.columns() - 1)}`)
      return
    }
    terminal.out(`${live ? eraseLine : ''}${lasting(progress)}`)
  }

/** Tells a search's progress in the manner that was asked for. */
export const searchReporter = (
  mode: OutputMode,
  terminal: Terminal,
): ((progress: SearchProgress) => void) => {
  switch (mode) {
    case 'quiet':
      return () => undefined
    case 'json':
      return (progress) => {
        if (progress.event !== 'epoch') terminal.out(`${JSON.stringify(progress)}\n`)
      }
    case 'bar':
      return human(terminal, true)
    case 'lines':
      return human(terminal, false)
  }
}
