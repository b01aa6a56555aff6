/**
 * Claims about our own code. A failed one is a bug: it is never caught except at a program's edge.
 */

/** Throws when a claim about our own code does not hold; `why` says why it must. */
export function assert(condition: unknown, why: string): asserts condition {
  if (!condition) throw new Error(`bug: ${why}`);
}

/** Marks a branch that the types rule out. */
export function unreachable(value: never): never {
  throw new Error(`bug: unexpected ${JSON.stringify(value)}`);
}
