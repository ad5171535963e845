import type { Either } from 'fp-ts/lib/Either.js'
import { expectTypeOf, test } from 'vitest'
import * as T from '../src/index.ts'
import { Npy, Npz, Safetensors } from '../src/index.ts'

declare const bytes: Uint8Array

test('readers answer errors by their tags, or tensors whose type only the file knows', () => {
  expectTypeOf(Npy.decode(bytes)).toEqualTypeOf<Either<Npy.NpyError, T.AnyTensor>>()
  expectTypeOf(Npz.decode(bytes)).toEqualTypeOf<Either<Npz.NpzError, ReadonlyMap<string, T.AnyTensor>>>()
  expectTypeOf(Safetensors.decode(bytes)).toEqualTypeOf<
    Either<Safetensors.SafetensorsError, Safetensors.SafetensorsFile>
  >()
})

test('limits are all or none', () => {
  Npz.decode(bytes, { ...Npz.defaultLimits, expandedBytes: 2 ** 33 })
  // @ts-expect-error the ratio, the members and those of each array are missing
  Npz.decode(bytes, { expandedBytes: 2 ** 33 })
  // @ts-expect-error the rank is missing
  Npy.decode(bytes, { headerBytes: 70_000 })
})

test('writers take any tensor, named by a map or a record', () => {
  const x = T.ones([2, 3])
  expectTypeOf(Npy.encode(x)).toEqualTypeOf<Uint8Array<ArrayBuffer>>()
  expectTypeOf(Npz.encode({ x })).toEqualTypeOf<Uint8Array<ArrayBuffer>>()
  expectTypeOf(Npz.encode(new Map([['x', x]]), { compress: true })).toEqualTypeOf<Uint8Array<ArrayBuffer>>()
  expectTypeOf(Safetensors.encode({ x }, { made: 'by hand' })).toEqualTypeOf<Uint8Array<ArrayBuffer>>()
  // @ts-expect-error a number is no tensor
  Npz.encode({ x: 3 })
  // @ts-expect-error a list of arrays has no names
  Npy.encode([x])
})

test('errors are put into words by the reader that made them', () => {
  expectTypeOf(Npy.showError).parameters.toEqualTypeOf<[Npy.NpyError]>()
  expectTypeOf(Npz.showError).parameters.toEqualTypeOf<[Npz.NpzError]>()
  expectTypeOf(Safetensors.showError).parameters.toEqualTypeOf<[Safetensors.SafetensorsError]>()
  Npy.showError({ _tag: 'HeaderNotUtf8' })
  // @ts-expect-error no such tag
  Npy.showError({ _tag: 'Nonsense' })
  Npz.showError({ _tag: 'SeveralDisks' })
  Safetensors.showError({ _tag: 'HeaderNotUtf8' })
})
