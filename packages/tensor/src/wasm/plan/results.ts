/**
 * Where a plan's results lie.
 *
 * @module
 */
import { sizeOf } from '../../Tensor.ts'
import { widths } from '../access.ts'
import { isContiguous, type View } from '../view.ts'
import type { Schedule } from './plan.ts'

/** Is this view all of a buffer, in row-major order? */
export const isWhole = ({ buffers }: Schedule, view: View): boolean =>
  view.offset === 0 &&
  isContiguous(view) &&
  sizeOf(view.shape) * widths[view.dtype] === buffers[view.buffer]!.bytes

/** Buffers that are a result as they are, by the number of the first result that they are. */
export const directResults = (plan: Schedule): ReadonlyMap<number, number> => {
  const found = new Map<number, number>()
  plan.results.forEach((view, i) => {
    const { holds } = plan.buffers[view.buffer]!
    if (holds === 'value' && isWhole(plan, view) && ![...found.values()].includes(view.buffer))
      found.set(i, view.buffer)
  })
  return found
}
