/**
 * Numbers as people read them, the same in every language setting, so that output can be compared.
 */

/** `97.5 %` of 0.975. */
export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`

/** `12,345`. */
export const count = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 0 })

/** `1 epoch`, `3 epochs`. */
export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`

/** Four significant digits, without an exponent where a reader can do without: `0.03125`, `12.5`, `3.2e-7`. */
export const short = (x: number, digits = 4): string => {
  if (!Number.isFinite(x)) return String(x)
  const size = Math.abs(x)
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return x.toExponential(2)
  return String(Number(x.toPrecision(digits)))
}

/** The same width for every loss, so that columns stand still: `0.0312`. */
export const fixed = (x: number): string => (Math.abs(x) >= 1e4 ? x.toExponential(2) : x.toFixed(4))

const two = (n: number): string => String(n).padStart(2, '0')

/** `0:07`, `12:05`, `1:02:03`. */
export const clock = (seconds: number): string => {
  if (!Number.isFinite(seconds) || seconds < 0) return '–:––'
  const whole = Math.round(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** `0.8 s`, `12 s`, `3 min 5 s`. */
export const duration = (seconds: number): string => {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
