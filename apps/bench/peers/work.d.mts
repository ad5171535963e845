/** The same product of two square matrices, or the same training step of a perceptron. */
export type Work =
  | { readonly kind: 'product'; readonly n: number }
  | { readonly kind: 'mlp'; readonly sizes: readonly number[]; readonly batch: number }

export declare const cases: Readonly<Record<string, Work>>
export declare const numbers: (n: number, scale: number) => Float32Array
export declare const sizeOf: (shape: readonly number[]) => number
export declare const labels: (rows: number, classes: number) => Float32Array
export declare const measure: (system: string, version: string, run: () => unknown) => Promise<void>
