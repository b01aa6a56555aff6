/**
 * Attributes of all events of a signal, merged: the value where all agree, an array where few
 * differ, and only the path's name under `high_cardinality` where many do. Lists of objects (the
 * process ancestry) are left to the samples.
 */

/** Distinct values kept of one attribute. */
export const ROLL_UP_VALUES_MAX = 50;
/** Attributes of one signal, counting those whose values are too many. */
export const ROLL_UP_PATHS_MAX = 500;
export const ROLL_UP_TEXT_MAX = 1024;
const DEPTH_MAX = 16;

/**
 * Names that the signal itself uses at the top of its document, and what is the same in every
 * event.
 */
const RESERVED = new Set([
  "title",
  "status",
  "host",
  "entities",
  "workflow",
  "triggeringRuleCase",
  "groupByPaths",
  "groupByValues",
  "queries",
  "samples",
  "tags",
  "message",
  "date",
]);

export type Tree = Record<string, unknown>;
type Scalar = string | number | boolean;

type RollUp = {
  /** Merges one event's attributes. */
  add(event: Tree): void;
  /** Paths with more values than are kept, sorted. */
  highCardinality(): string[];
};

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function countPaths(tree: Tree): number {
  let count = 0;
  for (const value of Object.values(tree)) count += isTree(value) ? countPaths(value) : 1;
  return count;
}

/** Merges into `attributes`, which may hold what was merged before. */
export function createRollUp(attributes: Tree, tooMany: readonly string[]): RollUp {
  const high = new Set(tooMany);
  let paths = countPaths(attributes) + high.size;

  function addScalar(target: Tree, key: string, path: string, value: Scalar): void {
    if (high.has(path)) return;
    const isLong = typeof value === "string" && value.length > ROLL_UP_TEXT_MAX;
    const kept = isLong ? value.slice(0, ROLL_UP_TEXT_MAX).toWellFormed() : value;
    const known = Object.hasOwn(target, key) ? target[key] : undefined;
    if (known === undefined) {
      if (paths >= ROLL_UP_PATHS_MAX) return;
      paths += 1;
      target[key] = kept;
    } else if (Array.isArray(known)) {
      if (known.includes(kept)) return;
      if (known.length < ROLL_UP_VALUES_MAX) known.push(kept);
      else {
        delete target[key];
        high.add(path);
      }
    } else if (isScalar(known) && known !== kept) {
      target[key] = [known, kept];
    }
  }

  function addTree(target: Tree, source: Tree, prefix: string, depth: number): void {
    for (const [key, value] of Object.entries(source)) {
      // Assigning to __proto__ would change the object's prototype.
      if (key === "__proto__" || (depth === 0 && RESERVED.has(key))) continue;
      const path = prefix === "" ? key : `${prefix}.${key}`;
      if (isScalar(value)) addScalar(target, key, path, value);
      else if (Array.isArray(value)) {
        for (const item of value) if (isScalar(item)) addScalar(target, key, path, item);
      } else if (isTree(value) && depth < DEPTH_MAX) {
        const known = Object.hasOwn(target, key) ? target[key] : {};
        if (!isTree(known)) continue;
        addTree(known, value, path, depth + 1);
        if (Object.keys(known).length > 0) target[key] = known;
      }
    }
  }

  return {
    add: (event) => addTree(attributes, event, "", 0),
    highCardinality: () => [...high].sort(),
  };
}

/** The values at a path of a merged tree, as text. */
export function valuesAt(tree: Tree, path: string): string[] {
  let value: unknown = tree;
  for (const segment of path.split(".")) {
    if (!isTree(value) || !Object.hasOwn(value, segment)) return [];
    value = value[segment];
  }
  const values = Array.isArray(value) ? value : [value];
  return values.filter(isScalar).map(String);
}
