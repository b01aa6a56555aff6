/**
 * Tells the sensor from time to time up to which record everything is on disk, so that it sends the
 * next agent what is not; and the spool, which of its entries nothing will ask for again.
 */
import type { Context } from "#agent/context";
import type { Spool } from "#agent/output";
import type { RecordNumbers, SensorConnection } from "#agent/sensor";

/** How much of a stream a killed agent makes the next one read again. */
export const ACKNOWLEDGE_MS = 200;

export type Acknowledger = {
  /** Tells what is on disk now. */
  now(): void;
  stop(): void;
};

export function startAcknowledging(
  sensor: Pick<SensorConnection, "state" | "acknowledge">,
  numbers: RecordNumbers,
  spool: Pick<Spool, "next" | "release">,
  context: Pick<Context, "readyAt" | "hasCaughtUp">,
): Acknowledger {
  let told = { series: -1, next: 0 };
  /** Entries before `entry` came of records before `position`. */
  let mark: { series: number; position: number; entry: number } | undefined;

  /* Records before the stream has caught up may be of entries that an earlier agent kept. */
  const release = (series: number, covered: number) => {
    if (!context.hasCaughtUp) return;
    if (mark?.series === series && covered < mark.position) return;
    if (mark?.series === series) spool.release(mark.entry);
    mark = { series, position: numbers.position, entry: spool.next };
  };
  const now = () => {
    if (sensor.state !== "running") return;
    const { series, covered } = numbers;
    if (series === undefined) {
      if (context.readyAt > 0) spool.release(spool.next);
      return;
    }
    if (covered > (told.series === series ? told.next : 0)) {
      sensor.acknowledge(series, covered);
      told = { series, next: covered };
    }
    release(series, covered);
  };

  const timer = setInterval(now, ACKNOWLEDGE_MS).unref();
  return { now, stop: () => clearInterval(timer) };
}
