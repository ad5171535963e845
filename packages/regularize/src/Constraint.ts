/**
 * The contract of constraints: `params → params`, applied after each update.
 *
 * Laws. A constraint is a projection: what it returns satisfies it, and applying it again changes nothing
 * more (up to rounding). Parameters that satisfy it already, and those that it does not select, come back as
 * they were. Structure, shapes and element types are kept. A selection that matches nothing is a mistake, and
 * throws.
 *
 * The proximal maps have the same type. They keep all of this but the first: each application moves on.
 *
 * @module
 */

/** Puts parameters back where they may be. */
export type Constraint = <P>(params: P) => P
