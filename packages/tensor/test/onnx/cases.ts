/** The cases of Debian's libonnx-testdata, and what comes of running one. */
import { existsSync, globSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyTensor } from '../../src/index.ts'
import * as T from '../../src/index.ts'
import { checkTypes, runModel } from './graph.ts'
import { readModel, readTensor } from './proto.ts'
import { isUnsupported } from './unsupported.ts'
import { tensorOf } from './values.ts'

/** Folders of cases: single operators, then whole models. */
export const kinds = ['node', 'pytorch-converted', 'pytorch-operator', 'simple'] as const

export type Kind = (typeof kinds)[number]

/** Where the cases are, if this machine has them. */
export const folder = process.env['GRADUS_ONNX'] ?? ''

/** The names of the cases of a kind. */
export const casesOf = (kind: Kind): readonly string[] =>
  folder === ''
    ? []
    : readdirSync(join(folder, kind))
        .filter((name) => existsSync(join(folder, kind, name, 'model.onnx')))
        .toSorted()

/** The tolerances of ONNX's own runner (onnx/backend/test/runner), which no case of these kinds overrides. */
const relative = 1e-3
const absolute = 1e-7

const isClose = (found: number, wanted: number): boolean =>
  Object.is(found, wanted) ||
  found === wanted ||
  (Number.isFinite(wanted) && Math.abs(found - wanted) <= absolute + relative * Math.abs(wanted))

const show = (x: AnyTensor): string => `${x.dtype}[${x.shape.join(',')}]`

/** What is wrong with a result; nothing when it has the wanted shape, element type and values. */
export const difference = (found: AnyTensor, wanted: AnyTensor): string | undefined => {
  if (show(found) !== show(wanted)) return `is ${show(found)}, should be ${show(wanted)}`
  const [a, b] = [T.toTypedArray(found), T.toTypedArray(wanted)]
  const at = a.findIndex((v, i) => !isClose(v, b[i]!))
  return at < 0 ? undefined : `element ${at} is ${a[at]}, should be ${b[at]}`
}

/** Tensors of one kind of file in a data set, in the order of their numbers. */
const tensorsIn = (dataSet: string, name: string): readonly AnyTensor[] =>
  globSync(`${name}_*.pb`, { cwd: dataSet }).map((_, i) =>
    tensorOf(readTensor(join(dataSet, `${name}_${i}.pb`))),
  )

const runDataSet = (model: ReturnType<typeof readModel>, dataSet: string): void => {
  const found = runModel(model, tensorsIn(dataSet, 'input'))
  const wanted = tensorsIn(dataSet, 'output')
  if (found.length !== wanted.length) throw new Error(`${found.length} results, should be ${wanted.length}`)
  found.forEach((x, i) => {
    const wrong = difference(x, wanted[i]!)
    if (wrong !== undefined) throw new Error(`result ${i} ${wrong}`)
  })
}

/**
 * Runs a case: the reason why it is not for this package, or nothing where every result agrees.
 *
 * @throws Error where a result does not agree.
 */
export const runCase = (kind: Kind, name: string): string | undefined => {
  const path = join(folder, kind, name)
  const dataSets = globSync('test_data_set_*', { cwd: path })
  if (dataSets.length === 0) throw new Error(`${name} has no data`)
  try {
    const model = readModel(join(path, 'model.onnx'))
    checkTypes(model)
    dataSets.forEach((dataSet) => runDataSet(model, join(path, dataSet)))
    return undefined
  } catch (e) {
    if (isUnsupported(e)) return e.unsupported
    throw e
  }
}
