/**
 * What the sensor says of its own state: which cgroups are throttled or lose records, and whether
 * canaries come back on each lane. It keeps the state and tells of each change once.
 */
import type { Clock } from "#lib/base";

/** The lanes of the sensor, as canary records number them. */
const LANES = ["urgent", "files", "network"] as const;
/** The sensor sings every 10 s: three in a row are missing. */
export const CANARY_MS_MAX = 35_000;
/** A cgroup of which nothing more is told for so long is within its rate again. */
export const CALM_MS = 5000;
/** Cgroups under pressure at a time; of further ones only the counters tell. */
export const CGROUPS_MAX = 1024;

/** A change to tell of. `name` is the id of the agent's report. */
export type SensorChange = {
  name: "cgroup_throttled" | "canary_missing";
  title: string;
  body: Readonly<Record<string, unknown>>;
};

export type SensorWatch = {
  /** A new stream begins: no canary can have come yet. */
  begin(): void;
  throttle(cgroupId: number, throttled: readonly number[], lost: readonly number[]): void;
  canary(lane: number): void;
  /** Lanes on which no canary came of late. */
  missing(): string[];
  readonly throttledCgroups: number;
  /** Changes since the last call. `isLive`: a sensor is connected, so that canaries are due. */
  changes(isLive: boolean): SensorChange[];
};

type Pressed = { throttled: number; lost: number; since: number; last: number };

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function throttleChange(id: number, state: "start" | "stop", pressed: Pressed): SensorChange {
  const { throttled, lost, since } = pressed;
  const title =
    state === "start"
      ? `cgroup ${id} sends more events than it may`
      : `cgroup ${id} sends no more events than it may: ${throttled} left out, ${lost} lost`;
  const at = new Date(since).toISOString();
  return {
    name: "cgroup_throttled",
    title,
    body: { throttle: { state, cgroup_id: id, since: at, throttled, lost } },
  };
}

export function createSensorWatch(clock: Clock): SensorWatch {
  const pressed = new Map<number, Pressed>();
  const seen: number[] = LANES.map(() => clock());
  let queue: SensorChange[] = [];
  let toldMissing = "";

  const missing = () => LANES.filter((_, lane) => clock() - (seen[lane] ?? 0) > CANARY_MS_MAX);
  const sweep = () => {
    for (const [id, one] of pressed) {
      if (clock() - one.last <= CALM_MS) continue;
      pressed.delete(id);
      queue.push(throttleChange(id, "stop", one));
    }
  };
  const compareCanaries = (isLive: boolean) => {
    const lanes = isLive ? missing().join(", ") : "";
    if (lanes === toldMissing) return;
    toldMissing = lanes;
    const title =
      lanes === "" ? "canaries come back on every lane" : `no canary comes back: ${lanes}`;
    queue.push({ name: "canary_missing", title, body: { canary: { missing: lanes } } });
  };

  return {
    begin: () => seen.fill(clock()),
    throttle(id, throttled, lost) {
      let one = pressed.get(id);
      const isNew = one === undefined;
      if (one === undefined) {
        if (pressed.size >= CGROUPS_MAX) return;
        one = { throttled: 0, lost: 0, since: clock(), last: 0 };
        pressed.set(id, one);
      }
      one.throttled += total(throttled);
      one.lost += total(lost);
      one.last = clock();
      if (isNew) queue.push(throttleChange(id, "start", { ...one }));
    },
    canary(lane) {
      if (lane < LANES.length) seen[lane] = clock();
    },
    missing,
    get throttledCgroups() {
      return pressed.size;
    },
    changes(isLive) {
      sweep();
      compareCanaries(isLive);
      const changes = queue;
      queue = [];
      return changes;
    },
  };
}
