/** Values that are not what they should be, in words. */
import { isTensor } from '@gradus/tensor'
import { isRecord, showAbstract } from './structure.ts'

export const describe = (value: unknown): string => {
  if (isTensor(value)) return `a tensor ${showAbstract(value)}`
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'object' && value !== null)
    return isRecord(value) ? `a record {${Object.keys(value).join(', ')}}` : `a ${value.constructor.name}`
  return value === undefined || value === null
    ? String(value)
    : `the ${typeof value} ${String(value as number)}`
}
