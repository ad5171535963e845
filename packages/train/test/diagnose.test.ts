import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diagnose, showDiagnosis } from '../src/index.ts'

const curves = (train: readonly number[], validation?: readonly number[]) =>
  train.map((loss, i) => ({
    train: { loss },
    ...(validation === undefined ? {} : { validation: { loss: validation[i]! } }),
  }))

const falling = (from: number, to: number, epochs: number, rate = 0.5): readonly number[] =>
  Array.from({ length: epochs }, (_, i) => to + (from - to) * rate ** i)

describe('diagnose', () => {
  test.each<readonly [string, Parameters<typeof diagnose>[0], ReturnType<typeof diagnose>['_tag'], object]>([
    ['nothing', [], 'tooEarly', { epochs: 0 }],
    ['two epochs', curves([2, 1]), 'tooEarly', { epochs: 2 }],
    ['NaN', curves([2, 1, NaN]), 'diverged', { epoch: 2, loss: NaN, lowest: 1 }],
    ['a loss that runs away', curves([2, 1.5, 3, 30]), 'diverged', { epoch: 3, loss: 30, lowest: 1.5 }],
    [
      'a loss that goes up and down',
      curves([2, 1.2, 1.6, 1, 1.5, 0.9]),
      'learningRateTooHigh',
      { rises: 2, epochs: 6 },
    ],
    [
      'a validation loss that turns',
      curves([2, 1, 0.5, 0.3, 0.1], [2, 1.1, 0.8, 0.9, 1.2]),
      'overfitting',
      { bestEpoch: 2, bestLoss: 0.8, lastLoss: 1.2, trainLoss: 0.1 },
    ],
    [
      'a loss that hardly falls',
      curves([2.3, 2.25, 2.2, 2.1], [2.3, 2.26, 2.2, 2.1]),
      'underfitting',
      { firstLoss: 2.3, lastLoss: 2.1 },
    ],
    [
      'a loss that came to rest too high',
      curves([2, 1, 0.8, 0.7, 0.7, 0.7, 0.7, 0.699]),
      'plateau',
      { since: 4, loss: 0.699 },
    ],
    [
      'a loss that still falls',
      curves([2, 1.6, 1.2, 0.9, 0.6, 0.4]),
      'stillImproving',
      { drop: expect.closeTo(0.5556, 3) },
    ],
    [
      'a loss that came to rest low',
      curves(falling(2, 0.02, 20), falling(2, 0.1, 20)),
      'healthy',
      { loss: expect.closeTo(0.1, 3) },
    ],
  ])('%s', (_, history, tag, evidence) => {
    const diagnosis = diagnose(history)
    expect(diagnosis._tag).toBe(tag)
    expect(diagnosis.evidence).toEqual(evidence)
    expect(diagnosis.advice.length).toBeGreaterThan(0)
  })

  test('draws its lines where it is told to', () => {
    const history = curves([2, 1, 0.5, 0.3, 0.1], [2, 1.1, 0.8, 0.9, 1.2])
    expect(diagnose(history, { gap: 1 })._tag).not.toBe('overfitting')
  })

  test('answers any losses', () => {
    const loss = fc.double({ min: 0, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(loss, loss), { maxLength: 30 }), (losses) => {
        const diagnosis = diagnose(
          curves(
            losses.map(([a]) => a),
            losses.map(([, b]) => b),
          ),
        )
        expect(showDiagnosis(diagnosis)).not.toMatch(/NaN|undefined/)
      }),
    )
  })

  test('does not depend on the unit of the loss', () => {
    const loss = fc.double({ min: 0.01, max: 100, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(loss, { minLength: 3, maxLength: 30 }),
        fc.constantFrom(0.25, 4, 1024),
        (losses, unit) => {
          expect(diagnose(curves(losses.map((l) => l * unit)))._tag).toBe(diagnose(curves(losses))._tag)
        },
      ),
    )
  })
})

test('showDiagnosis says what was seen and what to try', () => {
  expect(showDiagnosis(diagnose(curves([2, 1, 0.5, 0.3, 0.1], [2, 1.1, 0.8, 0.9, 1.2])))).toBe(
    'Overfitting: the validation loss rose from 0.8 in epoch 3 to 1.2, the training loss fell to 0.1. ' +
      'Keep the parameters of the best epoch (early stopping). Add dropout or weight decay. Get more data, or make the model smaller.',
  )
  expect(showDiagnosis(diagnose(curves([2])))).toBe(
    'Too early to tell, after 1 epoch. Train for a few more epochs.',
  )
  expect(showDiagnosis(diagnose(curves([2, 1, NaN])))).toBe(
    'Diverged: the training loss went from 1 to NaN by epoch 3. Lower the learning rate by ten. Clip the gradients (clipByGlobalNorm). Standardise the inputs.',
  )
})
