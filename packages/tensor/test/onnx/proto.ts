/** ONNX files as plain data. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import protobuf from 'protobufjs'

/** A tensor as ONNX writes it: its elements in one of several fields, by element type. */
export interface TensorProto {
  readonly name: string
  readonly dims: readonly string[]
  readonly dataType: number
  readonly floatData: readonly number[]
  readonly int32Data: readonly number[]
  readonly int64Data: readonly string[]
  readonly doubleData: readonly number[]
  readonly uint64Data: readonly string[]
  readonly rawData: Uint8Array
  readonly dataLocation: number
}

export interface AttributeProto {
  readonly name: string
  readonly type: number
  readonly f: number
  readonly i: string
  readonly s: Uint8Array
  readonly t: TensorProto | null
  readonly floats: readonly number[]
  readonly ints: readonly string[]
  readonly strings: readonly Uint8Array[]
}

export interface NodeProto {
  readonly opType: string
  readonly domain: string
  readonly input: readonly string[]
  readonly output: readonly string[]
  readonly attribute: readonly AttributeProto[]
}

export interface ValueInfo {
  readonly name: string
  /** Without a tensor's type it is a sequence, or may be missing. */
  readonly type: { readonly tensorType: { readonly elemType: number } | null } | null
}

/** What a case's model is made of. */
export interface ModelProto {
  readonly graph: {
    readonly node: readonly NodeProto[]
    readonly initializer: readonly TensorProto[]
    readonly input: readonly ValueInfo[]
    readonly output: readonly ValueInfo[]
  }
  readonly opsetImport: readonly { readonly domain: string; readonly version: string }[]
}

const { root } = protobuf.parse(readFileSync(join(import.meta.dirname, 'onnx.proto'), 'utf8'))

const read = (type: string, file: string): unknown => {
  const message = root.lookupType(`onnx.${type}`)
  return message.toObject(message.decode(readFileSync(file)), { longs: String, defaults: true, arrays: true })
}

export const readModel = (file: string): ModelProto => read('ModelProto', file) as ModelProto

export const readTensor = (file: string): TensorProto => read('TensorProto', file) as TensorProto
