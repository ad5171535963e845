import { decompositions as rules } from '../../linalg/decompositions.ts';
import { Concrete } from '../../Tensor.ts';
type Decomposition<N extends keyof typeof rules> = (run: unknown, inputs: readonly Concrete[], params: Parameters<(typeof rules)[N]>[1]) => readonly Concrete[];
export declare const decompositions: {
    readonly [N in keyof typeof rules]: Decomposition<N>;
};
export {};
