import { beforeAll, describe, expect, test } from 'vitest'

import type { Result } from '../harness/cli.ts'
import { emptyFolder, events, gradus, read, write } from '../harness/cli.ts'

/** A number from 0 to 1 that looks like chance and is the same each time. */
const noise = (n: number): number => Math.abs(Math.sin(n * 12.9898) * 43758.5453) % 1

const lines = (count: number, line: (row: number) => string): string =>
  Array.from({ length: count }, (_, row) => line(row)).join('\n')

/** Flowers of three kinds, told apart by width and colour, with an identifier and a gap. */
const flowers = (): string => {
  const kinds = ['rose', 'iris, blue', 'lily']
  const rows = lines(240, (row) => {
    const kind = row % 3
    const colour = ['red', 'blue', 'white'][kind]
    return `${row},${(kind + noise(row)).toFixed(3)},${row === 5 ? '' : noise(row + 500).toFixed(3)},${colour},"${kinds[kind]}"`
  })
  return `id,width,height,colour,species\n${rows}\n`
}

/** Prices that follow from size and age, with some noise. */
const houses = (): string => {
  const rows = lines(300, (row) => {
    const [size, age] = [50 + 150 * noise(row), 80 * noise(row + 1000)]
    return `${size.toFixed(1)};${age.toFixed(1)};${(2000 * size - 1000 * age + 10_000 * noise(row + 2000)).toFixed(0)}`
  })
  return `size;age;price\n${rows}\n`
}

describe('kinds: from a table to predictions', () => {
  const folder = emptyFolder()
  let made: Result

  beforeAll(async () => {
    write(folder, 'flowers.csv', flowers())
    made = await gradus(['init', 'flowers.csv'], folder)
  }, 60_000)

  test('init guesses the columns and writes a commented configuration', () => {
    expect(made).toMatchObject({ code: 0, err: '' })
    expect(made.out).toBe(
      'Wrote flowers.json.\n  predict  species (classification)\n  from     3 columns, leaving out id\n\n' +
        'Look it over, then\n  gradus check flowers.json\n  gradus train flowers.json\n',
    )
    const config = read(folder, 'flowers.json')
    expect(config).toContain('"target": "species", // the column to predict')
    expect(config).toContain('// left out: "id", it numbers or names the rows')
    expect(config).toContain('"colour": "categorical"')
    expect(config).toContain('"missing": "mean"')
    expect(config).toContain('"units": 3, "init": "glorotUniform" } // one for each of the 3 classes')
  })

  test('init does not overwrite a file, unless told to', async () => {
    expect(await gradus(['init', 'flowers.csv'], folder)).toMatchObject({
      code: 1,
      err: 'gradus: flowers.json exists already. Overwrite it with --force, or choose another name with --out.\n',
    })
    expect(await gradus(['init', 'flowers.csv', '--force'], folder)).toMatchObject({ code: 0 })
  })

  test('check passes its three checks', async () => {
    const { code, out } = await gradus(['check', 'flowers.json'], folder)
    expect(out).toMatch(
      /\n {2}loss before training {2}pass {2}.*\n {2}gradients {13}pass {2}.*\n {2}learning by heart {5}pass {2}.*\n\nAll three pass: ready to train\.\n$/,
    )
    expect(code).toBe(0)
  })

  test('check fails with code 1 where a model cannot learn', async () => {
    const { code, out } = await gradus(
      ['check', 'flowers.json', '--set', 'optimizer.learningRate=1e-9', '--json'],
      folder,
    )
    expect(code).toBe(1)
    expect(events(out)).toMatchObject([
      { event: 'check', check: 'initialLoss', passed: true },
      { event: 'check', check: 'gradient', passed: true },
      { event: 'check', check: 'overfit', passed: false },
    ])
  })

  test('train, evaluate and predict work on it', async () => {
    const trained = await gradus(['train', 'flowers.json', '--json'], folder)
    expect(trained).toMatchObject({ code: 0, err: '' })
    const evaluated = await gradus(['evaluate', 'flowers'], folder)
    expect(evaluated.out).toMatch(
      /^Test accuracy 100\.0 % .*\n\n {2}class {8}examples {4}recall {3}precision\n/,
    )
    write(folder, 'new.csv', 'colour,width,height\nwhite,2.4,0.5\nblue,1.5,\n')
    expect(await gradus(['predict', 'flowers', 'new.csv'], folder)).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^row,prediction,confidence\n1,lily,[\d.]+\n2,"iris, blue",[\d.]+\n$/,
      ) as string,
    })
    expect(read(folder, 'runs/flowers/report.html')).toContain('iris, blue')
  })

  test('rows that it cannot read are named', async () => {
    write(folder, 'odd.csv', 'colour,width,height\ngreen,2.4,0.5\nblue,wide,1\n')
    const { code, err } = await gradus(['predict', 'flowers', 'odd.csv'], folder)
    expect(code).toBe(1)
    expect(err).toMatch(/row 1 \(line 2\), column "colour".*the training table has no category "green"/)
    expect(err).toMatch(/row 2 \(line 3\), column "width".*"wide" is not a number/)
    write(folder, 'new.csv', 'colour,width,height\nwhite,2.4,0.5\n')
    expect((await gradus(['evaluate', 'flowers', 'new.csv'], folder)).err).toBe(
      'gradus: new.csv: there is no column "species" to compare with. Add it, or use gradus predict.\n',
    )
  })
})

describe('numbers: from a table to predictions', () => {
  const folder = emptyFolder()

  test('init, check, train, evaluate and predict', async () => {
    write(folder, 'houses.csv', houses())
    expect((await gradus(['init', 'houses.csv'], folder)).out).toContain('predict  price (regression)')
    expect(await gradus(['check', 'houses.json'], folder)).toMatchObject({ code: 0 })
    const trained = await gradus(['train', 'houses.json'], folder)
    expect(trained).toMatchObject({ code: 0, err: '' })
    const r2 =
      /Test error \(RMSE\) [\d.]+ in units of price {2}\(mean error [\d.]+, R² ([\d.]+), 60 rows\)/.exec(
        trained.out,
      )
    expect(Number(r2?.[1])).toBeGreaterThan(0.95)
    expect(trained.out).toMatch(/\nepoch +1\/300 {2}loss .* rmse \d+/)
    write(folder, 'new.csv', 'size,age\n100,10\n200,0\n')
    const { out } = await gradus(['predict', 'houses', 'new.csv'], folder)
    const prices = out
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[1]))
    expect(prices[0]).toBeGreaterThan(170_000)
    expect(prices[0]).toBeLessThan(220_000)
    expect(prices[1]).toBeGreaterThan(360_000)
    expect(read(folder, 'runs/houses/report.html')).toContain('Predicted and actual')
    const config = JSON.parse(read(folder, 'runs/houses/config.json')) as { data: object }
    expect(config.data).toMatchObject({ csv: '../../houses.csv', target: 'price', task: 'regression' })
  }, 60_000)
})
