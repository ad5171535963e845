import { sizeOf } from '@gradus/tensor'
import { positiveInteger } from './checks.ts'
import type { LayerDescription } from './describe.ts'
import { describe, total } from './describe.ts'
import { flopsByPath } from './flops.ts'
import type { Settings } from './Layer.ts'
import { redundantBiases } from './normalization/redundantBias.ts'
import type { Signal } from './Signal.ts'
import { isOne, shapeOf, showSignal } from './Signal.ts'
import type { Wiring } from './Wiring.ts'
import { join } from './Wiring.ts'

/** How many examples the memory of the activations is told for. */
export interface SummaryOptions {
  readonly batch?: number | undefined
}

type Row = readonly [
  layer: string,
  output: string,
  parameters: string,
  flops: string,
  memory: string,
  settings: string,
]

/**
 * A model as a table: a line for each layer with the features it gives (without the batch axis), its parameters, what it
 * computes for one example, the memory of what it gives for a batch, and its settings; then the totals, and what could be
 * left out. Layers within layers are indented, and counted in the line of the layer that holds them.
 *
 * FLOPs are those of the traced layer in evaluation, by `cost` of `@gradus/autograd`: a multiplication and an addition are
 * two, a value of exp or tanh is one. Memory is that of every layer's output for `batch` examples (1 unless given) as
 * float32: what a training step keeps for its way back, before anything is fused.
 *
 * @throws ValueError where `batch` is not a positive integer.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([64]), L.residual(L.dense(64), L.relu()), L.dropout(0.2), L.named('head', L.dense(10)))
 * L.summary(model, { batch: 32 }).split('\n') // => [
 * //   'layer         output  parameters  FLOPs    memory  settings',
 * //   'input         [64]                        8.0 KiB',
 * //   'residual_0    [64]         4,160  8,448   8.0 KiB',
 * //   '  dense_0     [64]         4,160  8,256   8.0 KiB',
 * //   '  relu_0      [64]                  128   8.0 KiB',
 * //   'dropout_0     [64]                        8.0 KiB  rate 0.2',
 * //   'head (dense)  [10]           650  1,290   1.3 KiB',
 * //   '───────────────────────────────────────────────────────────',
 * //   'total                      4,810  9,738  33.3 KiB  parameters 18.8 KiB as float32',
 * // ]
 * ```
 */
export const summary = (model: Wiring, { batch = 1 }: SummaryOptions = {}): string => {
  positiveInteger('summary', 'batch', batch)
  const layers = describe(model)
  const flops = flopsByPath(model)
  const rows = rowsOf({ flops, batch }, layers, '', '')
  const memory = leavesOf(layers).reduce(
    (n, { output }) => n + memoryOf(output, batch),
    memoryOf(model.input, batch),
  )
  const lines = layOut([...headOf(model, batch), ...rows, totalRow(layers, flops, memory)])
  const rule = '─'.repeat(Math.max(...lines.slice(0, -1).map((line) => line.length)))
  return [...lines.slice(0, -1), rule, ...lines.slice(-1), ...stateLine(layers), ...notes(layers)].join('\n')
}

interface Known {
  readonly flops: ReadonlyMap<string, number>
  readonly batch: number
}

const headOf = (model: Wiring, batch: number): readonly Row[] => [
  ['layer', 'output', 'parameters', 'FLOPs', 'memory', 'settings'],
  ['input', showSignal(model.input), '', '', bytes(memoryOf(model.input, batch)), ''],
]

const rowsOf = (
  known: Known,
  layers: readonly LayerDescription[],
  indent: string,
  at: string,
): readonly Row[] =>
  layers.flatMap((layer) => {
    const path = join(at, layer.name)
    return [rowOf(known, layer, indent, path), ...rowsOf(known, layer.layers, `${indent}  `, path)]
  })

const rowOf = ({ flops, batch }: Known, layer: LayerDescription, indent: string, path: string): Row => [
  `${indent}${labelOf(layer)}`,
  showSignal(layer.output),
  shownCount(layer.parameters),
  shownCount(flops.get(path) ?? 0),
  bytes(memoryOf(layer.output, batch)),
  settingsOf(layer),
]

const labelOf = ({ name, kind }: LayerDescription): string =>
  name.startsWith(`${kind}_`) || kind === 'model' ? name : `${name} (${kind})`

const settingsOf = ({ settings, parameters, frozen }: LayerDescription): string =>
  [showSettings(settings), frozen === 0 ? '' : frozen === parameters ? 'frozen' : `${grouped(frozen)} frozen`]
    .filter((part) => part !== '')
    .join(', ')

const memoryOf = (signal: Signal, batch: number): number =>
  isOne(signal)
    ? 4 * batch * sizeOf(shapeOf(signal))
    : Object.values(signal).reduce((n, one) => n + memoryOf(one, batch), 0)

/** The layers that hold no others, whose outputs are what is in memory; a layer around them adds its own sum, if any. */
const leavesOf = (layers: readonly LayerDescription[]): readonly LayerDescription[] =>
  layers.flatMap((layer) => (layer.layers.length === 0 ? [layer] : leavesOf(layer.layers)))

const totalRow = (
  layers: readonly LayerDescription[],
  flops: ReadonlyMap<string, number>,
  memory: number,
): Row => {
  const parameters = total(layers, 'parameters')
  const frozen = total(layers, 'frozen')
  return [
    'total',
    '',
    grouped(parameters),
    grouped(layers.reduce((n, { name }) => n + (flops.get(name) ?? 0), 0)),
    bytes(memory),
    `parameters ${bytes(parameters * 4)} as float32${frozen === 0 ? '' : `, ${grouped(frozen)} of them frozen`}`,
  ]
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

const shownCount = (n: number): string => (n === 0 ? '' : grouped(n))

const bytes = (n: number): string =>
  n < 1024 ? `${n} B` : n < 1024 ** 2 ? `${(n / 1024).toFixed(1)} KiB` : `${(n / 1024 ** 2).toFixed(1)} MiB`

/** Columns as wide as their widest cell, the numbers to the right. */
const layOut = (rows: readonly Row[]): readonly string[] => {
  const width = (column: number): number => Math.max(...rows.map((row) => (row[column] ?? '').length))
  const widths = [0, 1, 2, 3, 4].map(width)
  const padded = (cell: string, column: number): string =>
    column < 2 ? cell.padEnd(widths[column] ?? 0) : column < 5 ? cell.padStart(widths[column] ?? 0) : cell
  return rows.map((row) => row.map(padded).join('  ').trimEnd())
}
