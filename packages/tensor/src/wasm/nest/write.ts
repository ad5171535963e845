/**
 * Writes the code of fused loops.
 *
 * Vectors go along the innermost reduced axis, with running sums that are combined at the end of each row, or along a kept
 * axis, where each of its elements is a row of its own. Sums are taken in an order that depends on the shape and on strides
 * alone.
 *
 * @module
 */
import type { DType } from '../../DType.ts'
import { type Axis, loadLanes, loadOne, storeLanes, storeOne } from '../access.ts'
import { writeEquation } from '../elementwise.ts'
import { countTo, f32x4, get, i32, i32x4, i32x4Const, set, when } from '../instructions.ts'
import { type Kernel, kernelParameters } from '../kernel.ts'
import { type Code, define, type Local, type ValueType, type WasmFunction } from '../module.ts'
import { costOf } from './cost.ts'
import { fewElements, type Geometry, geometryOf, type Split, splitOf } from './geometry.ts'
import { type Levels, levelsOf } from './levels.ts'
import { type Nest, type Operation, reductionOf, typesOf } from './nest.ts'

const lanes = 4

/** Code of more operations than this is not repeated for the sake of fewer turns of a loop. */
const fewOperations = 8

const numberOf = (dtype: DType, value: number): Code =>
  dtype === 'float32' ? f32x4.const(value) : i32x4Const(dtype === 'bool' ? (value === 0 ? 0 : -1) : value)

type Combination = 'sum' | 'max' | 'min'

const combine = (by: Combination, dtype: DType): ((a: Code, b: Code) => Code) =>
  dtype === 'float32'
    ? { sum: f32x4.add, max: f32x4.max, min: f32x4.min }[by]
    : { sum: i32x4.add, max: i32x4.max, min: i32x4.min }[by]

const neutral = (by: Combination, dtype: DType): Code =>
  dtype === 'float32'
    ? f32x4.const({ sum: 0, max: -Infinity, min: Infinity }[by])
    : i32x4Const({ sum: 0, max: -(2 ** 31), min: 2 ** 31 - 1 }[by])

/** One number in all lanes: the lanes combined, and with them what did not fill a vector. */
const acrossLanes = (by: Combination, dtype: DType, total: Local, single: Local): Code => {
  const join = combine(by, dtype)
  const lane = (i: number): Code =>
    dtype === 'float32'
      ? f32x4.splat(f32x4.extract(get(total), i))
      : i32x4.splat(i32x4.extract(get(total), i))
  return join(join(join(lane(0), lane(1)), join(lane(2), lane(3))), get(single))
}

/** Elements at once: vectors of which all lanes count, one of which the first few do, or single ones. */
interface Width {
  /** How many vectors, each with the code of its own. */
  readonly copies: number
  readonly lanes: number
}

/** An address: a variable, and bytes beyond it. */
interface Pointer {
  readonly local: Local
  readonly plus: number
}

/** Pointers of all accesses. */
type Pointers = readonly Pointer[]

const addressOf = ({ local, plus }: Pointer): Code =>
  plus === 0 ? get(local) : i32.add(get(local), i32.const(plus))

interface Writer {
  readonly nest: Nest
  readonly geometry: Geometry
  readonly levels: Levels
  readonly types: readonly DType[]
  readonly local: (type: ValueType) => Local
  /** Values that vary along the row, and numbers. */
  readonly values: readonly Local[]
  /** Values of rows, for each copy. */
  readonly rows: readonly (readonly Local[])[]
}

const firstOperation = ({ nest }: Writer, value: number): Operation | undefined =>
  nest.operations[value - nest.loads.length]

/** The variable of a value, in this copy. */
const variable = (w: Writer, value: number, copy: number): Local =>
  w.levels.extents[value] === 'row' ? w.rows[copy]![value]! : w.values[value]!

const computed = (w: Writer, value: number, copy: number): Code => {
  const { name, params, operands, result } = firstOperation(w, value)!
  const inputs = operands.map((v) => ({ shape: w.nest.shape, dtype: w.types[v]! }))
  const sources = operands.map((v) => variable(w, v, copy))
  const code = writeEquation({ name, params, results: [result] }, inputs, sources, () => w.local('v128'))
  return set(variable(w, value, copy), code!)
}

/** Reads an access for one copy, along an axis. */
const read = (w: Writer, access: number, pointers: Pointers, axis: Axis, copy: number, n: number): Code => {
  const { dtype, width } = w.geometry.accesses[access]!
  const stride = axis.strides[access]!
  const pointer = addressOf(pointers[access]!)
  if (stride === 0 || n === 1) return loadOne(dtype, pointer)
  return loadLanes(dtype, pointer, stride * width, copy * lanes * stride * width, n)
}

const write = (w: Writer, access: number, pointers: Pointers, axis: Axis, copy: number, n: number): Code => {
  const { value, dtype, width } = w.geometry.accesses[access]!
  const stride = axis.strides[access]!
  const source = variable(w, value, copy)
  const pointer = addressOf(pointers[access]!)
  if (n === 1 || stride === 0) return storeOne(dtype, pointer, source)
  return storeLanes(dtype, pointer, stride * width, copy * lanes * stride * width, n, source)
}

/** What a pass computes along the row, in order, beginning with what it needs. */
const needed = (w: Writer, pass: number): readonly number[] => {
  const { extents, levels } = w.levels
  const found: number[] = []
  const visit = (value: number): void => {
    if (extents[value] !== 'all' || found.includes(value)) return
    if (!isRead(w, value, pass)) firstOperation(w, value)?.operands.forEach(visit)
    found.push(value)
  }
  w.nest.operations.forEach((o) => {
    if (reductionOf(o) !== undefined && levels[o.operands[0]!] === pass) visit(o.operands[0]!)
  })
  stretching(w).forEach((a) => {
    const { value } = w.geometry.accesses[a]!
    if (levels[value] === pass) visit(value)
  })
  return found
}

/** The stores of values along rows. */
const stretching = ({ geometry }: Writer): readonly number[] =>
  geometry.accesses.flatMap((a, i) =>
    a.writes && geometry.reduced.some((axis) => axis.strides[i] !== 0) ? [i] : [],
  )

/** Where a value can be read in this pass: from memory, or from where an earlier pass has stored it. */
const placeOf = (w: Writer, value: number, pass: number): number => {
  const isLoad = value < w.nest.loads.length
  return w.geometry.accesses.findIndex(
    (a, i) =>
      a.value === value && (isLoad ? !a.writes : w.levels.levels[value]! < pass && stretching(w).includes(i)),
  )
}

const isRead = (w: Writer, value: number, pass: number): boolean => placeOf(w, value, pass) >= 0

interface Running {
  readonly by: Combination
  readonly dtype: DType
  readonly operand: number
  readonly result: number
  readonly sums: readonly Local[]
  readonly single: Local
}

const runningOf = (w: Writer, pass: number, copies: number): readonly Running[] =>
  w.nest.operations.flatMap((o, i) => {
    const by = reductionOf(o)
    const operand = o.operands[0]!
    if (by === undefined || w.levels.levels[operand] !== pass) return []
    const sums = Array.from({ length: copies }, () => w.local('v128'))
    const result = w.nest.loads.length + i
    return [{ by, dtype: w.types[result]!, operand, result, sums, single: w.local('v128') }]
  })

/** Pointers of their own for the accesses that move along an axis; the others stay. */
const ownPointers = (w: Writer, { strides }: Axis, pointers: Pointers): Pointers =>
  pointers.map((p, a) => (strides[a] === 0 ? p : { local: w.local('i32'), plus: 0 }))

/** Code for each access that moves along an axis; `bytes` is how far its neighbours are apart. */
const forMoving = (w: Writer, { strides }: Axis, write: (access: number, bytes: number) => Code): Code =>
  strides.map((s, a) => (s === 0 ? [] : write(a, s * w.geometry.accesses[a]!.width)))

/** Goes along an axis. */
const along = (
  w: Writer,
  axis: Axis,
  pointers: Pointers,
  bounds: { readonly from: Code; readonly until: Code },
  body: (pointers: Pointers) => Code,
): Code => {
  const counter = w.local('i32')
  const own = ownPointers(w, axis, pointers)
  return [
    set(counter, bounds.from),
    forMoving(w, axis, (a, bytes) =>
      set(own[a]!.local, i32.add(addressOf(pointers[a]!), i32.mul(get(counter), i32.const(bytes)))),
    ),
    countTo(counter, bounds.until, i32.const(1), [body(own), moved(w, axis, own, 1)]),
  ]
}

const through = (w: Writer, axes: readonly Axis[], pointers: Pointers, body: (p: Pointers) => Code): Code => {
  const [axis, ...rest] = axes
  return axis === undefined
    ? body(pointers)
    : along(w, axis, pointers, { from: i32.const(0), until: i32.const(axis.length) }, (own) =>
        through(w, rest, own, body),
      )
}

const moved = (w: Writer, axis: Axis, pointers: Pointers, elements: number): Code =>
  forMoving(w, axis, (a, bytes) =>
    set(pointers[a]!.local, i32.add(get(pointers[a]!.local), i32.const(bytes * elements))),
  )

/** Values of one place in a row that stay in variables from pass to pass, for each copy. */
interface Held {
  readonly values: readonly Local[]
  readonly known: Set<number>
}

/** One turn of a pass: reads, computes, adds up, stores. `axis` is the one that vectors go along. */
const turn = (
  general: Writer,
  pass: number,
  running: readonly Running[],
  axis: Axis,
  pointers: Pointers,
  width: Width,
  target: (r: Running, copy: number) => Local,
  held: readonly Held[] = [],
): Code => {
  const values = needed(general, pass)
  const levels = general.levels.levels
  const stores = stretching(general).filter((a) => levels[general.geometry.accesses[a]!.value] === pass)
  return Array.from({ length: width.copies }, (_, copy) => {
    const own = held[copy]
    const w = own === undefined ? general : { ...general, values: own.values }
    const missing = values.filter((v) => own?.known.has(v) !== true)
    missing.forEach((v) => own?.known.add(v))
    return [
      missing.map((v) =>
        isRead(w, v, pass)
          ? set(w.values[v]!, read(w, placeOf(w, v, pass), pointers, axis, copy, width.lanes))
          : computed(w, v, copy),
      ),
      running.map((r) => {
        const sum = target(r, copy)
        return set(sum, combine(r.by, r.dtype)(get(sum), get(variable(w, r.operand, copy))))
      }),
      stores.map((a) => write(w, a, pointers, axis, copy, width.lanes)),
    ]
  })
}

/** What is known of each element of a short row stays in a variable, if that makes no more than these. */
const mostHeld = 96

interface Tap {
  readonly pointers: Pointers
  readonly held: readonly Held[]
}

/** The places of a short row, each with pointers and variables of its own; none where the row is long. */
const tapsOf = (w: Writer, pointers: Pointers, copies: number): readonly Tap[] | undefined => {
  const { reduced } = w.geometry
  const count = reduced.reduce((n, axis) => n * axis.length, 1)
  const held = w.levels.extents.filter((e) => e === 'all').length
  if (w.levels.passes === 0 || count > fewElements || count * copies * held > mostHeld) return undefined
  const shifted = (at: Pointers, axis: Axis, by: number): Pointers =>
    at.map((p, a) => ({
      ...p,
      plus: p.plus + axis.strides[a]! * w.geometry.accesses[a]!.width * by,
    }))
  const places = reduced.reduce<readonly Pointers[]>(
    (all, axis) => all.flatMap((at) => Array.from({ length: axis.length }, (_, i) => shifted(at, axis, i))),
    [pointers],
  )
  return places.map((own) => ({
    pointers: own,
    held: Array.from({ length: copies }, () => ({
      values: w.values.map((v, i) => (w.levels.extents[i] === 'all' ? w.local('v128') : v)),
      known: new Set<number>(),
    })),
  }))
}

/** What rows compute once a pass is over. */
const between = (w: Writer, level: number, copies: number): Code =>
  Array.from({ length: copies }, (_, copy) =>
    w.nest.operations.map((o, i) => {
      const value = w.nest.loads.length + i
      const isMine =
        w.levels.extents[value] === 'row' && w.levels.levels[value] === level && reductionOf(o) === undefined
      return isMine ? computed(w, value, copy) : []
    }),
  )

const rowReads = (w: Writer, pointers: Pointers, axis: Axis, { copies, lanes: n }: Width): Code =>
  w.geometry.accesses.map((a, i) =>
    a.writes || w.levels.extents[a.value] !== 'row'
      ? []
      : Array.from({ length: copies }, (_, copy) =>
          set(variable(w, a.value, copy), read(w, i, pointers, axis, copy, n)),
        ),
  )

const rowWrites = (w: Writer, pointers: Pointers, axis: Axis, { copies, lanes: n }: Width): Code => {
  const others = stretching(w)
  return w.geometry.accesses.map((a, i) =>
    !a.writes || others.includes(i)
      ? []
      : Array.from({ length: copies }, (_, copy) => write(w, i, pointers, axis, copy, n)),
  )
}

/** A row whose vectors go along it. */
const rowAlong = (w: Writer, pointers: Pointers, copies: number): Code => {
  const { reduced } = w.geometry
  const inner = reduced.at(-1)!
  const still: Axis = { length: 1, strides: inner.strides.map(() => 0) }
  const passes = Array.from({ length: w.levels.passes }, (_, pass) => {
    const running = runningOf(w, pass, copies)
    const counter = w.local('i32')
    const end = (multiple: number): number => Math.floor(inner.length / multiple) * multiple
    const part = (
      own: Pointers,
      until: number,
      width: Width,
      target: (r: Running, c: number) => Local,
    ): Code => {
      const step = width.lanes * width.copies
      return countTo(counter, i32.const(until), i32.const(step), [
        turn(w, pass, running, inner, own, width, target),
        moved(w, inner, own, step),
      ])
    }
    const inTurn = (r: Running, copy: number): Local => r.sums[copy]!
    return [
      running.map((r) => [...r.sums, r.single].map((s) => set(s, neutral(r.by, r.dtype)))),
      through(w, reduced.slice(0, -1), pointers, (at) => {
        const own = ownPointers(w, inner, at)
        return [
          forMoving(w, inner, (a) => set(own[a]!.local, addressOf(at[a]!))),
          set(counter, i32.const(0)),
          copies > 1 && inner.length >= copies * lanes
            ? part(own, end(copies * lanes), { copies, lanes }, inTurn)
            : [],
          end(lanes) > (copies > 1 ? end(copies * lanes) : 0)
            ? part(own, end(lanes), { copies: 1, lanes }, inTurn)
            : [],
          inner.length > end(lanes) ? part(own, inner.length, { copies: 1, lanes: 1 }, (r) => r.single) : [],
        ]
      }),
      running.map((r) => {
        const join = combine(r.by, r.dtype)
        const [first, second, third, fourth] = r.sums
        const total =
          fourth === undefined
            ? get(first!)
            : join(join(get(first!), get(second!)), join(get(third!), get(fourth)))
        return [set(first!, total), set(w.rows[0]![r.result]!, acrossLanes(r.by, r.dtype, first!, r.single))]
      }),
      between(w, pass + 1, 1),
    ]
  })
  const one = { copies: 1, lanes: 1 }
  return [rowReads(w, pointers, still, one), between(w, 0, 1), passes, rowWrites(w, pointers, still, one)]
}

/** Rows next to each other, one for each lane of some vectors. */
const rowsAcross = (w: Writer, pointers: Pointers, columns: Axis, width: Width): Code => {
  const taps = tapsOf(w, pointers, width.copies)
  const passes = Array.from({ length: w.levels.passes }, (_, pass) => {
    const running = runningOf(w, pass, width.copies)
    const target = (r: Running, copy: number): Local => r.sums[copy]!
    return [
      running.map((r) => r.sums.map((s) => set(s, neutral(r.by, r.dtype)))),
      taps?.map((tap) => turn(w, pass, running, columns, tap.pointers, width, target, tap.held)) ??
        through(w, w.geometry.reduced, pointers, (at) => turn(w, pass, running, columns, at, width, target)),
      running.map((r) => r.sums.map((s, copy) => set(w.rows[copy]![r.result]!, get(s)))),
      between(w, pass + 1, width.copies),
    ]
  })
  return [
    rowReads(w, pointers, columns, width),
    between(w, 0, width.copies),
    passes,
    rowWrites(w, pointers, columns, width),
  ]
}

/** All columns from one on to before another: by several vectors, by one, and what remains. */
const stretch = (
  w: Writer,
  pointers: Pointers,
  columns: Axis,
  copies: number,
  bounds: { readonly from: Code; readonly until: Code },
): Code => {
  const [at, until] = [w.local('i32'), w.local('i32')]
  const own = ownPointers(w, columns, pointers)
  const last = columns.length % lanes
  const remaining = (multiple: number): Code =>
    i32.sub(get(until), i32.remainder(i32.sub(get(until), get(at)), i32.const(multiple)))
  const end = w.local('i32')
  const part = (width: Width): Code => {
    const step = width.copies * lanes
    return [
      set(end, remaining(step)),
      countTo(at, get(end), i32.const(step), [
        rowsAcross(w, own, columns, width),
        moved(w, columns, own, step),
      ]),
    ]
  }
  return [
    set(at, bounds.from),
    set(until, bounds.until),
    forMoving(w, columns, (a, bytes) =>
      set(own[a]!.local, i32.add(addressOf(pointers[a]!), i32.mul(get(at), i32.const(bytes)))),
    ),
    copies > 1 && columns.length >= copies * lanes ? part({ copies, lanes }) : [],
    columns.length >= lanes ? part({ copies: 1, lanes }) : [],
    last > 0
      ? when(i32.lessThan(get(at), get(until)), rowsAcross(w, own, columns, { copies: 1, lanes: last }))
      : [],
  ]
}

const minimum = (a: Code, b: number, scratch: Local): Code => [
  set(scratch, a),
  get(scratch),
  i32.const(b),
  i32.lessThan(get(scratch), i32.const(b)),
  0x1b,
]

const nestFunction = (name: string, nest: Nest, geometry: Geometry, split: Split): WasmFunction => {
  const count = geometry.accesses.length
  const levels = levelsOf(nest, geometry)
  return define(name, kernelParameters(count), [], ({ params, local }) => {
    const types = typesOf(nest)
    const copies = nest.operations.length <= fewOperations ? 4 : 1
    const values = types.map(() => local('v128'))
    const row = (): readonly Local[] =>
      types.map((_, v) => (levels.extents[v] === 'row' ? local('v128') : values[v]!))
    // vectors along a row share what belongs to the row
    const one = row()
    const rows = Array.from({ length: copies }, (_, i) =>
      i === 0 || geometry.columns === undefined ? one : row(),
    )
    const w: Writer = { nest, geometry, levels, types, local, values, rows }
    const [from, until] = [params.at(-2)!, params.at(-1)!]
    const { outer, columns } = geometry
    const numbers = nest.loads.map((l, v) =>
      l.from === 'number' ? set(values[v]!, numberOf(l.dtype, l.value)) : [],
    )
    const constants = nest.operations.map((_, i) => {
      const value = nest.loads.length + i
      return levels.extents[value] === 'number' ? computed(w, value, 0) : []
    })
    const innermost = (pointers: Pointers): Code => {
      if (columns === undefined) return rowAlong(w, pointers, copies)
      const cut = split.axis === 'columns'
      const chunk = i32.const(split.chunk)
      return stretch(w, pointers, columns, copies, {
        from: cut ? i32.mul(get(from), chunk) : i32.const(0),
        until: cut
          ? minimum(i32.mul(get(until), chunk), columns.length, local('i32'))
          : i32.const(columns.length),
      })
    }
    const go = (axes: readonly Axis[], at: number, pointers: Pointers): Code => {
      const [axis, ...rest] = axes
      if (axis === undefined) return innermost(pointers)
      const cut = split.axis === at
      const bounds = cut
        ? { from: get(from), until: get(until) }
        : { from: i32.const(0), until: i32.const(axis.length) }
      return along(w, axis, pointers, bounds, (own) => go(rest, at + 1, own))
    }
    return [
      numbers,
      constants,
      go(
        outer,
        0,
        params.slice(0, count).map((address) => ({ local: address, plus: 0 })),
      ),
    ]
  })
}

/** Numbers that JSON has no words for. */
const spelled = (_: string, x: unknown): unknown =>
  typeof x === 'number' && (!Number.isFinite(x) || Object.is(x, -0)) ? `${Object.is(x, -0) ? '-0' : x}` : x

/** The kernel of a fused loop. */
export const nestKernel = (nest: Nest): Kernel => {
  const geometry = geometryOf(nest)
  const split = splitOf(geometry)
  return {
    key: `nest ${JSON.stringify(nest, spelled)}`,
    code: (name) => nestFunction(name, nest, geometry, split),
    units: split.units,
    cost: costOf(nest),
    scratch: 0,
  }
}
