/** What is worth saying of a suppression before it is kept: that it is broad, or for today only. */
import type { SuppressionWarning } from "#lib/protocol";
import { parseQuery, type Query } from "#lib/query";
import { ephemeral } from "./ephemeral.ts";

/** Warnings of one suppression. */
const WARNINGS_MAX = 20;

/** Keys that every signal that is found is told apart by; with OR those of the shortest way. */
function keysOf(query: Query): ReadonlySet<string> {
  switch (query.kind) {
    case "term":
      return new Set(query.value.kind === "exists" ? [] : [query.key]);
    case "and":
      return new Set(query.items.flatMap((item) => [...keysOf(item)]));
    case "or":
      return query.items.map(keysOf).reduce((a, b) => (b.size < a.size ? b : a));
    default:
      return new Set();
  }
}

function valuesIn(query: Query): { key: string; value: string }[] {
  if (query.kind === "and" || query.kind === "or") return query.items.flatMap(valuesIn);
  if (query.kind !== "term") return [];
  const { key, value } = query;
  return value.kind === "text" ? [{ key, value: value.text }] : [];
}

const about = (key: string, code: string, message: string) => ({ code, key, message });

/**
 * Warnings of a search that says what is hidden; none of one that is empty or cannot be read. What
 * is excluded (`-x`) is not looked at: it hides less.
 */
export function adviceOn(text: string): SuppressionWarning[] {
  const { query } = parseQuery(text);
  if (query === undefined || text.trim() === "") return [];
  const keys = keysOf(query);
  const [only = ""] = keys;
  const broad =
    keys.size === 0
      ? [about("", "SUPPRESSION_EVERYTHING", "It hides every signal of its rules.")]
      : keys.size === 1
        ? [
            about(
              only,
              "SUPPRESSION_SINGLE_KEY",
              "It goes by one key alone: whoever has that value is hidden, whatever they do.",
            ),
          ]
        : [];
  const passing = valuesIn(query).flatMap(({ key, value }) => {
    const found = ephemeral(key, value);
    return found === undefined ? [] : [about(key, found.code, `${value}: ${found.message}`)];
  });
  return [...broad, ...passing].slice(0, WARNINGS_MAX);
}
