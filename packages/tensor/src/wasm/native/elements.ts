/** Single elements of each type, in the variables that hold them. */
import type { DType } from '../../DType.ts'
import { f32, f64, i32 } from '../instructions.ts'
import type { Code, ValueType } from '../module.ts'

/** How elements of a type are read, written and compared. */
export interface Element {
  readonly width: number
  readonly type: ValueType
  readonly load: (address: Code, offset?: number) => Code
  readonly store: (address: Code, value: Code, offset?: number) => Code
  readonly lessThan: (a: Code, b: Code) => Code
  readonly notEqual: (a: Code, b: Code) => Code
  readonly equal: (a: Code, b: Code) => Code
}

const byte: Element = { ...i32, width: 1, type: 'i32', load: i32.load8u, store: i32.store8 }

/** The elements of each type. */
export const elements: Readonly<Record<DType, Element>> = {
  float32: { ...f32, width: 4, type: 'f32' },
  float64: { ...f64, width: 8, type: 'f64' },
  int32: { ...i32, width: 4, type: 'i32' },
  uint8: byte,
  bool: byte,
}
