/**
 * Samples by rejection, which need a number of random words that nobody knows before. Each element draws from a stream of
 * its own, keyed by its position, so that no element depends on how often another was rejected.
 *
 * @module
 */
import { threefry2x32 } from './threefry.ts'

/** The next number of a stream, uniform in (0, 1), of 52 random bits. */
type Draw = () => number

/** The stream of element `i` under a key. */
export const streamOf = (k0: number, k1: number, i: number): Draw => {
  const own = new Int32Array(2)
  const word = new Int32Array(2)
  threefry2x32(k0, k1, Math.floor(i / 2 ** 32), i | 0, own, 0)
  let drawn = 0
  return () => {
    threefry2x32(own[0]!, own[1]!, 0, drawn++, word, 0)
    return ((word[0]! >>> 6) * 2 ** 26 + (word[1]! >>> 6) + 0.5) * 2 ** -52
  }
}

const drawNormal = (draw: Draw): number => Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw())

/** G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", 2000, for shapes from 1. */
const logGammaFrom1 = (draw: Draw, shape: number): number => {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = drawNormal(draw)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(draw()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v)
  }
}

/** The logarithm of a gamma variable: shapes below 1 give numbers that only their logarithm can hold. */
export const drawLogGamma = (draw: Draw, shape: number): number => {
  if (!(shape >= 0)) return NaN
  if (shape === 0) return -Infinity
  if (shape >= 1) return logGammaFrom1(draw, shape)
  return logGammaFrom1(draw, shape + 1) + Math.log(draw()) / shape
}

const exactUpTo = 20

/** `ln k!`: a product for small `k`, Stirling's series for the rest. */
const logFactorial = (k: number): number => {
  if (k > exactUpTo)
    return (
      (k + 0.5) * Math.log(k) -
      k +
      0.5 * Math.log(2 * Math.PI) +
      1 / (12 * k) -
      1 / (360 * k ** 3) +
      1 / (1260 * k ** 5)
    )
  let product = 1
  for (let i = 2; i <= k; i++) product *= i
  return Math.log(product)
}

/** D. E. Knuth, "Seminumerical Algorithms", 3.4.1: how many uniform factors stay above `e^-rate`. */
const drawFewEvents = (draw: Draw, rate: number): number => {
  const limit = Math.exp(-rate)
  let count = 0
  for (let product = draw(); product > limit; product *= draw()) count++
  return count
}

/** W. Hörmann, "The transformed rejection method for generating Poisson random variables", 1993, algorithm PTRS. */
const drawManyEvents = (draw: Draw, rate: number): number => {
  const b = 0.931 + 2.53 * Math.sqrt(rate)
  const a = -0.059 + 0.02483 * b
  const alpha = 1.1239 + 1.1328 / (b - 3.4)
  const inside = 0.9277 - 3.6224 / (b - 2)
  for (;;) {
    const u = draw() - 0.5
    const v = draw()
    const us = 0.5 - Math.abs(u)
    const k = Math.floor(((2 * a) / us + b) * u + rate + 0.43)
    if (us >= 0.07 && v <= inside) return k
    if (k < 0 || (us < 0.013 && v > us)) continue
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= -rate + k * Math.log(rate) - logFactorial(k)) return k
  }
}

/** A Poisson variable. */
export const drawPoisson = (draw: Draw, rate: number): number =>
  rate === 0 ? 0 : rate < 10 ? drawFewEvents(draw, rate) : drawManyEvents(draw, rate)
