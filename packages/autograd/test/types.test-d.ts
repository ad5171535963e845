import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { expectTypeOf, test } from 'vitest'
import { grad, jvp, type Scalar, valueAndGrad, vjp } from '../src/index.ts'

interface Params {
  readonly dense: { readonly kernel: Tensor<readonly [4, 3]>; readonly bias: Tensor<readonly [3]> }
  readonly scales: readonly [Tensor<readonly []>, Tensor<readonly []>]
}
const params = {} as Params
const loss = (p: Params, x: Tensor<readonly [5, 4]>) => T.mean(T.matmul(x, p.dense.kernel))

test('a gradient has exactly the type of the argument, interfaces included', () => {
  expectTypeOf(grad(loss)).toEqualTypeOf<(params: Params, x: Tensor<readonly [5, 4]>) => Params>()
  expectTypeOf(valueAndGrad(loss)(params, T.zeros([5, 4]))).toEqualTypeOf<
    readonly [Tensor<readonly []>, Params]
  >()
})

test('aux keeps its type', () => {
  const f = (p: Params) => ({ value: p.scales[0], aux: { epoch: 3, output: p.dense.bias } })
  const [{ value, aux }, gradient] = valueAndGrad(f)(params)
  expectTypeOf(value).toEqualTypeOf<Tensor<readonly []>>()
  expectTypeOf(aux).toEqualTypeOf<{ epoch: number; output: Tensor<readonly [3]> }>()
  expectTypeOf(gradient).toEqualTypeOf<Params>()
})

test('vjp and jvp keep both types', () => {
  const f = (p: Params) => T.add(p.dense.bias, p.scales[0])
  expectTypeOf(vjp(f, params)).toEqualTypeOf<
    readonly [Tensor<readonly [3]>, (cotangent: Tensor<readonly [3]>) => Params]
  >()
  expectTypeOf(jvp(f, params, params)).toEqualTypeOf<readonly [Tensor<readonly [3]>, Tensor<readonly [3]>]>()
})

test('gradients can be taken again', () => {
  const cube = (x: Tensor<readonly []>) => T.mul(x, T.mul(x, x))
  expectTypeOf(grad(grad(cube)))
    .parameter(0)
    .toEqualTypeOf<Tensor<readonly []>>()
  expectTypeOf<Tensor<readonly [], 'float64'>>().toExtend<Scalar>()
})

test('refused', () => {
  // @ts-expect-error the result is no scalar
  grad((x: Tensor<readonly [2]>) => x)
  // @ts-expect-error a whole number has no derivative
  grad((x: Tensor<readonly [2], 'int32'>) => T.sum(x))
  // @ts-expect-error a plain number is not a tensor
  grad((x: Tensor<readonly []>) => T.item(x))
  // @ts-expect-error the tangent is of another structure
  jvp((x: Tensor<readonly [2]>) => x, T.zeros([2]), T.zeros([3]))
  // @ts-expect-error the data argument is missing
  grad(loss)(params)
  // @ts-expect-error value must be a scalar
  valueAndGrad((x: AnyTensor) => ({ value: x, aux: 1 }))
})
