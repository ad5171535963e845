/** What every system does, as cases.json has it: the same numbers, the same work. */
export type Work =
  | { readonly kind: 'product' | 'elementwise' | 'adamUpdate'; readonly n: number }
  | { readonly kind: 'softmax' | 'layerNorm'; readonly rows: number; readonly columns: number }
  | { readonly kind: 'mlp'; readonly sizes: readonly number[]; readonly batch: number }
  | { readonly kind: 'cnn'; readonly batch: number }
  | { readonly kind: 'normCnn'; readonly batch: number; readonly filters: readonly [number, number, number] }
  | {
      readonly kind: 'lstm'
      readonly units: number
      readonly steps: number
      readonly batch: number
      readonly features: number
      readonly classes: number
    }

/** The case of a kind. */
export type Of<K extends Work['kind']> = Extract<Work, { readonly kind: K }>

/** How a system of JavaScript is told to begin. */
export interface Start {
  readonly threads: number
  /** Where the binaries of TensorFlow.js are. */
  readonly assets: string
}

/** A system of JavaScript: the module of each exports these. */
export interface System {
  readonly start: (how: Start) => unknown
  /** What is timed; nothing, where the system cannot do the work. */
  readonly runOf: (work: Work) => (() => unknown) | undefined
}
