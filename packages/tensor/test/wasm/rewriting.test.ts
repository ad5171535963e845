import { expect, test } from 'vitest'
import { f32x4, get, i32x4Const, set } from '../../src/wasm/instructions.ts'
import type { Local } from '../../src/wasm/module.ts'
import { constantsFirst, withoutRelaxed } from '../../src/wasm/rewriting.ts'

const local = (index: number): Local => ({ index, type: 'v128' })
const [x, y] = [local(0), local(1)]
const flat = (code: unknown): unknown => [code].flat(Infinity)

test('equal constants share one variable, which is set before the code; zero stays', () => {
  const indices = [2, 3, 4]
  const body = [
    set(x, f32x4.add(get(y), f32x4.const(1.5))),
    set(y, f32x4.mul(f32x4.const(1.5), f32x4.sub(i32x4Const(7), f32x4.const(0)))),
  ]
  const wanted = [
    set(local(2), f32x4.const(1.5)),
    set(local(3), i32x4Const(7)),
    set(x, f32x4.add(get(y), get(local(2)))),
    set(y, f32x4.mul(get(local(2)), f32x4.sub(get(local(3)), f32x4.const(0)))),
  ]
  expect(flat(constantsFirst(body, () => local(indices.shift()!)))).toEqual(flat(wanted))
})

test('a multiplication and addition in one becomes two instructions, also within another', () => {
  const inner = f32x4.relaxedMultiplyAdd(get(x), get(y), f32x4.const(2))
  const code = set(x, f32x4.relaxedMultiplyAdd(inner, get(y), get(x)))
  const apart = f32x4.add(f32x4.mul(get(x), get(y)), f32x4.const(2))
  expect(flat(withoutRelaxed(code))).toEqual(flat(set(x, f32x4.add(f32x4.mul(apart, get(y)), get(x)))))
})
