/**
 * Threefry-2x32 with 20 rounds, the counter-based generator that JAX's default keys use.
 *
 * Source: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by))

/** Encrypts the counter `(x0, x1)` under the key `(k0, k1)`; writes the two words at `out[at]`, `out[at + 1]`. */
export const threefry2x32 = (
  k0: number,
  k1: number,
  x0: number,
  x1: number,
  out: Int32Array,
  at: number,
): void => {
  const k2 = k0 ^ k1 ^ 0x1bd11bda
  let a = (x0 + k0) | 0
  let b = (x1 + k1) | 0
  for (let group = 0; group < 5; group++) {
    const even = group % 2 === 0
    a = (a + b) | 0
    b = rotate(b, even ? 13 : 17) ^ a
    a = (a + b) | 0
    b = rotate(b, even ? 15 : 29) ^ a
    a = (a + b) | 0
    b = rotate(b, even ? 26 : 16) ^ a
    a = (a + b) | 0
    b = rotate(b, even ? 6 : 24) ^ a
    const step = group + 1
    a = (a + (step % 3 === 0 ? k0 : step % 3 === 1 ? k1 : k2)) | 0
    b = (b + (step % 3 === 0 ? k1 : step % 3 === 1 ? k2 : k0) + step) | 0
  }
  out[at] = a
  out[at + 1] = b
}
