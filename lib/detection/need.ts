/** Why a rule cannot be evaluated: thrown while compiling and caught by `compileRule`. */

/** A fault of the rule, not of the program. */
export class RuleFault extends Error {}

export function need(condition: false, reason: string): never;
export function need(condition: boolean, reason: string): asserts condition;
export function need(condition: boolean, reason: string): void {
  if (!condition) throw new RuleFault(reason);
}
