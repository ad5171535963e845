import type { LayerDescription } from './describe.ts'
import { describe } from './describe.ts'
import type { Settings } from './Layer.ts'
import type { ModelLike } from './Model.ts'
import { redundantBiases } from './normalization/redundantBias.ts'
import { showShape } from './shapes.ts'

type Row = readonly [layer: string, output: string, parameters: string, settings: string]

/**
 * A model as a table: a line for each layer with the shape it gives (without the batch axis), its parameters and its
 * settings, then the totals, and what could be left out.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([64]), L.dense(32), L.relu(), L.dropout(0.2), L.named('head', L.dense(10)))
 * L.summary(model).split('\n') // => [
 * //   'layer         output  parameters  settings',
 * //   'input         [64]',
 * //   'dense_0       [32]         2,080',
 * //   'relu_0        [32]',
 * //   'dropout_0     [32]                rate 0.2',
 * //   'head (dense)  [10]           330',
 * //   '──────────────────────────────────────────',
 * //   'total                      2,410  9.4 KiB as float32',
 * // ]
 * ```
 */
export const summary = (model: ModelLike): string => {
  const layers = describe(model)
  const head: readonly Row[] = [
    ['layer', 'output', 'parameters', 'settings'],
    ['input', showShape(model.input), '', ''],
  ]
  const rows = [...head, ...layers.map(layerRow)]
  const lines = layOut([...rows, totalRow(layers)])
  const rule = '─'.repeat(Math.max(...lines.slice(0, -1).map((line) => line.length)))
  return [...lines.slice(0, -1), rule, ...lines.slice(-1), ...stateLine(layers), ...notes(layers)].join('\n')
}

const layerRow = ({ name, kind, settings, outputShape, parameters }: LayerDescription): Row => [
  name.startsWith(`${kind}_`) ? name : `${name} (${kind})`,
  showShape(outputShape),
  parameters === 0 ? '' : grouped(parameters),
  showSettings(settings),
]

const total = (layers: readonly LayerDescription[], of: 'parameters' | 'state'): number =>
  layers.reduce((n, layer) => n + layer[of], 0)

const totalRow = (layers: readonly LayerDescription[]): Row => {
  const parameters = total(layers, 'parameters')
  return ['total', '', grouped(parameters), `${bytes(parameters * 4)} as float32`]
}

const stateLine = (layers: readonly LayerDescription[]): readonly string[] => {
  const state = total(layers, 'state')
  return state === 0 ? [] : [`and ${grouped(state)} numbers of state, not learned`]
}

const notes = (layers: readonly LayerDescription[]): readonly string[] =>
  redundantBiases(layers).map(
    ({ layer, norm, parameters }) =>
      `${norm} cancels the bias of ${layer}: bias: false saves ${grouped(parameters)} parameters`,
  )

const showSettings = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')

const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')

const bytes = (n: number): string =>
  n < 1024 ? `${n} B` : n < 1024 ** 2 ? `${(n / 1024).toFixed(1)} KiB` : `${(n / 1024 ** 2).toFixed(1)} MiB`

/** Columns as wide as their widest cell, the numbers to the right. */
const layOut = (rows: readonly Row[]): readonly string[] => {
  const width = (column: number): number => Math.max(...rows.map((row) => (row[column] ?? '').length))
  const [layer, output, parameters] = [width(0), width(1), width(2)]
  return rows.map((row) =>
    [row[0].padEnd(layer), row[1].padEnd(output), row[2].padStart(parameters), row[3]].join('  ').trimEnd(),
  )
}
