import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { grad, hvp, jit, type Scalar } from '../src/index.ts'
import { double, loadGolden, near, values } from './harness/conformance.ts'
import { agrees, type OperandCase, type OperandGolden, type OperandRow } from './harness/operands.ts'
import { attention, block } from './models/attention.ts'
import { autoencoder, convolutional } from './models/convolutional.ts'
import { bagOfWords, type Parameters, perceptron } from './models/feedForward.ts'
import type { X } from './models/pieces.ts'
import { lstm, scanned, unrolled } from './models/recurrent.ts'

interface ModelCase extends OperandCase {
  readonly parameters: readonly string[]
}

const golden = loadGolden<OperandGolden<Readonly<Record<string, ModelCase>>>>('models')

const data = (name: string): X => double(golden.arrays[name]!.values, golden.arrays[name]!.shape)

/** A model as a function of its parameters in the order of the golden file. */
const model = <K extends string>(
  name: string,
  of: (p: Parameters<K>) => X,
): Readonly<Record<string, OperandRow>> => ({
  [name]: (...operands) => {
    const { parameters } = golden.cases[name]!
    return of(Object.fromEntries(parameters.map((p, i) => [p, operands[i]!])) as Parameters<K>)
  },
})

const sentences = T.tensor([[0, 2, 2, 5], [6, 1, 0, 2]], { dtype: 'int32' }) // prettier-ignore
const steps = data('5,3,2')
const targets = data('5,3,2 b')

// A row here and one of the same name in tools/golden/autograd_models.py.
const rows: Readonly<Record<string, OperandRow>> = {
  ...model('multilayer perceptron', perceptron(data('5,4'))),
  ...model('convolutional network with batch normalisation', convolutional(data('4,2,6,6'))),
  ...model('LSTM over scan', lstm(steps, targets, scanned(false))),
  ...model('LSTM over scan from the end', lstm(steps, targets, scanned(true))),
  ...model('attention of several heads under a mask', attention(data('2,4,6'))),
  ...model('transformer block', block(data('2,3,4'))),
  ...model('convolutional autoencoder', autoencoder(data('2,2,4,4'))),
  ...model('bag of words', bagOfWords(sentences)),
}

agrees(rows, golden)

describe.each([false, true])('an LSTM, reverse: %s', (reverse) => {
  const { parameters, at } = golden.cases['LSTM over scan']!
  const p = Object.fromEntries(parameters.map((name, i) => [name, data(at[i]!)])) as Parameters<
    'wx' | 'wh' | 'b' | 'w' | 'c'
  >
  const direction = T.Tree.map((x: X): X => T.cos(x))(p)
  const inLoop = (q: typeof p): Scalar => lstm(steps, targets, scanned(reverse))(q) as Scalar
  const writtenOut = (q: typeof p): Scalar => lstm(steps, targets, unrolled(reverse))(q) as Scalar

  const alike = (found: typeof p, wanted: typeof p): void => {
    expect(Object.keys(found)).toEqual(Object.keys(wanted))
    Object.entries(wanted).forEach(([name, x]) => near(values(found[name as keyof typeof p]), values(x)))
  }

  test('the loop has the derivatives of its steps written out', () => {
    near([T.item(inLoop(p))], [T.item(writtenOut(p))])
    alike(grad(inLoop)(p), grad(writtenOut)(p))
    alike(hvp(inLoop, p, direction), hvp(writtenOut, p, direction))
  })

  test('and so has its graph', () => alike(jit(grad(inLoop))(p), grad(writtenOut)(p)))
})
