/** Element types of NumPy that a tensor cannot hold, and what to do about each. */
import type { NpyError } from './NpyError.ts'

type Unsupported = Extract<NpyError, { readonly _tag: 'UnsupportedDType' }>

const reasons: readonly (readonly [kind: RegExp, reason: string])[] = [
  [
    /^[<>|=]?O\d*$/,
    'Python objects are pickled, and reading a pickle runs code. Save numbers: array.astype(float).',
  ],
  [/^[<>|=]?[SUa]\d*$/, 'text is no tensor. Save numbers, such as the positions in a list of the words.'],
  [/^[<>|=]?c\d+$/, 'complex numbers are not supported. Save array.real and array.imag.'],
  [/^[<>|=]?[mM]8/, "dates and durations are not supported. Save array.astype('int64')."],
  [/^[<>|=]?V\d*$/, 'raw bytes have no element type. Save array.view of the type that they are.'],
  [
    /^[<>|=]?(f16|f12|g)$/,
    "extended precision differs from machine to machine. Save array.astype('float64').",
  ],
]

const known = 'bool, int8 to int64, uint8 to uint64, and float16 to float64, written such as <f4 or >i8'

/** The fault of an element type that is not in the table of those that can be read. */
export const unsupported = (descr: string): Unsupported => ({
  _tag: 'UnsupportedDType',
  descr,
  reason: reasons.find(([kind]) => kind.test(descr))?.[1] ?? `unknown to this reader, which knows ${known}.`,
})

/** The fault of an element type with fields. */
export const structured = (descr: string): Unsupported => ({
  _tag: 'UnsupportedDType',
  descr,
  reason: "records with fields are no tensor. Save each field by itself: numpy.savez(file, x=array['x']).",
})
