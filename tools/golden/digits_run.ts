// What a small run on the digits comes to in Node, for the tests in browsers:
//
//   node --conditions=@gradus/source tools/golden/digits_run.ts
//
// Writes packages/train/test/golden/digits.json.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { trainDigits } from '../../packages/train/test/harness/digits.ts'

const target = join(import.meta.dirname, '../../packages/train/test/golden/digits.json')
const { node, v8 } = process.versions
const provenance = { script: 'tools/golden/digits_run.ts', node, v8 }
writeFileSync(target, `${JSON.stringify({ provenance, ...(await trainDigits()) }, undefined, 2)}\n`)
