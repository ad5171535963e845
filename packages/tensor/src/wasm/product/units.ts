/** How work is cut into units that threads share out. */
import { get, i32, least, repeatWhile, set, when } from '../instructions.ts'
import type { Code, Local } from '../module.ts'

export const mostUnits = 64

/** Items of work, a stretch of which makes a unit. */
export interface Units {
  readonly items: number
  readonly perUnit: number
  readonly units: number
}

/** Items cut into at most 64 units, which are stretches of equally many. */
export const unitsOf = (items: number): Units => {
  const perUnit = Math.max(1, Math.ceil(items / mostUnits))
  return { items, perUnit, units: Math.ceil(items / perUnit) }
}

/** The first item of units from `unit` on. */
const itemAt = ({ items, perUnit }: Units, unit: Local): Code =>
  least(i32.mul(get(unit), i32.const(perUnit)), i32.const(items))

/** Goes through the items of these units; the code moves `item` on. */
export const throughUnits = (
  units: Units,
  item: Local,
  last: Local,
  from: Local,
  to: Local,
  body: Code,
): Code => [
  set(item, itemAt(units, from)),
  set(last, itemAt(units, to)),
  when(i32.lessThan(get(item), get(last)), repeatWhile(body, i32.lessThan(get(item), get(last)))),
]
