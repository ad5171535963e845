/**
 * Which axis of which tensor: trees of axes laid over arguments and results.
 *
 * @module
 */
import { type AnyTensor, GradusError, isTensor } from '@gradus/tensor'
import { atPath, isRecord, showAbstract } from '../structure.ts'

/** An axis for all tensors below, none, or axes for each part. */
export type Axes = number | null | { readonly [part: string]: Axes } | readonly Axes[]

/** A tensor of a structure, where it stands, and the axis that was named for it. */
export interface Placed {
  readonly name: string
  readonly tensor: AnyTensor
  readonly axis: number | null
}

type Node = Readonly<Record<string, unknown>>

const isNode = (x: unknown): x is Node => !isTensor(x) && (Array.isArray(x) || isRecord(x))

const show = (x: unknown): string =>
  isTensor(x)
    ? showAbstract(x)
    : Array.isArray(x)
      ? `an array of ${x.length}`
      : isNode(x)
        ? `{${Object.keys(x).join(', ')}}`
        : String(x)

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)

const isAxis = (axes: unknown): axes is number | null => axes === null || Number.isInteger(axes)

/** What a function was called with, or answered, and what the option for it is called. */
export interface Whole {
  readonly root: string
  readonly option: 'inAxes' | 'outAxes'
}

/** Refuses axes that are no tree of axes, or one of another structure than the value. */
const checkNode = ({ root, option }: Whole, axes: unknown, value: unknown, path: string): void => {
  if (!isNode(axes))
    throw new GradusError(
      'vmap',
      `an axis is a whole number or null, ${option} has ${show(axes)} for ${root}${atPath(path)}`,
    )
  const same =
    isNode(value) &&
    Array.isArray(value) === Array.isArray(axes) &&
    Object.keys(axes).length === Object.keys(value).length &&
    Object.keys(axes).every((k) => Object.hasOwn(value, k))
  if (!same)
    throw new GradusError(
      'vmap',
      `${option} has ${show(axes)} for ${root}${atPath(path)}, which is ${show(value)}. Name an axis for each part, or one for all of them.`,
    )
}

/** The tensors of a value in order, each with its axis. */
export const placed = (whole: Whole, axes: unknown, value: unknown, path: string = ''): readonly Placed[] => {
  if (!isAxis(axes)) checkNode(whole, axes, value, path)
  else if (isTensor(value)) return [{ name: `${whole.root}${atPath(path)}`, tensor: value, axis: axes }]
  return isNode(value)
    ? Object.entries(value).flatMap(([key, part]) =>
        placed(whole, isAxis(axes) ? axes : (axes as Node)[key], part, join(path, key)),
      )
    : []
}
