/** A parsed search → SQL over the signals table, on both dialects, and pages of signals. */
import { sql } from "kysely";
import type { Query, ValueMatch } from "#lib/query";
import type { Control } from "./control.ts";
import type { ControlDialect } from "./control-migration.ts";
import {
  type Condition,
  columnValues,
  jsonValues,
  NEVER,
  tagValues,
  type Values,
} from "./search-values.ts";
import type { SignalRow } from "./signal-tables.ts";

/** `from` and `to` are inclusive, milliseconds since 1970, and about the first matched event. */
export type SignalCriteria = { query: Query; from?: number; to?: number };

/** Where a page starts: behind the signal with this time and id. */
export type SignalPlace = { firstSeen: number; id: string };

const ALWAYS: Condition = sql<boolean>`(1 = 1)`;
const TRIAGE_PREFIX = "@workflow.triage.";

/** Keys of a search that are columns. */
const COLUMNS: Readonly<Record<string, { column: keyof SignalRow; isString: boolean }>> = {
  status: { column: "status", isString: true },
  "@status": { column: "status", isString: true },
  "@title": { column: "title", isString: true },
  title: { column: "title", isString: true },
  "@workflow.triage.state": { column: "state", isString: true },
  "@workflow.triage.version": { column: "version", isString: false },
  "@workflow.rule.id": { column: "rule_id", isString: true },
  "@workflow.rule.ruleId": { column: "rule_id", isString: true },
  "@workflow.events_matched": { column: "events_matched", isString: false },
};

/**
 * A thousand ORs in a row would be a tree deeper than SQLite accepts, so halves are joined with
 * halves.
 */
function join(items: readonly Condition[], operator: "and" | "or"): Condition {
  if (items.length === 0) return operator === "and" ? ALWAYS : NEVER;
  if (items.length === 1) return items[0] as Condition;
  const middle = items.length >> 1;
  const [left, right] = [items.slice(0, middle), items.slice(middle)];
  return sql`(${join(left, operator)} ${sql.raw(operator)} ${join(right, operator)})`;
}

/** All the places a key may mean; a value in any of them counts. */
function placesOf(key: string, dialect: ControlDialect): Values[] {
  const plain = COLUMNS[key];
  if (plain !== undefined) return [columnValues(plain.column, plain.isString, dialect)];
  if (key === "host" || key === "@host") return [jsonValues("hosts", [], dialect)];
  if (key === "tags" || key === "@tags") return [jsonValues("tags", [], dialect)];
  if (key.startsWith(TRIAGE_PREFIX))
    return [jsonValues("triage", key.slice(TRIAGE_PREFIX.length).split("."), dialect)];
  if (key.startsWith("@")) return [jsonValues("document", key.slice(1).split("."), dialect)];
  return [jsonValues("document", [key], dialect), tagValues("tags", key, dialect)];
}

function textPlaces(key: "" | "*", dialect: ControlDialect): Values[] {
  const titled = [columnValues("title", true, dialect), columnValues("message", true, dialect)];
  if (key === "") return titled;
  const documents = ["document", "hosts", "tags"].map((name) => jsonValues(name, "all", dialect));
  const columns = ["status", "state"].map((name) => columnValues(name, true, dialect));
  return [...titled, ...columns, ...documents];
}

function termCondition(key: string, value: ValueMatch, dialect: ControlDialect): Condition {
  const free = key === "" || key === "*";
  const places = free ? textPlaces(key, dialect) : placesOf(key, dialect);
  const conditions = places.map((place) =>
    value.kind === "exists" ? place.exist : place.some({ value, free }),
  );
  return join(conditions, "or");
}

/** The condition of a search over the signals table. */
function signalCondition(query: Query, dialect: ControlDialect): Condition {
  switch (query.kind) {
    case "all":
      return ALWAYS;
    case "and":
    case "or":
      return join(
        query.items.map((item) => signalCondition(item, dialect)),
        query.kind,
      );
    case "not":
      return sql`(not coalesce(${signalCondition(query.item, dialect)}, false))`;
    case "term":
      return termCondition(query.key, query.value, dialect);
  }
}

/** The condition of a search with its bounds. */
export function whereOf(criteria: SignalCriteria, dialect: ControlDialect): Condition {
  const conditions = [signalCondition(criteria.query, dialect)];
  if (criteria.from !== undefined) conditions.push(sql`(first_seen >= ${criteria.from})`);
  if (criteria.to !== undefined) conditions.push(sql`(first_seen <= ${criteria.to})`);
  return join(conditions, "and");
}

/** Signals by time of the first match and id, from behind `after`. */
export function searchSignalRows(
  { reads, dialect }: Control,
  criteria: SignalCriteria,
  page: { descending: boolean; after?: SignalPlace; limit: number },
): Promise<SignalRow[]> {
  const direction = page.descending ? "desc" : "asc";
  const beyond = page.descending ? "<" : ">";
  let query = reads.selectFrom("signals").selectAll().where(whereOf(criteria, dialect));
  const { after } = page;
  if (after !== undefined) {
    query = query.where((eb) =>
      eb.or([
        eb("first_seen", beyond, after.firstSeen),
        eb.and([eb("first_seen", "=", after.firstSeen), eb("id", beyond, after.id)]),
      ]),
    );
  }
  return query
    .orderBy("first_seen", direction)
    .orderBy("id", direction)
    .limit(page.limit)
    .execute();
}
