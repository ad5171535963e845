import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, test } from 'vitest'
import { showDataError, table } from '../src/index.ts'
import { readCsvFile } from '../src/node.ts'

// Permissions do not hold root back, unless it gives up the right to override them.
const isRoot = process.getuid?.() === 0
const withoutPrivilege = isRoot ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : []
const canBeDenied = !isRoot || spawnSync('setpriv', ['--version']).status === 0

const folder = mkdtempSync(join(tmpdir(), 'gradus-data-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const message = async (path: string, options?: Parameters<typeof readCsvFile>[1]): Promise<string> => {
  const result = await readCsvFile(path, options)()
  if (E.isRight(result)) throw new Error('accepted')
  return showDataError(result.left)
}

describe('readCsvFile', () => {
  test('reads a table', async () => {
    const path = file('good.csv', '\ufeffa;b\r\n1;é\r\n')
    expect(await readCsvFile(path)()).toEqual(E.right(table(['a', 'b'], [['1', 'é']])))
  })

  test('says what is wrong with the text', async () => {
    expect(await message(file('ragged.csv', 'a,b\n1\n'))).toBe(
      'CSV: every row must have 2 cells, as the header has:\n  row 1 (line 2) has 1',
    )
    expect(await message(file('latin1.csv', new Uint8Array([0x61, 0x0a, 0xe9, 0x0a])))).toBe(
      'CSV: the text must be UTF-8, but line 2 holds bytes that are not. Save it again as UTF-8.',
    )
  })

  test('says why there is nothing to read', async () => {
    const missing = join(folder, 'no.csv')
    expect(await message(missing)).toBe(`File: there is no file ${missing}.`)
    const inFile = join(file('file.csv', 'a\n1\n'), 'x.csv')
    expect(await message(inFile)).toBe(`File: there is no file ${inFile}.`)
    expect(await message(folder)).toBe(`File: ${folder} is a directory; name a CSV file in it.`)
    const large = file('large.csv', 'a\n1\n')
    expect(await message(large, { maxBytes: 3 })).toBe(
      `File: ${large} is too large: 1 MB, the limit is 1 MB (maxBytes).`,
    )
    expect(await message('\0')).toMatch(/^File: \0 cannot be read: .+\.$/)
  })

  test.skipIf(!canBeDenied)('says that it may not read', () => {
    const secret = file('secret.csv', 'a\n1\n')
    chmodSync(secret, 0)
    const program = [
      `import { readCsvFile } from ${JSON.stringify(new URL('../src/node.ts', import.meta.url).href)}`,
      `import { showDataError } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)}`,
      `console.log(showDataError((await readCsvFile(${JSON.stringify(secret)})()).left))`,
    ].join('\n')
    const [command, ...words] = [...withoutPrivilege, process.execPath]
    const options = ['--conditions=@gradus/source', '--input-type=module-typescript', '-e', program]
    const said = execFileSync(command, [...words, ...options], { encoding: 'utf8' })
    expect(said).toBe(`File: ${secret} cannot be read: permission denied.\n`)
  })
})

test('only node.ts imports from Node', () => {
  const source = join(import.meta.dirname, '../src')
  const importing = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => /from '(node:|.*\/node\.ts)/.test(readFileSync(join(source, name), 'utf8')))
  expect(importing).toEqual(['node.ts'])
})
