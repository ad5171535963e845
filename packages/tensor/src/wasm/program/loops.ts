/**
 * Loops within programs: what is carried lies in two places that take turns.
 *
 * @module
 */
import { copyBytes, countTo, get, i32, repeatWhile, set, when } from '../instructions.ts'
import type { Code } from '../module.ts'
import type { ScanStep, WhileStep } from '../plan/plan.ts'
import type { View } from '../view.ts'
import { localOf, placesIn, runBody, variable } from './body.ts'
import type { Emitter } from './emitter.ts'
import { addressOf, beyond, bytesOf, type Place, placeOf, type Places } from './place.ts'

/** Variables for what is carried: where it is, where the next goes, where the one after that goes. */
const turns = (e: Emitter, begin: readonly Place[], first: readonly Place[], second: readonly Place[]) => {
  const rows = begin.map((b, i) => {
    const shared = e.zone()
    const [now, next, other] = [b, first[i]!, second[i]!].map((p) => variable(e, addressOf(p), shared))
    return { now: now!, next: next!, other: other! }
  })
  return {
    now: rows.map((r) => r.now.place),
    next: rows.map((r) => r.next.place),
    begin: rows.map((r) => [r.now.code, r.next.code, r.other.code]),
    turn: rows.map(({ now, next, other }) => [
      set(localOf(now.place), get(localOf(next.place))),
      set(localOf(next.place), get(localOf(other.place))),
      set(localOf(other.place), get(localOf(now.place))),
    ]),
  }
}

/** Runs a body again and again. */
export const scan = (e: Emitter, step: ScanStep, places: Places, alone: boolean): Code => {
  const { body, length, constants, carry, reverse } = step
  const at = (v: View): Place => placeOf(places, v)
  const outputs = body.results.slice(carry)
  const answered = step.writes.slice(0, carry + outputs.length)
  const [firsts, seconds] = [answered.slice(0, carry), step.writes.slice(carry + outputs.length, -1)]
  // the last turn has to write where the results are
  const isOdd = length % 2 === 1
  const carried = turns(
    e,
    step.reads.slice(constants, constants + carry).map(at),
    (isOdd ? firsts : seconds).map(at),
    (isOdd ? seconds : firsts).map(at),
  )
  const walk = (v: View, bytes: number) => {
    const begin = beyond(at(v), reverse ? (length - 1) * bytes : 0)
    return { ...variable(e, addressOf(begin), e.zone()), bytes }
  }
  const rows = step.reads
    .slice(constants + carry)
    .map((v, i) => walk(v, bytesOf(body.inputs[constants + carry + i]!)))
  const columns = answered.slice(carry).map((v, i) => walk(v, bytesOf(outputs[i]!)))
  const counter = e.local('i32')
  if (length === 0)
    return e.firstAlone(
      firsts.map((v, i) =>
        copyBytes(addressOf(at(v)), addressOf(at(step.reads[constants + i]!)), i32.const(bytesOf(v))),
      ),
    )
  const begin = alone ? [] : e.meet()
  const once = runBody(
    e,
    body,
    [...step.reads.slice(0, constants).map(at), ...carried.now, ...rows.map((r) => r.place)],
    [...carried.next.map((p) => [p]), ...columns.map((c) => [c.place])],
    at(step.writes.at(-1)!),
    alone,
  )
  const advance = [...rows, ...columns].map(({ place, bytes }) =>
    set(localOf(place), i32.add(get(localOf(place)), i32.const(reverse ? -bytes : bytes))),
  )
  const loop = [
    carried.begin,
    rows.map((r) => r.code),
    columns.map((c) => c.code),
    set(counter, i32.const(0)),
    countTo(counter, i32.const(length), i32.const(1), [begin, once, carried.turn, advance]),
  ]
  return [loop, alone ? [] : e.meet()]
}

/** Runs a body again and again. */
export const whileLoop = (e: Emitter, step: WhileStep, places: Places, alone: boolean): Code => {
  const { condition, body, conditionConstants, bodyConstants } = step
  const at = (v: View): Place => placeOf(places, v)
  const count = body.results.length
  const tested = step.reads.slice(0, conditionConstants).map(at)
  const fixed = step.reads.slice(conditionConstants, conditionConstants + bodyConstants).map(at)
  const carried = turns(
    e,
    step.reads.slice(conditionConstants + bodyConstants).map(at),
    step.writes.slice(0, count).map(at),
    step.writes.slice(count, 2 * count).map(at),
  )
  const [testSpace, bodySpace] = step.writes.slice(2 * count).map(at) as [Place, Place]
  const goesOn = e.local('i32')
  const begin = alone ? [] : e.meet()
  // right after what the condition works in, where nothing else is written before all have read it
  const answer = beyond(testSpace, condition.layout.bytes)
  const apart = new Map([...condition.direct.values()].map((buffer) => [buffer, answer]))
  const places2 = placesIn(e, condition, [...tested, ...carried.now], apart, testSpace)
  const test = [
    e.steps(condition, places2, alone),
    alone ? [] : e.meet(),
    set(goesOn, i32.load8u(addressOf(placeOf(places2, condition.results[0]!)))),
  ]
  const once = runBody(
    e,
    body,
    [...fixed, ...carried.now],
    carried.next.map((p) => [p]),
    bodySpace,
    alone,
  )
  const settle = step.writes.slice(0, count).map((v, i) => {
    const [to, from] = [addressOf(at(v)), get(localOf(carried.now[i]!))]
    return e.firstAlone(when(i32.equal(to, from), [], copyBytes(to, from, i32.const(bytesOf(v)))))
  })
  return [
    carried.begin,
    repeatWhile([begin, test, when(get(goesOn), [once, carried.turn])], get(goesOn)),
    alone ? [] : e.meet(),
    settle,
    alone ? [] : e.meet(),
  ]
}
