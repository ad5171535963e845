/**
 * Instructions as functions of their operands.
 *
 * Source: WebAssembly Core Specification 3.0, chapter 5.4, "Instructions"; the relaxed ones from the Relaxed SIMD proposal.
 *
 * @module
 */
import { type Code, type Local, signed, signedLong, unsigned } from './module.ts'

const f32Bytes = (x: number): readonly number[] => [...new Uint8Array(Float32Array.of(x).buffer)]
const f64Bytes = (x: number): readonly number[] => [...new Uint8Array(Float64Array.of(x).buffer)]

const op =
  (byte: number) =>
  (...operands: readonly Code[]): Code => [operands, byte]
const saturated =
  (opcode: number) =>
  (x: Code): Code => [x, 0xfc, unsigned(opcode)]
const simd =
  (opcode: number) =>
  (...operands: readonly Code[]): Code => [operands, 0xfd, unsigned(opcode)]
const memory =
  (byte: number, align: number) =>
  (address: Code, offset = 0): Code => [address, byte, align, unsigned(offset)]
const writing =
  (byte: number, align: number) =>
  (address: Code, value: Code, offset = 0): Code => [address, value, byte, align, unsigned(offset)]
const simdMemory =
  (opcode: number, align: number) =>
  (address: Code, offset = 0): Code => [address, 0xfd, unsigned(opcode), align, unsigned(offset)]

// variables and control

export const get = (x: Local): Code => [0x20, unsigned(x.index)]
export const set = (x: Local, value: Code): Code => [value, 0x21, unsigned(x.index)]
export const call = (index: number, ...operands: readonly Code[]): Code => [operands, 0x10, unsigned(index)]

/** Runs the code if the condition is not 0. */
export const when = (condition: Code, then: Code, otherwise: Code = []): Code => [
  condition,
  0x04,
  0x40,
  then,
  Array.isArray(otherwise) && otherwise.length === 0 ? [] : [0x05, otherwise],
  0x0b,
]

/** Runs the code at least once, and again as long as the condition holds. */
export const repeatWhile = (body: Code, condition: Code): Code => [
  0x03,
  0x40,
  body,
  condition,
  0x0d,
  0x00,
  0x0b,
]

/** `for (; i < end; i += step)`. */
export const countTo = (i: Local, end: Code, step: Code, body: Code): Code =>
  when(
    i32.lessThan(get(i), end),
    repeatWhile([body, set(i, i32.add(get(i), step))], i32.lessThan(get(i), end)),
  )

/** Leaves a function that answers nothing. */
export const leave: Code = 0x0f

/** Copies bytes; the stretches may overlap. */
export const copyBytes = (to: Code, from: Code, bytes: Code): Code => [to, from, bytes, 0xfc, 0x0a, 0, 0]

/** The first if the condition is not 0, else the second. */
export const choose = (first: Code, second: Code, condition: Code): Code => [first, second, condition, 0x1b]

/** The lesser of two signed numbers, whose code runs twice. */
export const least = (x: Code, y: Code): Code => choose(x, y, i32.lessThan(x, y))

export const i32 = {
  const: (n: number): Code => [0x41, signed(n | 0)],
  load: memory(0x28, 2),
  load8u: memory(0x2d, 0),
  store: writing(0x36, 2),
  store8: writing(0x3a, 0),
  equal: op(0x46),
  equalZero: op(0x45),
  notEqual: op(0x47),
  lessThan: op(0x48),
  lessThanUnsigned: op(0x49),
  greaterEqual: op(0x4e),
  add: op(0x6a),
  sub: op(0x6b),
  mul: op(0x6c),
  divide: op(0x6d),
  remainder: op(0x6f),
  and: op(0x71),
  or: op(0x72),
  xor: op(0x73),
  shiftLeft: op(0x74),
  shiftRight: op(0x75),
  shiftRightUnsigned: op(0x76),
  wrap: op(0xa7),
  truncateDouble: saturated(0x02),
}

export const i64 = {
  const: (n: bigint): Code => [0x42, signedLong(BigInt.asIntN(64, n))],
  load: memory(0x29, 3),
  store: writing(0x37, 3),
  lessThanUnsigned: op(0x54),
  add: op(0x7c),
  sub: op(0x7d),
  mul: op(0x7e),
  and: op(0x83),
  or: op(0x84),
  xor: op(0x85),
  shiftLeft: op(0x86),
  shiftRight: op(0x87),
  shiftRightUnsigned: op(0x88),
  extendSigned: op(0xac),
  extendUnsigned: op(0xad),
}

/** Access to memory that other threads share. */
export const atomic = {
  notify: (address: Code, count: Code): Code => [address, count, 0xfe, 0x00, 2, 0],
  /** Sleeps while the number there is as expected; no longer than so many nanoseconds. */
  wait: (address: Code, expected: Code, nanoseconds: number): Code => [
    address,
    expected,
    [0x42, signed(nanoseconds)],
    [0xfe, 0x01, 2, 0],
  ],
  load: (address: Code): Code => [address, 0xfe, 0x10, 2, 0],
  store: (address: Code, value: Code): Code => [address, value, 0xfe, 0x17, 2, 0],
  /** Adds, and answers what was there. */
  add: (address: Code, value: Code): Code => [address, value, 0xfe, 0x1e, 2, 0],
}

export const f32 = {
  const: (x: number): Code => [0x43, f32Bytes(x)],
  load: memory(0x2a, 2),
  store: writing(0x38, 2),
  add: op(0x92),
  sub: op(0x93),
  mul: op(0x94),
  div: op(0x95),
  equal: op(0x5b),
  notEqual: op(0x5c),
  lessThan: op(0x5d),
  demote: op(0xb6),
}

export const f64 = {
  const: (x: number): Code => [0x44, f64Bytes(x)],
  load: memory(0x2b, 3),
  store: writing(0x39, 3),
  equal: op(0x61),
  notEqual: op(0x62),
  lessThan: op(0x63),
  lessEqual: op(0x65),
  abs: op(0x99),
  neg: op(0x9a),
  ceil: op(0x9b),
  floor: op(0x9c),
  trunc: op(0x9d),
  nearest: op(0x9e),
  sqrt: op(0x9f),
  add: op(0xa0),
  sub: op(0xa1),
  mul: op(0xa2),
  div: op(0xa3),
  fromSigned: op(0xb7),
  max: op(0xa5),
  min: op(0xa4),
  fromLong: op(0xb9),
  promote: op(0xbb),
}

export const v128 = {
  load: simdMemory(0x00, 0),
  load32Splat: simdMemory(0x09, 2),
  load64Splat: simdMemory(0x0a, 3),
  load32Zero: simdMemory(0x5c, 2),
  store: (address: Code, value: Code, offset = 0): Code => [address, value, 0xfd, 0x0b, 0, unsigned(offset)],
  load32Lane: (address: Code, value: Code, lane: number, offset = 0): Code => [
    address,
    value,
    0xfd,
    unsigned(0x56),
    2,
    unsigned(offset),
    lane,
  ],
  load64Lane: (address: Code, value: Code, lane: number, offset = 0): Code => [
    address,
    value,
    0xfd,
    unsigned(0x57),
    3,
    unsigned(offset),
    lane,
  ],
  store32Lane: (address: Code, value: Code, lane: number, offset = 0): Code => [
    address,
    value,
    0xfd,
    unsigned(0x5a),
    2,
    unsigned(offset),
    lane,
  ],
  store64Lane: (address: Code, value: Code, lane: number, offset = 0): Code => [
    address,
    value,
    0xfd,
    unsigned(0x5b),
    3,
    unsigned(offset),
    lane,
  ],
  const: (bytes: readonly number[]): Code => [0xfd, unsigned(0x0c), bytes],
  not: simd(0x4d),
  and: simd(0x4e),
  andNot: simd(0x4f),
  or: simd(0x50),
  xor: simd(0x51),
  bitSelect: simd(0x52),
  anyTrue: simd(0x53),
}

export const i8x16 = {
  narrowUnsigned: simd(0x66),
  /** Sixteen of the thirty-two bytes of two vectors, by their places. */
  shuffle: (a: Code, b: Code, places: readonly number[]): Code => [a, b, 0xfd, unsigned(0x0d), places],
}

export const i16x8 = {
  narrowSigned: simd(0x85),
  extendLowUnsigned: simd(0x89),
}

export const i32x4 = {
  splat: simd(0x11),
  extract: (value: Code, lane: number): Code => [value, 0xfd, unsigned(0x1b), lane],
  replace: (value: Code, lane: number, x: Code): Code => [value, x, 0xfd, unsigned(0x1c), lane],
  equal: simd(0x37),
  notEqual: simd(0x38),
  lessThan: simd(0x39),
  lessEqual: simd(0x3d),
  extendLowUnsigned: simd(0xa9),
  abs: simd(0xa0),
  neg: simd(0xa1),
  allTrue: simd(0xa3),
  shiftLeft: simd(0xab),
  shiftRight: simd(0xac),
  shiftRightUnsigned: simd(0xad),
  add: simd(0xae),
  sub: simd(0xb1),
  mul: simd(0xb5),
  min: simd(0xb6),
  max: simd(0xb8),
  truncateSaturated: simd(0xf8),
  /** Of two doubles, and two zeros. */
  truncateDoubles: simd(0xfc),
}

export const i64x2 = {
  splat: simd(0x12),
  extract: (value: Code, lane: number): Code => [value, 0xfd, unsigned(0x1d), lane],
  replace: (value: Code, lane: number, x: Code): Code => [value, x, 0xfd, unsigned(0x1e), lane],
  shiftLeft: simd(0xcb),
  shiftRight: simd(0xcc),
  shiftRightUnsigned: simd(0xcd),
  add: simd(0xce),
  sub: simd(0xd1),
}

export const f32x4 = {
  splat: simd(0x13),
  const: (x: number): Code => v128.const([...f32Bytes(x), ...f32Bytes(x), ...f32Bytes(x), ...f32Bytes(x)]),
  extract: (value: Code, lane: number): Code => [value, 0xfd, unsigned(0x1f), lane],
  replace: (value: Code, lane: number, x: Code): Code => [value, x, 0xfd, unsigned(0x20), lane],
  equal: simd(0x41),
  notEqual: simd(0x42),
  lessThan: simd(0x43),
  lessEqual: simd(0x45),
  ceil: simd(0x67),
  floor: simd(0x68),
  trunc: simd(0x69),
  nearest: simd(0x6a),
  abs: simd(0xe0),
  neg: simd(0xe1),
  sqrt: simd(0xe3),
  add: simd(0xe4),
  sub: simd(0xe5),
  mul: simd(0xe6),
  div: simd(0xe7),
  min: simd(0xe8),
  max: simd(0xe9),
  /** The second where it is less, else the first: one instruction, where `min` is several. */
  lesser: simd(0xea),
  /** The second where it is greater, else the first. */
  greater: simd(0xeb),
  fromSigned: simd(0xfa),
  relaxedMultiplyAdd: simd(0x105),
}

export const f64x2 = {
  splat: simd(0x14),
  const: (x: number): Code => v128.const([...f64Bytes(x), ...f64Bytes(x)]),
  extract: (value: Code, lane: number): Code => [value, 0xfd, unsigned(0x21), lane],
  replace: (value: Code, lane: number, x: Code): Code => [value, x, 0xfd, unsigned(0x22), lane],
  equal: simd(0x47),
  notEqual: simd(0x48),
  lessThan: simd(0x49),
  lessEqual: simd(0x4b),
  ceil: simd(0x74),
  floor: simd(0x75),
  trunc: simd(0x7a),
  nearest: simd(0x94),
  abs: simd(0xec),
  neg: simd(0xed),
  sqrt: simd(0xef),
  add: simd(0xf0),
  sub: simd(0xf1),
  mul: simd(0xf2),
  div: simd(0xf3),
  min: simd(0xf4),
  max: simd(0xf5),
  /** The second where it is less, else the first: one instruction, where `min` is several. */
  lesser: simd(0xf6),
  /** The second where it is greater, else the first. */
  greater: simd(0xf7),
  /** The first two of four floats as doubles. */
  promoteLow: simd(0x5f),
  /** Two doubles as floats, and two zeros. */
  demote: simd(0x5e),
  /** The first two of four whole numbers as doubles. */
  fromLowSigned: simd(0xfe),
  relaxedMultiplyAdd: simd(0x107),
}

/** Four of the eight words of two vectors, by their places. */
export const shuffledWords = (a: Code, b: Code, places: readonly number[]): Code =>
  i8x16.shuffle(
    a,
    b,
    places.flatMap((place) => [0, 1, 2, 3].map((byte) => 4 * place + byte)),
  )

/** Four copies of a whole number. */
export const i32x4Const = (n: number): Code => {
  const bytes = [...new Uint8Array(Int32Array.of(n).buffer)]
  return v128.const([...bytes, ...bytes, ...bytes, ...bytes])
}

/** Two copies of a whole number. */
export const i64x2Const = (n: bigint): Code => {
  const bytes = [...new Uint8Array(BigInt64Array.of(n).buffer)]
  return v128.const([...bytes, ...bytes])
}
