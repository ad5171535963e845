/** Recurrent layers, as loops over time. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { type Inputs, never, operator, type Operator } from '../operator.ts'
import { numbers } from '../values.ts'

const attributes = { direction: 'forward', hidden_size: 0, layout: 0 }

/** What one step does: from the input and the state, whose first part is the output, to the next state. */
type Step = (x: AnyTensor, state: readonly AnyTensor[]) => readonly AnyTensor[]

/** The weights of the one direction, and rows of the gates in a matrix or a vector. */
const only = (x: AnyTensor): AnyTensor => T.squeeze(x, 0)
const gates = (x: AnyTensor, count: number): readonly AnyTensor[] => T.split(x, count) as readonly AnyTensor[]

const times = (x: AnyTensor, w: AnyTensor): AnyTensor => T.matmul(x, T.transpose(w))

const sum = (...parts: readonly AnyTensor[]): AnyTensor => parts.reduce((a, b) => T.add(a, b))

/** What a layer is given, with time first; states that are not given are zeros. */
interface Layer {
  readonly rows: readonly AnyTensor[]
  readonly w: AnyTensor
  readonly r: AnyTensor
  readonly biases: readonly AnyTensor[]
  readonly initial: readonly AnyTensor[]
}

const swapped = (x: AnyTensor, layout: number): AnyTensor => (layout === 0 ? x : T.swapAxes(x, 0, 1))

const checkLayer = (a: typeof attributes, lengths: AnyTensor | undefined, steps: number): void => {
  if (a.direction !== 'forward') throw never(`direction ${a.direction}`)
  if (lengths !== undefined && numbers(lengths).some((n) => n !== steps))
    throw never('rows of different lengths')
}

const layerOf = (
  [x, w, r, bias, lengths, ...states]: Inputs<3>,
  a: typeof attributes,
  count: number,
  parts: number,
): Layer => {
  const inTime = swapped(x, a.layout)
  const [steps = 0, batch = 0] = inTime.shape
  checkLayer(a, lengths, steps)
  const zeros = (shape: readonly number[]): AnyTensor => T.zeros(shape, { dtype: x.dtype })
  return {
    rows: Array.from({ length: steps }, (_, i) => T.squeeze(T.slice(inTime, [i], [i + 1]) as AnyTensor, 0)),
    w: only(w),
    r: only(r),
    biases: gates(bias === undefined ? zeros([2 * count * a.hidden_size]) : only(bias), 2 * count),
    initial: Array.from({ length: parts }, (_, i) => {
      const given = states[i]
      return given === undefined ? zeros([batch, a.hidden_size]) : only(swapped(given, a.layout))
    }),
  }
}

/** Every output, and the last states, each with an axis for the one direction. */
const unrolled = ({ rows, initial }: Layer, step: Step, layout: number): readonly AnyTensor[] => {
  const states = rows.reduce<readonly (readonly AnyTensor[])[]>(
    (done, x) => [...done, step(x, done.at(-1) ?? initial)],
    [],
  )
  const outputs = T.stack(states.map((s) => s[0]!))
  const y: AnyTensor = layout === 0 ? T.expandDims(outputs, 1) : T.expandDims(T.swapAxes(outputs, 0, 1), 2)
  return [y, ...states.at(-1)!.map((s) => T.expandDims(s, layout === 0 ? 0 : 1))]
}

const rnn: Operator = operator({ inputs: 3, optional: 3, attributes }, (inputs, a) => {
  const layer = layerOf(inputs, a, 1, 1)
  const step: Step = (x, [h]) => [T.tanh(sum(times(x, layer.w), times(h!, layer.r), ...layer.biases))]
  return unrolled(layer, step, a.layout)
})

/** Gates in the order update, reset, hidden. */
const gru: Operator = operator(
  { inputs: 3, optional: 3, attributes: { ...attributes, linear_before_reset: 0 } },
  (inputs, { linear_before_reset, ...a }) => {
    if (linear_before_reset !== 0) throw never('linear_before_reset')
    const layer = layerOf(inputs, a, 3, 1)
    const [[wz, wr, wh], [rz, rr, rh]] = [gates(layer.w, 3), gates(layer.r, 3)]
    const [bz, br, bh, cz, cr, ch] = layer.biases
    const step: Step = (x, [h]) => {
      const update = T.sigmoid(sum(times(x, wz!), times(h!, rz!), bz!, cz!))
      const reset = T.sigmoid(sum(times(x, wr!), times(h!, rr!), br!, cr!))
      const hidden = T.tanh(sum(times(x, wh!), times(T.mul(reset, h!), rh!), ch!, bh!))
      return [T.add(T.mul(T.sub(1, update), hidden), T.mul(update, h!))]
    }
    return unrolled(layer, step, a.layout)
  },
)

/** Gates in the order input, output, forget, cell; peepholes in the order input, output, forget. */
const lstm: Operator = operator({ inputs: 3, optional: 5, attributes }, (inputs, a) => {
  const peepholes = inputs[7]
  const layer = layerOf(inputs.slice(0, 7) as unknown as Inputs<3>, a, 4, 2)
  const none = T.zeros([3 * a.hidden_size], { dtype: inputs[0].dtype }) as AnyTensor
  const [pi, po, pf] = gates(peepholes === undefined ? none : only(peepholes), 3)
  const bias = T.concat(layer.biases.slice(0, 4).map((b, i) => T.add(b, layer.biases[i + 4]!)))
  const step: Step = (x, [h, c]) => {
    const all = sum(times(x, layer.w), times(h!, layer.r), bias)
    const [i, o, f, g] = T.split(all, 4, { axis: 1 }) as readonly AnyTensor[]
    const input = T.sigmoid(T.add(i!, T.mul(pi!, c!)))
    const forget = T.sigmoid(T.add(f!, T.mul(pf!, c!)))
    const cell = T.add(T.mul(forget, c!), T.mul(input, T.tanh(g!)))
    const output = T.sigmoid(T.add(o!, T.mul(po!, cell)))
    return [T.mul(output, T.tanh(cell)), cell]
  }
  return unrolled(layer, step, a.layout)
})

export const recurrent: Readonly<Record<string, Operator>> = { GRU: gru, LSTM: lstm, RNN: rnn }
