/** A filter as conditions on numbers that are loaded from the packet. */

export type Value =
  | { kind: "number"; value: number }
  | { kind: "length" }
  /**
   * Bytes from `at` on, counted from the packet's start, or from the end of its IPv4 header.
   */
  | { kind: "load"; from: "packet" | "transport"; at: Value; size: 1 | 2 | 4 }
  | { kind: "operation"; operator: Operator; left: Value; right: Value };

export type Operator = "+" | "-" | "*" | "/" | "%" | "&" | "|" | "^" | "<<" | ">>";
export type Relation = "==" | ">" | ">=";

export type Condition =
  | { kind: "all" | "any"; of: readonly Condition[] }
  | { kind: "not"; of: Condition }
  | { kind: "compare"; left: Value; relation: Relation; right: Value };

export function number(value: number): Value {
  return { kind: "number", value: value >>> 0 };
}

export function load(at: number, size: 1 | 2 | 4, from: "packet" | "transport" = "packet"): Value {
  return { kind: "load", from, at: number(at), size };
}

export function masked(value: Value, mask: number): Value {
  return { kind: "operation", operator: "&", left: value, right: number(mask) };
}

export function compare(left: Value, relation: Relation, right: number): Condition {
  return { kind: "compare", left, relation, right: number(right) };
}

export function equal(left: Value, right: number): Condition {
  return compare(left, "==", right);
}

export function all(...of: readonly Condition[]): Condition {
  return { kind: "all", of };
}

export function any(...of: readonly Condition[]): Condition {
  return { kind: "any", of };
}

export function not(of: Condition): Condition {
  return { kind: "not", of };
}
