/** What convolutions and pools share: where windows stand, by ONNX's attributes. */
import { never } from '../operator.ts'

type Ints = readonly number[]

export const none = undefined as Ints | undefined

/** How windows are placed; ONNX calls what is beside the input pads, all before, then all after. */
export interface Placement {
  readonly window: Ints
  readonly strides: Ints | undefined
  readonly dilations: Ints | undefined
  readonly pads: Ints | undefined
  readonly auto_pad: string
}

type Pair = readonly [number, number]

/** Padding that gives ⌈size / stride⌉ places, the odd one after (`SAME_UPPER`) or before (`SAME_LOWER`). */
export const same = (total: number, upper: boolean): Pair => {
  const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)]
  return upper ? [less, more] : [more, less]
}

const pairs = (pads: Ints): readonly Pair[] =>
  pads.slice(0, pads.length / 2).map((low, i) => [low, pads[i + pads.length / 2]!])

/** Stride, dilation and padding in our words. */
export const placed = (spatial: Ints, { window, strides, dilations, pads, auto_pad }: Placement) => {
  const stride = strides ?? window.map(() => 1)
  const dilation = dilations ?? window.map(() => 1)
  const totals = spatial.map((d, i) => {
    const extent = dilation[i]! * (window[i]! - 1) + 1
    return Math.max((Math.ceil(d / stride[i]!) - 1) * stride[i]! + extent - d, 0)
  })
  if (auto_pad === 'NOTSET')
    return { stride, dilation, padding: pairs(pads ?? [...window, ...window].map(() => 0)) }
  if (pads !== undefined) throw never('pads and auto_pad together')
  if (auto_pad === 'VALID') return { stride, dilation, padding: window.map(() => [0, 0] as const) }
  if (auto_pad !== 'SAME_UPPER' && auto_pad !== 'SAME_LOWER') throw never(`auto_pad ${auto_pad}`)
  return { stride, dilation, padding: totals.map((t) => same(t, auto_pad === 'SAME_UPPER')) }
}

/** The function for one, two or three spatial axes. */
export const byRank = <F>(functions: readonly [F, F, F], rank: number): F => {
  const found = functions[rank - 1]
  if (found === undefined) throw never(`${rank} spatial axes`)
  return found
}
