/**
 * Station 3: what the kernel does not say. Every record passes here; those that rules are about
 * come back as a view with the process behind it and resolvers that answer on first read. The views
 * are used again for every record.
 */
import { createHash } from "node:crypto";
import { assert, type Clock, type CounterSet, createCounters } from "#lib/base";
import {
  type CanaryView,
  type CapabilitiesView,
  type Chunk,
  type DnsView,
  type EventName,
  type EventView,
  type ExecView,
  type ExitView,
  type ForkView,
  LAYOUT,
  type LostView,
  RECORD_FLAGS,
  type ReadyView,
  type Resolvers,
  RULE_EVENTS,
  type SnapshotView,
  type StatsView,
  type ThrottleView,
  type UtimesView,
  VIEWS,
} from "#lib/event";
import { createAccountNames } from "./account-names.ts";
import {
  type ContainerCounter,
  type ContainerDirectory,
  createContainerDirectory,
} from "./container-directory.ts";
import { findContainer } from "./container-facts.ts";
import { FILE_COUNTERS, type FileCounter } from "./file-content.ts";
import { createFileFacts, type FileFacts } from "./file-facts.ts";
import { createHostNames, type HostNames } from "./host-names.ts";
import { PACKAGE_COUNTERS, type PackageCounter } from "./packages.ts";
import { ProcessCache, type ProcessCounter } from "./process-cache.ts";
import type { ProcessEntry, ProcessNames } from "./process-entry.ts";
import { addCapabilities } from "./process-record.ts";
import { createSensorWatch, type SensorWatch } from "./sensor-watch.ts";
import { createSshLogins, type SshLoginCounter } from "./ssh-login.ts";

export type ContextCounter =
  | ProcessCounter
  | ContainerCounter
  | FileCounter
  | PackageCounter
  | SshLoginCounter
  | "records_lost"
  | "events_throttled";

export function createContextCounters(): CounterSet<ContextCounter> {
  return createCounters([
    "processes_unknown",
    "processes_evicted",
    "processes_pid_reused",
    "processes_missed_exit",
    "lineages_cut",
    "containers_resolved",
    "containers_unresolved",
    "container_lookups_skipped",
    ...FILE_COUNTERS,
    ...PACKAGE_COUNTERS,
    "ssh_logins_found",
    "ssh_logins_missed",
    "records_lost",
    "events_throttled",
  ]);
}

/** What the sensor counts for one event type since it started. */
export type EventCounts = { seen: number; rejected: number; lost: number };

export type SensorCounts = {
  events: Partial<Record<EventName, EventCounts>>;
  ringBytes: number;
  ringBytesMax: number;
};

export type ContextOptions = {
  /** Name of the host that the stream is of. */
  hostname: () => string;
  /** "ebpf", "ebpfless" or, when the stream is a recorded one, "replay"; asked for each event. */
  readonly origin: string;
  clock: Clock;
  counters: CounterSet<ContextCounter>;
  /** Where the host's files are; "/" but in tests. */
  root: string;
  /** How many processes are known at a time; PROCESSES_MAX but in tests. */
  processesMax?: number;
  /** Told when a snapshot is read, of how many processes, and when another filter is in force. */
  reached?: (what: "snapshot" | "filter", value: number) => void;
};

type AnyViews = { [Name in EventName]: InstanceType<(typeof VIEWS)[Name]> };

/** Bits of utimes' set_now. */
const SETS_ACCESS = 1;
const SETS_MODIFICATION = 2;

const RULE_EVENT_NAMES = new Set<string>(RULE_EVENTS.map(({ name }) => name));

function createViews(resolvers: Resolvers): AnyViews {
  const views = Object.entries(VIEWS).map(([name, View]) => {
    const view: EventView = new View();
    view.resolvers = resolvers;
    return [name, view];
  });
  return Object.fromEntries(views) as AnyViews;
}

function sameMembers(left: EventName, right: EventName): boolean {
  const [one, other] = [LAYOUT.records[left], LAYOUT.records[right]];
  return JSON.stringify(one?.members) === JSON.stringify(other?.members);
}

assert(sameMembers("exec", "snapshot"), "rules see a snapshot record as an exec");

export class Context {
  readonly processes: ProcessCache;
  readonly containers: ContainerDirectory;
  readonly hostNames: HostNames;
  readonly sensorWatch: SensorWatch;
  /** When the snapshot was complete, in nanoseconds since boot: what is older comes after it. */
  readyAt = 0;
  /** Whether records have come that no earlier agent can have been sent. */
  hasCaughtUp = false;
  readonly #files: FileFacts;
  readonly #views: AnyViews;
  readonly #options: ContextOptions;
  #bootTimeNs = 0;
  #bootId = "";
  /** Of the filter in force; 0 before the first. */
  #generation = 0;
  #sensor: SensorCounts = { events: {}, ringBytes: 0, ringBytesMax: 0 };

  constructor(options: ContextOptions) {
    this.#options = options;
    const { clock, counters, root } = options;
    const accounts = createAccountNames(root, clock, options.origin !== "replay");
    const find = (id: string) => findContainer(root, id);
    this.containers = createContainerDirectory({ find, clock, counters });
    this.#files = createFileFacts(options);
    const names: ProcessNames = {
      ...accounts,
      ...this.#files.resolvers,
      containerCreatedAt: (id) => this.containers.createdNs(id),
      containerTags: (id) => this.containers.facts(id).tags,
    };
    const findLogin = createSshLogins(root, clock, counters);
    this.processes = new ProcessCache(names, counters, findLogin, options.processesMax);
    this.hostNames = createHostNames();
    this.sensorWatch = createSensorWatch(clock);
    this.#views = createViews(this.#resolvers(names));
  }

  get sensor(): SensorCounts {
    return this.#sensor;
  }

  /** Whether hashes, packages and kinds of files are found out. */
  set fileFacts(isOn: boolean) {
    this.#files.isOn = isOn;
  }

  /** A new stream begins: of this boot or of another. */
  begin(bootId: string, bootTimeNs: number): void {
    this.processes.begin(bootTimeNs, bootId === this.#bootId);
    this.#files.prepare();
    this.sensorWatch.begin();
    this.hasCaughtUp = false;
    this.#generation = 0;
    this.#bootId = bootId;
    this.#bootTimeNs = bootTimeNs;
  }

  /**
   * Takes in a record. Returns the event that rules are to see, or undefined; it is valid until the
   * next record.
   */
  take(name: EventName, chunk: Chunk, base: number): EventView | undefined {
    const view: EventView = this.#views[name];
    view.point(chunk, base);
    switch (name) {
      case "exec":
        return this.#exec(view as ExecView);
      case "snapshot":
        return this.#snapshot(view as SnapshotView);
      case "exit":
        view.process = this.processes.exit(view as ExitView);
        return view;
      case "fork":
        this.processes.fork(view as ForkView);
        return undefined;
      case "ready":
        this.readyAt = view["header.ts"];
        this.processes.snapshotComplete(this.readyAt);
        this.#options.reached?.("snapshot", (view as ReadyView)["record.snapshot_count"]);
        return undefined;
      case "lost":
        this.#options.counters.records_lost.add(sum((view as LostView)["record.counts"]));
        return undefined;
      case "stats":
        this.#stats(view as StatsView);
        return undefined;
      case "throttle":
        this.#throttle(view as ThrottleView);
        return undefined;
      case "canary":
        this.hasCaughtUp ||= this.readyAt > 0 && view["header.ts"] > this.readyAt;
        this.sensorWatch.canary((view as CanaryView)["record.lane"]);
        return undefined;
      default:
        view.process = this.#placed(this.processes.acting(view));
        if (name === "capabilities")
          addCapabilities(view.process as ProcessEntry, view as CapabilitiesView);
        if (name === "dns") this.hostNames.learn(view as DnsView);
        return RULE_EVENT_NAMES.has(name) ? view : undefined;
    }
  }

  #exec(view: ExecView): EventView | undefined {
    if ((view["header.flags"] & RECORD_FLAGS.denied) !== 0) {
      view.process = this.#placed(this.processes.attempted(view));
      return view;
    }
    const { entry, isNew } = this.processes.image(view);
    view.process = this.#placed(entry);
    return isNew ? view : undefined;
  }

  /** A process that ran before: rules see it as an exec, once. */
  #snapshot(view: SnapshotView): EventView | undefined {
    const { entry, isNew } = this.processes.image(view);
    if (!isNew || entry["is_kworker"]) return undefined;
    const { exec } = this.#views;
    exec.point(view.chunk, view.base);
    exec.process = this.#placed(entry);
    return exec;
  }

  #placed(entry: ProcessEntry): ProcessEntry {
    const { id } = entry.container;
    if (id !== "") this.containers.see(id, this.#options.clock() * 1e6);
    return entry;
  }

  #throttle(view: ThrottleView): void {
    const throttled = view["record.throttled"];
    this.#options.counters.events_throttled.add(sum(throttled));
    this.sensorWatch.throttle(view["header.cgroup_id"], throttled, view["record.lost"]);
  }

  #stats(view: StatsView): void {
    this.processes.sweep(view["header.ts"]);
    const seen = view["record.seen"];
    const rejected = view["record.rejected"];
    const lost = view["record.lost"];
    const events: SensorCounts["events"] = {};
    for (const { name } of RULE_EVENTS) {
      const id = LAYOUT.records[name]?.id ?? 0;
      events[name as EventName] = {
        seen: seen[id] ?? 0,
        rejected: rejected[id] ?? 0,
        lost: lost[id] ?? 0,
      };
    }
    const ringBytes = view["record.ring_bytes"];
    const generation = view["record.filter_generation"];
    if (generation !== this.#generation) this.#options.reached?.("filter", generation);
    this.#generation = generation;
    this.#sensor = { events, ringBytes, ringBytesMax: view["record.ring_bytes_max"] };
  }

  /** The present has no number in the record: it is the time of the call. */
  #timeSet(event: EventView, member: "record.atime" | "record.mtime", bit: number): number {
    const view = event as UtimesView;
    if ((view["record.set_now"] & bit) !== 0) return this.#bootTimeNs + event["header.ts"];
    return view[member];
  }

  #resolvers(names: ProcessNames): Resolvers {
    const { hostname } = this.#options;
    const containerOf = (event: EventView) => (event.process as ProcessEntry).container;
    const factsOf = (event: EventView) => this.containers.facts(containerOf(event).id);
    return {
      ...names,
      ...this.#files.resolvers,
      cgroupId: (event) => event.process["cgroup.id"],
      containerId: (event) => containerOf(event).id,
      containerRuntime: (event) => containerOf(event).runtime,
      containerName: (event) => factsOf(event).name,
      containerImage: (event) => factsOf(event).image,
      eventAsync: (event) => (event["header.flags"] & RECORD_FLAGS.io_uring) !== 0,
      eventHostname: hostname,
      eventOrigin: () => this.#options.origin,
      eventOs: () => "linux",
      eventService: (event) => serviceOf(event.process as ProcessEntry),
      eventSource: (event) =>
        (event["header.flags"] & RECORD_FLAGS.from_snapshot) === 0 ? "runtime" : "replay",
      eventTimestamp: (event) => this.#bootTimeNs + event["header.ts"],
      filterHash,
      processOf: (pid, start) => this.processes.other(pid, start),
      hostNames: (address) => this.hostNames.of(address),
      utimesFileDestinationAccessTime: (event) => this.#timeSet(event, "record.atime", SETS_ACCESS),
      utimesFileDestinationModificationTime: (event) =>
        this.#timeSet(event, "record.mtime", SETS_MODIFICATION),
    };
  }
}

/** SHA-256 of a packet filter's instructions in hexadecimal; "" without one. */
function filterHash(bytes: Uint8Array): string {
  return bytes.length === 0 ? "" : createHash("sha256").update(bytes).digest("hex");
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The name that the process, or its nearest ancestor with one, gives its service. */
function serviceOf(process: ProcessEntry): string {
  if (process.service !== "") return process.service;
  return process.ancestors.find(({ service }) => service !== "")?.service ?? "";
}
