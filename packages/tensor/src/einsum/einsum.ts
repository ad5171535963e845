/** Sums of products in Einstein's notation. */
import { bind } from '../bind.ts'
import { DTypeError, GradusError, ShapeError, showShape } from '../errors.ts'
import { castTo, type Fits, type Of, checkTensor } from '../operand.ts'
import { promote } from '../promotion.ts'
import { type AnyTensor, sizeOf } from '../Tensor.ts'
import { contractPair, type Named, ordered, sumOver } from './contract.ts'
import type { EinsumDType, EinsumShape } from './EinsumShape.ts'
import { parseSubscripts } from './subscripts.ts'

/** The elements whose positions along the axes `first` and `second` are equal, along `first`. */
const diagonal = ({ x, labels }: Named, first: number, second: number): Named => {
  const n = x.shape[first]!
  const rest = [...labels.keys()].filter((i) => i !== first && i !== second)
  const lead = rest.map((i) => x.shape[i]!)
  const moved = bind('permute', [x], { axes: [...rest, first, second] })
  const line = bind('reshape', [moved], { shape: [...lead, n * n] })
  const low = [...lead.map(() => 0), 0]
  const longer = bind('pad', [line], { low, high: [...lead.map(() => 0), n] })
  const shifted = bind('reshape', [longer], { shape: [...lead, n, n + 1] })
  const column = bind('slice', [shifted], { starts: [...low, 0], sizes: [...lead, n, 1] })
  return {
    x: bind('reshape', [column], { shape: [...lead, n] }),
    labels: [...rest.map((i) => labels[i]!), labels[first]!],
  }
}

/** Names that an operand has twice become one. */
const distinct = (a: Named): Named => {
  const second = a.labels.findIndex((l, i) => a.labels.indexOf(l) !== i)
  return second < 0 ? a : distinct(diagonal(a, a.labels.indexOf(a.labels[second]!), second))
}

/** The size of each name; those under an ellipsis broadcast. */
const sizesOf = (text: string, operands: readonly Named[]): ReadonlyMap<string, number> => {
  const sizes = new Map<string, number>()
  for (const { x, labels } of operands)
    labels.forEach((label, i) => {
      const size = x.shape[i]!
      const known = sizes.get(label)
      const stretches = label.startsWith('.') && (size === 1 || known === 1)
      if (known !== undefined && known !== size && !stretches)
        throw new ShapeError(
          'einsum',
          `${label.startsWith('.') ? "an axis under '...'" : `'${label}'`} of '${text}' is ${known}, and ${size} in ${showShape(x.shape)}`,
        )
      if (known === undefined || known === 1) sizes.set(label, size)
    })
  return sizes
}

/** Axes of one that broadcast are dropped: products repeat them by themselves. */
const unstretched = ({ x, labels }: Named, sizes: ReadonlyMap<string, number>): Named => {
  const stays = labels.map((l, i) => !l.startsWith('.') || x.shape[i] === sizes.get(l))
  return stays.every(Boolean)
    ? { x, labels }
    : {
        x: bind('reshape', [x], { shape: x.shape.filter((_, i) => stays[i]) }),
        labels: labels.filter((_, i) => stays[i]),
      }
}

const needed = (operands: readonly Named[], output: readonly string[]): ReadonlySet<string> =>
  new Set([...output, ...operands.flatMap((o) => o.labels)])

interface Pair {
  readonly i: number
  readonly j: number
  /** How much larger the product is than what it replaces. */
  readonly growth: number
}

const growthOf = (
  a: Named,
  b: Named,
  keep: ReadonlySet<string>,
  sizes: ReadonlyMap<string, number>,
): number => {
  const labels = new Set(
    [...a.labels, ...b.labels].filter((l) => keep.has(l) || !(a.labels.includes(l) && b.labels.includes(l))),
  )
  return sizeOf([...labels].map((l) => sizes.get(l)!)) - sizeOf(a.x.shape) - sizeOf(b.x.shape)
}

/** The pair whose product is smallest beside its operands: the greedy order of opt_einsum. */
const bestPair = (
  operands: readonly Named[],
  output: readonly string[],
  sizes: ReadonlyMap<string, number>,
): Pair => {
  let best: Pair = { i: 0, j: 1, growth: Infinity }
  for (let i = 0; i < operands.length; i++)
    for (let j = i + 1; j < operands.length; j++) {
      const rest = operands.filter((_, k) => k !== i && k !== j)
      const growth = growthOf(operands[i]!, operands[j]!, needed(rest, output), sizes)
      if (growth < best.growth) best = { i, j, growth }
    }
  return best
}

const contractAll = (
  operands: readonly Named[],
  output: readonly string[],
  sizes: ReadonlyMap<string, number>,
): Named => {
  if (operands.length === 1) return operands[0]!
  const { i, j } = bestPair(operands, output, sizes)
  const rest = operands.filter((_, k) => k !== i && k !== j)
  const product = contractPair(operands[i]!, operands[j]!, needed(rest, output))
  return contractAll([...rest, product], output, sizes)
}

const checkTypes = (operands: readonly AnyTensor[]): readonly AnyTensor[] => {
  const [first, ...rest] = operands
  if (first === undefined) throw new GradusError('einsum', 'at least one tensor is needed')
  operands.forEach((x) => checkTensor(x, 'einsum'))
  const dtype = rest.reduce((d, x) => promote(d, x.dtype), first.dtype)
  if (dtype === 'bool' || dtype === 'uint8')
    throw new DTypeError('einsum', `needs int32 or floats, got ${dtype}. Cast first.`)
  return operands.map((x) => castTo(x, dtype))
}

/**
 * A sum of products of any number of operands, over axes with names, in Einstein's notation.
 *
 * `'ij,jk->ik'` names the axes of each operand and, after the arrow, those of the result: names that the result lacks are
 * summed over. A name that comes twice in one operand takes its diagonal. Without an arrow the result has the names that
 * come once, in the order of the alphabet. `...` stands for further axes, which broadcast. Pairs of operands are
 * multiplied as matrices, first those whose product is smallest beside them.
 *
 * @throws ShapeError where a name has two sizes, or an operand not as many axes as names.
 * @throws ValueError where the subscripts cannot be read.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const a = T.tensor([[1, 2], [3, 4]])
 * T.toNested(T.einsum('ij,jk->ik', a, a)) // => [[7, 10], [15, 22]]
 * T.item(T.einsum('ii->', a)) // => 5
 * T.einsum('bhqd,bhkd->bhqk', T.ones([2, 4, 8, 16]), T.ones([2, 4, 9, 16])).shape // => [2, 4, 8, 9]
 * ```
 */
export const einsum = <const E extends string, const L extends readonly AnyTensor[]>(
  subscripts: E & Fits<EinsumShape<E, L>>,
  ...operands: L
): Of<EinsumShape<E, L>, EinsumDType<L>> => {
  const tensors = checkTypes(operands)
  const { inputs, output } = parseSubscripts(
    subscripts,
    tensors.map((x) => x.shape),
  )
  const named = tensors.map((x, i) => ({ x, labels: inputs[i]! }))
  const sizes = sizesOf(subscripts, named)
  const prepared = named.map((a) => unstretched(distinct(a), sizes))
  const reduced = prepared.map((a, i) =>
    sumOver(
      a,
      needed(
        prepared.filter((_, k) => k !== i),
        output,
      ),
    ),
  )
  const result = sumOver(contractAll(reduced, output, sizes), new Set(output))
  return ordered(result, output) as never
}
