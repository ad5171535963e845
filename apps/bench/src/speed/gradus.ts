/** The work of peers/cases.json in Gradus. */
import type { Engine } from '@gradus/tensor/primitives'
import { wasmEngine } from '@gradus/tensor/primitives'
import type { Start, System, Work } from '../../peers/work.mjs'
import { adamUpdate } from '../work/adam.ts'
import { cnn, normCnn } from '../work/cnn.ts'
import { lstm } from '../work/lstm.ts'
import { mlp } from '../work/mlp.ts'
import { elementwise, layerNorm, product, softmax } from '../work/single.ts'

const kinds = { product, elementwise, softmax, layerNorm, adamUpdate, mlp, cnn, normCnn, lstm } as const

let engine: Engine | undefined

export const start = ({ threads }: Start): void => {
  engine = wasmEngine({ threads })
}

export const runOf: System['runOf'] = (work) =>
  (kinds[work.kind] as (work: Work, engine: Engine) => () => unknown)(work, engine!)
