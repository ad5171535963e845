/** Every operator that we have, and why others are missing. */
import type { Operator } from '../operator.ts'
import { randomness } from '../unsupported.ts'
import { activations } from './activations.ts'
import { contraction } from './contraction.ts'
import { convolutions } from './convolution.ts'
import { creation } from './creation.ts'
import { elementwise } from './elementwise.ts'
import { indexing } from './indexing.ts'
import { losses } from './losses.ts'
import { movement } from './movement.ts'
import { normalization } from './normalization.ts'
import { pooling } from './pooling.ts'
import { quantization } from './quantization.ts'
import { recurrent } from './recurrent.ts'
import { reductions } from './reductions.ts'
import { resizing } from './resizing.ts'
import { sampling } from './sampling.ts'
import { signal } from './signal.ts'
import { training } from './training.ts'

export const operators: Readonly<Record<string, Operator>> = {
  ...activations,
  ...contraction,
  ...convolutions,
  ...creation,
  ...elementwise,
  ...indexing,
  ...losses,
  ...movement,
  ...normalization,
  ...pooling,
  ...quantization,
  ...recurrent,
  ...reductions,
  ...resizing,
  ...sampling,
  ...signal,
  ...training,
}

const because = (reason: string, names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, reason]))

/** Operators that we do not have. */
export const lacking: Readonly<Record<string, string>> = {
  ...because('control flow is plain JavaScript, or scan of @gradus/autograd', ['If', 'Loop', 'Scan']),
  ...because('sequences and optional values are plain JavaScript', [
    'ConcatFromSequence',
    'OptionalGetElement',
    'OptionalHasElement',
    'SequenceAt',
    'SequenceConstruct',
    'SequenceEmpty',
    'SequenceErase',
    'SequenceInsert',
    'SequenceLength',
    'SequenceMap',
    'SplitToSequence',
  ]),
  ...because(randomness, ['Bernoulli', 'RandomUniformLike']),
  ...because('text is no business of tensors', ['StringNormalizer', 'TfIdfVectorizer']),
  ...because('derivatives are of @gradus/autograd', ['ai.onnx.preview.training.Gradient']),
  ...because('no suppression of overlapping boxes', ['NonMaxSuppression']),
}
