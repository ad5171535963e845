// Examples that write files do so in a folder of their own, which goes with them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const before = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'gradus-example-'))
process.chdir(folder)

afterAll(() => {
  process.chdir(before)
  rmSync(folder, { recursive: true, force: true })
})
