/**
 * Clock time of a place and instants. A clock time is milliseconds since 1970 as if the clock were
 * UTC's. Zones are those of the tz database that the runtime has.
 */

const DAY_MS = 86_400_000;
/** Offsets change at full quarters of an hour. */
const QUARTER_MS = 900_000;
/** Offsets that are remembered of a zone; all are forgotten beyond. */
const KNOWN_MAX = 10_000;

export type Zone = {
  /** The clock at an instant. */
  clockAt(instant: number): number;
  /**
   * The instant of a clock time. A time that the clock shows twice is the first of the two; one
   * that it leaves out is read with the offset from before the change (RFC 5545, 3.3.5).
   */
  instantOf(clock: number): number;
};

function readOffset(format: Intl.DateTimeFormat, instant: number): number {
  const parts = new Map(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const [year, month, day] = [of("year"), of("month"), of("day")];
  return Date.UTC(year, month - 1, day, of("hour"), of("minute"), of("second")) - instant;
}

const UTC: Zone = { clockAt: (instant) => instant, instantOf: (clock) => clock };
const zones = new Map<string, Zone | undefined>();
/** Names that are remembered; all are forgotten beyond. */
const ZONES_MAX = 1000;

/** A zone by its name, such as Europe/Paris; undefined when there is none. */
export function findZone(name: string): Zone | undefined {
  if (name === "UTC") return UTC;
  if (!zones.has(name)) {
    if (zones.size >= ZONES_MAX) zones.clear();
    zones.set(name, openZone(name));
  }
  return zones.get(name);
}

function openZone(name: string): Zone | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone: name, calendar: "gregory", numberingSystem: "latn", hourCycle: "h23" },
      ...{ year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
  } catch {
    // The runtime names no reason but that it does not know the zone.
    return undefined;
  }
  const known = new Map<number, number>();
  function offsetAt(instant: number): number {
    const quarter = Math.floor(instant / QUARTER_MS);
    const found = known.get(quarter) ?? readOffset(format, quarter * QUARTER_MS);
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(quarter, found);
    return found;
  }
  return {
    clockAt: (instant) => instant + offsetAt(instant),
    instantOf(clock) {
      const before = clock - offsetAt(clock - DAY_MS);
      const after = clock - offsetAt(clock + DAY_MS);
      const isRight = (instant: number) => instant + offsetAt(instant) === clock;
      const right = [before, after].filter(isRight);
      return right.length === 0 ? before : Math.min(...right);
    },
  };
}
