/**
 * How long everything is kept: the one place that says so. Events, logs and hits are dropped by the
 * event store, by day; signals by `openSignalExpiry`.
 */
import { RETENTION_DAYS_DEFAULT, RETENTION_DAYS_MAX } from "#server/store";

export { RETENTION_DAYS_MAX };
export const SIGNAL_MONTHS_DEFAULT = 15;
export const SIGNAL_MONTHS_MAX = 120;

/** Days of a month, at most. */
const MONTH_DAYS_MAX = 31;

export type Retention = {
  /** Events and logs, from when they happened. */
  recordDays: number;
  /** Signals, from their last activity; calendar months. */
  signalMonths: number;
};

export const RETENTION_DEFAULT: Retention = {
  recordDays: RETENTION_DAYS_DEFAULT,
  signalMonths: SIGNAL_MONTHS_DEFAULT,
};

/** Hits are kept with their events, but not longer than a signal they count for. */
export function hitDaysOf({ recordDays, signalMonths }: Retention): number {
  return Math.min(recordDays, signalMonths * MONTH_DAYS_MAX);
}

/**
 * The same day and time so many calendar months earlier, in UTC; the last day of a month that is
 * too short for it.
 */
export function monthsBefore(now: number, months: number): number {
  const date = new Date(now);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}
