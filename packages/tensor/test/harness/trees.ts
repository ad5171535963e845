/** Tensors and trees of any kind, for laws. */
import * as fc from 'fast-check'
import type { AnyTensor, DType, Shape } from '../../src/index.ts'
import * as T from '../../src/index.ts'

const elements: Readonly<Record<DType, fc.Arbitrary<number>>> = {
  float32: fc.float(),
  float64: fc.double(),
  int32: fc.integer(),
  uint8: fc.nat(255),
  bool: fc.nat(1),
}

const dtypes = fc.constantFrom<DType>('float32', 'float64', 'int32', 'uint8', 'bool')
const shapes: fc.Arbitrary<Shape> = fc.array(fc.nat(3), { maxLength: 4 })

/** Tensors of any element type and shape, of few elements, special numbers among them. */
export const tensors: fc.Arbitrary<AnyTensor> = fc.tuple(dtypes, shapes).chain(([dtype, shape]) => {
  const size = T.sizeOf(shape)
  return fc
    .array(elements[dtype], { minLength: size, maxLength: size })
    .map((values) => T.reshape(T.tensor(values, { dtype }), shape) as AnyTensor)
})

/** Trees of them. */
export const trees: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    tensors,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), tie('tree'), { maxKeys: 3 }),
  ),
})).tree
