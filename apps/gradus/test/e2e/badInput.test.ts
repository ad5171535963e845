import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

import { describe, expect, test } from 'vitest'

import { emptyFolder, gradus, main, read, smallConfig, startProgram, write } from '../harness/cli.ts'
import { canMount } from '../harness/parts.ts'

const table = (name: string, text: string): string => {
  const folder = emptyFolder()
  write(folder, name, text)
  write(folder, 'table.json', JSON.stringify({ data: { csv: name, target: 'kind' }, train: { epochs: 2 } }))
  return folder
}

const rows = (count: number, kind: (row: number) => string): string =>
  Array.from({ length: count }, (_, row) => `${row % 7}.5,${row % 3},${kind(row)}\n`).join('')

describe('a bad configuration', () => {
  test('is refused with all its problems at once, each with its line, path and nearest valid name', async () => {
    const folder = emptyFolder()
    write(
      folder,
      'bad.json',
      `{
  // comments are fine
  "nam": "x",
  "seed": -1,
  "data": { "source": "digit" },
  "split": { "train": 2 },
  "model": { "layers": [{ "kind": "dens" }, { "kind": "dropout", "rate": 1 }] },
  "optimizer": { "kind": "adam", "learningRat": 0.1 },
  "train": { "epochs": "ten", "learningRate": 3, "epochs": 4 },
}`,
    )
    const { code, out, err } = await gradus(['train', 'bad.json'], folder)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toBe(`gradus: bad.json has 9 problems:
  line 3: nam: unknown key. Did you mean "name"?
  line 4: seed: expected a whole number from 0 to 4294967295, found -1.
  line 5: data.source: expected "digits", found "digit". Did you mean "digits"?
  line 6: split.train: expected a number from 0.01 to 0.98, found 2.
  line 7: model.layers[0].kind: expected "dense", "relu", "leakyRelu", "elu", "gelu", "selu", "silu", "mish", "hardSwish", "softplus", "softsign", "prelu", "tanh", "sigmoid", "dropout", "batchNorm" or "layerNorm", found "dens". Did you mean "dense"?
  line 7: model.layers[1].rate: expected a number of at least 0 and below 1, found 1.
  line 8: optimizer.learningRat: unknown key. Did you mean "learningRate"?
  line 9: train.epochs: the key is written twice. Expected each key once.
  line 9: train.learningRate: unknown key here. Did you mean optimizer.learningRate?
`)
    expect(readdirSync(folder)).toEqual(['bad.json'])
  })

  test.each([
    ['{', 'gradus: bad.json is not JSON: close brace expected at line 1, column 2.\n'],
    ['', 'gradus: bad.json is empty. Expected a configuration.\n'],
    ['[]', 'gradus: bad.json has a problem:\n  line 1: expected an object, found an empty list.\n'],
    [
      '{ "data": {} }',
      'gradus: bad.json has a problem:\n  line 1: data: expected { "source": "digits" } or { "csv": …, "target": … }, found an object with no keys.\n',
    ],
    [
      '{ "data": { "source": "digits" }, "split": { "test": 0.1 } }',
      'gradus: bad.json has a problem:\n  line 1: split: expected train, validation and test to add up to 1, found 0.9.\n',
    ],
    [
      '{ "data": { "source": "digits" }, "loss": "mse", "model": { "layers": [{ "kind": "dense", "units": 3 }] } }',
      'gradus: bad.json has 2 problems:\n  loss: expected "softmaxCrossEntropy" for classification, found "mse".\n  model.layers[0].units: expected 10, the number of classes in "digit", found 3.\n',
    ],
    [
      '{ "data": { "source": "digits" }, "__proto__": { "seed": 3 } }',
      'gradus: bad.json has a problem:\n  line 1: __proto__: unknown key. Expected one of name, seed, data, split, preprocess, model, loss, optimizer, train.\n',
    ],
  ])('%s', async (text, message) => {
    const folder = emptyFolder()
    write(folder, 'bad.json', text)
    expect(await gradus(['train', 'bad.json'], folder)).toMatchObject({ code: 2, out: '', err: message })
  })

  test('a missing one, and one that is a table, say what to do', async () => {
    const folder = emptyFolder()
    write(folder, 'flowers.csv', 'a,b\n1,2\n')
    expect(await gradus(['train', 'none.json'], folder)).toMatchObject({
      code: 2,
      err: 'gradus: Cannot read none.json: there is no such file.\n',
    })
    expect(await gradus(['check', 'flowers.csv'], folder)).toMatchObject({
      code: 2,
      err: 'gradus: flowers.csv is a table, not a configuration. Make one for it with: gradus init flowers.csv\n',
    })
  })

  test('a bad --set is refused like the rest', async () => {
    const folder = emptyFolder()
    expect((await gradus(['train', '--set', 'train.epochs'], folder)).err).toContain(
      '--set expects path=value, as in --set train.epochs=5, and got "train.epochs".',
    )
    expect(await gradus(['train', '--set', 'model.layers[9].units=5'], folder)).toMatchObject({
      code: 2,
      err: 'gradus: --set: there is no model.layers[9] to set in the built-in configuration.\n',
    })
    expect((await gradus(['train', '--set', 'optimizer.learningRate=fast'], folder)).err).toContain(
      'optimizer.learningRate: expected a number above 0, found "fast".',
    )
  })
})

describe('a bad table', () => {
  test.each([
    [
      'ragged rows',
      'a,b,kind\n1,2,x\n1,2\n1,2,3,y\n',
      /bad\.csv: CSV: every row must have 3 cells.*\n.*row 2.*line 3.*2/,
    ],
    [
      'a missing target',
      'a,b,kin\n1,2,x\n',
      /there is no column "kind" for the target\. Did you mean "kin"\?/,
    ],
    [
      'text in a numeric column',
      `a,b,kind\n${rows(20, (row) => (row % 2 ? 'x' : 'y'))}oops,2,x\n`,
      /row 21 \(line 22\), column "a".*"oops" is not a number/,
    ],
    ['no rows', 'a,b,kind\n', /there are no rows, only a header/],
    ['one class', `a,b,kind\n${rows(20, () => 'x')}`, /the target "kind" must have two classes or more/],
    [
      'a class with too few examples',
      `a,b,kind\n${rows(20, (row) => (row === 3 ? 'x' : 'y'))}`,
      /the class "x" has 1 for the parts train, validation, test/,
    ],
  ])('with %s', async (_, text, message) => {
    const folder = table('bad.csv', text)
    const { code, out, err } = await gradus(['train', 'table.json'], folder)
    expect(err).toMatch(message)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(existsSync(path.join(folder, 'runs'))).toBe(false)
  })

  test('that is missing', async () => {
    const folder = emptyFolder()
    write(folder, 'table.json', JSON.stringify({ data: { csv: 'none.csv', target: 'kind' } }))
    expect(await gradus(['train', 'table.json'], folder)).toMatchObject({
      code: 1,
      err: 'gradus: Cannot read none.csv: there is no such file.\n',
    })
    expect(await gradus(['init', 'none.csv'], folder)).toMatchObject({ code: 1 })
  })

  test('that has changed since is refused where the configuration pins it', async () => {
    const folder = table('good.csv', `a,b,kind\n${rows(40, (row) => (row % 2 ? 'x' : 'y'))}`)
    expect(await gradus(['train', 'table.json', '--quiet'], folder)).toMatchObject({ code: 0, err: '' })
    write(folder, 'good.csv', `a,b,kind\n${rows(42, (row) => (row % 2 ? 'x' : 'y'))}`)
    const { code, err } = await gradus(['train', '--resume', 'table'], folder)
    expect(code).toBe(1)
    expect(err).toContain('good.csv is not the file that this configuration was made with')
  })
})

describe('a bad runs folder', () => {
  test('is said before training', async () => {
    const folder = emptyFolder()
    write(folder, 'small.json', smallConfig())
    write(folder, 'runs', 'a file in its place')
    const { code, out, err } = await gradus(['train', 'small.json'], folder)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(
      /^gradus: Cannot write to the runs folder, so nothing was trained\. .*runs: EEXIST: a file stands where a folder is needed\. Choose another folder\. --runs names another one\.\n$/,
    )
  })

  test.skipIf(!canMount)('on a read-only disk too', async () => {
    const folder = emptyFolder()
    write(folder, 'small.json', smallConfig())
    const script = `mkdir ro && mount -t tmpfs -o ro tmpfs ro && '${process.execPath}' '${main}' train small.json --runs ro`
    const { code, out, err } = await startProgram('unshare', ['-rm', 'sh', '-c', script], folder).ended
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(
      /^gradus: Cannot write to the runs folder, so nothing was trained\. .*EROFS: .* --runs names another one\.\n$/,
    )
  })

  test('an unknown run names those that there are', async () => {
    const folder = emptyFolder()
    write(folder, 'small.json', smallConfig({ epochs: 1 }))
    expect(await gradus(['evaluate', 'smal'], folder)).toMatchObject({
      code: 2,
      err: 'gradus: There is no run "smal". There are no runs in runs.\n',
    })
    await gradus(['train', 'small.json', '--quiet'], folder)
    expect(await gradus(['evaluate', 'smal'], folder)).toMatchObject({
      code: 2,
      err: 'gradus: There is no run "smal". Runs in runs: small. Did you mean "small"?\n',
    })
  })
})

describe.skipIf(!canMount)('a full disk', () => {
  test('stops training, leaves the earlier checkpoints intact, and lets the run go on when there is room', async () => {
    const folder = emptyFolder()
    const train = { epochs: 8, earlyStopping: null, checkpoints: { everySeconds: 0, keep: 1 } }
    write(folder, 'small.json', smallConfig(train))
    const command = `'${process.execPath}' '${main}' train --quiet --runs disk`
    // Room for one checkpoint of 22 kB and its manifest, not for a second one beside it.
    const script = `
mkdir disk && mount -t tmpfs -o size=48k tmpfs disk
${command} small.json; echo "first $?"; ls -A disk/small/checkpoints
mount -o remount,size=4M disk
${command} --resume disk/small; echo "second $?"
cp disk/small/best.safetensors resumed.safetensors`
    const { out, err } = await startProgram('unshare', ['-rm', 'sh', '-c', script], folder).ended
    expect(err).toBe(
      'gradus: Cannot save a checkpoint. disk/small/checkpoints/checkpoint-000002.safetensors: ENOSPC: no space is left on the disk (or in the quota). Make room, or choose another folder.\n' +
        'Training stopped. The checkpoints before this one are intact; go on with: gradus train --resume disk/small\n',
    )
    expect(out).toBe('first 1\ncheckpoint-000001.json\ncheckpoint-000001.safetensors\nsecond 0\n')
    await gradus(['train', 'small.json', '--quiet'], folder)
    expect(read(folder, 'resumed.safetensors')).toBe(read(folder, 'runs/small/best.safetensors'))
  })
})

describe('parameters and checkpoints of another model', () => {
  test('are refused with the paths that differ', async () => {
    const folder = emptyFolder()
    write(folder, 'small.json', smallConfig({ epochs: 1 }))
    await gradus(['train', 'small.json', '--quiet'], folder)
    const config = read(folder, 'runs/small/config.json').replace('"units": 12', '"units": 13')
    write(folder, 'runs/small/config.json', config)
    const predicted = await gradus(['evaluate', 'small'], folder)
    expect(predicted).toMatchObject({ code: 1, out: '' })
    expect(predicted.err)
      .toBe(`gradus: runs/small/best.safetensors cannot be used: of another model or optimiser:
  params.dense_0.kernel: found [64,12] float32, expected [64,13] float32
  params.dense_0.bias: found [12] float32, expected [13] float32
  params.dense_1.kernel: found [12,10] float32, expected [13,10] float32
`)
    const resumed = await gradus(['train', '--resume', 'small'], folder)
    expect(resumed).toMatchObject({ code: 1, out: '' })
    expect(resumed.err).toContain(
      'does not belong to this configuration. It is of another model or optimiser:',
    )
    expect(resumed.err).toContain('  params.dense_0.kernel: found [64,12] float32, expected [64,13] float32')
  })

  test('a damaged parameter file says how', async () => {
    const folder = emptyFolder()
    write(folder, 'small.json', smallConfig({ epochs: 1 }))
    await gradus(['train', 'small.json', '--quiet'], folder)
    write(folder, 'runs/small/best.safetensors', 'short')
    const { code, err } = await gradus(['evaluate', 'small'], folder)
    expect(code).toBe(1)
    expect(err).toMatch(/^gradus: runs\/small\/best\.safetensors cannot be used: .*\n$/)
  })
})
