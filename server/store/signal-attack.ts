/** How many signals there are of each tactic and technique of ATT&CK, by their tags. */
import { sql } from "kysely";
import type { Control } from "./control.ts";
import { type SignalCriteria, whereOf } from "./signal-search.ts";

/** `technique` is "" for all of a tactic; a technique counts what its sub-techniques count. */
export type AttackCountRow = { tactic: string; technique: string; signals: number };

/** Tags are what people write: more pairs than ATT&CK has are not ATT&CK's. */
const PAIRS_MAX = 10_000;
const TACTIC = "tactic:";
const TECHNIQUE = "technique:";

export async function countAttack(
  { reads, dialect }: Control,
  criteria: SignalCriteria,
): Promise<AttackCountRow[]> {
  const tags = (name: string) =>
    dialect === "postgres"
      ? sql`lateral jsonb_array_elements_text(found.tags) as ${sql.ref(name)}(value)`
      : sql`json_each(found.tags) as ${sql.ref(name)}`;
  const isTag = (name: string, prefix: string) =>
    sql`substr(${sql.ref(`${name}.value`)}, 1, ${sql.lit(prefix.length)}) = ${prefix}`;
  const part = (name: string, prefix: string, length: number) => {
    const at = sql.lit(prefix.length + 1);
    return sql`upper(substr(${sql.ref(`${name}.value`)}, ${at}, ${sql.lit(length)}))`;
  };
  const { rows } = await sql<AttackCountRow>`
    with found as (
      select id, tags from signals where ${whereOf(criteria, dialect)}
    ), tactics as (
      select distinct found.id, ${part("a", TACTIC, "TA0000".length)} as tactic
      from found cross join ${tags("a")} where ${isTag("a", TACTIC)}
    ), techniques as (
      select distinct found.id, ${part("b", TECHNIQUE, "T0000.000".length)} as technique
      from found cross join ${tags("b")} where ${isTag("b", TECHNIQUE)}
    ), pairs as (
      select tactics.id, tactic, technique from tactics join techniques using (id)
    )
    select tactic, '' as technique, count(distinct id) as signals from tactics group by 1
    union all
    select tactic, substr(technique, 1, 5), count(distinct id) from pairs group by 1, 2
    union all
    select tactic, technique, count(distinct id) from pairs
    where substr(technique, 6, 1) = '.' group by 1, 2
    limit ${PAIRS_MAX}`.execute(reads);
  return rows.map((row) => ({ ...row, signals: Number(row.signals) }));
}
