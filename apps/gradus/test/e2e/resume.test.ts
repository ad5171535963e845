import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { beforeAll, describe, expect, test } from 'vitest'

import {
  bytes,
  emptyFolder,
  events,
  gradus,
  isEvent,
  read,
  smallConfig,
  start,
  write,
} from '../harness/cli.ts'
import type { Result } from '../harness/cli.ts'

/** What has to be the same however often a run was interrupted. */
const results = (folder: string, run: string) => ({
  parameters: bytes(folder, 'runs', run, 'best.safetensors'),
  metrics: read(folder, 'runs', run, 'metrics.jsonl'),
})

const interruptAt = async (epoch: number, folder: string, signal: NodeJS.Signals): Promise<Result> => {
  const run = start(['train', 'small.json', '--json', '--name', `at-${epoch}`], folder)
  await run.line((line) => isEvent('epoch')(line) && line.includes(`"epoch":${epoch},`))
  run.child.kill(signal)
  return run.ended
}

describe('an interrupted run', () => {
  const folder = emptyFolder()
  const epochs = 5
  let whole: ReturnType<typeof results>

  beforeAll(async () => {
    // Wide enough that an epoch takes a while, so that the signal arrives in the next one.
    write(
      folder,
      'small.json',
      smallConfig({ epochs, batchSize: 8, checkpoints: { everySeconds: 0, keep: 3 } }),
    )
    await gradus(['train', 'small.json', '--quiet', '--name', 'whole'], folder)
    whole = results(folder, 'whole')
  }, 60_000)

  test('resumes at every epoch and ends with the same bytes', async () => {
    for (const epoch of [1, 2, 3, 4]) {
      const interrupted = await interruptAt(epoch, folder, epoch % 2 === 0 ? 'SIGTERM' : 'SIGINT')
      const last = events(interrupted.out).at(-1)
      expect(interrupted).toMatchObject({ code: 130, err: '' })
      expect(last).toMatchObject({ event: 'interrupted', resume: `gradus train --resume at-${epoch}` })
      expect(existsSync(path.join(folder, `runs/at-${epoch}/best.safetensors`))).toBe(false)
      const resumed = await gradus(['train', '--resume', `at-${epoch}`, '--json'], folder)
      expect(resumed).toMatchObject({ code: 0, err: '' })
      expect(events(resumed.out)[0]).toMatchObject({ event: 'start', resumedAt: { step: last?.['step'] } })
      expect(results(folder, `at-${epoch}`)).toEqual(whole)
    }
  })

  test('says in words how to go on, and where it goes on', async () => {
    const run = start(['train', 'small.json', '--name', 'words'], folder)
    await run.line((line) => line.startsWith('epoch 2/'))
    run.child.kill('SIGINT')
    const { out, code } = await run.ended
    expect(code).toBe(130)
    expect(out).toMatch(
      /Finishing the batch and saving; press Ctrl-C again to stop at once\.\n[^]*\nInterrupted in epoch \d after step \d+; everything is saved\. Go on with\n {2}gradus train --resume words\n$/,
    )
    const resumed = await gradus(['train', '--resume', 'runs/words'], folder)
    expect(resumed.out).toMatch(/^Resuming from step \d+ in epoch \d of words\n/)
    expect(results(folder, 'words')).toEqual(whole)
  })

  test('is left alone by everyone else while it runs', async () => {
    const run = start(
      ['train', 'small.json', '--json', '--name', 'busy', '--set', 'train.epochs=1000'],
      folder,
    )
    await run.line(isEvent('epoch'))
    const message = `gradus: Process ${run.child.pid} is training runs/busy already. Wait for it or stop it; if it is no gradus, delete runs/busy/.lock.\n`
    expect(await gradus(['train', '--resume', 'busy'], folder)).toMatchObject({
      code: 1,
      out: '',
      err: message,
    })
    const forced = await gradus(['train', 'small.json', '--name', 'busy', '--force'], folder)
    expect(forced).toMatchObject({ code: 1, out: '', err: message })
    run.child.kill('SIGKILL')
    await run.ended
    expect(existsSync(path.join(folder, 'runs/busy/config.json'))).toBe(true)
    const resumed = start(['train', '--resume', 'busy', '--json'], folder)
    await resumed.line(isEvent('epoch'))
    resumed.child.kill('SIGTERM')
    expect((await resumed.ended).code).toBe(130)
  })

  test('that has ended can be resumed too, which renews its report', async () => {
    writeFileSync(path.join(folder, 'runs/whole/report.html'), '')
    const resumed = await gradus(['train', '--resume', 'whole'], folder)
    expect(resumed.code).toBe(0)
    expect(read(folder, 'runs/whole/report.html')).toContain('<h1>whole</h1>')
    expect(results(folder, 'whole')).toEqual(whole)
  })

  test('stops at once on a second Ctrl-C, and still resumes', async () => {
    const run = start(
      ['train', 'small.json', '--json', '--name', 'twice', '--set', 'train.batchSize=1078'],
      folder,
    )
    await run.line(isEvent('start'))
    run.child.kill('SIGINT')
    run.child.kill('SIGTERM')
    const { code } = await run.ended
    expect(code).toBe(130)
    const resumed = await gradus(['train', '--resume', 'twice', '--quiet'], folder)
    expect(resumed).toMatchObject({ code: 0, out: '', err: '' })
  })

  test('falls back to the last good checkpoint when the newest is damaged, and says so', async () => {
    await interruptAt(3, folder, 'SIGINT').then(() => undefined)
    const checkpoints = path.join(folder, 'runs/at-3-2/checkpoints')
    const newest = readdirSync(checkpoints)
      .filter((name) => name.endsWith('.safetensors'))
      .toSorted()
      .at(-1)!
    const file = path.join(checkpoints, newest)
    const good = readFileSync(file)
    truncateSync(file, good.length - 100)
    const truncated = await gradus(['train', '--resume', 'at-3-2', '--set', 'seed=1'], folder)
    expect(truncated.code).toBe(2)
    const resumed = await gradus(['train', '--resume', 'at-3-2'], folder)
    expect(resumed.out).toContain(
      `${newest} was not used: it has ${good.length - 100} bytes instead of ${good.length}.`,
    )
    expect(resumed.code).toBe(0)
    expect(results(folder, 'at-3-2')).toEqual(whole)
  })
})

describe('a run without a good checkpoint', () => {
  test('begins again where none was written, and says why where all are damaged', async () => {
    const folder = emptyFolder()
    write(folder, 'small.json', smallConfig({ epochs: 2 }))
    await gradus(['train', 'small.json', '--quiet', '--name', 'whole'], folder)
    const whole = results(folder, 'whole')
    const checkpoints = path.join(folder, 'runs/whole/checkpoints')
    for (const name of readdirSync(checkpoints).filter((name) => name.endsWith('.safetensors')))
      writeFileSync(
        path.join(checkpoints, name),
        'x'.repeat(readFileSync(path.join(checkpoints, name)).length),
      )
    const damaged = await gradus(['train', '--resume', 'whole'], folder)
    expect(damaged).toMatchObject({ code: 1, out: '' })
    expect(damaged.err).toMatch(
      /there is no good checkpoint here\.\ncheckpoint-\d+\.safetensors was not used: its bytes have changed since it was written[^]*\nTrain anew with gradus train\.\n$/,
    )
    rmSync(checkpoints, { recursive: true })
    const again = await gradus(['train', '--resume', 'whole'], folder)
    expect(again.out).toContain('\nThe run had not saved anything yet; it begins again.\n')
    expect(results(folder, 'whole')).toEqual(whole)
  })
})

describe('a run that is killed at any moment', () => {
  const kills = Number(process.env['GRADUS_KILLS'] ?? (process.env['CI'] === undefined ? 20 : 100))

  test(
    `resumes after each of ${kills} kills and ends with the same bytes`,
    { timeout: 400_000 },
    async () => {
      const folder = emptyFolder()
      // Every epoch is a few milliseconds and ends with a checkpoint, so that most kills hit one being written.
      write(
        folder,
        'small.json',
        smallConfig({
          epochs: 60,
          batchSize: 512,
          earlyStopping: null,
          checkpoints: { everySeconds: 0, keep: 2 },
        }),
      )
      await gradus(['train', 'small.json', '--quiet', '--name', 'whole'], folder)
      const whole = results(folder, 'whole')

      /** Starts or resumes a run and kills it; true when it came to its end before. */
      const strike = async (run: string, delay: number): Promise<boolean> => {
        const isNew = !existsSync(path.join(folder, 'runs', run, 'config.json'))
        const words = isNew ? ['train', 'small.json', '--name', run, '--force'] : ['train', '--resume', run]
        const running = start([...words, '--json'], folder)
        const started = running.line(isEvent('start')).catch(() => undefined)
        await started
        await sleep(delay)
        running.child.kill('SIGKILL')
        const { code, err } = await running.ended
        expect(err).toBe('')
        expect([0, null]).toContain(code)
        return code === 0
      }

      let [struck, finished] = [0, 0]
      while (struck < kills) {
        // Low discrepancy in place of chance: every delay from 0 to 300 ms is tried, in an order of no pattern.
        const delay = Math.round(300 * ((struck * 0.618_033_988_75) % 1))
        if (await strike(`killed-${finished}`, delay)) {
          expect(results(folder, `killed-${finished}`)).toEqual(whole)
          finished += 1
        } else struck += 1
      }
      await gradus(['train', '--resume', `killed-${finished}`, '--quiet'], folder)
      expect(results(folder, `killed-${finished}`)).toEqual(whole)
    },
  )
})
