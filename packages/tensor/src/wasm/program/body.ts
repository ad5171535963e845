/**
 * Bodies: a plan within a plan.
 *
 * @module
 */
import { copyBytes, i32, set } from '../instructions.ts'
import type { Code, Local } from '../module.ts'
import type { Plan } from '../plan/plan.ts'
import type { Emitter } from './emitter.ts'
import { addressOf, beyond, bytesOf, type Place, placeOf, type Places } from './place.ts'

/** The places of all buffers of a body. */
export const placesIn = (
  e: Emitter,
  body: Plan,
  inputs: readonly Place[],
  apart: ReadonlyMap<number, Place>,
  workspace: Place,
): Places => {
  const { offsets } = body.layout
  const given = new Map(body.inputs.map((v, i) => [v.buffer, inputs[i]!]))
  const constants = new Map(body.constants.map((v, i) => [v.buffer, i]))
  return body.buffers.map((_, i) => {
    const constant = constants.get(i)
    if (constant !== undefined) return { at: e.around.constantAt(body, constant) }
    const offset = offsets.get(i)
    return given.get(i) ?? apart.get(i) ?? (offset === undefined ? undefined : beyond(workspace, offset))
  })
}

/** Runs a body, and has its results lie at these places afterwards. */
export const runBody = (
  e: Emitter,
  body: Plan,
  inputs: readonly Place[],
  results: readonly (readonly Place[])[],
  workspace: Place,
  alone: boolean,
): Code => {
  const { direct } = body
  const apart = new Map([...direct].map(([result, buffer]) => [buffer, results[result]![0]!]))
  const places = placesIn(e, body, inputs, apart, workspace)
  const code = e.steps(body, places, alone)
  const copies = body.results.flatMap((view, i) =>
    results[i]!.slice(direct.has(i) ? 1 : 0).map((to) => {
      const from = placeOf(places, view)
      const bytes = bytesOf(view)
      const touches = [
        { place: from, bytes, writes: false },
        { place: to, bytes, writes: true },
      ]
      return [
        e.before(touches, true),
        e.firstAlone(copyBytes(addressOf(to), addressOf(from), i32.const(bytes))),
      ]
    }),
  )
  return [code, copies]
}

/** A new variable that holds an address, and the code that sets it. */
export const variable = (
  e: Emitter,
  address: Code,
  inZone: number,
): { readonly place: Place; readonly code: Code } => {
  const own = e.local('i32')
  return { place: { local: own, zone: inZone, plus: 0 }, code: set(own, address) }
}
/** The variable that holds an address. */
export const localOf = (place: Place): Local => (place as { readonly local: Local }).local
