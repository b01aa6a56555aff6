/** Numbers, sizes and times as people read them. No clock in here: `now` comes in. */
import type { Text } from "./text/index.tsx";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const absolute = new Intl.DateTimeFormat("en", {
  year: "numeric",
  month: "short",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
  timeZoneName: "short",
});

const stamp = new Intl.DateTimeFormat("en", {
  month: "short",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});

export const formatCount = (value: number) => whole.format(value);

/** A rate: one digit below ten, none above. */
export const formatRate = (value: number) =>
  value >= 10 ? whole.format(value) : oneDigit.format(value);

/** A value that may be missing. */
export const formatValue = (value: number | null) => (value === null ? "–" : formatRate(value));

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** Bytes in decimal units: 1.5 MB. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatRate(value)} ${UNITS[unit]}`;
}

/** Date and time with seconds and zone; "" when the text is not a time. */
export function formatTime(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? "" : absolute.format(time);
}

const minute = new Intl.DateTimeFormat("en", {
  month: "short",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** Date and time to the minute, of milliseconds since 1970; "" when they are none. */
export const formatMinute = (time: number) => (Number.isFinite(time) ? minute.format(time) : "");

/** The form a datetime-local field wants: local time without zone; "" when it is no time. */
export function localTime(time: number): string {
  if (Number.isNaN(time)) return "";
  const shifted = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** Date and time to the millisecond, without year and zone: one of many in a list. */
export function formatStamp(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? "" : stamp.format(time);
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Clocks of hosts and browser differ by a little; only more than this is called the future. */
const SKEW_MS = 5 * MINUTE_MS;

/** How long ago, in the largest unit that fits. */
export function formatAgo(iso: string, now: number, text: Text): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return text("common.notKnown");
  const ago = now - time;
  if (ago < -SKEW_MS) return text("time.ahead");
  if (ago < 5 * SECOND_MS) return text("time.now");
  if (ago < MINUTE_MS) return text("time.seconds", { count: Math.floor(ago / SECOND_MS) });
  if (ago < HOUR_MS) return text("time.minutes", { count: Math.floor(ago / MINUTE_MS) });
  if (ago < DAY_MS) return text("time.hours", { count: Math.floor(ago / HOUR_MS) });
  return text("time.days", { count: Math.floor(ago / DAY_MS) });
}

/** A span of seconds in its largest whole unit. */
export function formatSpan(seconds: number, text: Text): string {
  if (seconds >= 86_400 && seconds % 86_400 === 0)
    return text("rules.days", { count: seconds / 86_400 });
  if (seconds >= 3600 && seconds % 3600 === 0)
    return text("rules.hours", { count: seconds / 3600 });
  if (seconds >= 60 && seconds % 60 === 0) return text("rules.minutes", { count: seconds / 60 });
  return text("rules.seconds", { count: seconds });
}

/** How long something took, in the largest unit of which there is at least one. */
export function formatLasting(ms: number): string {
  if (ms < 1000) return `${whole.format(ms)} ms`;
  if (ms < 60_000) return `${formatRate(ms / 1000)} s`;
  if (ms < 3_600_000) return `${formatRate(ms / 60_000)} min`;
  if (ms < 86_400_000) return `${formatRate(ms / 3_600_000)} h`;
  return `${formatRate(ms / 86_400_000)} d`;
}

const PLAIN_ARGUMENT = /^[\w@%+=:,./-]+$/;

/** A command line that a shell reads back as the same words. */
export function formatCommand(words: readonly string[]): string {
  return words
    .map((word) => (PLAIN_ARGUMENT.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");
}
