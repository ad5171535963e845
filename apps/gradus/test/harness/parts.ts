import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Parts of a machine that some tests need; without them the tests are skipped, and say so. */

export const chromium = process.env['GRADUS_CHROMIUM'] ?? '/usr/bin/chromium'

export const hasChromium = existsSync(chromium)

export const python = process.env['GRADUS_PYTHON'] ?? 'python3'

const works = (program: string, ...args: readonly string[]): boolean =>
  program !== '' && spawnSync(program, args, { stdio: 'ignore' }).status === 0

export const hasSafetensors = works(python, '-c', 'import safetensors.numpy')

/** A pseudo terminal: util-linux's `script`. */
export const hasScript = works('script', '-qec', 'true', '/dev/null')

/** May this process mount file systems of its own, to fill them up? */
export const canMount = works('unshare', '-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt')
