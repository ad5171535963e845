/** Layers that only arrange features. */
export { reflectPad, zeroPad } from './pad.ts'
export type { Pad, PadWidths } from './pad.ts'
export { permute } from './permute.ts'
export type { Permute } from './permute.ts'
export { reshape } from './reshape.ts'
export type { Reshape } from './reshape.ts'
export { upsample } from './upsample.ts'
export type { Upsample, UpsampleMethod, UpsampleOptions } from './upsample.ts'
