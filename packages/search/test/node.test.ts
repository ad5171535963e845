import { appendFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Key, randomSearch, runStudy, uniform } from '../src/index.ts'
import { openLog, showLogFileError, type LogFileError } from '../src/node.ts'

const study = { space: uniform(0, 1), direction: 'minimize', key: Key.fromSeed(0) } as const
const plan = { ...study, strategy: randomSearch(), trials: 3, objective: (x: number) => x }

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradus-search-'))
})
afterEach(() => rm(folder, { recursive: true }))

const right = async <A>(task: TaskEither<LogFileError, A>): Promise<A> => {
  const result = await task()
  if (E.isLeft(result)) throw new Error(showLogFileError(result.left))
  return result.right
}

const message = async (task: TaskEither<LogFileError, unknown>): Promise<string> => {
  const result = await task()
  return E.isLeft(result) ? showLogFileError(result.left) : 'no error'
}

const run = async (path: string, trials: number): Promise<string> => {
  const log = await right(openLog(path, study))
  for await (const { record } of runStudy({ ...plan, trials, history: log.history }))
    await right(log.append(record))
  await right(log.close)
  return readFile(path, 'utf8')
}

test('a study that goes on in a file writes what an uninterrupted one would', async () => {
  const whole = await run(join(folder, 'whole.jsonl'), 3)
  await run(join(folder, 'parts.jsonl'), 1)
  expect(await run(join(folder, 'parts.jsonl'), 3)).toBe(whole)
  expect((await readdir(folder)).sort()).toEqual(['parts.jsonl', 'whole.jsonl'])
})

test('a torn last line is cut off, even inside a letter', async () => {
  const path = join(folder, 'study.jsonl')
  const whole = await run(path, 3)
  await appendFile(path, Uint8Array.of(0x7b, 0x22, 0xc3))
  const log = await right(openLog(path, study))
  expect(log.torn).toBe('{"\ufffd')
  await right(log.close)
  expect(await readFile(path, 'utf8')).toBe(whole)
})

test('a second writer is kept out while the first one writes', async () => {
  const path = join(folder, 'study.jsonl')
  const log = await right(openLog(path, study))
  expect(await message(openLog(path, study))).toBe(
    `${path}: process ${process.pid} is writing to this log. Wait for it, or choose another file.`,
  )
  await right(log.close)
  await right((await right(openLog(path, study))).close)
})

test('the lock of a process that is gone is taken over', async () => {
  const path = join(folder, 'study.jsonl')
  await writeFile(`${path}.lock`, '4194305\n')
  await right((await right(openLog(path, study))).close)
  expect(await readdir(folder)).toEqual(['study.jsonl'])
})

test('a corrupt log is named with its line and left as it is, unlocked', async () => {
  const path = join(folder, 'study.jsonl')
  const text = `${await run(path, 1)}nonsense\n`
  await writeFile(path, text)
  expect(await message(openLog(path, study))).toBe(
    `${path}: log line 4: expected a JSON object, found "nonsense". Before it the log is sound.`,
  )
  expect(await readFile(path, 'utf8')).toBe(text)
  expect(await readdir(folder)).toEqual(['study.jsonl'])
})

test('bytes that are no text are refused', async () => {
  const path = join(folder, 'study.jsonl')
  await writeFile(path, Uint8Array.of(0xff, 0xfe, 0x0a))
  expect(await message(openLog(path, study))).toBe(`${path}: not a study log, its bytes are no UTF-8 text.`)
})

test('a folder in its place and a missing folder are reported', async () => {
  const path = join(folder, 'study.jsonl')
  await mkdir(path)
  expect(await message(openLog(path, study))).toMatch(/^.*study\.jsonl: opening failed: EISDIR: /)
  const lost = join(folder, 'nowhere', 'study.jsonl')
  expect(await message(openLog(lost, study))).toMatch(/^.*study\.jsonl: locking failed: ENOENT: /)
})
