import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  openCheckpointStore,
  probeWritable,
  showFileError,
  showRejected,
  showStoreError,
  writeFileAtomic,
} from '../src/node/index.ts'
import type { CheckpointStore } from '../src/node/index.ts'
import { folder } from './harness/folder.ts'
import { left, right } from './harness/right.ts'
import { program } from './harness/spawn.ts'

// Permissions do not hold root back, unless it gives up the right to override them.
const isRoot = process.getuid?.() === 0
const withoutPrivilege = isRoot ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : []
const canBeDenied = !isRoot || spawnSync('setpriv', ['--version']).status === 0

const bytesOf = (step: number): Uint8Array => new Uint8Array(1000).fill(step)

const save = async (store: CheckpointStore, step: number, best = false): Promise<void> => {
  right(await store.save({ step, epoch: Math.floor(step / 10), best, bytes: bytesOf(step) })())
}

const steps = async (store: CheckpointStore): Promise<readonly number[]> =>
  right(await store.list()).map(({ step }) => step)

const filled = async (directory: string, ...saved: readonly number[]): Promise<CheckpointStore> => {
  const store = right(await openCheckpointStore(directory)())
  for (const step of saved) await save(store, step)
  return store
}

describe('a checkpoint store', () => {
  test('gives back what was saved last', async () => {
    const store = await filled(join(folder(), 'run', 'checkpoints'), 5, 12)
    const loaded = right(await store.loadLatest())
    expect(loaded).toEqual({ step: 12, epoch: 1, best: false, bytes: bytesOf(12), rejected: [] })
  })

  test('keeps the last ones and the newest best, with their bytes and nothing else', async () => {
    const directory = folder()
    const store = right(await openCheckpointStore(directory, { keep: 2 })())
    for (const step of [1, 2, 3, 4, 5, 6]) await save(store, step, step === 1 || step === 3)
    expect(await steps(store)).toEqual([6, 5, 3])
    expect(right(await store.loadBest()).step).toBe(3)
    expect(readdirSync(directory).sort()).toEqual(
      ['000003', '000005', '000006'].flatMap((n) => [`checkpoint-${n}.json`, `checkpoint-${n}.safetensors`]),
    )
  })

  test('keeps any sequence of saves by that rule', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 3 }),
        async (bests, keep) => {
          const store = right(await openCheckpointStore(folder(), { keep })())
          for (const [step, best] of bests.entries()) await save(store, step, best)
          const all = [...bests.keys()].reverse()
          const kept = new Set([...all.slice(0, keep), ...all.filter((step) => bests[step]).slice(0, 1)])
          expect(await steps(store)).toEqual(all.filter((step) => kept.has(step)))
        },
      ),
      { numRuns: 20 },
    )
  })

  test('takes the one written last for the latest, when a run goes back to an earlier step', async () => {
    const store = await filled(folder(), 10, 20, 30)
    await save(store, 15)
    expect(right(await store.loadLatest()).step).toBe(15)
  })

  test('says when there is nothing', async () => {
    const directory = folder()
    const error = left(await (await filled(directory)).loadLatest())
    expect(showStoreError(error)).toBe(`${directory}: there is no good checkpoint here.`)
  })

  test('goes on with the numbers after it was opened again, and removes what interrupted writes left', async () => {
    const directory = folder()
    await filled(directory, 1)
    writeFileSync(join(directory, '.checkpoint-000002.safetensors.999999999-0.tmp'), 'half')
    writeFileSync(join(directory, `.checkpoint-000002.safetensors.${process.pid}-0.tmp`), 'half')
    writeFileSync(join(directory, 'checkpoint-000002.safetensors'), 'bytes without a manifest')
    writeFileSync(join(directory, 'notes.txt'), 'mine')
    await filled(directory, 2)
    expect(readdirSync(directory).sort()).toEqual([
      'checkpoint-000001.json',
      'checkpoint-000001.safetensors',
      'checkpoint-000002.json',
      'checkpoint-000002.safetensors',
      'notes.txt',
    ])
  })
})

describe('a damaged checkpoint is passed over for the last good one, and named', () => {
  const cases: readonly (readonly [string, (path: string) => void, RegExp])[] = [
    [
      'truncated bytes',
      (path) => truncateSync(`${path}.safetensors`, 10),
      /^checkpoint-000002\.safetensors was not used: it has 10 bytes instead of 1000\.$/,
    ],
    [
      'one altered byte',
      (path) => writeFileSync(`${path}.safetensors`, bytesOf(20).with(500, 21)),
      /^checkpoint-000002\.safetensors was not used: its bytes have changed since it was written \(SHA-256 [0-9a-f]{12}… instead of [0-9a-f]{12}…\)\.$/,
    ],
    [
      'bytes that are gone',
      (path) => execFileSync('rm', [`${path}.safetensors`]),
      /^checkpoint-000002\.safetensors was not used: it cannot be read \(.*checkpoint-000002\.safetensors: ENOENT: there is no such file or folder\.\)$/,
    ],
    [
      'a manifest that is no JSON',
      (path) => truncateSync(`${path}.json`, 20),
      /^checkpoint-000002\.json was not used: its manifest cannot be read \(it is not JSON\)\.$/,
    ],
    [
      'a manifest of other types',
      (path) =>
        writeFileSync(
          `${path}.json`,
          readFileSync(`${path}.json`, 'utf8').replace('"step": 20', '"step": "20"'),
        ),
      /^checkpoint-000002\.json was not used: its manifest cannot be read \(step: expected Integer, found "20"\)\.$/,
    ],
    [
      'a manifest that leads out of the folder',
      (path) =>
        writeFileSync(
          `${path}.json`,
          readFileSync(`${path}.json`, 'utf8').replace('checkpoint-000002', '../checkpoint-000002'),
        ),
      /^checkpoint-000002\.json was not used: its manifest cannot be read \(file\.name: expected the name of a checkpoint, found "\.\.\/checkpoint-000002\.safetensors"\)\.$/,
    ],
  ]

  test.each(cases)('%s', async (_, damage, words) => {
    const directory = folder()
    const store = await filled(directory, 10, 20)
    damage(join(directory, 'checkpoint-000002'))
    const loaded = right(await store.loadLatest())
    expect(loaded.step).toBe(10)
    expect(loaded.rejected.map(showRejected)).toEqual([expect.stringMatching(words)])
    await save(store, 30)
    expect(right(await store.loadLatest()).step).toBe(30)
  })

  test('all of them, and each is named', async () => {
    const directory = folder()
    const store = await filled(directory, 10, 20)
    for (const n of [1, 2]) truncateSync(join(directory, `checkpoint-00000${n}.safetensors`), 0)
    expect(showStoreError(left(await store.loadLatest()))).toBe(
      [
        `${directory}: there is no good checkpoint here.`,
        'checkpoint-000002.safetensors was not used: it has 0 bytes instead of 1000.',
        'checkpoint-000001.safetensors was not used: it has 0 bytes instead of 1000.',
      ].join('\n'),
    )
  })

  test('what a newer version wrote is left alone', async () => {
    const directory = folder()
    const store = right(await openCheckpointStore(directory, { keep: 1 })())
    await save(store, 10)
    const manifest = join(directory, 'checkpoint-000001.json')
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"version": 1', '"version": 2'))
    await save(store, 20)
    expect(readdirSync(directory)).toHaveLength(4)
  })
})

describe('a folder that cannot be written', () => {
  test('because a file stands in its place', async () => {
    const path = join(folder(), 'file')
    writeFileSync(path, '')
    expect(showFileError(left(await probeWritable(path)()))).toBe(
      `${path}: EEXIST: a file stands where a folder is needed. Choose another folder.`,
    )
    expect(showFileError(left(await probeWritable(join(path, 'runs'))()))).toBe(
      `${path}: EEXIST: a file stands where a folder is needed. Choose another folder.`,
    )
  })

  test.skipIf(!canBeDenied)('because it is read-only', () => {
    const path = folder()
    chmodSync(path, 0o500)
    const readOnly = program(new URL('./harness/readOnly.ts', import.meta.url), path)
    const [command = '', ...words] = [...withoutPrivilege, process.execPath, ...readOnly]
    expect(JSON.parse(execFileSync(command, words, { encoding: 'utf8' }))).toEqual({
      probe:
        'EACCES: writing or reading here is not permitted. Choose another folder, or change its permissions.',
      write: 'NotPermitted',
    })
  })

  test('because the system does not let anyone make a folder there', async () => {
    expect(left(await probeWritable('/proc/gradus')())._tag).toMatch(/NotPermitted|NotFound/)
  })

  test('a probe leaves nothing but the folder', async () => {
    const path = join(folder(), 'a', 'b')
    right(await probeWritable(path, 100_000)())
    expect(readdirSync(path)).toEqual([])
  })
})

// A tmpfs in a mount namespace of its own gives the real errors; that needs rights which not every machine gives.
const isolate = 'unshare'
const canMount = spawnSync(isolate, ['-m', 'true']).status === 0

describe.skipIf(!canMount)('on a disk of its own', () => {
  const onDisk = (options: string, path: URL): string => {
    const directory = join(folder(), 'disk')
    mkdirSync(directory)
    const command = ['mount -t tmpfs -o "$1" tmpfs "$2"', 'shift', 'shift', 'exec "$@"'].join(' && ')
    const run = [
      '-m',
      'sh',
      '-c',
      command,
      'sh',
      options,
      directory,
      process.execPath,
      ...program(path, directory),
    ]
    return execFileSync(isolate, run, { encoding: 'utf8' })
  }

  test('that is full, a save fails as NoSpace and costs nothing that was there', () => {
    expect(JSON.parse(onDisk('size=1m', new URL('./harness/fullDisk.ts', import.meta.url)))).toEqual({
      failed: 'NoSpace',
      words: 'ENOSPC: no space is left on the disk (or in the quota). Make room, or choose another folder.',
      loaded: { step: 1, size: 600_000, rejected: 0 },
      left: ['checkpoint-000001.json', 'checkpoint-000001.safetensors'],
      probe: 'NoSpace',
      afterwards: { step: 3, size: 100_000, rejected: 0 },
    })
  })

  test('that is read-only, a probe says so', () => {
    expect(JSON.parse(onDisk('ro', new URL('./harness/readOnly.ts', import.meta.url)))).toEqual({
      probe:
        'EROFS: writing or reading here is not permitted. Choose another folder, or change its permissions.',
      write: 'NotPermitted',
    })
  })
})

describe('writeFileAtomic', () => {
  test('replaces what was there, and leaves no temporary', async () => {
    const directory = folder()
    const path = join(directory, 'a.bin')
    right(await writeFileAtomic(path, bytesOf(1))())
    right(await writeFileAtomic(path, bytesOf(2))())
    expect(new Uint8Array(readFileSync(path))).toEqual(bytesOf(2))
    expect(readdirSync(directory)).toEqual(['a.bin'])
  })

  test('serves two writers at once: one of them has written last, in full', async () => {
    const directory = folder()
    const path = join(directory, 'a.bin')
    await Promise.all([1, 2, 3, 4].map((step) => writeFileAtomic(path, bytesOf(step))()))
    const bytes = new Uint8Array(readFileSync(path))
    expect(bytes).toEqual(bytesOf(bytes[0]!))
    expect(readdirSync(directory)).toEqual(['a.bin'])
  })

  test('fails with the path where the folder is missing, or a folder stands there', async () => {
    const directory = folder()
    const path = join(directory, 'no', 'a.bin')
    expect(left(await writeFileAtomic(path, bytesOf(1))())).toEqual({
      _tag: 'NotFound',
      path,
      code: 'ENOENT',
    })
    mkdirSync(join(directory, 'taken'))
    expect(left(await writeFileAtomic(join(directory, 'taken'), bytesOf(1))())._tag).toMatch(
      /IsADirectory|NotADirectory/,
    )
    expect(readdirSync(directory)).toEqual(['taken'])
  })
})
