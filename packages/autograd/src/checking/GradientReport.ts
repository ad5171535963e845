/** What a comparison of derivatives with differences found. */
import * as E from '#fp/Either'

/** A derivative next to the difference quotient that it should equal. */
interface Comparison {
  /** The parameter; empty for an argument that is one tensor, and for all parameters together. */
  readonly path: string
  readonly analytic: number
  readonly numeric: number
  readonly relativeError: number
  /** The value seems to bend here, as ReLU does at 0: the quotients to the left and right differ. */
  readonly kink: boolean
}

/** How one parameter's gradient compares with the difference quotient, at its worst element. */
export interface LeafCheck extends Comparison {
  /** The position of the worst element, in row-major order. */
  readonly index: number
  /** How many elements were compared. */
  readonly checked: number
}

/** How a derivative along a random direction compares with the difference quotient. */
export interface DirectionCheck extends Comparison {
  /** The first order compares values, the second gradients. */
  readonly order: 1 | 2
  /** The mode of the derivative; that of the second order goes over a gradient in reverse mode. */
  readonly mode: 'forward' | 'reverse'
}

/** The comparison of all parameters. */
export interface GradientReport {
  readonly leaves: readonly LeafCheck[]
  readonly directions: readonly DirectionCheck[]
  readonly tolerance: number
}

/** A gradient that is not the derivative. */
export interface GradientMismatch {
  readonly _tag: 'GradientMismatch'
  readonly report: GradientReport
}

const showNumber = (x: number): string => x.toPrecision(6)

const ways = {
  1: { forward: 'forward', reverse: 'reverse' },
  2: { forward: 'forward over reverse', reverse: 'reverse over reverse' },
} as const

const alongOf = ({ order, mode, path }: DirectionCheck): string =>
  `${path === '' ? 'all' : path}, ${ways[order][mode]}: ${order === 1 ? 'derivative' : 'second derivative'}`

const atOf = ({ path, index }: LeafCheck): string => `${path === '' ? 'argument' : path}[${index}]: gradient`

const line = (what: string, c: Comparison, tolerance: number): string =>
  `${c.relativeError <= tolerance ? 'pass' : 'FAIL'}  ${what} ${showNumber(c.analytic)}, difference quotient ${showNumber(c.numeric)}, relative error ${c.relativeError.toExponential(1)} (tolerance ${tolerance.toExponential(0)})${c.kink ? ', a kink near by' : ''}`

/** A report as lines of text: one for each parameter, then one for each direction. */
export const showGradientReport = ({ leaves, directions, tolerance }: GradientReport): string =>
  [
    ...leaves.map((l) => line(atOf(l), l, tolerance)),
    ...directions.map((d) => line(alongOf(d), d, tolerance)),
  ].join('\n')

/**
 * What `checkGradients` answers as lines of text, whether the gradients are right or not.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { checkGradients, showReport } from '@gradus/autograd'
 *
 * const forgetful = (w: T.Tensor<readonly []>) => T.mul(w, T.stopGradient(w))
 * showReport(checkGradients(forgetful, T.tensor(3), { directions: 0, order: 1 }))
 * // => 'FAIL  argument[0]: gradient 3.00000, difference quotient 6.00000, relative error 5.0e-1 (tolerance 1e-6)'
 * ```
 */
export const showReport: (result: E.Either<GradientMismatch, GradientReport>) => string = E.match(
  ({ report }) => showGradientReport(report),
  showGradientReport,
)
