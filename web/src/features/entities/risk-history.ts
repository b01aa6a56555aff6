/** How the score of an entity came to be, worked out from its signals. */
import {
  RISK_DAYS,
  RISK_POINTS,
  RISK_UNCOUNTED_REASONS,
  SEVERITIES,
  type Severity,
} from "#lib/protocol";
import type { SignalRow } from "../../api/signals.ts";

const DAY_MS = 86_400_000;
const SPAN_MS = RISK_DAYS * DAY_MS;

export const pointsOf = (severity: Severity): number => RISK_POINTS[severity] ?? 0;

/** Somebody archived it as false or as a test. */
export const isUncounted = ({ state, archiveReason }: SignalRow): boolean =>
  state === "archived" && RISK_UNCOUNTED_REASONS.some((reason) => reason === archiveReason);

/** Whether a signal had begun and was seen within the days before a time. */
export function countsAt(row: SignalRow, time: number): boolean {
  if (isUncounted(row)) return false;
  return Date.parse(row.firstSeen) <= time && Date.parse(row.lastSeen) >= time - SPAN_MS;
}

export type RiskDay = { time: number; points: Readonly<Record<Severity, number>> };

/** The points by severity at the end of each of the last days, the last of which ends now. */
export function riskHistory(rows: readonly SignalRow[], now: number): RiskDay[] {
  return Array.from({ length: RISK_DAYS }, (_, at) => {
    const time = now - (RISK_DAYS - 1 - at) * DAY_MS;
    const counted = rows.filter((row) => countsAt(row, time));
    const sum = (severity: Severity) =>
      counted.filter((row) => row.severity === severity).length * pointsOf(severity);
    const points = Object.fromEntries(SEVERITIES.map((each) => [each, sum(each)]));
    return { time, points: points as Record<Severity, number> };
  });
}
