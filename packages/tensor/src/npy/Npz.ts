/**
 * Npz: named arrays in one file, as `numpy.savez` and `numpy.savez_compressed` write them and `numpy.load` reads them.
 *
 * The format is a zip archive of npy files. This reader is strict: an archive that another program could read in another way is
 * refused, and a small file that would become a large one is stopped before it has.
 */
import * as E from '#fp/Either'
import { flow, pipe } from '#fp/function'
import { entriesOf, type Named } from '../codec/elements.ts'
import { nameFault } from '../codec/text.ts'
import { ValueError } from '../errors.ts'
import type { AnyTensor } from '../Tensor.ts'
import { pathFault } from '../zip/directory.ts'
import { contentOf, type Located, readMembers } from '../zip/read.ts'
import { capacity, writeZip } from '../zip/write.ts'
import * as Npy from './Npy.ts'
import { defaultLimits, type NpzError, type NpzLimits, showError } from './NpzError.ts'

export { defaultLimits, showError }
export type { NpzError, NpzLimits }

type Result<A> = E.Either<NpzError, A>

const extension = '.npy'

// ---- reading

const readArray =
  (limits: NpzLimits) =>
  (located: Located): Result<readonly [string, AnyTensor]> => {
    const { name } = located.member
    return pipe(
      contentOf(located),
      E.chain(
        flow(
          (content) => Npy.decode(content, limits),
          E.bimap(
            (error): NpzError => ({ _tag: 'BadArray', name, error }),
            (tensor) => [name.slice(0, -extension.length), tensor] as const,
          ),
        ),
      ),
    )
  }

const checkExtension = (located: Located): Result<Located> => {
  const { name } = located.member
  return name.endsWith(extension) ? E.right(located) : E.left({ _tag: 'NotNpy', name })
}

/**
 * Reads an npz file, stored or compressed, into a map from names to tensors, in the order of the file.
 *
 * Element types are those of `Npy.decode`. A name such as `__proto__` is a mere key of the map.
 *
 * Failures: an `NpzError` that names the member and the place; `showError` puts it in words. Never throws, never returns a part
 * of a file. A compressed file may expand to 1 GiB; who trusts a larger one says
 * `{ ...Npz.defaultLimits, expandedBytes: 2 ** 33 }`.
 *
 * @example
 * ```ts
 * import { Npz } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const bytes = Npz.encode({ weight: T.ones([2, 3]), bias: T.zeros([3]) }, { compress: true })
 * pipe(Npz.decode(bytes), E.map((arrays) => arrays.get('weight')?.shape)) // => E.right([2, 3])
 * pipe(Npz.decode(bytes.subarray(0, 99)), E.mapLeft(Npz.showError)) // => E.left('npz: the 99 bytes do not end as a zip archive does. Was it cut short, or is something behind it?')
 * ```
 */
export const decode = (
  bytes: Uint8Array,
  limits: NpzLimits = defaultLimits,
): Result<ReadonlyMap<string, AnyTensor>> =>
  pipe(
    readMembers(bytes, limits),
    E.chainFirst(E.traverseArray<NpzError, Located, Located>(checkExtension)),
    E.chain(E.traverseArray(readArray(limits))),
    E.map((arrays) => new Map(arrays)),
  )

// ---- writing

/** Options of `encode`: whether the arrays are compressed, which they are not unless said. */
export interface NpzOptions {
  readonly compress?: boolean
}

const requireName = (name: string): void => {
  const reason = nameFault(name) ?? pathFault(name + extension)
  if (reason !== undefined)
    throw new ValueError('Npz.encode', `the name ${JSON.stringify(name)} is refused: ${reason}.`)
}

/**
 * Writes named tensors as an npz file, in the order given.
 *
 * Throws `ValueError` for a name that a reader would refuse (control characters, a path that leads out of its folder), and where
 * there are more than 65,535 tensors or 4 GiB, for which safetensors is the better format.
 *
 * @example
 * ```ts
 * import { Npz } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 *
 * const zeros = T.zeros([1000])
 * Npz.encode({ zeros }).length // => 4244
 * Npz.encode({ zeros }, { compress: true }).length < 300 // => true
 * ```
 */
export const encode = (
  tensors: Named<AnyTensor>,
  { compress = false }: NpzOptions = {},
): Uint8Array<ArrayBuffer> => {
  const named = entriesOf(tensors)
  named.forEach(([name]) => requireName(name))
  const archive =
    named.length > capacity.members
      ? undefined
      : writeZip(
          named.map(([name, tensor]) => [name + extension, Npy.encode(tensor)]),
          compress,
        )
  if (archive !== undefined) return archive
  throw new ValueError(
    'Npz.encode',
    'these tensors need more than the 65,535 members and 4 GiB of a zip archive. Use Safetensors?',
  )
}
