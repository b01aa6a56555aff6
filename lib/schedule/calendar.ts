/** Days as numbers since 1970, and which of them a recurrence rule means. */
import type { ByDay, Recurrence } from "./recurrence.ts";

const DAY_MS = 86_400_000;

export type Day = { number: number; year: number; month: number; day: number; weekday: number };

/** The day of a clock time. */
export function dayAt(clock: number): Day {
  const number = Math.floor(clock / DAY_MS);
  const date = new Date(number * DAY_MS);
  return {
    number,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}

/** Number of the first day of a month; months may be below 1 or beyond 12. */
export function monthStart(year: number, month: number): number {
  return Date.UTC(year, month - 1, 1) / DAY_MS;
}

function isNth({ weekday, nth }: ByDay, day: Day, inYear: boolean): boolean {
  if (weekday !== day.weekday) return false;
  if (nth === 0) return true;
  const first = inYear ? monthStart(day.year, 1) : monthStart(day.year, day.month);
  const end = inYear ? monthStart(day.year + 1, 1) : monthStart(day.year, day.month + 1);
  const fromStart = Math.floor((day.number - first) / 7) + 1;
  const fromEnd = Math.floor((end - 1 - day.number) / 7) + 1;
  return nth > 0 ? nth === fromStart : -nth === fromEnd;
}

function hasPlace(wanted: readonly number[], place: number, length: number): boolean {
  return wanted.includes(place) || wanted.includes(place - length - 1);
}

/** Whether the parts about days allow a day; what is not given is as on the day of the start. */
export function allowsDay(rule: Recurrence, start: Day): (day: Day) => boolean {
  const { frequency, months, monthDays, yearDays, days } = rule;
  const isYearly = frequency === "YEARLY";
  const inYear = isYearly && months.length === 0;
  const isPlain = monthDays.length + yearDays.length + days.length === 0;
  return (day) => {
    if (months.length > 0 && !months.includes(day.month)) return false;
    const first = monthStart(day.year, day.month);
    const length = monthStart(day.year, day.month + 1) - first;
    if (monthDays.length > 0 && !hasPlace(monthDays, day.day, length)) return false;
    const newYear = monthStart(day.year, 1);
    const yearLength = monthStart(day.year + 1, 1) - newYear;
    if (yearDays.length > 0 && !hasPlace(yearDays, day.number - newYear + 1, yearLength))
      return false;
    if (days.length > 0 && !days.some((each) => isNth(each, day, inYear))) return false;
    if (!isPlain) return true;
    if (frequency === "WEEKLY") return day.weekday === start.weekday;
    if (isYearly && months.length === 0 && day.month !== start.month) return false;
    return !(isYearly || frequency === "MONTHLY") || day.day === start.day;
  };
}
