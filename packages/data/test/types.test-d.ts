import * as T from '@gradus/tensor'
import { Rng, type Tensor } from '@gradus/tensor'
import { describe, expectTypeOf, test } from 'vitest'
import {
  batches,
  type Dataset,
  diabetes,
  digits,
  digitsCard,
  fromArrays,
  fromTensors,
  imputeMean,
  minMax,
  relabel,
  split,
  standardize,
  standardizeTargets,
  subset,
  tabular,
  take,
  type TableSchema,
  type TabularData,
} from '../src/index.ts'

const key = Rng.key(0)
const parts = split({ train: 0.6, validation: 0.2, test: 0.2 }, { key, stratify: true })(digits())

describe('datasets', () => {
  test('carry their shapes, names and parts', () => {
    expectTypeOf(digits()).toEqualTypeOf<
      Dataset<Tensor<readonly [1797, 64]>, Tensor<readonly [1797], 'int32'>, 'all'>
    >()
    expectTypeOf(digitsCard.classNames).toEqualTypeOf<
      readonly ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']
    >()
    expectTypeOf(fromTensors(T.ones([3, 2]), T.ones([3, 1])).x).toEqualTypeOf<Tensor<readonly [3, 2]>>()
    expectTypeOf(fromArrays([[1]], [0]).y).toEqualTypeOf<Tensor<readonly [number], 'int32'>>()
    expectTypeOf(fromArrays([[1]], [[0.5]]).y).toEqualTypeOf<Tensor<readonly [number, number]>>()
  })

  test('lose only the first dimension when rows are chosen', () => {
    expectTypeOf(take(10)(digits())).toEqualTypeOf<
      Dataset<Tensor<readonly [number, 64]>, Tensor<readonly [number], 'int32'>, 'all'>
    >()
    expectTypeOf(subset([1])(parts.test).part).toEqualTypeOf<'test'>()
  })

  test('cannot be changed', () => {
    const set = digits()
    // @ts-expect-error -- a dataset is immutable
    set.size = 3
  })
})

describe('split', () => {
  test('gives parts of the names that were asked for', () => {
    expectTypeOf(parts.train).toEqualTypeOf<
      Dataset<Tensor<readonly [number, 64]>, Tensor<readonly [number], 'int32'>, 'train'>
    >()
    expectTypeOf<keyof typeof parts>().toEqualTypeOf<'train' | 'validation' | 'test'>()
    // @ts-expect-error -- there is no such part
    void parts.valid
  })

  test('stratifies labels alone', () => {
    split({ train: 0.5, test: 0.5 }, { key })(diabetes())
    // @ts-expect-error -- targets of a regression have no classes
    split({ train: 0.5, test: 0.5 }, { key, stratify: true })(diabetes())
  })
})

describe('statistics', () => {
  test('come from the training part alone', () => {
    expectTypeOf(standardize.fit(parts.train).part).toEqualTypeOf<'train'>()
    standardize.fit(relabel('train')(digits()))
    // @ts-expect-error -- fitted to the test part
    standardize.fit(parts.test)
    // @ts-expect-error -- fitted to the validation part
    minMax.fit(parts.validation)
    // @ts-expect-error -- fitted to everything
    imputeMean.fit(digits())
    // @ts-expect-error -- fitted to one part or another
    standardize.fit(parts.train as typeof parts.train | typeof parts.test)
    // @ts-expect-error -- fitted to a part of unknown name
    standardize.fit(parts.train as Dataset<typeof parts.train.x, typeof parts.train.y, string>)
    // @ts-expect-error -- targets of the test part
    standardizeTargets.fit(relabel('test')(diabetes()))
  })

  test('apply to every part, and keep its type', () => {
    const scale = standardize.apply(standardize.fit(parts.train))
    expectTypeOf(scale(parts.test)).toEqualTypeOf<typeof parts.test>()
    expectTypeOf(scale(digits().x)).toEqualTypeOf<Tensor<readonly [1797, 64]>>()
  })

  test('of one kind are not those of another', () => {
    // @ts-expect-error -- statistics of minMax
    standardize.apply(minMax.fit(parts.train))
  })
})

describe('batches', () => {
  test('have the size as their first dimension when the short one is left out', () => {
    for (const { x, y } of batches({ size: 32, key, epoch: 0, dropLast: true })(parts.train)) {
      expectTypeOf(x).toEqualTypeOf<Tensor<readonly [32, 64]>>()
      expectTypeOf(y).toEqualTypeOf<Tensor<readonly [32], 'int32'>>()
    }
    for (const { x } of batches({ size: 32, key, epoch: 0 })(parts.train))
      expectTypeOf(x).toEqualTypeOf<Tensor<readonly [number, 64]>>()
  })

  test('need an epoch where there is a key', () => {
    // @ts-expect-error -- the order is a function of key and epoch
    batches({ size: 32, key })
  })
})

test('tables tell classification and regression apart', () => {
  const check = (data: TabularData, schema: TableSchema) => {
    const { dataset } = data
    if (data.task === 'classification') {
      expectTypeOf(data.dataset.y).toEqualTypeOf<Tensor<readonly [number], 'int32'>>()
      const train = relabel('train')(data.dataset)
      const prepare = tabular(schema)
      expectTypeOf(prepare.apply(prepare.fit(train))(train)).toEqualTypeOf<
        Dataset<Tensor<readonly [number, number]>, Tensor<readonly [number], 'int32'>, 'train'>
      >()
    } else expectTypeOf(data.dataset.y).toEqualTypeOf<Tensor<readonly [number, 1]>>()
    return dataset
  }
  expectTypeOf(check).returns.toExtend<Dataset<Tensor<readonly [number, number]>, T.AnyTensor>>()
})
