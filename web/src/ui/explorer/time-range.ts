/** Time ranges of a list: the usual ones counted back from now, or two ends. */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
export const RANGES = {
  "15m": 15 * MINUTE_MS,
  "1h": 60 * MINUTE_MS,
  "4h": 4 * 60 * MINUTE_MS,
  "1d": DAY_MS,
  "7d": 7 * DAY_MS,
  "30d": 30 * DAY_MS,
} as const;
export type Range = keyof typeof RANGES;

/** As an address says it; absent members mean the default. */
export type TimeSearch = { range?: Range; from?: string; to?: string };
/** What is shown: a range, or two ends of which "" is open. */
export type TimeView = { range: Range | undefined; from: string; to: string };
export type TimeChange = TimeSearch;

const isRange = (value: unknown): value is Range =>
  typeof value === "string" && Object.hasOwn(RANGES, value);

const isTime = (value: unknown): value is string =>
  typeof value === "string" && !Number.isNaN(Date.parse(value));

/** Reads an address; what does not make sense is left out. */
export function readTime(raw: Record<string, unknown>): TimeSearch {
  const time: TimeSearch = {};
  if (isRange(raw["range"])) time.range = raw["range"];
  if (isTime(raw["from"])) time.from = raw["from"];
  if (isTime(raw["to"])) time.to = raw["to"];
  return time;
}

/** A text of an address; one of digits only comes back from it as a number. */
export function readText(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

export function timeView({ range, from, to }: TimeSearch, usual: Range): TimeView {
  const custom = from !== undefined || to !== undefined;
  return { range: custom ? undefined : (range ?? usual), from: from ?? "", to: to ?? "" };
}

/** The ends in ISO 8601; "" for one that is open. */
export function timeBounds({ range, from, to }: TimeView, now: number) {
  return { from: range ? new Date(now - RANGES[range]).toISOString() : from, to };
}
