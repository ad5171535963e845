/**
 * The platform's `AbortSignal` where the program that imports this knows its type, else the part of it that is
 * used here: so that declarations compile without the DOM's and without Node's types.
 */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer S } }
  ? S
  : { readonly aborted: boolean }
