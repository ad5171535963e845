import path from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import { emptyFolder, events, gradus, main, read, smallConfig, startProgram, write } from '../harness/cli.ts'
import { hasScript } from '../harness/parts.ts'

const folder = emptyFolder()

beforeAll(() => {
  write(folder, 'small.json', smallConfig({ epochs: 3 }))
})

describe('output', () => {
  test('--quiet prints nothing', async () => {
    expect(await gradus(['train', 'small.json', '--quiet', '--name', 'quiet'], folder)).toEqual({
      code: 0,
      signal: null,
      out: '',
      err: '',
    })
  })

  test('--json prints an object a line, from the start to the result', async () => {
    const { out, err } = await gradus(['train', 'small.json', '--json', '--name', 'json'], folder)
    expect(err).toBe('')
    const told = events(out)
    expect(told.map(({ event }) => event)).toEqual(['start', 'epoch', 'epoch', 'epoch', 'done'])
    expect(told[1]).toMatchObject({
      epoch: 1,
      epochs: 3,
      validation: { name: 'accuracy', value: expect.any(Number) as number },
      samplesPerSecond: expect.any(Number) as number,
      secondsLeft: expect.any(Number) as number,
    })
    expect(told[4]).toMatchObject({
      run: 'json',
      epochs: 3,
      files: { report: path.join('runs', 'json', 'report.html') },
    })
  })

  test.skipIf(!hasScript)('on a terminal there is a bar, drawn over, and gone at the end', async () => {
    const command = `'${process.execPath}' '${main}' train small.json --name bar`
    const run = startProgram('script', ['-qec', `stty cols 100; ${command}`, '/dev/null'], folder, {
      TERM: 'xterm',
    })
    const { out, code } = await run.ended
    expect(code).toBe(0)
    expect(out).toMatch(
      /\repoch 1\/3 ━*─+ {2}loss \d\.\d{4} {2}val +– {2} ?\d+:\d\d left {2,}[\d,]+ samples\/s/,
    )
    expect(out).toContain('\r\u001B[2KDone after 3 epochs')
    const drawn = out.split('\r').filter((line) => line.startsWith('epoch'))
    expect(drawn.length).toBeGreaterThan(0)
    expect(Math.max(...drawn.map((line) => line.replace('\u001B[K', '').trimEnd().length))).toBeLessThan(100)
  })

  test('a reader that closes the pipe early is no failure', async () => {
    const command = `'${process.execPath}' '${main}' --help | head -n 1`
    const { out, err } = await startProgram('sh', ['-c', command], folder).ended
    expect({ out, err }).toEqual({ out: 'Usage: gradus [options] [command]\n', err: '' })
  })

  test('--force overwrites a run, a new name is found without it', async () => {
    await gradus(['train', 'small.json', '--quiet', '--name', 'twice'], folder)
    write(folder, 'runs/twice/notes.txt', 'mine')
    await gradus(['train', 'small.json', '--quiet', '--name', 'twice', '--set', 'seed=7'], folder)
    expect(JSON.parse(read(folder, 'runs/twice-2/config.json'))).toMatchObject({ seed: 7, name: 'twice-2' })
    await gradus(['train', 'small.json', '--quiet', '--name', 'twice', '--set', 'seed=8', '--force'], folder)
    expect(JSON.parse(read(folder, 'runs/twice/config.json'))).toMatchObject({ seed: 8, name: 'twice' })
    expect(read(folder, 'runs/twice/notes.txt')).toBe('mine')
  })
})

describe('usage', () => {
  test.each([[], ['train'], ['evaluate'], ['predict'], ['init'], ['check'], ['search']])(
    'help for %s',
    async (...command) => {
      const asked = await gradus([...command, '--help'], folder)
      expect(asked).toMatchObject({ code: 0, err: '' })
      expect(asked.out).toMatch(new RegExp(`^Usage: gradus ${command[0] ?? '\\[options\\]'} `))
      expect(asked.out).toContain('\nExamples:\n  $ gradus ')
      if (command[0] !== undefined) expect((await gradus(['help', command[0]], folder)).out).toBe(asked.out)
    },
  )

  test.each([
    [['tran'], "gradus: unknown command 'tran'\n(Did you mean train?)\nSee gradus --help.\n"],
    [
      ['train', '--nam', 'x'],
      "gradus: unknown option '--nam'\n(Did you mean --name?)\nSee gradus train --help.\n",
    ],
    [['predict'], "gradus: missing required argument 'run'\nSee gradus predict --help.\n"],
    [
      ['train', '--name', '../up'],
      'gradus: option \'--name <name>\' argument \'../up\' is invalid. Expected letters, digits, ".", "-" and "_", the first a letter or digit.\nSee gradus train --help.\n',
    ],
    [
      ['train', '--quiet', '--json'],
      "gradus: option '-q, --quiet' cannot be used with option '--json'\nSee gradus train --help.\n",
    ],
  ])('%j', async (words, message) => {
    expect(await gradus(words, folder)).toMatchObject({ code: 2, out: '', err: message })
  })

  test('without a command, help goes to standard error and the code is 2', async () => {
    const { code, out, err } = await gradus([], folder)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^Usage: gradus /)
  })
})
