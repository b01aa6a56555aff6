/** How long signals took, as counts and percentiles of groups of them, on both dialects. */
import { type RawBuilder, sql } from "kysely";
import type { Control } from "./control.ts";
import type { ControlDialect } from "./control-migration.ts";
import { type SignalCriteria, whereOf } from "./signal-search.ts";

/** What signals are grouped by: nothing, or a column. */
export type SignalGrouping = "all" | "status" | "rule_id";
export type SignalMeasure = "detect" | "acknowledge" | "resolve";
/** `p50` and `p90` are milliseconds, by nearest rank. */
export type SignalSpreadRow = {
  group: string;
  measure: SignalMeasure;
  count: number;
  p50: number;
  p90: number;
};

/** A number of the triage; null when it has none. */
function triageNumber(name: string, dialect: ControlDialect): RawBuilder<number | null> {
  if (dialect === "postgres") return sql`cast(triage ->> ${name} as bigint)`;
  return sql`cast(json_extract(triage, ${`$.${name}`}) as integer)`;
}

/** The spread of each measure in each group that has any. */
export async function measureSignals(
  { reads, dialect }: Control,
  criteria: SignalCriteria,
  grouping: SignalGrouping,
): Promise<SignalSpreadRow[]> {
  const key = grouping === "all" ? sql`''` : sql.ref(grouping);
  const seen = triageNumber("acknowledged_timestamp", dialect);
  const done = triageNumber("resolved_timestamp", dialect);
  const rank = (percent: number) =>
    sql`max(case when place = (total * ${sql.lit(percent)} + 99) / 100 then span end)`;
  const { rows } = await sql<SignalSpreadRow>`
    with found as (
      select ${key} as grp, created_at - first_seen as detect,
        ${seen} - created_at as acknowledge, ${done} - created_at as resolve
      from signals where ${whereOf(criteria, dialect)}
    ), spans as (
      select grp, 'detect' as measure, detect as span from found
      union all select grp, 'acknowledge', acknowledge from found where acknowledge is not null
      union all select grp, 'resolve', resolve from found where resolve is not null
    ), placed as (
      select grp, measure, case when span < 0 then 0 else span end as span,
        row_number() over (partition by grp, measure order by span) as place,
        count(*) over (partition by grp, measure) as total
      from spans
    )
    select grp as "group", measure, max(total) as count, ${rank(50)} as p50, ${rank(90)} as p90
    from placed group by grp, measure`.execute(reads);
  return rows.map((row) => ({
    ...row,
    ...{ count: Number(row.count), p50: Number(row.p50), p90: Number(row.p90) },
  }));
}
