import { readFileSync } from 'node:fs'

export const load = <A>(name: string): A =>
  JSON.parse(readFileSync(new URL(`./golden/${name}.json`, import.meta.url), 'utf8')) as A
