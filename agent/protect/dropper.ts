/**
 * Network filters as the agent knows them: the request to the sensor, its answer, which are in
 * force, what the sensor counts of each, and the report that goes onto the event.
 */
import { type Clock, type CounterSet, createCounters } from "#lib/base";
import type { ActionJson, Enforcement, SensorAnswer } from "./protector.ts";
import { OFF, REASONS } from "./reasons.ts";

/** Network filters in force or asked for at a time; the sensor has room for as many. */
export const NETWORK_FILTERS_MAX = 256;
/** A report waits this long for the first packet that is dropped. */
const REPORT_MS_MAX = 2000;
/** Requests are numbered from here on: the numbers below are those of kills. */
const NUMBERS_FROM = 2 ** 31;

export type DropRequest = {
  ruleId: string;
  /** The filter as written, and as classic BPF. */
  filter: string;
  code: Uint8Array;
  scope: "process" | "cgroup";
  ttlMs: number;
  pid: number;
  /** Boot-time start of the process in nanoseconds. */
  start: number;
  cgroupId: number;
  cgroupPath: string;
  /** Milliseconds since the epoch. */
  detectedAt: number;
};

export type DropCounter =
  | "network_filters_performed"
  | "network_filters_observed"
  | "network_filters_refused"
  | "network_filters_off"
  | "network_filters_unanswered"
  | "network_filters_ended"
  | "packets_dropped"
  | "packets_drop_observed";

export function createDropCounters(): CounterSet<DropCounter> {
  return createCounters([
    "network_filters_performed",
    "network_filters_observed",
    "network_filters_refused",
    "network_filters_off",
    "network_filters_unanswered",
    "network_filters_ended",
    "packets_dropped",
    "packets_drop_observed",
  ]);
}

/** What became of a network filter that has ended. */
export type EndedDrop = { rule: string; filter: string; why: string; packets: number };

export type DropperOptions = {
  /** Writes a request to the sensor; false when there is none. */
  send(members: Record<string, number | string | Uint8Array>): boolean;
  /** Why the sensor there is drops no packets; undefined when it can. */
  whyNot(): string | undefined;
  enforcement(): Enforcement;
  clock: Clock;
  counters: CounterSet<DropCounter>;
  ended(drop: EndedDrop): void;
};

export type DropInForce = {
  rule: string;
  scope: string;
  /** Process id, or the cgroup's path. */
  target: string;
  filter: string;
  /** ISO time at which it ends. */
  until: string;
  packets: number;
};

export type Dropper = {
  /**
   * Asks for a network filter, once for each process or cgroup while it is in force. Resolves with
   * its report, within REPORT_MS_MAX; never rejects.
   */
  drop(request: DropRequest): Promise<ActionJson>;
  /** An answer of the sensor, or what it tells of a filter later; others are left alone. */
  answered(answer: SensorAnswer): void;
  /** Rules were loaded: what was in force ends. */
  loaded(): void;
  /** Another stream has begun: the sensor was told to end what was in force. */
  begun(): void;
  inForce(): DropInForce[];
};

const SCOPES = { process: 0, cgroup: 2 } as const;
const INSTRUCTION_BYTES = 8;
const MS_PER_S = 1000;
const [PERFORMED, OBSERVED, IN_FORCE, ENDED] = [0, 3, 4, 5];

type Entry = {
  request: DropRequest;
  key: string;
  until: number;
  answer: SensorAnswer | undefined;
  packets: number;
  report: Promise<ActionJson>;
  finish(): void;
};

function targetOf({ scope, pid, start, cgroupId }: DropRequest): string {
  return scope === "process" ? `process ${pid} ${start}` : `cgroup ${cgroupId}`;
}

export function createDropper(options: DropperOptions): Dropper {
  const { send, enforcement, whyNot, clock, counters } = options;
  /** By request; one stays until the sensor says that it has ended. */
  const entries = new Map<number, Entry>();
  /** Those that stand for a new request of the same. */
  const current = new Map<string, Entry>();
  let requests = 0;

  const head = ({ filter, scope, detectedAt }: DropRequest, status: string) => ({
    type: "network_filter",
    filter,
    policy: "drop",
    scope,
    status,
    detected_at: new Date(detectedAt).toISOString(),
  });
  const failure = (request: DropRequest, error: string): ActionJson => ({
    ...head(request, "error"),
    error,
  });

  const reportOf = ({ request, answer, until, packets }: Entry): ActionJson => {
    if (answer === undefined) return failure(request, "the sensor did not answer");
    const { status, reason, blamed, name } = answer;
    if (status !== PERFORMED && status !== OBSERVED) {
      const cause = blamed === 0 ? {} : { because_of: { pid: blamed, executable: name } };
      return { ...failure(request, REASONS[reason] ?? reason), ...cause };
    }
    return {
      ...head(request, status === PERFORMED ? "performed" : "observed"),
      until: new Date(until).toISOString(),
      packets,
    };
  };

  const forget = (number: number, entry: Entry) => {
    entries.delete(number);
    if (current.get(entry.key) === entry) current.delete(entry.key);
  };

  const ask = (request: DropRequest, key: string): Promise<ActionJson> => {
    const { promise, resolve } = Promise.withResolvers<ActionJson>();
    requests = (requests + 1) % NUMBERS_FROM;
    const number = NUMBERS_FROM + requests;
    const timer = setTimeout(() => {
      if (entry.answer === undefined) {
        counters.network_filters_unanswered.add();
        forget(number, entry);
      }
      entry.finish();
    }, REPORT_MS_MAX);
    const entry: Entry = {
      request,
      key,
      until: clock() + request.ttlMs,
      answer: undefined,
      packets: 0,
      report: promise,
      finish: () => {
        clearTimeout(timer);
        resolve(reportOf(entry));
      },
    };
    entries.set(number, entry);
    current.set(key, entry);
    const isSent = send({
      request: number,
      pid: request.pid,
      start: request.start,
      cgroup_id: request.cgroupId,
      seconds: Math.max(1, Math.round(request.ttlMs / MS_PER_S)),
      scope: SCOPES[request.scope],
      group: request.scope === "cgroup" ? (request.cgroupPath.split("/").at(-1) ?? "") : "",
      count: request.code.length / INSTRUCTION_BYTES,
      code: request.code,
    });
    if (!isSent) {
      forget(number, entry);
      entry.finish();
    }
    return promise;
  };

  const first = (number: number, entry: Entry, answer: SensorAnswer) => {
    entry.answer = answer;
    const isInForce = answer.status === PERFORMED || answer.status === OBSERVED;
    if (answer.status === PERFORMED) counters.network_filters_performed.add();
    else if (answer.status === OBSERVED) counters.network_filters_observed.add();
    else counters.network_filters_refused.add();
    if (isInForce) return;
    forget(number, entry);
    entry.finish();
  };

  const told = (number: number, entry: Entry, { status, packets, reason }: SensorAnswer) => {
    const isObserved = entry.answer?.status === OBSERVED;
    const counter = isObserved ? counters.packets_drop_observed : counters.packets_dropped;
    counter.add(Math.max(0, packets - entry.packets));
    entry.packets = packets;
    entry.finish();
    if (status !== ENDED) return;
    forget(number, entry);
    counters.network_filters_ended.add();
    const { ruleId: rule, filter } = entry.request;
    options.ended({ rule, filter, why: reason, packets });
  };

  return {
    drop: async (request) => {
      if (enforcement() === "off") {
        counters.network_filters_off.add();
        return failure(request, OFF);
      }
      const why = whyNot();
      if (why !== undefined) return failure(request, why);
      if (request.scope === "cgroup" && request.cgroupPath.replaceAll("/", "") === "")
        return failure(request, "the process is in no cgroup");
      const key = `${targetOf(request)} ${request.filter}`;
      const standing = current.get(key);
      if (standing !== undefined && clock() < standing.until) return standing.report;
      if (entries.size >= NETWORK_FILTERS_MAX)
        return failure(request, `${NETWORK_FILTERS_MAX} network filters are in force`);
      return ask(request, key);
    },
    answered: (answer) => {
      const entry = entries.get(answer.request);
      if (entry === undefined) return;
      const isLater = answer.status === IN_FORCE || answer.status === ENDED;
      if (isLater) told(answer.request, entry, answer);
      else first(answer.request, entry, answer);
    },
    loaded: () => {
      current.clear();
      if (entries.size > 0) send({});
    },
    begun: () => {
      current.clear();
      for (const entry of entries.values()) entry.finish();
      entries.clear();
    },
    inForce: () =>
      [...entries.values()]
        .filter(({ answer, until }) => answer !== undefined && clock() < until)
        .map(({ request, until, packets }) => ({
          rule: request.ruleId,
          scope: request.scope,
          target: request.scope === "process" ? String(request.pid) : request.cgroupPath,
          filter: request.filter,
          until: new Date(until).toISOString(),
          packets,
        })),
  };
}
