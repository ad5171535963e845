import { styleText } from 'node:util'

/** Where a command writes. `out` is what was asked for, `err` is about how it went. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Whether a person watches `out` live, so that a line may be drawn over. */
  readonly live: boolean
  readonly columns: () => number
  readonly paint: Paint
}

type Look = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan'

export type Paint = (look: Look, text: string) => string

export const plainPaint: Paint = (_, text) => text

/** Follows NO_COLOR, FORCE_COLOR and whether the stream is a terminal, as `styleText` does. */
const paintFor =
  (stream: NodeJS.WriteStream): Paint =>
  (look, text) =>
    styleText(look, text, { stream, validateStream: true })

/** A reader that has seen enough (`gradus predict … | head`) closes the pipe; that is no failure. */
const ignoreClosedPipe = (stream: NodeJS.WriteStream): void => {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
}

export const processTerminal = (): Terminal => {
  ignoreClosedPipe(process.stdout)
  ignoreClosedPipe(process.stderr)
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    live: process.stdout.isTTY,
    columns: () => process.stdout.columns || 80,
    paint: paintFor(process.stdout),
  }
}
