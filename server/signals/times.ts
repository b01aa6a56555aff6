/** How long it takes to detect, to acknowledge and to resolve signals. */
import { SEVERITIES, SIGNAL_TIMES_RULES_MAX, type SignalTimesGroup } from "#lib/protocol";
import {
  type Control,
  measureSignals,
  type SignalGrouping,
  type SignalSpreadRow,
} from "#server/store";
import { criteriaOf } from "./search.ts";
import type { SignalFilter } from "./types.ts";

export type MeasuredTimes = {
  all: SignalTimesGroup;
  by_severity: (SignalTimesGroup & { severity: (typeof SEVERITIES)[number] })[];
  by_rule: (SignalTimesGroup & { id: string })[];
};

function groupOf(rows: readonly SignalSpreadRow[], group: string): SignalTimesGroup {
  const spread = (measure: SignalSpreadRow["measure"]) => {
    const row = rows.find((each) => each.group === group && each.measure === measure);
    return row === undefined ? { count: 0 } : { count: row.count, p50: row.p50, p90: row.p90 };
  };
  const detect = spread("detect");
  return {
    // Every signal was detected.
    signals: detect.count,
    time_to_detect: detect,
    time_to_acknowledge: spread("acknowledge"),
    time_to_resolve: spread("resolve"),
  };
}

/** Of the signals found: all, by severity, and by rule. Throws SIGNAL_QUERY_INVALID. */
export async function measureTimes(control: Control, filter: SignalFilter): Promise<MeasuredTimes> {
  const criteria = criteriaOf(filter);
  const read = (grouping: SignalGrouping) => measureSignals(control, criteria, grouping);
  const [all, bySeverity, byRule] = [
    await read("all"),
    await read("status"),
    await read("rule_id"),
  ];
  const rules = [...Map.groupBy(byRule, ({ group }) => group)]
    .map(([id, rows]) => ({ id, ...groupOf(rows, id) }))
    .sort((a, b) => b.signals - a.signals || (a.id < b.id ? -1 : 1));
  return {
    all: groupOf(all, ""),
    by_severity: SEVERITIES.map((severity) => ({ severity, ...groupOf(bySeverity, severity) })),
    by_rule: rules.slice(0, SIGNAL_TIMES_RULES_MAX),
  };
}
