import { readdirSync } from 'node:fs'
import path from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import type { Result } from '../harness/cli.ts'
import { bytes, emptyFolder, events, gradus, read, startProgram, write } from '../harness/cli.ts'
import { hasSafetensors, python } from '../harness/parts.ts'

const example = path.join(import.meta.dirname, '../../../../examples/digits.json')

interface DoneEvent {
  readonly test: { readonly accuracy: number }
  readonly seconds: number
}

describe('gradus train examples/digits.json', () => {
  const folder = emptyFolder()
  let first: Result
  const run = (...names: readonly string[]): string => read(folder, 'runs/digits', ...names)

  beforeAll(async () => {
    first = await gradus(['train', example], folder)
  }, 120_000)

  test('reaches at least 97 % on the test part, in under a minute', () => {
    expect(first.err).toBe('')
    expect(first.code).toBe(0)
    const accuracy = /Test accuracy (\d+\.\d) %/.exec(first.out)?.[1]
    expect(Number(accuracy)).toBeGreaterThanOrEqual(97)
    const seconds = /after \d+ epochs and ([\d.]+) s/.exec(first.out)?.[1]
    expect(Number(seconds)).toBeLessThan(60)
  })

  test('prints plain lines where nobody watches, without control signs', () => {
    expect(first.out).toMatch(
      /\nepoch +1\/60 {2}loss \d\.\d{4} {2}validation loss \d\.\d{4} {2}accuracy \d\d\.\d % {2}[\d,]+ samples\/s {2}\d+:\d\d left {2}best so far\n/,
    )
    // oxlint-disable-next-line no-control-regex -- escape signs are what must not be there
    expect(first.out).not.toMatch(/[\u001B\r]/)
  })

  test('says where everything is and what to try next', () => {
    expect(first.out).toContain('  report         runs/digits/report.html\n')
    expect(first.out).toContain('  parameters     runs/digits/best.safetensors\n')
    expect(first.out).toContain('\nWhat to try next\n')
  })

  test('leaves its folder, and nothing else', () => {
    expect(readdirSync(folder)).toEqual(['runs'])
    expect(readdirSync(path.join(folder, 'runs/digits')).toSorted()).toEqual([
      'best.safetensors',
      'checkpoints',
      'config.json',
      'metrics.jsonl',
      'report.html',
    ])
    expect(readdirSync(path.join(folder, 'runs/digits/checkpoints')).length % 2).toBe(0)
  })

  test('writes the configuration with all defaults filled in', () => {
    expect(JSON.parse(run('config.json'))).toEqual({
      name: 'digits',
      seed: 0,
      data: { source: 'digits' },
      split: { train: 0.6, validation: 0.2, test: 0.2, stratify: true },
      preprocess: { standardize: true, standardizeTarget: true },
      model: {
        layers: [
          { kind: 'dense', units: 128, init: 'heNormal' },
          { kind: 'relu' },
          { kind: 'dropout', rate: 0.3 },
          { kind: 'dense', units: 10, init: 'glorotUniform' },
        ],
      },
      loss: 'softmaxCrossEntropy',
      optimizer: {
        kind: 'adam',
        learningRate: 0.001,
        schedule: { kind: 'constant' },
        clipNorm: null,
        b1: 0.9,
        b2: 0.999,
        eps: 1e-8,
      },
      train: {
        epochs: 60,
        batchSize: 32,
        l2: 0,
        earlyStopping: { patience: 10, minDelta: 0 },
        checkpoints: { everySeconds: 2, keep: 3 },
      },
    })
  })

  test('writes a line of metrics for each epoch, without clocks', () => {
    const lines = events(run('metrics.jsonl'))
    expect(lines.map(({ epoch }) => epoch)).toEqual(lines.map((_, index) => index + 1))
    expect(Object.keys(lines[0] ?? {})).toEqual([
      'epoch',
      'step',
      'trainLoss',
      'trainAccuracy',
      'validationLoss',
      'validationAccuracy',
      'penalty',
      'gradientNorm',
      'updateRatio',
    ])
  })

  test.skipIf(!hasSafetensors)('writes parameters that Python opens', async () => {
    const script = `
from safetensors.numpy import load_file
print(sorted((name, list(value.shape)) for name, value in load_file('runs/digits/best.safetensors').items()))`
    const { out } = await startProgram(python, ['-c', script], folder).ended
    expect(out.trim()).toBe(
      "[('params.dense_0.bias', [128]), ('params.dense_0.kernel', [64, 128]), " +
        "('params.dense_1.bias', [10]), ('params.dense_1.kernel', [128, 10])]",
    )
  })

  test('keeps an earlier run, and is repeatable from the configuration that it left', async () => {
    const again = await gradus(['train', 'runs/digits/config.json', '--json'], folder)
    expect(again.code).toBe(0)
    expect(readdirSync(path.join(folder, 'runs')).toSorted()).toEqual(['digits', 'digits-2'])
    expect(bytes(folder, 'runs/digits-2/best.safetensors')).toEqual(
      bytes(folder, 'runs/digits/best.safetensors'),
    )
    expect(read(folder, 'runs/digits-2/metrics.jsonl')).toBe(run('metrics.jsonl'))
    expect(JSON.parse(read(folder, 'runs/digits-2/config.json'))).toMatchObject({ name: 'digits-2' })
    const done = events(again.out).at(-1) as unknown as DoneEvent
    const evaluated = await gradus(['evaluate', 'digits-2', '--json'], folder)
    expect(events(evaluated.out)).toEqual([{ event: 'evaluated', test: done.test }])
  }, 120_000)

  test('predicts rows of a table, with a header and without', async () => {
    const pixels = Array.from({ length: 64 }, (_, index) =>
      index % 8 === 3 || index % 8 === 4 ? 16 : 0,
    ).join(',')
    const header = Array.from(
      { length: 64 },
      (_, index) => `pixel_${Math.floor(index / 8)}_${index % 8}`,
    ).join(',')
    write(folder, 'bare.csv', `${pixels}\n`)
    write(folder, 'named.csv', `${header}\n${pixels}\n${pixels}\n`)
    const bare = await gradus(['predict', 'digits', 'bare.csv'], folder)
    expect(bare.out).toMatch(/^row,prediction,confidence\n1,\d,0\.\d+\n$/)
    const named = await gradus(
      ['predict', 'runs/digits', 'named.csv', '--out', 'out.csv', '--probabilities'],
      folder,
    )
    expect(named).toMatchObject({ code: 0, out: '', err: '' })
    const [head, ...rows] = read(folder, 'out.csv').trimEnd().split('\n')
    expect(head).toBe(
      `row,prediction,confidence,${Array.from({ length: 10 }, (_, digit) => `probability_${digit}`).join(',')}`,
    )
    expect(rows).toHaveLength(2)
    const shares = (rows[0] ?? '').split(',').slice(3).map(Number)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5)
  })
})
