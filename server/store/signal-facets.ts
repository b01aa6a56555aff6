/**
 * How many of the signals found have each value of each facet. A signal's values are kept beside
 * its documents as one small object, so that a count reads those and never the documents.
 */
import { sql } from "kysely";
import { FACETS } from "#lib/event";
import type { Control, ControlDb } from "./control.ts";
import { type SignalCriteria, whereOf } from "./signal-search.ts";
import type { SignalRow } from "./signal-tables.ts";

/** Values of one facet in an answer; the rarer ones are left out. */
export const FACET_VALUES_MAX = 20;
/** Values of one facet that a signal is counted for, and their length in characters. */
const SIGNAL_VALUES_MAX = 20;
const VALUE_LENGTH_MAX = 256;
/** Name of the function that SQLite connections get. */
export const TALLY_FUNCTION = "vigil_facets";

const STATUS = "status";
const STATE = "@workflow.triage.state";
/** Tags that are facets: what follows the colon is the value. */
const TAG_FACETS = ["source", "tactic", "technique"];
/** In the order in which they are shown; those of the events come from the contract. */
export const FACET_PATHS: readonly string[] = [
  ...[STATUS, STATE, "@workflow.rule.name", "host", ...TAG_FACETS],
  ...FACETS.map(({ path }) => path),
];
const DOCUMENT_FACETS = FACET_PATHS.filter((path) => path.startsWith("@") && path !== STATE);

export type FacetCount = { value: string; count: number };
type FacetValues = Readonly<Record<string, readonly string[]>>;

/** The scalars at a path of a tree as text; those of a list are each one. */
function textsAt(tree: unknown, path: readonly string[]): string[] {
  let value = tree;
  for (const segment of path) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
    value = Object.hasOwn(value, segment) ? (value as Record<string, unknown>)[segment] : undefined;
  }
  const isScalar = (each: unknown) => ["string", "number", "boolean"].includes(typeof each);
  return (Array.isArray(value) ? value : [value]).filter(isScalar).map(String);
}

/** The JSON to keep of a signal's facets. What triage changes is a column and not in it. */
export function facetsOf(row: Pick<SignalRow, "document" | "hosts" | "tags">): string {
  const document: unknown = JSON.parse(row.document);
  const tags = JSON.parse(row.tags) as string[];
  const tagged = (prefix: string) =>
    tags.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length));
  const all: [string, string[]][] = [
    ["host", JSON.parse(row.hosts) as string[]],
    ...TAG_FACETS.map((name): [string, string[]] => [name, tagged(`${name}:`)]),
    ...DOCUMENT_FACETS.map((path): [string, string[]] => [
      path,
      textsAt(document, path.slice(1).split(".")),
    ]),
  ];
  const bounded = all.map(([path, texts]) => {
    const kept = texts.map((text) => text.slice(0, VALUE_LENGTH_MAX).toWellFormed());
    return [path, [...new Set(kept)].slice(0, SIGNAL_VALUES_MAX)] as const;
  });
  return JSON.stringify(Object.fromEntries(bounded.filter(([, texts]) => texts.length > 0)));
}

export type Tally = {
  add: (facets: string, status: string, state: string) => void;
  /** The most frequent values of each facet, most frequent first. */
  top: () => Record<string, FacetCount[]>;
};

const byCount = (a: FacetCount, b: FacetCount) =>
  b.count - a.count || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0);

export function createTally(): Tally {
  const counts = new Map<string, Map<string, number>>();
  const count = (path: string, value: string) => {
    const values = counts.get(path) ?? new Map<string, number>();
    if (values.size === 0) counts.set(path, values);
    values.set(value, (values.get(value) ?? 0) + 1);
  };
  return {
    add(facets, status, state) {
      count(STATUS, status);
      count(STATE, state);
      for (const [path, values] of Object.entries(JSON.parse(facets) as FacetValues))
        for (const value of values) count(path, value);
    },
    top: () =>
      Object.fromEntries(
        [...counts].map(([path, values]) => {
          const all = [...values].map(([value, n]) => ({ value, count: n }));
          return [path, all.sort(byCount).slice(0, FACET_VALUES_MAX)];
        }),
      ),
  };
}

async function countOnPostgres(db: ControlDb, criteria: SignalCriteria) {
  const { rows } = await sql<FacetCount & { path: string }>`
    with found as (
      select status, state, facets from signals where ${whereOf(criteria, "postgres")}
    ), valued as (
      select ${STATUS} as path, status as value from found
      union all select ${STATE}, state from found
      union all select facet.key, item.value
        from found cross join lateral jsonb_each(facets) as facet
        cross join lateral jsonb_array_elements_text(facet.value) as item
    ), counted as (
      select path, value, count(*) as count,
        row_number() over (partition by path order by count(*) desc, value collate "C") as place
      from valued group by path, value
    )
    select path, value, count from counted where place <= ${FACET_VALUES_MAX}`.execute(db);
  const counts = Map.groupBy(rows, ({ path }) => path);
  return Object.fromEntries(
    [...counts].map(([path, values]) => {
      const all = values.map(({ value, count }) => ({ value, count: Number(count) }));
      return [path, all.sort(byCount)];
    }),
  );
}

/** The most frequent values of every facet among the signals found; one without any is absent. */
export async function countSignalFacets(
  { reads, dialect }: Control,
  criteria: SignalCriteria,
): Promise<Readonly<Record<string, readonly FacetCount[]>>> {
  if (dialect === "postgres") return countOnPostgres(reads, criteria);
  const { rows } = await sql<{ top: string }>`
    select ${sql.raw(TALLY_FUNCTION)}(facets, status, state) as top
    from signals where ${whereOf(criteria, dialect)}`.execute(reads);
  return JSON.parse(rows[0]?.top ?? "{}") as Record<string, FacetCount[]>;
}
