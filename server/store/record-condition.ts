/** A parsed search → a condition over the table of events or of logs. */
import { FREE_TEXT_KEYS, type Query, type ValueMatch } from "#lib/query";
import { placesOf, type RecordKind } from "./record-places.ts";

function term(kind: RecordKind, key: string, value: ValueMatch): string {
  const free = key === "" || key === "*";
  const places =
    key === "" ? FREE_TEXT_KEYS.flatMap((name) => placesOf(kind, `@${name}`)) : placesOf(kind, key);
  const conditions = places.map((place) =>
    value.kind === "exists" ? place.exists : place.some(value, free),
  );
  return joined(conditions, "OR");
}

function joined(conditions: readonly string[], operator: "AND" | "OR"): string {
  const [first = "1"] = conditions;
  return conditions.length === 1 ? first : `(${conditions.join(` ${operator} `)})`;
}

/** The condition; it holds for the rows whose events the search's predicate accepts. */
export function recordCondition(kind: RecordKind, query: Query): string {
  switch (query.kind) {
    case "all":
      return "1";
    case "and":
    case "or":
      return joined(
        query.items.map((item) => recordCondition(kind, item)),
        query.kind === "and" ? "AND" : "OR",
      );
    case "not":
      return `NOT (${recordCondition(kind, query.item)})`;
    case "term":
      return term(kind, query.key, query.value);
  }
}
