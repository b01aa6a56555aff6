/**
 * Which memberships of an event type are looked up together: those in static texts on the same
 * field, once there are enough of them. However many rules test the field, its value is then
 * compared once an event, and a rule asks whether its number is among those found.
 */
import { INDEXED_TESTS_MIN } from "./limits.ts";
import { compileIndex, type FindMatches, isIndexable } from "./match-index.ts";
import type { Bucket } from "./plan.ts";
import type { Membership, StringTest, Value } from "./tree.ts";

/** Where a membership is looked up, and the number it has there. */
export type FieldIndexes = ReadonlyMap<
  Membership,
  { field: string; find: FindMatches; number: number }
>;

/** Builds the index of every field that is tested often enough. */
export function indexFields({ chunks }: Bucket): FieldIndexes {
  const byField = new Map<string, Membership[]>();
  for (const { guard, root } of chunks.flat()) {
    for (const value of guard === undefined ? [root] : [guard, root])
      for (const found of membershipsIn(value)) {
        const field = fieldOf(found);
        if (field === undefined) continue;
        const known = byField.get(field);
        if (known === undefined) byField.set(field, [found]);
        else known.push(found);
      }
  }
  const indexes = new Map<Membership, { field: string; find: FindMatches; number: number }>();
  for (const [field, members] of byField) {
    const entries = members.flatMap((member, number) =>
      testsOf(member).map((test) => [test, number] as const),
    );
    if (members.length < 2 || entries.length < INDEXED_TESTS_MIN) continue;
    const find = compileIndex(entries);
    for (const [number, member] of members.entries()) indexes.set(member, { field, find, number });
  }
  return indexes;
}

function testsOf({ test }: Membership): readonly StringTest[] {
  return test.type === "string" ? test.tests : [];
}

/** The cell that a membership tests; undefined when it cannot be looked up. */
function fieldOf({ left, test }: Membership): string | undefined {
  if (test.type !== "string" || !test.tests.every(isIndexable)) return undefined;
  if (left.kind !== "read" || left.source !== "event" || left.isList) return undefined;
  if (left.measure !== "value") return undefined;
  return `${test.ignoreCase ? "folded " : ""}${left.key}`;
}

function membershipsIn(value: Value): Membership[] {
  switch (value.kind) {
    case "membership":
      return [value, ...membershipsIn(value.left)];
    case "and":
    case "or":
      return value.terms.flatMap(membershipsIn);
    case "not":
      return membershipsIn(value.operand);
    case "relation":
    case "arithmetic":
      return [...membershipsIn(value.left), ...membershipsIn(value.right)];
    default:
      return [];
  }
}
