/**
 * Kills as the agent knows them: whether a rule may still kill, the request to the sensor, its
 * answer, the exit of the process, and the report that goes onto the event.
 */
import { type Clock, type CounterSet, createCounters } from "#lib/base";
import { Disarmer, type DisarmState } from "./disarmer.ts";
import { OFF, REASONS } from "./reasons.ts";

/** Requests that wait for their end at a time; beyond, kills are reported as errors. */
const OPEN_MAX = 256;
/** Rules that have a disarmer. */
const RULES_MAX = 4096;
/** A report waits this long for the exit of the process. */
const EXIT_MS_MAX = 2000;

export type Enforcement = "off" | "observe" | "on";

/** A report of an action, as it stands in `agent.rule_actions`. */
export type ActionJson = Readonly<Record<string, unknown>>;

export type KillRequest = {
  ruleId: string;
  signal: string;
  signalNumber: number;
  scope: "process" | "container" | "cgroup";
  isContainerDisarmable: boolean;
  isExecutableDisarmable: boolean;
  pid: number;
  /** Boot-time start of the process in nanoseconds. */
  start: number;
  cgroupId: number;
  cgroupPath: string;
  containerId: string;
  executable: string;
  /** Milliseconds since the epoch: when the process began, and when the event happened. */
  createdAt: number;
  detectedAt: number;
};

/** What the sensor said of a request; of a record `action`. */
export type SensorAnswer = {
  request: number;
  status: number;
  signalled: number;
  failed: number;
  blamed: number;
  reason: string;
  name: string;
  /** Of a network filter: packets that it dropped so far. */
  packets: number;
};

export type ProtectCounter =
  | "kills_performed"
  | "kills_partially_performed"
  | "kills_refused"
  | "kills_observed"
  | "kills_off"
  | "kills_disarmed"
  | "kills_unanswered"
  | "rules_disarmed"
  | "rules_dismantled"
  | "rules_rearmed";

export function createProtectorCounters(): CounterSet<ProtectCounter> {
  return createCounters([
    "kills_performed",
    "kills_partially_performed",
    "kills_refused",
    "kills_observed",
    "kills_off",
    "kills_disarmed",
    "kills_unanswered",
    "rules_disarmed",
    "rules_dismantled",
    "rules_rearmed",
  ]);
}

export type ProtectorOptions = {
  /** Writes a request to the sensor; false when there is none. */
  send(members: Record<string, number | string>): boolean;
  /** The sensor's switch. */
  enforcement(): Enforcement;
  clock: Clock;
  counters: CounterSet<ProtectCounter>;
  /** Told when a rule stops or resumes killing, for the log and the events of the agent. */
  changed(ruleId: string, state: DisarmState, by: DisarmerKind): void;
};

export type DisarmerKind = "container" | "executable";

export type Protector = {
  /** Asks for a kill. Resolves with its report, within EXIT_MS_MAX; never rejects. */
  kill(request: KillRequest): Promise<ActionJson>;
  answered(answer: SensorAnswer): void;
  /** A process has ended, `at` milliseconds since the epoch. */
  exited(pid: number, start: number, at: number): void;
  /** Rules were loaded: all are armed. */
  loaded(): void;
  /** Rules that do not kill at the moment. */
  disarmed(): { rule: string; state: DisarmState; by: DisarmerKind }[];
};

const SCOPES = { process: 0, container: 1, cgroup: 2 } as const;
const STATUSES = ["performed", "partially_performed", "error", "observed"] as const;
const COUNTED = [
  "kills_performed",
  "kills_partially_performed",
  "kills_refused",
  "kills_observed",
] as const;

const KILL_REASONS: Readonly<Record<string, string>> = {
  ...REASONS,
  protected: "a process that the host needs is never killed",
  own: "a process of Vigil is never killed",
  excluded: "an excluded executable is never killed",
};

type Arm = { container: Disarmer; executable: Disarmer; state: DisarmState; by: DisarmerKind };

type Open = {
  request: KillRequest;
  killedAt: number | undefined;
  exitedAt: number | undefined;
  answer: SensorAnswer | undefined;
  finish(): void;
};

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function createProtector(options: ProtectorOptions): Protector {
  const { send, enforcement, clock, counters, changed } = options;
  const open = new Map<number, Open>();
  const arms = new Map<string, Arm>();
  let loadedAt = clock();
  let requests = 0;

  const armOf = (ruleId: string): Arm | undefined => {
    const known = arms.get(ruleId);
    if (known !== undefined || arms.size >= RULES_MAX) return known;
    const create = () => new Disarmer(loadedAt);
    const arm: Arm = { container: create(), executable: create(), state: "armed", by: "container" };
    arms.set(ruleId, arm);
    return arm;
  };

  /** The disarmer that stands against it, or undefined. */
  const disarmerAgainst = (request: KillRequest): [DisarmState, DisarmerKind] | undefined => {
    const arm = armOf(request.ruleId);
    if (arm === undefined) return ["rule_disarmed", "executable"];
    const now = clock();
    const asked = [
      ["container", request.isContainerDisarmable && request.containerId] as const,
      ["executable", request.isExecutableDisarmable && request.executable] as const,
    ];
    for (const [by, name] of asked) {
      if (!name) continue;
      const state = arm[by].take(name, now);
      if (state === "armed") continue;
      if (arm.state !== state) {
        counters[state === "rule_disarmed" ? "rules_disarmed" : "rules_dismantled"].add();
        Object.assign(arm, { state, by });
        changed(request.ruleId, state, by);
      }
      return [state, by];
    }
    // Another disarmer than the one that was asked says nothing of this rule.
    if (arm.state !== "armed" && asked.some(([by, name]) => by === arm.by && name)) {
      arm.state = "armed";
      counters.rules_rearmed.add();
      changed(request.ruleId, "armed", arm.by);
    }
    return undefined;
  };

  const head = ({ signal, scope, createdAt, detectedAt }: KillRequest, status: string) => ({
    type: "kill",
    signal,
    scope,
    status,
    created_at: iso(createdAt),
    detected_at: iso(detectedAt),
  });

  const failure = (request: KillRequest, error: string): ActionJson => ({
    ...head(request, "error"),
    error,
  });

  const reportOf = ({ request, answer, killedAt, exitedAt }: Open): ActionJson => {
    if (answer === undefined) {
      counters.kills_unanswered.add();
      return failure(request, "the sensor did not answer");
    }
    const { status, signalled, failed, blamed, reason, name } = answer;
    const isKilled = signalled > 0 && killedAt !== undefined;
    return {
      ...head(request, STATUSES[status] ?? "error"),
      ...(isKilled ? { killed_at: iso(killedAt), processes: signalled } : {}),
      ...(failed > 0 ? { processes_failed: failed } : {}),
      ...(exitedAt === undefined
        ? {}
        : {
            exited_at: iso(exitedAt),
            ttr: `${Number((exitedAt - request.detectedAt).toFixed(3))}ms`,
          }),
      ...(reason === "" ? {} : { error: KILL_REASONS[reason] ?? reason }),
      ...(blamed === 0 ? {} : { because_of: { pid: blamed, executable: name } }),
    };
  };

  const ask = (request: KillRequest): Promise<ActionJson> =>
    new Promise((resolve) => {
      requests = (requests + 1) >>> 0;
      const number = requests;
      const { pid, start, cgroupId, scope, signalNumber } = request;
      const group =
        scope === "cgroup" ? (request.cgroupPath.split("/").at(-1) ?? "") : request.containerId;
      const timer = setTimeout(() => entry.finish(), EXIT_MS_MAX);
      const entry: Open = {
        request,
        killedAt: undefined,
        exitedAt: undefined,
        answer: undefined,
        finish: () => {
          clearTimeout(timer);
          open.delete(number);
          resolve(reportOf(entry));
        },
      };
      open.set(number, entry);
      const isSent = send({
        request: number,
        pid,
        start,
        cgroup_id: cgroupId,
        signal: signalNumber,
        scope: SCOPES[scope],
        group,
      });
      if (!isSent) entry.finish();
    });

  return {
    kill: async (request) => {
      if (enforcement() === "off") {
        counters.kills_off.add();
        return failure(request, OFF);
      }
      const { scope, containerId, cgroupPath } = request;
      if (scope === "container" && containerId === "")
        return failure(request, "the process is in no container");
      if (scope === "cgroup" && cgroupPath.replaceAll("/", "") === "")
        return failure(request, "the process is in no cgroup");
      const against = disarmerAgainst(request);
      if (against !== undefined) {
        counters.kills_disarmed.add();
        return { ...head(request, against[0]), disarmer_type: against[1] };
      }
      if (open.size >= OPEN_MAX) return failure(request, "too many kills are under way");
      return ask(request);
    },
    answered: (answer) => {
      const entry = open.get(answer.request);
      if (entry === undefined) return;
      entry.answer = answer;
      entry.killedAt = clock();
      const counter = COUNTED[answer.status];
      if (counter !== undefined) counters[counter].add();
      if (answer.signalled === 0 || entry.exitedAt !== undefined) entry.finish();
    },
    exited: (pid, start, at) => {
      if (open.size === 0) return;
      for (const entry of open.values()) {
        if (entry.request.pid !== pid || entry.request.start !== start) continue;
        entry.exitedAt = at;
        if (entry.answer !== undefined) entry.finish();
      }
    },
    loaded: () => {
      loadedAt = clock();
      arms.clear();
    },
    disarmed: () =>
      [...arms].flatMap(([rule, { state, by }]) => (state === "armed" ? [] : { rule, state, by })),
  };
}
