/** Making tensors, and reading them back. */
export type { DTypeOption } from './creation/element.ts'
export { eye, type EyeOptions, full, fullLike, ones, onesLike, zeros, zerosLike } from './creation/filled.ts'
export { type DefaultDType, type Nested, tensor } from './creation/nested.ts'
export { arange, linspace, type LinspaceOptions, logspace, type LogspaceOptions } from './creation/ranges.ts'
export { type DTypeOfArray, fromTypedArray } from './creation/typedArray.ts'
export { item, type NestedOf, read, toNested, toTypedArray } from './reading.ts'
