/** Changes of a severity by where a signal is and what it is about. */
import { SEVERITIES, type Severity } from "#lib/protocol";
import type { SignalDraft } from "./draft.ts";

/** What a critical asset does with the severity of its signals. */
export type Adjustment = Severity | "increase" | "decrease" | "no-op";
export const ADJUSTMENTS: readonly string[] = [...SEVERITIES, "increase", "decrease", "no-op"];

const NON_PRODUCTION = /^env:(?:staging|test|dev)/i;

/** One or more levels towards info (positive) or critical; stays within both. */
function shift(severity: Severity, levels: number): Severity {
  const place = SEVERITIES.indexOf(severity) + levels;
  return SEVERITIES[Math.min(SEVERITIES.length - 1, Math.max(0, place))] ?? severity;
}

function adjustOnce(severity: Severity, adjustment: Adjustment): Severity {
  if (adjustment === "no-op") return severity;
  if (adjustment === "increase") return shift(severity, -1);
  return adjustment === "decrease" ? shift(severity, 1) : adjustment;
}

/** The most severe of what the adjustments make of it; the same one counts once. */
export function adjustSeverity(severity: Severity, adjustments: readonly Adjustment[]): Severity {
  const results = [...new Set(adjustments)].map((each) => adjustOnce(severity, each));
  return SEVERITIES.find((each) => results.includes(each)) ?? severity;
}

/** One level less for what happens outside production: where every env tag says so. */
export function decreaseByEnv(draft: SignalDraft): SignalDraft {
  const envs = draft.events.flatMap(({ tags }) => tags.filter((tag) => /^env:/i.test(tag)));
  if (envs.length === 0 || !envs.every((tag) => NON_PRODUCTION.test(tag))) return draft;
  const cases = draft.rule.cases.map((each) => ({
    ...each,
    status: shift(each.status as Severity, 1),
  }));
  return { ...draft, rule: { ...draft.rule, cases } };
}
