/**
 * A search, parsed. Both back ends (predicate and SQL) start from this form, so that they cannot
 * disagree on it.
 */
import type { Span } from "#lib/base";

/**
 * What a term's value must look like. Text of the keys "" and "*" is found within values, ignoring
 * case.
 */
export type ValueMatch =
  | { kind: "exists" }
  | { kind: "text"; text: string }
  /**
   * Literal runs around wildcards: `*` is any run of characters, `?` one; a backslash makes `*`,
   * `?`, `\` literal.
   */
  | { kind: "pattern"; source: string }
  | { kind: "compare"; operator: ">" | ">=" | "<" | "<="; value: number | string }
  /** Both ends belong to the range; null is open. */
  | { kind: "range"; from: number | string | null; to: number | string | null }
  | { kind: "cidr"; blocks: string[] };

export type Query =
  /** The empty search. */
  | { kind: "all" }
  | { kind: "and" | "or"; items: Query[] }
  | { kind: "not"; item: Query }
  /**
   * `key` is "@a.b" for an attribute of the event JSON, "host", "service", "status", "source" or
   * another plain word for a reserved field or a tag of that name, "" for free text in message and
   * title, and "*" for text in any value.
   */
  | { kind: "term"; key: string; value: ValueMatch; span: Span };
