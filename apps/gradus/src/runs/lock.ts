import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

import * as E from '#fp/Either'
import type * as TE from '#fp/TaskEither'

import type { Failure } from '../cli/Failure.ts'
import { failed } from '../cli/Failure.ts'
import { isCode, reason } from '../cli/files.ts'

/** Signal 0 asks without disturbing; EPERM means that somebody else's process is there. */
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return isCode(error, 'EPERM')
  }
}

const busy = (folder: string, pid: number): Failure =>
  failed(
    `Process ${pid} is training ${folder} already. Wait for it or stop it; if it is no gradus, delete ${path.join(folder, '.lock')}.`,
  )

const claim = async (folder: string, file: string): Promise<E.Either<Failure, void>> => {
  try {
    await writeFile(file, `${process.pid}\n`, { flag: 'wx' })
    return E.right(undefined)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) return E.left(failed(`Cannot write ${file}: ${reason(error)}.`))
    const owner = Number(await readFile(file, 'utf8').catch(() => ''))
    if (Number.isInteger(owner) && owner > 0 && owner !== process.pid && isAlive(owner))
      return E.left(busy(folder, owner))
    await rm(file, { force: true })
    return claim(folder, file)
  }
}

/** Runs `task` while no other process may train in this folder; what a killed process left is taken over. */
export const alone =
  <A>(folder: string, task: TE.TaskEither<Failure, A>): TE.TaskEither<Failure, A> =>
  async () => {
    const file = path.join(folder, '.lock')
    const claimed = await claim(folder, file)
    if (E.isLeft(claimed)) return claimed
    try {
      return await task()
    } finally {
      await rm(file, { force: true })
    }
  }
