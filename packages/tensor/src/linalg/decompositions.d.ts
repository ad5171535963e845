/** What each decomposition answers, without computing it. */
import type { Abstract } from '../Primitive.ts';
type Rule<Params> = (inputs: readonly Abstract[], params: Params) => readonly Abstract[];
/** The shapes and element types of the results. */
export declare const decompositions: {
    lu: Rule<{
        readonly full: boolean;
    }>;
    qr: Rule<{
        readonly complete: boolean;
    }>;
    eigh: Rule<{
        readonly vectors: boolean;
    }>;
    svd: Rule<{
        readonly vectors: 'none' | 'thin' | 'full';
    }>;
};
export {};
