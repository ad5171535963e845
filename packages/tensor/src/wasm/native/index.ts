/**
 * Native code for single primitives: what fused loops and matrix products are not.
 *
 * @module
 */
import type { Abstract, PrimitiveName } from '../../Primitive.ts'
import { sizeOf } from '../../Tensor.ts'
import { argExtreme } from './argExtreme.ts'
import { argSort } from './argSort.ts'
import { cast } from './cast.ts'
import { cumSum } from './cumulative.ts'
import { fold } from './fold.ts'
import { lastWriter } from './lastWriter.ts'
import { concat, move } from './move.ts'
import { pad } from './pad.ts'
import type { Named, Native, NativeRule } from './Native.ts'
import { foldIn, randomBits, splitKey } from './random.ts'
import { scatterSum } from './scatterSum.ts'
import { take } from './take.ts'

export type { Native } from './Native.ts'

const rules: { readonly [N in PrimitiveName]?: NativeRule<N> } = {
  argExtreme,
  argSort,
  broadcast: move('broadcast'),
  cast,
  concat,
  cumSum,
  flip: move('flip'),
  foldIn,
  lastWriter,
  pad,
  patches: move('patches'),
  permute: move('permute'),
  randomBits,
  reduceMax: fold('reduceMax'),
  reduceMin: fold('reduceMin'),
  reduceProd: fold('reduceProd'),
  reshape: move('reshape'),
  scatterSum,
  slice: move('slice'),
  splitKey,
  stopGradient: move('stopGradient'),
  take,
}

/**
 * The native code of an equation, of operands that are whole buffers in row-major order; nothing where the reference has to
 * do it: for other primitives and element types, and where there are no elements.
 */
export const nativeKernel = (
  { name, params, results }: Named,
  operands: readonly Abstract[],
): Native | undefined => {
  const rule = rules[name] as NativeRule<PrimitiveName> | undefined
  const [result] = results
  if (rule === undefined || result === undefined) return undefined
  const hasElements = [result, ...operands].every((x) => sizeOf(x.shape) > 0)
  return hasElements ? rule({ operands, result, params }) : undefined
}
