import { requireNonNegative, requireStepsOrNone } from '../checks.ts'
import { addWork, type Iterate, type Loss, type Minimizer, type Objective, type Work } from './Minimizer.ts'
import { objective } from './objective.ts'
import { below } from './saddle.ts'
import { largest } from './vectors.ts'

/**
 * Why a minimiser stopped.
 *
 * - `gradient`: no element of the gradient exceeds `gradientTolerance`, and it is no saddle as far as the method can see.
 * - `value`: a step changed the value by no more than `valueTolerance` times its size.
 * - `stuck`: no better point was found. Rounding hides it, or the slope is not that of the value.
 * - `maxSteps`: the steps are used up.
 */
export type StopReason = 'gradient' | 'value' | 'stuck' | 'maxSteps'

/** When to stop. */
export interface MinimizeOptions {
  /** The largest element of the gradient that counts as none; 1e-8 in float64 and 1e-4 in float32 unless given. */
  readonly gradientTolerance?: number
  /** The change of the value in a step, by its size, that counts as none; without it this is not looked at. */
  readonly valueTolerance?: number
  /** 1000 unless given. */
  readonly maxSteps?: number
  /**
   * Look at the curvature where the gradient vanishes, and go on where it is negative: a saddle is no minimum. Costs up to twenty
   * products of the second derivatives with a vector at each such point. `newton` does it in any case.
   */
  readonly leaveSaddles?: boolean
}

/** What is known of one iterate. */
export interface IterateReport extends Work {
  /** How many steps led here. */
  readonly step: number
  readonly value: number
  /** The largest element of the gradient, by size. */
  readonly gradientNorm: number
  /** How far the last step went. */
  readonly stepLength: number
}

/** One iterate: the parameters, what is known of them, and at the last one the reason to stop. */
export interface Snapshot<P> {
  readonly params: P
  readonly report: IterateReport
  readonly reason: StopReason | undefined
}

/** Where a minimiser ended, by what way, and why. */
export interface Minimum<P> {
  readonly params: P
  readonly value: number
  readonly reason: StopReason
  /** Of each iterate, from the start. */
  readonly reports: readonly IterateReport[]
}

const reportOf = ({ value, gradient, moved, work }: Iterate, step: number): IterateReport => ({
  step,
  value,
  gradientNorm: largest(gradient),
  stepLength: moved,
  ...work,
})

type Tolerances = Required<MinimizeOptions>

const tolerancesOf = (
  { start }: Objective,
  { gradientTolerance, valueTolerance, maxSteps = 1000, leaveSaddles = false }: MinimizeOptions,
): Tolerances => ({
  gradientTolerance: requireNonNegative(
    'minimize',
    'gradientTolerance',
    gradientTolerance ?? (start.dtype === 'float64' ? 1e-8 : 1e-4),
  ),
  // No change is as small as this, not even none.
  valueTolerance:
    valueTolerance === undefined ? -1 : requireNonNegative('minimize', 'valueTolerance', valueTolerance),
  maxSteps: requireStepsOrNone('minimize', 'maxSteps', maxSteps),
  leaveSaddles,
})

const reasonToStop = (
  before: IterateReport | undefined,
  now: IterateReport,
  { stuck, saddle = false }: Iterate,
  { gradientTolerance, valueTolerance, maxSteps }: Tolerances,
): StopReason | undefined => {
  if (now.gradientNorm <= gradientTolerance && !saddle) return 'gradient'
  if (stuck) return 'stuck'
  const change = before === undefined ? Infinity : Math.abs(now.value - before.value)
  if (change <= valueTolerance * Math.max(Math.abs(now.value), Number.MIN_VALUE)) return 'value'
  return now.step >= maxSteps ? 'maxSteps' : undefined
}

/** The method begun anew from a point, with what was asked before that. */
const restarted = <S extends Iterate>(whole: Objective, method: Minimizer<S>, from: Iterate): S => {
  const state = method.init({ ...whole, start: from.at })
  return { ...state, work: addWork(state.work, from.work), moved: from.moved }
}

/**
 * The iterates of a minimiser, one by one, from the start to the one with a reason to stop. Leave the loop when you like.
 *
 * @throws as `minimize`.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const bowl = (w: T.Tensor<readonly [2]>) => T.sum(T.mul(T.square(w), T.tensor([1, 10])))
 * const values: number[] = []
 * for (const { report } of O.iterates(bowl, T.tensor([3, 1]), O.newton({ radius: 10 }))) values.push(report.value)
 * values // => [19, 0]
 * ```
 */
export function* iterates<P, S extends Iterate>(
  f: Loss<P>,
  start: P,
  method: Minimizer<S>,
  options: MinimizeOptions = {},
): Generator<Snapshot<P>, void, void> {
  const whole = objective(f, start)
  const tolerances = tolerancesOf(whole, options)
  let state = method.init(whole)
  let before: IterateReport | undefined
  for (let step = 0; ; step += state.stuck ? 0 : 1) {
    const report = reportOf(state, step)
    const found = reasonToStop(before, report, state, tolerances)
    const lower = found === 'gradient' && tolerances.leaveSaddles ? below(whole, state) : undefined
    const reason = lower === undefined ? found : undefined
    yield { params: whole.toParams(state.at), report, reason }
    if (reason !== undefined) return
    before = report
    state = lower === undefined ? method.update(whole, state) : restarted(whole, method, lower)
  }
}

/**
 * Goes to a minimum of a function of parameters, with all of the data at each step.
 *
 * @param f takes the parameters to a scalar; it is differentiated and compiled.
 * @param start where to begin: any tree of floats. In float64 a minimum is found to many more digits than in float32.
 * @param method `gradientDescent`, `conjugateGradient`, `lbfgs`, `bfgs`, `newtonCg`, `newton`, or one of your own.
 * @param options when to stop.
 * @returns the parameters, their value, a report of each iterate from the start on, and the reason for stopping.
 * @throws ValueError where the start, the value or a slope there is not finite, or a tolerance is negative; ShapeError where `f`
 * answers no scalar.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * // Rosenbrock's valley, whose lowest point is at (1, 1).
 * const valley = ({ x, y }: { readonly x: T.Tensor<readonly [], 'float64'>; readonly y: T.Tensor<readonly [], 'float64'> }) =>
 *   T.add(T.square(T.sub(1, x)), T.mul(T.square(T.sub(y, T.square(x))), 100))
 * const start = { x: T.tensor(-1.2, { dtype: 'float64' }), y: T.tensor(1, { dtype: 'float64' }) }
 *
 * const { params, reason, reports } = O.minimize(valley, start, O.lbfgs())
 * reason // => 'gradient'
 * T.item(params.x).toFixed(8) // => '1.00000000'
 * reports[0]?.value // => 24.199999999999996
 * ```
 */
export const minimize = <P, S extends Iterate>(
  f: Loss<P>,
  start: P,
  method: Minimizer<S>,
  options: MinimizeOptions = {},
): Minimum<P> => {
  const all = [...iterates(f, start, method, options)]
  const { params, report, reason } = all.at(-1) as Snapshot<P>
  return { params, value: report.value, reason: reason as StopReason, reports: all.map((s) => s.report) }
}
