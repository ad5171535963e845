const longest = 60

const shorten = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`)

/** A decoded value as a person would say it: `"ten"`, `3`, `a list of 4`. */
export const showFound = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return `an object with ${showKeys(Object.keys(value))}`
  return shorten(JSON.stringify(value) ?? typeof value)
}

const showKeys = (keys: readonly string[]): string =>
  keys.length === 0 ? 'no keys' : shorten(keys.map((key) => JSON.stringify(key)).join(', '))

/** `"a", "b" or "c"`. */
export const showChoices = (names: readonly string[]): string => {
  const quoted = names.map((name) => JSON.stringify(name))
  const last = quoted.at(-1) ?? 'nothing'
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} or ${last}`
}
