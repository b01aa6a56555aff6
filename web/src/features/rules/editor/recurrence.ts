/**
 * Recurrence rules as schedules of rules have them (RFC 5545, 3.3.10): how often, on which days, at
 * which hours and minutes. What else the standard knows is named as not read here; whether a server
 * takes it is the server's to say. Times are of a clock on a wall until a time zone is applied.
 */

const FREQUENCIES = ["MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY"] as const;
export type Frequency = (typeof FREQUENCIES)[number];
export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export type Recurrence = {
  frequency: Frequency;
  interval: number;
  days: readonly Weekday[];
  monthDays: readonly number[];
  hours: readonly number[];
  minutes: readonly number[];
  /** Runs in all; undefined for no end. */
  count: number | undefined;
  /** The last moment, on the wall, in milliseconds. */
  until: number | undefined;
};
export type RecurrenceFault = { fault: "malformed" | "unread"; part: string };

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const INTERVAL_MAX = 10_000;
/** Steps that are looked at for the next runs: a rule may never come true. */
const STEPS_MAX = 20_000;

const isOneOf = <Name extends string>(names: readonly Name[], text: string): text is Name =>
  names.some((name) => name === text);

function readNumbers(text: string, low: number, high: number): number[] | undefined {
  const numbers = text.split(",").map((each) => (/^\d{1,5}$/.test(each) ? Number(each) : -1));
  return numbers.every((each) => each >= low && each <= high) ? numbers : undefined;
}

/** `20260301T060000Z`, with or without a time or Z. */
function readUntil(text: string): number | undefined {
  const [, year, month, day, hour = "23", minute = "59", second = "59"] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z?)?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

const EMPTY: Omit<Recurrence, "frequency"> = {
  ...{ interval: 1, days: [], monthDays: [], hours: [], minutes: [] },
  ...{ count: undefined, until: undefined },
};

/** One part of a rule; undefined when its value is malformed, null when it is not read here. */
function readPart(name: string, value: string): Partial<Recurrence> | undefined | null {
  const numbers = (key: "monthDays" | "hours" | "minutes", low: number, high: number) => {
    const read = readNumbers(value, low, high);
    return read && { [key]: read };
  };
  const [number] = readNumbers(value, 1, INTERVAL_MAX) ?? [];
  if (name === "FREQ")
    return isOneOf(FREQUENCIES, value) ? { frequency: value } : value === "" ? undefined : null;
  if (name === "INTERVAL") return number === undefined ? undefined : { interval: number };
  if (name === "COUNT") return number === undefined ? undefined : { count: number };
  if (name === "UNTIL") {
    const until = readUntil(value);
    return until === undefined ? undefined : { until };
  }
  if (name === "BYHOUR") return numbers("hours", 0, 23);
  if (name === "BYMINUTE") return numbers("minutes", 0, 59);
  if (name === "BYMONTHDAY") return value.includes("-") ? null : numbers("monthDays", 1, 31);
  if (name !== "BYDAY") return null;
  const days = value.split(",");
  if (days.every((day) => isOneOf(WEEKDAYS, day))) return { days: days as Weekday[] };
  return /^[+-]?\d/.test(value) ? null : undefined;
}

/** Reads a rule; the fault names the part that is wrong or that is not read here. */
export function readRecurrence(text: string): Recurrence | RecurrenceFault {
  const found: Partial<Recurrence> = {};
  const parts = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "")
    .split(";");
  for (const part of parts.filter((each) => each !== "")) {
    const [name = "", value = ""] = part.split("=");
    const read = readPart(name, value);
    if (read === null) return { fault: "unread", part };
    if (!read) return { fault: "malformed", part };
    Object.assign(found, read);
  }
  const { frequency, ...rest } = found;
  if (!frequency) return { fault: "malformed", part: "FREQ" };
  return { ...EMPTY, ...rest, frequency };
}

/** Milliseconds of what a clock on the wall shows; undefined when that is no time. */
export function readWall(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) return undefined;
  const time = Date.parse(`${text}Z`);
  return Number.isNaN(time) ? undefined : time;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock on the wall of a time zone shows. Throws RangeError for an unknown zone. */
export function wallOf(instant: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("sv-SE", {
      ...{ timeZone, dateStyle: "short", timeStyle: "medium" },
    });
    formats.set(timeZone, format);
  }
  return Date.parse(`${format.format(instant).replace(" ", "T")}Z`);
}

/** The moment at which that clock shows a time; after a gap of summer time, the one behind it. */
export function instantOf(wall: number, timeZone: string): number {
  const guess = wall - (wallOf(wall, timeZone) - wall);
  return guess + (wall - wallOf(guess, timeZone));
}

const weekdayOf = (wall: number): Weekday =>
  WEEKDAYS[(new Date(wall).getUTCDay() + 6) % 7] as Weekday;
const dayOf = (wall: number) => Math.floor(wall / DAY_MS) * DAY_MS;

/** Days of the step that a number of steps after the start begins, in order. */
function daysOf({ frequency, interval, days, monthDays }: Recurrence, start: number, step: number) {
  const first = dayOf(start);
  if (frequency === "MONTHLY") {
    const date = new Date(first);
    const month = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + step * interval, 1);
    const wanted = monthDays.length > 0 ? monthDays : [date.getUTCDate()];
    const all = wanted.toSorted((a, b) => a - b).map((day) => month + (day - 1) * DAY_MS);
    return all.filter((day) => new Date(day).getUTCMonth() === new Date(month).getUTCMonth());
  }
  if (frequency === "WEEKLY") {
    const monday =
      first - WEEKDAYS.indexOf(weekdayOf(first)) * DAY_MS + step * interval * 7 * DAY_MS;
    const wanted = days.length > 0 ? days : [weekdayOf(first)];
    return WEEKDAYS.flatMap((day, at) => (wanted.includes(day) ? [monday + at * DAY_MS] : []));
  }
  return [first + step * interval * DAY_MS];
}

/** The times of a step. */
function timesOf(rule: Recurrence, start: number, step: number): number[] {
  const { frequency, interval, days, monthDays, hours, minutes } = rule;
  const fits = (time: number) => {
    const date = new Date(time);
    const on = (wanted: readonly unknown[], value: unknown) =>
      wanted.length === 0 || wanted.includes(value);
    return (
      on(hours, date.getUTCHours()) &&
      (frequency === "HOURLY" || on(minutes, date.getUTCMinutes())) &&
      on(days, weekdayOf(time)) &&
      on(monthDays, date.getUTCDate())
    );
  };
  if (frequency === "MINUTELY") return [start + step * interval * MINUTE_MS].filter(fits);
  if (frequency === "HOURLY") {
    const hour = start + step * interval * 60 * MINUTE_MS;
    if (minutes.length === 0) return [hour].filter(fits);
    const full = Math.floor(hour / (60 * MINUTE_MS)) * 60 * MINUTE_MS + (hour % MINUTE_MS);
    return minutes
      .toSorted((a, b) => a - b)
      .map((each) => full + each * MINUTE_MS)
      .filter(fits);
  }
  const own = new Date(start);
  const atHours = hours.length > 0 ? hours : [own.getUTCHours()];
  const atMinutes = minutes.length > 0 ? minutes : [own.getUTCMinutes()];
  const clocks = atHours.flatMap((hour) => atMinutes.map((minute) => hour * 60 + minute));
  const rest = start % MINUTE_MS;
  return daysOf(rule, start, step)
    .flatMap((day) => clocks.toSorted((a, b) => a - b).map((at) => day + at * MINUTE_MS + rest))
    .filter(fits);
}

const STEP_MS: Readonly<Record<Frequency, number>> = {
  ...{ MINUTELY: MINUTE_MS, HOURLY: 60 * MINUTE_MS, DAILY: DAY_MS },
  ...{ WEEKLY: 7 * DAY_MS, MONTHLY: 31 * DAY_MS },
};

/** Moments of the next runs, at most `limit`. Throws RangeError for an unknown time zone. */
export function nextRuns(
  rule: Recurrence,
  { start, timeZone }: { start: number; timeZone: string },
  now: number,
  limit: number,
): number[] {
  const after = wallOf(now, timeZone);
  const skipped = Math.floor((after - start) / (STEP_MS[rule.frequency] * rule.interval)) - 1;
  // With a number of runs, those before count too.
  const first = rule.count === undefined ? Math.max(0, skipped) : 0;
  const runs: number[] = [];
  let seen = 0;
  for (let step = first; step < first + STEPS_MAX; step += 1)
    for (const time of timesOf(rule, start, step)) {
      if (time < start) continue;
      seen += 1;
      if (rule.until !== undefined && time > rule.until) return runs;
      if (rule.count !== undefined && seen > rule.count) return runs;
      if (time > after) runs.push(instantOf(time, timeZone));
      if (runs.length === limit) return runs;
    }
  return runs;
}
