/** Text inside of files: decoded strictly, judged as names, quoted in messages. */
import * as O from '#fp/Option'

/** The text of bytes that are UTF-8 throughout. A byte-order mark stays in it, so that a grammar refuses it. */
export const utf8 = (bytes: Uint8Array): O.Option<string> =>
  O.tryCatch(() => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))

const isControl = (character: string): boolean => character < ' ' || character === '\u007f'

/** Why text is refused as a name, if it is. */
export const nameFault = (name: string): string | undefined =>
  Array.from(name).some(isControl)
    ? 'control characters hide a name from those who list it'
    : /\p{Surrogate}/u.test(name)
      ? 'half of a surrogate pair is not a character'
      : undefined

/** The character at a place as messages show it. */
export const showCharacter = (text: string, at: number): string => {
  const code = text.codePointAt(at)
  if (code === undefined) return 'the end of the header'
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  return code > 0x20 && code < 0x7f ? `'${String.fromCodePoint(code)}'` : hex
}

const longest = 60

const shorten = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text)

const escaped = (character: string): string => {
  const hex = character.codePointAt(0)!.toString(16)
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
}

/** What a terminal would obey, or nobody would see: controls, directions, lone halves of characters. */
const escapeAll = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped)

/** Text out of a file for a message: not long, and nothing in it but what can be seen. */
export const visible = (text: string): string => escapeAll(shorten(text))

/** The same in quotes. */
export const quote = (text: string): string => escapeAll(JSON.stringify(shorten(text)))

/** A name for a message: bare where that is clear. */
export const showName = (name: string): string =>
  /^[\p{L}\p{N}_./-]{1,100}$/u.test(name) ? name : quote(name)

/** A number of bytes in words. */
export const bytesOf = (n: number): string => `${n} ${n === 1 ? 'byte' : 'bytes'}`
