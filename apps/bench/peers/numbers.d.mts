export declare const numbers: (n: number, scale: number) => Float32Array
export declare const sizeOf: (shape: readonly number[]) => number
export declare const labels: (rows: number, classes: number) => Float32Array
export declare const timesOf: (run: () => unknown, seconds: number) => Promise<readonly number[]>
