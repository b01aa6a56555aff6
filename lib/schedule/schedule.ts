/**
 * When a scheduled rule runs. By days and longer it is the clock of its zone that counts, so that
 * nine in the morning stays nine in the morning; by hours and minutes it is time that passes, and
 * the clock only says which of them are left out.
 */
import { allowsDay, dayAt, monthStart } from "./calendar.ts";
import { type Recurrence, readRecurrence, type ScheduleFault } from "./recurrence.ts";
import { findZone, type Zone } from "./zone.ts";

export type ScheduleOptions = { rrule: string; start: string; timezone: string };

export type Schedule = {
  /** The first time after an instant; undefined when there is none within ten years. */
  next(after: number): number | undefined;
  /** The last time at an instant or before it. */
  previous(at: number): number | undefined;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Two runs of a rule are at least so far apart; what wants to be faster belongs on the stream. */
export const SPACING_MS_MIN = 5 * MINUTE_MS;
/** Times from the start on whose distance is looked at. */
const SPACED_MAX = 100;
const HORIZON_MS = 3660 * DAY_MS;
/** Stretches looked at for one answer. */
const STEPS_MAX = 20_000;
/** The clock of a zone and an instant differ by less. */
const OFFSET_MS_MAX = DAY_MS;
/** Days of a stretch, at least and at most. */
const LENGTHS: Readonly<Record<string, readonly [number, number]>> = {
  YEARLY: [365, 366],
  MONTHLY: [28, 31],
  WEEKLY: [7, 7],
};
const START = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2})?(?:\.0+)?)?$/;

/** Times in stretches that are numbered from the start on. */
type Stretches = {
  /** Times in a stretch, ascending. */
  at(index: number): number[];
  /** A stretch not after that of an instant, or with -1 one not before it; close to it. */
  near(instant: number, direction: 1 | -1): number;
  /** The next stretch worth looking at, or with -1 the one before. */
  step(index: number, direction: 1 | -1): number;
  /** When a stretch begins, about. */
  begins(index: number): number;
};

function pick(times: number[], positions: readonly number[]): number[] {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  if (positions.length === 0) return sorted;
  const picked = positions.map((at) => sorted[at > 0 ? at - 1 : sorted.length + at]);
  return [...new Set(picked.filter((time) => time !== undefined))].sort((a, b) => a - b);
}

const orOf = (values: readonly number[], otherwise: number) =>
  values.length === 0 ? [otherwise] : values;

/** By days, weeks, months and years. */
function calendarStretches(rule: Recurrence, start: number, zone: Zone): Stretches {
  const first = dayAt(start);
  const { frequency, interval, weekStart } = rule;
  const isAllowed = allowsDay(rule, first);
  const timeOf = new Date(start);
  const times = orOf(rule.hours, timeOf.getUTCHours()).flatMap((hour) =>
    orOf(rule.minutes, timeOf.getUTCMinutes()).flatMap((minute) =>
      orOf(rule.seconds, timeOf.getUTCSeconds()).map(
        (second) => hour * HOUR_MS + minute * MINUTE_MS + second * 1000,
      ),
    ),
  );
  const week = first.number - ((first.weekday - weekStart + 7) % 7);
  /** Numbers of the first day of a stretch, and of the one behind it. */
  function range(index: number): [number, number] {
    const n = index * interval;
    if (frequency === "YEARLY")
      return [monthStart(first.year + n, 1), monthStart(first.year + n + 1, 1)];
    if (frequency === "MONTHLY")
      return [monthStart(first.year, first.month + n), monthStart(first.year, first.month + n + 1)];
    if (frequency === "WEEKLY") return [week + 7 * n, week + 7 * n + 7];
    return [first.number + n, first.number + n + 1];
  }
  const [shortest, longest] = LENGTHS[frequency] ?? [1, 1];
  return {
    at(index) {
      const [from, end] = range(index);
      const found: number[] = [];
      for (let number = from; number < end; number++)
        if (isAllowed(dayAt(number * DAY_MS)))
          found.push(...times.map((time) => number * DAY_MS + time));
      return pick(found, rule.positions).map((clock) => zone.instantOf(clock));
    },
    near(instant, direction) {
      const days = (instant - start - direction * OFFSET_MS_MAX) / DAY_MS;
      const length = interval * (direction === 1 ? longest : shortest);
      return Math.max(0, Math.floor(days / length) + (direction === 1 ? -1 : 2));
    },
    step: (index, direction) => index + direction,
    begins: (index) => range(index)[0] * DAY_MS,
  };
}

/** By hours and minutes. */
function passingStretches(rule: Recurrence, start: number, zone: Zone): Stretches {
  const isHourly = rule.frequency === "HOURLY";
  const length = (isHourly ? HOUR_MS : MINUTE_MS) * rule.interval;
  const origin = zone.instantOf(start);
  const isAllowed = allowsDay(rule, dayAt(start));
  const isFine = (wanted: readonly number[], value: number) =>
    wanted.length === 0 || wanted.includes(value);
  const clockOf = (index: number) => zone.clockAt(origin + index * length);
  return {
    at(index) {
      const clock = clockOf(index);
      const instant = origin + index * length;
      const date = new Date(clock);
      if (!isAllowed(dayAt(clock)) || !isFine(rule.hours, date.getUTCHours())) return [];
      const minute = date.getUTCMinutes();
      if (!isHourly && !isFine(rule.minutes, minute)) return [];
      const second = date.getUTCSeconds();
      const hour = instant - minute * MINUTE_MS - second * 1000;
      const minutes = isHourly ? orOf(rule.minutes, minute) : [minute];
      const times = minutes.flatMap((m) =>
        orOf(rule.seconds, second).map((s) => hour + m * MINUTE_MS + s * 1000),
      );
      return pick(times, rule.positions);
    },
    near: (instant, direction) =>
      Math.max(0, Math.floor((instant - origin) / length) + (direction === 1 ? -1 : 2)),
    step(index, direction) {
      const clock = clockOf(index);
      if (isAllowed(dayAt(clock))) return index + direction;
      // No time of this day is one: go to the next, less than a change of the clock.
      const into = clock - dayAt(clock).number * DAY_MS;
      const rest = direction === 1 ? DAY_MS - into : into + 1;
      return index + direction * Math.max(1, Math.floor((rest - 2 * HOUR_MS) / length));
    },
    begins: (index) => origin + index * length,
  };
}

function untilOf({ until }: Recurrence, zone: Zone): number {
  if (until === undefined) return Number.POSITIVE_INFINITY;
  const text = until.replace(/^(\d{4})(\d{2})(\d{2})/, "$1-$2-$3");
  const time = text.replace(/T(\d{2})(\d{2})(\d{2})Z?$/, "T$1:$2:$3");
  if (!time.includes("T")) return zone.instantOf(Date.parse(`${time}T23:59:59Z`));
  const clock = Date.parse(`${time}Z`);
  return until.endsWith("Z") ? clock : zone.instantOf(clock);
}

type Bounds = { first: number; until: number };

/** Stretches whose times are remembered: the next answer is mostly of the same one. */
const REMEMBERED_MAX = 8;

function remembering(stretches: Stretches): Stretches {
  const known = new Map<number, number[]>();
  return {
    ...stretches,
    at(index) {
      const times = known.get(index) ?? stretches.at(index);
      if (known.size >= REMEMBERED_MAX) known.clear();
      known.set(index, times);
      return times;
    },
  };
}

function searchOf(stretches: Stretches, { first, until }: Bounds): Schedule {
  const isWithin = (time: number) => time >= first && time <= until;
  function find(instant: number, direction: 1 | -1, isWanted: (time: number) => boolean) {
    const end = instant + direction * HORIZON_MS;
    let index = stretches.near(instant, direction);
    for (let steps = 0; steps < STEPS_MAX && index >= 0; steps++) {
      const begins = stretches.begins(index);
      if (direction === 1 ? begins > end || begins - OFFSET_MS_MAX > until : begins < end) break;
      const found = stretches.at(index).filter((time) => isWithin(time) && isWanted(time));
      if (found.length > 0) return direction === 1 ? found[0] : found.at(-1);
      index = stretches.step(index, direction);
    }
    return undefined;
  }
  return {
    next: (after) => find(Math.max(after, first), 1, (time) => time > after),
    previous: (at) => find(Math.min(at, until), -1, (time) => time <= at),
  };
}

/** A rule that comes so many times and no more. */
function counted(schedule: Schedule, count: number, first: number): Schedule {
  const times: number[] = [];
  for (let last = first - 1; times.length < count; ) {
    const time = schedule.next(last);
    if (time === undefined) break;
    times.push(time);
    last = time;
  }
  return {
    next: (after) => times.find((time) => time > after),
    previous: (at) => times.findLast((time) => time <= at),
  };
}

function spacingFault(schedule: Schedule, first: number): ScheduleFault | undefined {
  let last: number | undefined;
  for (let at = 0; at < SPACED_MAX; at++) {
    const time = schedule.next(last ?? first - 1);
    if (time === undefined) break;
    if (last !== undefined && time - last < SPACING_MS_MIN) {
      const todo =
        "Leave it further apart, or take the schedule away: the rule then sees each event.";
      return { option: "rrule", what: "It runs more often than every five minutes.", todo };
    }
    last = time;
  }
  if (last !== undefined) return undefined;
  const todo = "Correct the days that it names, or an end that is before the start.";
  return { option: "rrule", what: "It never comes.", todo };
}

/** What is wrong with the options, or when they let a rule run. */
export function compileSchedule(options: ScheduleOptions): Schedule | ScheduleFault {
  const rule = readRecurrence(options.rrule);
  if ("option" in rule) return rule;
  const zone = findZone(options.timezone === "" ? "UTC" : options.timezone);
  if (zone === undefined) {
    const what = `There is no time zone ${options.timezone.slice(0, 64)}.`;
    return {
      option: "timezone",
      what,
      todo: "Use a name of the tz database, such as Europe/Paris.",
    };
  }
  const [, date = "", time = "00:00", seconds = ":00"] = START.exec(options.start) ?? [];
  const start = Date.parse(`${date}T${time}${seconds}Z`);
  if (!Number.isFinite(start) || new Date(start).toISOString().slice(0, 10) !== date) {
    const what = `${options.start.slice(0, 64) || "Nothing"} is no start.`;
    return { option: "start", what, todo: "Write it as 2026-01-31T09:00:00, without a zone." };
  }
  const isPassing = rule.frequency === "HOURLY" || rule.frequency === "MINUTELY";
  const stretches = isPassing
    ? passingStretches(rule, start, zone)
    : remembering(calendarStretches(rule, start, zone));
  const first = zone.instantOf(start);
  const every = searchOf(stretches, { first, until: untilOf(rule, zone) });
  const schedule = rule.count === undefined ? every : counted(every, rule.count, first);
  return spacingFault(schedule, first) ?? schedule;
}
