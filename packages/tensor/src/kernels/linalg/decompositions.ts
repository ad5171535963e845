/** How the primitives that answer several matrices are evaluated. */
import { type Abstract } from '../../Primitive.ts'
import { allocate, type TypedArray } from '../../DType.ts'
import { decompositions as rules } from '../../linalg/decompositions.ts'
import { Concrete, sizeOf } from '../../Tensor.ts'
import { eigh } from './eigh.ts'
import { lu } from './lu.ts'
import { qr } from './qr.ts'
import { svd } from './svd.ts'

type Fill = (values: TypedArray, out: readonly TypedArray[]) => void

/** Fills the results that the rule foretells. */
const filled = (x: Concrete, results: readonly Abstract[], fill: Fill): readonly Concrete[] => {
  const out = results.map(({ shape, dtype }) => allocate(dtype, sizeOf(shape)))
  fill(Concrete.values(x), out)
  return out.map((values, i) => new Concrete(values, results[i]!.shape, results[i]!.dtype))
}

type Decomposition<N extends keyof typeof rules> = (
  run: unknown,
  inputs: readonly Concrete[],
  params: Parameters<(typeof rules)[N]>[1],
) => readonly Concrete[]

export const decompositions: { readonly [N in keyof typeof rules]: Decomposition<N> } = {
  lu: (_, [a], params) =>
    filled(a!, rules.lu([a!], params), (values, out) => lu(values, a!.shape, params.full, out)),
  qr: (_, [a], params) => {
    const results = rules.qr([a!], params)
    return filled(a!, results, (values, out) => qr(values, a!.shape, results[0]!.shape.at(-1)!, out))
  },
  eigh: (_, [a], params) =>
    filled(a!, rules.eigh([a!], params), (values, out) => eigh(values, a!.shape, out)),
  svd: (_, [a], params) =>
    filled(a!, rules.svd([a!], params), (values, out) => svd(values, a!.shape, params.vectors, out)),
}
