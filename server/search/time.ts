/** Times of a search: ISO 8601, milliseconds, or date math from now. */
import type { Clock } from "#lib/base";
import type { RecordFilter } from "#lib/protocol";
import { refuseSearch } from "./errors.ts";

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;
/** The engine's times end there. */
const TIME_MS_MAX = Date.UTC(2299, 11, 31);
const RANGE_DEFAULT = { from: "now-15m", to: "now" };

/** Length of `5m` and the like in milliseconds. */
export function durationOf(text: string): number {
  const [, count, unit = ""] = /^(\d+)([a-z]+)$/.exec(text) ?? [];
  return Number(count) * (UNITS[unit] ?? Number.NaN);
}

function timeOf(text: string, name: string, now: number): number {
  const [, sign, count, unit = ""] = /^now(?:([+-])(\d{1,9})(ms|s|m|h|d|w))?$/.exec(text) ?? [];
  if (text.startsWith("now") && (text === "now" || sign !== undefined)) {
    const distance = sign === undefined ? 0 : Number(count) * (UNITS[unit] as number);
    return bounded(sign === "-" ? now - distance : now + distance);
  }
  if (/^\d{1,15}$/.test(text)) return bounded(Number(text));
  const ms = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw refuseSearch("SEARCH_TIME_INVALID", { name });
  return bounded(ms);
}

const bounded = (ms: number) => Math.min(Math.max(ms, 0), TIME_MS_MAX);

/** The range of a filter, by default the last 15 minutes. Throws SEARCH_TIME_INVALID, _RANGE_. */
export function rangeOf(filter: RecordFilter, clock: Clock): { from: number; to: number } {
  const now = clock();
  const from = timeOf(filter.from ?? RANGE_DEFAULT.from, "from", now);
  const to = timeOf(filter.to ?? RANGE_DEFAULT.to, "to", now);
  if (from > to) throw refuseSearch("SEARCH_RANGE_INVALID");
  return { from, to };
}
