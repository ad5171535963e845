import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kit } from './paths.ts'
import { complain, run } from './run.ts'

// The runtimes weigh 600 MB, so they are no part of the workspace: the first rehearsal fetches them, nobody else does.
const stamp = join(kit, 'node_modules/.stamp')
const lock = (): string =>
  createHash('sha256')
    .update(readFileSync(join(kit, 'package-lock.json')))
    .digest('hex')
// Turbo remembers a run by its inputs. This file is one of them, so that a run that had to leave everything out is
// not taken for the answer when the network is back.
const tried = join(kit, '.tried')

const unreachable =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b/

/** Makes sure that the kit is installed as locked. Returns why it is not, in one line, if it cannot be. */
export const ensureKit = async (): Promise<string | undefined> => {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock()) return undefined
  console.log(
    'Fetching the runtimes for the release rehearsal, once (Node 22 and 26, Deno, Bun, TypeScript 5.9 and 6) ...',
  )
  const quiet = [
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--omit-lockfile-registry-resolved',
    '--fetch-retries=1',
  ]
  const ran = await run('npm', ['ci', '--ignore-scripts', '--prefer-offline', ...quiet], {
    cwd: kit,
    seconds: 540,
  })
  if (ran.code !== 0 && !unreachable.test(ran.stderr)) throw complain(`npm ci in ${kit}`, ran)
  if (ran.code !== 0) {
    writeFileSync(tried, new Date().toISOString())
    return 'the release rehearsal: its runtimes come from npm, which is out of reach. Connect and run it again'
  }
  writeFileSync(stamp, lock())
  return undefined
}

/** Where a package of the kit is. */
export const inKit = (...path: readonly string[]): string => join(kit, 'node_modules', ...path)
