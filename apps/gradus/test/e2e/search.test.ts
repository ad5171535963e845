import { beforeAll, describe, expect, test } from 'vitest'

import { emptyFolder, events, gradus, isEvent, read, smallConfig, start, write } from '../harness/cli.ts'

const search = JSON.stringify({
  name: 'find',
  trials: 4,
  base: 'small.json',
  set: { 'train.epochs': 2 },
  space: {
    'optimizer.learningRate': { kind: 'logUniform', low: 1e-5, high: 1e-1 },
    'model.layers[0].units': { kind: 'logInt', low: 4, high: 64 },
  },
})

describe('gradus search', () => {
  const folder = emptyFolder()

  beforeAll(async () => {
    write(folder, 'small.json', smallConfig())
    write(folder, 'find.json', search)
    await gradus(['search', 'find.json', '--quiet', '--name', 'whole'], folder)
  }, 60_000)

  test('tries settings from the space and writes out the best as a configuration', async () => {
    const { code, out, err } = await gradus(['search', 'find.json'], folder)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(
      out.match(/^trial \d\/4 {2}optimizer\.learningRate=\S+ {2}model\.layers\[0\]\.units=\d+ {2}[\d.]+/gm),
    ).toHaveLength(4)
    expect(out).toMatch(/What to try next\n {2}gradus train runs\/find\/best\.json\n$/)
    const best = JSON.parse(read(folder, 'runs/find/best.json')) as {
      name: string
      optimizer: { learningRate: number }
      train: { epochs: number }
    }
    expect(best).toMatchObject({ name: 'find-best', train: { epochs: 6 } })
    const log = events(read(folder, 'runs/find/study.jsonl'))
    const scores = log
      .filter(({ op }) => op === 'complete')
      .map(({ trial, value }) => [trial, value] as const)
    const winner = scores.toSorted((a, b) => Number(a[1]) - Number(b[1]))[0]?.[0]
    expect(log.find(({ op, trial }) => op === 'propose' && trial === winner)).toMatchObject({
      config: { 'optimizer.learningRate': best.optimizer.learningRate },
    })
    expect(await gradus(['train', 'runs/find/best.json', '--quiet'], folder)).toMatchObject({
      code: 0,
      err: '',
    })
  })

  test('resumes an interrupted search with the same log', async () => {
    const run = start(['search', 'find.json', '--json', '--name', 'cut'], folder)
    await run.line(isEvent('trial'))
    run.child.kill('SIGINT')
    expect((await run.ended).code).toBe(130)
    const resumed = await gradus(['search', '--resume', 'cut', '--json'], folder)
    expect(resumed).toMatchObject({ code: 0, err: '' })
    expect(events(resumed.out).at(-1)).toMatchObject({ event: 'done', trials: 4 })
    expect(read(folder, 'runs/cut/study.jsonl')).toBe(read(folder, 'runs/whole/study.jsonl'))
    expect(read(folder, 'runs/cut/best.json').replace('cut-best', 'whole-best')).toBe(
      read(folder, 'runs/whole/best.json'),
    )
  })

  test('resumes after a kill with the same log', async () => {
    const run = start(['search', 'find.json', '--json', '--name', 'killed'], folder)
    await run.line((line) => isEvent('trial')(line) && line.includes('"trial":2'))
    run.child.kill('SIGKILL')
    await run.ended
    expect(await gradus(['search', '--resume', 'killed', '--quiet'], folder)).toMatchObject({
      code: 0,
      err: '',
    })
    expect(read(folder, 'runs/killed/study.jsonl')).toBe(read(folder, 'runs/whole/study.jsonl'))
  })

  test('refuses a space that the configuration has no place for', async () => {
    write(
      folder,
      'bad.json',
      '{ "base": "small.json", "trails": 3, "space": { "optimizer.learningRate": { "kind": "uniform", "low": 2, "high": 1 } } }',
    )
    const { code, err } = await gradus(['search', 'bad.json'], folder)
    expect(code).toBe(2)
    expect(err).toContain('trails: unknown key. Did you mean "trials"?')
    expect(err).toContain('space["optimizer.learningRate"]')
    write(folder, 'bad.json', search.replace('optimizer.learningRate', 'optimizer.learningRat'))
    expect(await gradus(['search', 'bad.json'], folder)).toMatchObject({
      code: 2,
      err: 'gradus: bad.json has a problem:\n  space["optimizer.learningRat"]: expected a path of the configuration, such as optimizer.kind. Did you mean "optimizer.learningRate"?\n',
    })
  })

  test('says how a search is written when it is given a configuration for training', async () => {
    expect(await gradus(['search', 'small.json'], folder)).toMatchObject({
      code: 2,
      err:
        'gradus: small.json is a configuration for training, which a search starts from. Write one for the search:\n' +
        '  { "base": "small.json", "space": { "optimizer.learningRate": { "kind": "logUniform", "low": 0.0001, "high": 0.1 } } }\n',
    })
  })
})
