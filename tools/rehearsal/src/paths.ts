import { join } from 'node:path'

export const rehearsal = join(import.meta.dirname, '..')
export const root = join(rehearsal, '../..')
export const kit = join(rehearsal, 'kit')
