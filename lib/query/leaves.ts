/**
 * An event as a flat list: what a table keeps of it so that SQL finds by any path what the
 * predicate finds. A path goes through arrays without naming them.
 */

/** An object stands at the path; only "has it any value" can be asked of it. */
export const LEAF_OBJECT = 0;
export const LEAF_TEXT = 1;
/** A number or a truth value. */
export const LEAF_OTHER = 2;

/** `value` is the text of the value, "" for an object. */
export type Leaf = { path: string; kind: 0 | 1 | 2; value: string };

/** What stands for a dot within a name: no path of a search leads through it. */
const DOT_IN_NAME = "\u0001";

/**
 * The leaves of an event, at most `max`; what is beyond cannot be found by path. Null is no value.
 */
export function leavesOf(event: Readonly<Record<string, unknown>>, max: number): Leaf[] {
  const leaves: Leaf[] = [];
  for (const name of Object.keys(event)) gather(event[name], segment(name), leaves, max);
  return leaves;
}

function segment(name: string): string {
  return name.includes(".") ? name.replaceAll(".", DOT_IN_NAME) : name;
}

function gather(found: unknown, path: string, leaves: Leaf[], max: number): void {
  if (found === null || found === undefined || leaves.length >= max) return;
  if (typeof found === "string") leaves.push({ path, kind: LEAF_TEXT, value: found });
  else if (typeof found !== "object")
    leaves.push({ path, kind: LEAF_OTHER, value: String(found as number | boolean) });
  else if (Array.isArray(found)) for (const element of found) gather(element, path, leaves, max);
  else {
    leaves.push({ path, kind: LEAF_OBJECT, value: "" });
    const object = found as Record<string, unknown>;
    for (const name of Object.keys(object))
      gather(object[name], `${path}.${segment(name)}`, leaves, max);
  }
}
