/** Sums of products over named axes, two operands at a time, by matrix products. */
import { multiply } from '../multiply.ts'
import { bind } from '../bind.ts'
import { type AnyTensor, type Shape, sizeOf } from '../Tensor.ts'

/** A tensor with a name for each axis, no name twice. */
export interface Named {
  readonly x: AnyTensor
  readonly labels: readonly string[]
}

const reshape = (x: AnyTensor, shape: Shape): AnyTensor => bind('reshape', [x], { shape })

/** The tensor with its axes in the order of the labels. */
export const ordered = ({ x, labels }: Named, order: readonly string[]): AnyTensor =>
  order.every((l, i) => l === labels[i])
    ? x
    : bind('permute', [x], { axes: order.map((l) => labels.indexOf(l)) })

/** The axes that are not kept summed away. */
export const sumOver = ({ x, labels }: Named, keep: ReadonlySet<string>): Named => {
  const axes = labels.flatMap((l, i) => (keep.has(l) ? [] : [i]))
  return axes.length === 0
    ? { x, labels }
    : { x: bind('reduceSum', [x], { axes }), labels: labels.filter((l) => keep.has(l)) }
}

const dimsOf = ({ x, labels }: Named, of: readonly string[]): Shape =>
  of.map((l) => x.shape[labels.indexOf(l)]!)

/** The products of two operands, with nothing to sum. */
const outerOf = (a: AnyTensor, b: AnyTensor, batch: number, m: number, n: number): AnyTensor => {
  const shape = [batch, m, n]
  const left = bind('broadcast', [reshape(a, [batch, m, 1])], { shape })
  const right = bind('broadcast', [reshape(b, [batch, 1, n])], { shape })
  return bind('mul', [left, right], {})
}

/** The product of two operands, summed over the names that both have and nobody else needs. */
export const contractPair = (a: Named, b: Named, keep: ReadonlySet<string>): Named => {
  const both = a.labels.filter((l) => b.labels.includes(l))
  const batch = both.filter((l) => keep.has(l))
  const inner = both.filter((l) => !keep.has(l))
  const left = a.labels.filter((l) => !both.includes(l))
  const right = b.labels.filter((l) => !both.includes(l))
  const [batches, m, k, n] = [batch, left, inner, right].map((of) =>
    sizeOf(of.map((l) => (a.labels.includes(l) ? dimsOf(a, [l])[0]! : dimsOf(b, [l])[0]!))),
  ) as [number, number, number, number]
  const x = ordered(a, [...batch, ...left, ...inner])
  const y = ordered(b, [...batch, ...inner, ...right])
  const product =
    inner.length === 0
      ? outerOf(x, y, batches, m, n)
      : multiply(reshape(x, [batches, m, k]), reshape(y, [batches, k, n]))
  return {
    x: reshape(product, [...dimsOf(a, batch), ...dimsOf(a, left), ...dimsOf(b, right)]),
    labels: [...batch, ...left, ...right],
  }
}
