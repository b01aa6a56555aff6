/**
 * The text of a recurrence rule (RFC 5545, 3.3.10) → its parts. Everything is read but what makes
 * no sense for rules: runs within seconds, and weeks of the year.
 */

/** A fault: which option, what is wrong and what to do; sentences. */
export type ScheduleFault = {
  option: "rrule" | "start" | "timezone";
  what: string;
  todo: string;
};

export const FREQUENCIES = ["MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** A weekday, 0 for Sunday; the nth of the month or year, from its end when negative, 0 for all. */
export type ByDay = { weekday: number; nth: number };

export type Recurrence = {
  frequency: Frequency;
  interval: number;
  count: number | undefined;
  /** As written: `20260101`, `20260101T120000` or the same with a Z. */
  until: string | undefined;
  /** Day on which weeks begin, 0 for Sunday. */
  weekStart: number;
  /** Empty for a part that is not given. */
  months: readonly number[];
  monthDays: readonly number[];
  yearDays: readonly number[];
  days: readonly ByDay[];
  hours: readonly number[];
  minutes: readonly number[];
  seconds: readonly number[];
  positions: readonly number[];
};

export const RRULE_LENGTH_MAX = 1024;
export const INTERVAL_MAX = 10_000;
/** Times that a rule with COUNT comes. */
export const COUNT_MAX = 1000;
const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
const UNTIL = /^\d{8}(T\d{6}Z?)?$/;
const BY_DAY = /^([+-]?\d{1,3})?(SU|MO|TU|WE|TH|FR|SA)$/;

class Fault extends Error {
  readonly todo: string;
  constructor(what: string, todo: string) {
    super(what);
    this.todo = todo;
  }
}

function numbers(parts: ReadonlyMap<string, string>, name: string, [min, max]: [number, number]) {
  const text = parts.get(name);
  if (text === undefined) return [];
  const isSigned = min < 0;
  const values = text.split(",").map((item) => {
    const value = /^[+-]?\d{1,5}$/.test(item) ? Number(item) : Number.NaN;
    if (!(value >= min && value <= max) || (isSigned && value === 0))
      throw new Fault(
        `${name} cannot be ${item || "empty"}.`,
        `Use numbers from ${min} to ${max}.`,
      );
    return value;
  });
  return [...new Set(values)].sort((a, b) => a - b);
}

function whole(parts: ReadonlyMap<string, string>, name: string, max: number) {
  const [value, ...more] = numbers(parts, name, [1, max]);
  if (more.length > 0) throw new Fault(`${name} is more than one number.`, "Give it one.");
  return value;
}

function daysOf(parts: ReadonlyMap<string, string>, frequency: Frequency): ByDay[] {
  const text = parts.get("BYDAY");
  if (text === undefined) return [];
  return text.split(",").map((item) => {
    const [, number, name = ""] = BY_DAY.exec(item) ?? [];
    const nth = number === undefined ? 0 : Number(number);
    const todo = "Use SU, MO, TU, WE, TH, FR or SA, with a number before it by month or year.";
    const most = frequency === "YEARLY" ? 53 : 5;
    const isCounted = number !== undefined;
    const isUsable = !isCounted || frequency === "MONTHLY" || frequency === "YEARLY";
    if (name === "" || !isUsable || Math.abs(nth) > most || (isCounted && nth === 0))
      throw new Fault(`BYDAY cannot be ${item || "empty"} here.`, todo);
    return { weekday: WEEKDAYS.indexOf(name), nth };
  });
}

const KNOWN = [
  ...["FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYDAY"],
  ...["BYHOUR", "BYMINUTE", "BYSECOND", "BYSETPOS"],
];

function partsOf(text: string): Map<string, string> {
  const body = text
    .trim()
    .replace(/^RRULE:/i, "")
    .replace(/;$/, "");
  const parts = new Map<string, string>();
  for (const part of body.toUpperCase().split(";")) {
    const at = part.indexOf("=");
    const name = part.slice(0, Math.max(0, at)).trim();
    if (at === -1 || !/^[A-Z-]+$/.test(name))
      throw new Fault(
        `"${part.slice(0, 64)}" is not a part.`,
        "Write parts as FREQ=DAILY;BYHOUR=9.",
      );
    if (!KNOWN.includes(name))
      throw new Fault(
        `The part ${name.slice(0, 32)} is not available.`,
        `Use ${KNOWN.join(", ")}.`,
      );
    if (parts.has(name)) throw new Fault(`${name} is there twice.`, "Leave one of them out.");
    parts.set(name, part.slice(at + 1).trim());
  }
  return parts;
}

function read(text: string): Recurrence {
  if (text.length > RRULE_LENGTH_MAX)
    throw new Fault("It is too long.", `Use at most ${RRULE_LENGTH_MAX} characters.`);
  const parts = partsOf(text);
  const frequency = FREQUENCIES.find((each) => each === parts.get("FREQ"));
  if (frequency === undefined) {
    const todo = `Use one of ${FREQUENCIES.join(", ")}.`;
    throw new Fault(`FREQ cannot be ${parts.get("FREQ")?.slice(0, 32) ?? "left out"}.`, todo);
  }
  const until = parts.get("UNTIL");
  if (until !== undefined && !UNTIL.test(until))
    throw new Fault("UNTIL is no date.", "Write it as 20261231 or 20261231T235959Z.");
  if (until !== undefined && parts.has("COUNT"))
    throw new Fault("COUNT and UNTIL exclude each other.", "Leave one of them out.");
  const weekStart = WEEKDAYS.indexOf(parts.get("WKST") ?? "MO");
  if (weekStart === -1) throw new Fault("WKST is no weekday.", `Use ${WEEKDAYS.join(", ")}.`);
  if (parts.has("BYYEARDAY") && frequency !== "YEARLY")
    throw new Fault("BYYEARDAY goes with FREQ=YEARLY alone.", "Use BYMONTH and BYMONTHDAY.");
  if (parts.has("BYMONTHDAY") && frequency === "WEEKLY")
    throw new Fault("BYMONTHDAY does not go with FREQ=WEEKLY.", "Use FREQ=DAILY or MONTHLY.");
  return {
    frequency,
    interval: whole(parts, "INTERVAL", INTERVAL_MAX) ?? 1,
    count: whole(parts, "COUNT", COUNT_MAX),
    until,
    weekStart,
    months: numbers(parts, "BYMONTH", [1, 12]),
    monthDays: numbers(parts, "BYMONTHDAY", [-31, 31]),
    yearDays: numbers(parts, "BYYEARDAY", [-366, 366]),
    days: daysOf(parts, frequency),
    hours: numbers(parts, "BYHOUR", [0, 23]),
    minutes: numbers(parts, "BYMINUTE", [0, 59]),
    seconds: numbers(parts, "BYSECOND", [0, 59]),
    positions: numbers(parts, "BYSETPOS", [-366, 366]),
  };
}

/** Reads a recurrence rule, with or without `RRULE:` before it. */
export function readRecurrence(text: string): Recurrence | ScheduleFault {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { option: "rrule", what: error.message, todo: error.todo };
  }
}
