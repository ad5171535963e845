import type { System } from './work.mjs'

export declare const start: System['start']
export declare const runOf: System['runOf']
