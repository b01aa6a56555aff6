/** Version constraints of policies: `>= 7.40, < 7.60 || ~7.61`. */

/**
 * The release of the policy language's first agent whose fields and events this product follows.
 */
export const COMPATIBLE_VERSION = "7.71.0";

type Version = readonly number[];
const PART = /^(>=|<=|!=|=|>|<|~|\^)?\s*v?(\d+(?:\.(?:\d+|x|\*))*)(?:-[\w.]+)?$/;

/** Whether a version satisfies a constraint; undefined when the constraint cannot be read. */
export function satisfies(version: string, constraint: string): boolean | undefined {
  const wanted = parse(version);
  let isAny = false;
  for (const alternative of constraint.split("||")) {
    const parts = alternative
      .replace(/([<>=!~^])\s+/g, "$1")
      .split(/[,\s]+/)
      .filter((part) => part !== "");
    if (parts.length === 0) return undefined;
    const results = parts.map((part) => holds(wanted, part));
    if (results.includes(undefined)) return undefined;
    isAny ||= results.every(Boolean);
  }
  return isAny;
}

function parse(text: string): Version {
  return text.split(".").map(Number);
}

function holds(version: Version, part: string): boolean | undefined {
  const match = PART.exec(part);
  if (match === null) return undefined;
  const [, operator = "=", text = ""] = match;
  const bound = parse(text.replace(/\.[x*].*$/, ""));
  const order = compare(version, bound);
  switch (operator) {
    case ">=":
      return order >= 0;
    case ">":
      return order > 0;
    case "<=":
      return order <= 0 || isWithin(version, bound, bound.length);
    case "<":
      return order < 0;
    case "!=":
      return !isWithin(version, bound, bound.length);
    case "~":
      return order >= 0 && isWithin(version, bound, Math.min(2, bound.length));
    case "^":
      return order >= 0 && isWithin(version, bound, 1);
    default:
      return isWithin(version, bound, bound.length);
  }
}

function compare(left: Version, right: Version): number {
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether the first numbers of both are the same. */
function isWithin(version: Version, bound: Version, count: number): boolean {
  return bound.slice(0, count).every((number, at) => number === (version[at] ?? 0));
}
