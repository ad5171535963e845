/** Recurrent layers against PyTorch; tools/golden/layers_recurrent.py makes the values. */
import * as L from '@gradus/layers'
import * as T from '@gradus/tensor'
import { conform } from './harness/conform.ts'
import type { FunctionRow, StageRow } from './harness/conform.ts'

const units = 4
/** Steps that are not real are filled with thousands, which must not be seen. */
const mask: L.SequenceMask = (x) => T.less(T.max(x, { axis: -1 }), 100)

const kinds = { simpleRnn: L.simpleRnn, lstm: L.lstm, gru: L.gru } as const
type Kind = keyof typeof kinds

/** Every option beside every other. */
const ways = [true, false].flatMap((masked) =>
  [true, false].flatMap((reverse) =>
    [true, false].map((returnSequences) => {
      const name = [masked && 'mask', reverse && 'reverse', returnSequences && 'sequences']
      const options: L.RecurrentOptions = { reverse, returnSequences, ...(masked ? { mask } : {}) }
      return [name.filter((part) => part !== false), options] as const
    }),
  ),
)

const layers = (kind: Kind): readonly (readonly [string, StageRow])[] =>
  ways.map(([name, options]) => [[kind, ...name].join(', '), { stage: kinds[kind](units, options) }])

const cells: Readonly<Record<string, FunctionRow>> = {
  simpleRnnCell: {
    f: ({
      params,
      carry,
      x,
    }: {
      params: L.SimpleRnnParams<2, 4>
      carry: T.Tensor<readonly [3, 4]>
      x: T.Tensor<readonly [3, 2]>
    }) => L.simpleRnnCell(params, carry, x)[0],
  },
  gruCell: {
    f: ({
      params,
      carry,
      x,
    }: {
      params: L.GruParams<2, 4>
      carry: T.Tensor<readonly [3, 4]>
      x: T.Tensor<readonly [3, 2]>
    }) => L.gruCell(params, carry, x)[0],
  },
  lstmCell: {
    f: ({
      params,
      carry,
      x,
    }: {
      params: L.LstmParams<2, 4>
      carry: L.LstmCarry<readonly [3, 4]>
      x: T.Tensor<readonly [3, 2]>
    }) => {
      const [{ h, c }] = L.lstmCell(params, carry, x)
      return T.concat([h, c], { axis: -1 })
    },
  },
}

const inner = { lstm: L.lstm(units), gru: L.gru(units, { returnSequences: true }) } as const
const masked = { lstm: L.lstm(units, { mask }), gru: L.gru(units, { mask, returnSequences: true }) } as const

conform('recurrent', {
  ...Object.fromEntries((Object.keys(kinds) as readonly Kind[]).flatMap(layers)),
  'simpleRnn, relu, sequences': {
    stage: L.simpleRnn(units, { activation: 'relu', returnSequences: true }),
  },
  ...cells,
  timeDistributed: { stage: L.timeDistributed(L.dense(units)) },
  ...Object.fromEntries(
    (['concat', 'sum'] as const).flatMap((merge) => [
      [`bidirectional lstm, ${merge}`, { stage: L.bidirectional(inner.lstm, { merge }) }],
      [`bidirectional lstm, ${merge}, mask`, { stage: L.bidirectional(masked.lstm, { merge }) }],
      [`bidirectional gru, ${merge}, sequences`, { stage: L.bidirectional(inner.gru, { merge }) }],
      [`bidirectional gru, ${merge}, mask, sequences`, { stage: L.bidirectional(masked.gru, { merge }) }],
    ]),
  ),
})
