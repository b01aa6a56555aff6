/** Logic → a search over logs. Values of attributes compare with letter case there. */
import { formatQuery, type Query, type ValueMatch } from "#lib/query";
import * as refuse from "./refuse.ts";
import type { Logic, TextPart, ValueTest } from "./types.ts";

const NOWHERE = { start: 0, end: 0 };

/** The search; `keyOf` names the attribute of a field. Throws SigmaRefused. */
export function toQuery(logic: Logic, keyOf: (field: string) => string): Query {
  switch (logic.kind) {
    case "and":
    case "or":
      return { kind: logic.kind, items: logic.items.map((item) => toQuery(item, keyOf)) };
    case "not":
      return { kind: "not", item: toQuery(logic.item, keyOf) };
    case "test":
      return logic.field === undefined
        ? term("", keywordMatch(logic.test))
        : attributeTest(keyOf(logic.field), logic.field, logic.test);
  }
}

function term(key: string, value: ValueMatch): Query {
  return { kind: "term", key, value, span: NOWHERE };
}

function attributeTest(key: string, field: string, test: ValueTest): Query {
  switch (test.kind) {
    case "text":
      return term(key, textMatch(test.parts));
    case "number":
      return test.operator === "=="
        ? term(key, { kind: "text", text: String(test.value) })
        : term(key, { kind: "compare", operator: test.operator, value: test.value });
    case "cidr":
      return term(key, { kind: "cidr", blocks: [test.block] });
    case "exists":
      return term(key, { kind: "exists" });
    case "empty":
      return { kind: "not", item: term(key, { kind: "exists" }) };
    case "regexp":
      return refuse.regexpInLogs(field);
  }
}

/** Words are found anywhere in a message, so what opens and closes a keyword says nothing. */
function keywordMatch(test: ValueTest): ValueMatch {
  if (test.kind === "number") return { kind: "text", text: String(test.value) };
  if (test.kind !== "text") return refuse.testUnsupported("a keyword", test.kind);
  const inner = test.parts.filter(
    ({ kind }, at, { length }) => kind !== "any" || (at > 0 && at < length - 1),
  );
  const [only] = inner;
  if (inner.length === 1 && only?.kind === "text") return { kind: "text", text: only.text };
  return { kind: "pattern", source: `*${patternSource(inner)}*` };
}

function textMatch(parts: readonly TextPart[]): ValueMatch {
  const [only] = parts;
  if (parts.length === 1 && only?.kind === "text") return { kind: "text", text: only.text };
  if (parts.length === 1 && only?.kind === "any") return { kind: "exists" };
  return { kind: "pattern", source: patternSource(parts) };
}

function patternSource(parts: readonly TextPart[]): string {
  return parts
    .map((part) => {
      if (part.kind === "text") return part.text.replace(/[\\*?]/g, "\\$&");
      return part.kind === "any" ? "*" : "?";
    })
    .join("");
}

/** The search as text, together with what tells the source's logs from others. */
export function searchText(source: Query | undefined, query: Query): string {
  if (source === undefined) return formatQuery(query);
  return formatQuery({
    kind: "and",
    items: [source, ...(query.kind === "and" ? query.items : [query])],
  });
}
