/** What signals say of the entities they are about, added up by the database. */
import { sql } from "kysely";
import type { Control } from "./control.ts";
import { jsonRows } from "./search-values.ts";

/** Signals that one answer looks at: those last seen before them do not count. */
export const SCORED_MAX = 50_000;

export type EntityAsk = {
  /** Signals that were last seen within, inclusive; milliseconds since 1970. */
  from: number;
  to: number;
  /** Points of a signal by its severity, also of those without any, which are counted. */
  points: ReadonlyMap<string, number>;
  /** Archive reasons of signals that do not count. */
  excluded: readonly string[];
  /** Only these entities, when given. */
  entities?: readonly string[];
  /** Beginnings of the names that are looked for, such as `host:`; all when empty. */
  prefixes: readonly string[];
  /** Text that the name must hold; "" for any. */
  contains: string;
  ascending?: boolean;
  limit: number;
  offset: number;
};

export type EntityScore = {
  entity: string;
  score: number;
  signals: number;
  /** How many signals there are of each severity asked for, without zeros. */
  bySeverity: Readonly<Record<string, number>>;
  first: number;
  last: number;
};

/** Entities by score, highest first, and how many there are. */
export async function scoreEntities(
  { reads, dialect }: Control,
  ask: EntityAsk,
): Promise<{ entities: EntityScore[]; total: number }> {
  const rows = jsonRows("document", ["entities"], dialect);
  const join = dialect === "postgres" ? sql`cross join lateral` : sql`cross join`;
  const severities = [...ask.points.keys()];
  const counts = severities.map(
    (status, at) =>
      sql`sum(case when status = ${status} then 1 else 0 end) as ${sql.ref(`of_${at}`)}`,
  );
  const points = [...ask.points].map(
    ([status, value]) => sql`when status = ${status} then cast(${value} as integer)`,
  );
  const reason =
    dialect === "postgres"
      ? sql`(triage ->> 'archive_reason')`
      : sql`json_extract(triage, '$.archive_reason')`;
  const conditions = [rows.where];
  if (ask.excluded.length > 0)
    conditions.push(
      sql`not (state = 'archived' and coalesce(${reason}, '') in (${sql.join(ask.excluded)}))`,
    );
  if (ask.entities !== undefined) conditions.push(sql`${rows.text} in (${sql.join(ask.entities)})`);
  if (ask.prefixes.length > 0) {
    const starts = ask.prefixes.map(
      (text) => sql`substr(${rows.text}, 1, ${text.length}) = ${text}`,
    );
    conditions.push(sql`(${sql.join(starts, sql` or `)})`);
  }
  if (ask.contains !== "") {
    const pattern = `%${ask.contains.replaceAll(/[\\%_]/g, "\\$&")}%`;
    conditions.push(sql`lower(${rows.text}) like lower(${pattern}) escape '\\'`);
  }
  const direction = ask.ascending === true ? sql`asc` : sql`desc`;
  const found = await sql<
    Record<"entity" | "score" | "signals" | "first" | "last" | "total", string>
  >`
    select scored.*, count(*) over () as total from (
      select ${rows.text} as entity, sum(case ${sql.join(points, sql` `)} else 0 end) as score,
        ${sql.join(counts)}, count(*) as signals, min(first_seen) as first, max(last_seen) as last
      from (
        select * from signals where last_seen >= ${ask.from} and last_seen <= ${ask.to}
        order by last_seen desc limit ${SCORED_MAX}
      ) as recent ${join} ${rows.from} where ${sql.join(conditions, sql` and `)}
      group by 1
    ) as scored
    order by score ${direction}, last desc, entity limit ${ask.limit} offset ${ask.offset}`.execute(
    reads,
  );
  const bySeverity = (row: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      severities
        .map((severity, at) => [severity, Number(row[`of_${at}`])] as const)
        .filter(([, count]) => count > 0),
    );
  const entities = found.rows.map(({ entity, score, signals, first, last, ...rest }) => ({
    ...{ entity, score: Number(score), signals: Number(signals), bySeverity: bySeverity(rest) },
    ...{ first: Number(first), last: Number(last) },
  }));
  return { entities, total: Number(found.rows[0]?.total ?? 0) };
}
