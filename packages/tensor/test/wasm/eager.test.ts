import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { AnyTensor, DType } from '../../src/index.ts'
import * as T from '../../src/index.ts'
import { allocate } from '../../src/DType.ts'
import { evaluate } from '../../src/kernels/evaluate.ts'
import { type Primitives, type SingleName, wasmEngine } from '../../src/primitives.ts'
import { Concrete } from '../../src/Tensor.ts'
import { uniform } from '../../src/uniform.ts'
import { eager } from '../../src/wasm/eager.ts'
import { table, worthOf } from '../../src/wasm/worth.ts'

interface Call {
  readonly name: SingleName
  readonly inputs: readonly Concrete[]
  readonly params: Primitives[SingleName]
}

const special = [0, -0, NaN, Infinity, -Infinity, 1, -1, 0.5, -0.5, 2.5, 3e38, 1e-45, 2 ** 31 - 1, -(2 ** 31)]

/** Numbers of all magnitudes, every fifth of them special. */
const mixed = (shape: readonly number[], dtype: DType, seed: number): Concrete => {
  const bits = Concrete.values(T.Rng.bits(T.Rng.key(seed), shape) as unknown as Concrete)
  const values = allocate(dtype, bits.length)
  bits.forEach((b, i) => {
    const number = b / 2 ** 31 / 10 ** ((b & 15) - 8)
    const value = dtype.startsWith('float') ? number : dtype === 'bool' ? b & 1 : b
    values[i] = i % 5 === 0 && dtype !== 'bool' ? special[(b >>> 8) % special.length]! : value
  })
  return new Concrete(values, shape, dtype)
}

const call = (name: SingleName, inputs: readonly Concrete[], params: object = {}): Call => ({
  name,
  inputs,
  params: params as Primitives[SingleName],
})

// more than a piece, and no multiple of one
const shape = [83, 251]
const indices = new Concrete(
  Int32Array.from({ length: 83 }, (_, i) => (i * 7) % 83),
  [83],
  'int32',
)
const key = new Concrete(Int32Array.of(3, -5), [2], 'int32')

const windows = { window: [2, 3], strides: [1, 2], dilation: [2, 1] }

/** Calls of each primitive that the engine takes, of the element types that it is for. */
const callsOf = (dtype: DType): readonly Call[] => {
  const [x, y] = [mixed(shape, dtype, 1), mixed(shape, dtype, 2)]
  const one = (params: object) => (name: SingleName) => call(name, [x], params)
  const both = (name: SingleName): Call => call(name, [x, y])
  return [
    ...(['neg', 'abs', 'sign', 'sqrt', 'exp', 'log', 'sigmoid', 'tanh', 'not'] as const).map(one({})),
    ...(['add', 'sub', 'mul', 'div', 'maximum', 'minimum'] as const).map(both),
    ...(dtype.startsWith('float') ? (['mod', 'pow', 'atan2'] as const) : []).map(both),
    ...(['less', 'lessEqual', 'equal', 'and', 'or', 'shiftRightLogical'] as const).map(both),
    ...(['floor', 'ceil', 'round'] as const).map((mode) => one({ mode })('toWhole')),
    ...(['finite', 'nan'] as const).map((as) => one({ as })('classify')),
    ...(['erf', 'sin', 'log1p'] as const).map((f) => one({ f })('special')),
    ...(['bool', 'float32', 'float64'] as const).map((to) => one({ dtype: to })('cast')),
    call('select', [mixed(shape, 'bool', 3), x, y]),
    ...(['reduceSum', 'reduceMax', 'reduceMin', 'reduceProd'] as const).map(one({ axes: [0] })),
    one({ shape: [2, ...shape] })('broadcast'),
    one({ axes: [1, 0] })('permute'),
    one({ axes: [0] })('flip'),
    one({ starts: [1, 2], sizes: [80, 200] })('slice'),
    one({ low: [1, 0], high: [0, 3] })('pad'),
    call('concat', [x, y], { axis: 1 }),
    call('take', [x, indices], { axis: 0 }),
    call('scatterSum', [x, indices], { axis: 0, size: 90 }),
    one({ axis: 1 })('argSort'),
    one({ axis: 1, reverse: true })('cumSum'),
    one({ ...windows, counts: [81, 125] })('patches'),
    call('unpatch', [mixed([2, 3, 81, 125], dtype, 4)], { ...windows, size: shape }),
    call('matmul', [x, x], { transposeA: false, transposeB: true }),
    call('randomBits', [key], { shape: [100, 100] }),
    call('splitKey', [key], { count: 9999 }),
  ]
}

const dtypes = ['float32', 'float64', 'int32', 'uint8', 'bool'] as const
const engine = wasmEngine({ threads: 1 })
const known = (['float32', 'int32', 'bool'] as const).flatMap(callsOf)

/** The call on the engine, whatever it is worth; nothing where the engine has no code for it. */
const onEngine = ({ name, inputs, params }: Call): Concrete | undefined => {
  const types = inputs.map((x) => ({ shape: x.shape, dtype: x.dtype }))
  const result = evaluate(name, inputs, params)[0]!
  const operation = engine.operation({
    inputs: types,
    constants: [],
    equations: [{ name, params, operands: types.map((_, i) => i), results: [result] }],
    results: [types.length],
  })
  const found = operation?.run(inputs, result.shape)
  operation?.release()
  return found
}
const isHere = (x: AnyTensor): boolean => Concrete.elsewhere(x as Concrete) !== undefined
const values = (x: AnyTensor): readonly number[] => [...T.toTypedArray(x)]

/** Calls of a kind until the engine takes it, which it does after a while or not at all. */
const patiently = (evaluated: ReturnType<typeof eager>, { name, inputs, params }: Call): Concrete => {
  for (let i = 0; i < 200; i++) {
    const [found] = evaluated(name, inputs, params) as [Concrete]
    if (isHere(found)) return found
  }
  throw new Error(`${name} of ${inputs[0]!.dtype} stays with the reference`)
}

describe('what is worth the engine', () => {
  test('has code there', () => {
    const names = new Set(known.filter((c) => onEngine(c) !== undefined).map((c) => c.name))
    expect([...names].toSorted()).toEqual(Object.keys(table).toSorted())
  })

  test.each(dtypes)('has the bits of the reference where the table says so: %s', (dtype) => {
    for (const c of callsOf(dtype).filter(({ name }) => table[name]!.isExact)) {
      const found = onEngine(c)
      if (found !== undefined)
        expect(values(found), `${c.name} ${JSON.stringify(c.params)}`).toEqual(
          values(evaluate(c.name, c.inputs, c.params)[0]!),
        )
    }
  })

  test.each(dtypes)('piece by piece it has the bits of the whole: %s', (dtype) => {
    const evaluated = eager(() => engine)
    for (const c of callsOf(dtype).filter(({ name }) => table[name]!.isElementwise)) {
      const found = onEngine(c)
      if (found !== undefined) expect(values(patiently(evaluated, c)), c.name).toEqual(values(found))
    }
  })

  test('is large, and no small part of something large', () => {
    const x = (...s: readonly number[]): readonly Concrete[] => [mixed(s, 'float32', 1)]
    expect(worthOf('exp', x(4095), {})).toBeUndefined()
    expect(worthOf('exp', x(4096), {})).toBeDefined()
    expect(worthOf('argExtreme', x(2 ** 20), { axis: 0, largest: true })).toBeUndefined()
    const batch = (rows: number) => worthOf('slice', x(rows, 128), { starts: [0, 0], sizes: [64, 128] })
    expect(batch(256)).toBeDefined()
    expect(batch(257)).toBeUndefined()
  })
})

describe('operations of values', () => {
  test('are done by the engine where they are large, and nothing has been compiled before', () => {
    const program = `
      import * as T from '../../src/index.ts'
      import { Concrete } from '../../src/Tensor.ts'
      const isHere = (x) => Concrete.elsewhere(x) !== undefined
      console.log(isHere(T.exp(T.ones([4095]))), isHere(T.exp(T.ones([4096]))))
    `
    const args = ['--conditions=@gradus/source', '--input-type=module', '--eval', program]
    const out = execFileSync(process.execPath, args, { encoding: 'utf8', cwd: import.meta.dirname })
    expect(out.trim()).toBe('false true')
  })

  test('of the same kind move to the engine once they have taken as long as it takes to compile them', () => {
    const evaluated = eager(() => engine)
    const x = mixed([2 ** 14], 'float32', 1)
    const where = Array.from({ length: 70 }, () => isHere(evaluated('add', [x, x], {})[0]!))
    expect(where.indexOf(true)).toBe(63)
    expect(where.slice(63).every(Boolean)).toBe(true)
  })

  test('of a number and a tensor', () => {
    const evaluated = eager(() => engine)
    const x = mixed([9, 9999], 'float32', 1)
    const tenth = uniform(0.1, x.shape, 'float32')
    const wanted = values(evaluate('mul', [x, uniform(0.1, x.shape, 'float32')], {})[0]!)
    const found = patiently(evaluated, { name: 'mul', inputs: [tenth, x], params: {} })
    expect(values(found)).toEqual(wanted)
  })

  test('in another shape are where they were, without a copy', () => {
    const x = T.reshape(T.exp(T.zeros([64, 64])), [4096])
    expect(isHere(x)).toBe(true)
    expect(new Set(values(T.exp(x)))).toEqual(new Set([Math.fround(Math.E)]))
    expect(new Set(values(x))).toEqual(new Set([1]))
  })

  test('refuse what the reference refuses, in its words', () => {
    const at = new Concrete(new Int32Array(2 ** 15).fill(9), [2 ** 15], 'int32')
    const evaluated = eager(() => engine)
    const x = mixed([9], 'float32', 1)
    for (let i = 0; i < 40; i++)
      expect(() => evaluated('take', [x, at], { axis: 0 })).toThrow(
        'take: index 9 at position 0 is out of range, the axis has 9 elements (0..8).',
      )
  })

  test('are those of the reference where the engine has no memory left, and on it again when it has', () => {
    const small = eager((own = wasmEngine({ threads: 1, maximum: 2 ** 20 })) => own)
    const ones = T.ones([2 ** 19]) as unknown as Concrete
    const [found] = small('exp', [ones], {}) as [Concrete]
    expect(isHere(found)).toBe(false)
    expect(T.Tree.equals(found, evaluate('exp', [ones], {})[0])).toBe(true)
    expect(isHere(small('exp', [T.ones([4096]) as unknown as Concrete], {})[0]!)).toBe(true)
  })

  test('in a loop that never lets the runtime breathe take no more memory than its budget', () => {
    const budget = 2 ** 20
    const own = wasmEngine({ threads: 1, budget })
    const evaluated = eager(() => own)
    let x = mixed([2 ** 13], 'float32', 1)
    const uses: number[] = []
    for (let i = 0; i < 6000; i++) {
      ;[x] = evaluated('tanh', evaluated('mul', [x, x], {}), {}) as [Concrete]
      if (i === 1000 || i === 5999) uses.push(own.use().memory)
    }
    expect(own.use().tensors).toBeLessThanOrEqual(budget)
    expect(uses[1]).toBe(uses[0])
  })

  test('of ever other shapes keep no programs, and no memory of theirs', () => {
    const own = wasmEngine({ threads: 1, budget: 2 ** 22 })
    const evaluated = eager(() => own)
    const lengths = Array.from({ length: 300 }, (_, i) => 2 ** 17 + 1000 * i)
    const sums = lengths.map((n) => {
      const ones = evaluated('exp', [T.zeros([n]) as unknown as Concrete], {})
      return T.item(evaluated('reduceSum', ones as readonly Concrete[], { axes: [0] })[0]! as never)
    })
    expect(sums).toEqual(lengths)
    // all operands and results together are 480 MiB
    expect(own.use().memory).toBeLessThan(2 ** 26)
  })
})
