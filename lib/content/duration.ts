/** Durations of content: a number and a unit. */

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of `90s`, `5m`, `1h`, `1d`; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (UNITS[match[2] ?? ""] ?? 0);
}

const GO_UNITS_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const GO_DURATION = /^\+?(?:\d{1,15}(?:\.\d{0,9})?(?:ns|us|µs|μs|ms|s|m|h))+$/;

/** Nanoseconds of `1h30m`, `1.5s` or a whole number of them; undefined for anything else. */
export function durationNs(text: string): number | undefined {
  if (/^\d{1,18}$/.test(text)) return Number(text);
  if (!GO_DURATION.test(text)) return undefined;
  let total = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)([a-zµμ]+)/g)) {
    total += Number(number) * (GO_UNITS_NS[unit ?? ""] ?? 0);
  }
  return Math.round(total);
}

/** Lengths that windows can have, in seconds, by how content writes them. */
export const WINDOWS: Readonly<Record<string, number>> = {
  "0s": 0,
  "1m": 60,
  "5m": 300,
  "10m": 600,
  "15m": 900,
  "30m": 1800,
  "1h": 3600,
  "2h": 7200,
  "3h": 10_800,
  "6h": 21_600,
  "12h": 43_200,
  "1d": 86_400,
};
