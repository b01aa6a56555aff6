/**
 * Every process of the host: built from the snapshot, kept by fork, exec and exit. Lineage is who
 * forked whom: it stays when a parent ends and the kernel gives its children to another. Ended
 * processes stay for a minute, because events of theirs may still come; as ancestors they live for
 * as long as a descendant does.
 */
import type { CounterSet } from "#lib/base";
import type { EventView, ExecView, ExitView, ForkView } from "#lib/event";
import { parseContainer } from "./container-id.ts";
import { createEnvironmentReader } from "./environments.ts";
import {
  ANCESTORS_MAX,
  type LineageClock,
  ProcessEntry,
  type ProcessNames,
} from "./process-entry.ts";
import { type ImageView, writeHeader, writeImage } from "./process-record.ts";
import type { FindSshLogin } from "./ssh-login.ts";
import { sessionBegunBy } from "./user-session.ts";

/** Processes known at a time; beyond, the one that ended first goes, else the one known longest. */
export const PROCESSES_MAX = 65_536;
/** Characters of arguments and environments; beyond, ended processes go at once. */
export const PROCESS_TEXT_MAX = 64 * 1024 * 1024;
export const ENDED_KEPT_NS = 60e9;
const CGROUPS_MAX = 8192;

export type ProcessCounter =
  | "processes_unknown"
  | "processes_evicted"
  | "processes_pid_reused"
  | "processes_missed_exit"
  | "lineages_cut";

export class ProcessCache {
  readonly #byPid = new Map<number, ProcessEntry>();
  readonly #text = new WeakMap<ProcessEntry, number>();
  readonly #cgroups = new Map<number, string>();
  readonly #readEnvironment = createEnvironmentReader();
  readonly #lineage: LineageClock = { changes: 0 };
  readonly #names: ProcessNames;
  readonly #counters: CounterSet<ProcessCounter>;
  readonly #nobody: ProcessEntry;
  readonly #findLogin: FindSshLogin;
  readonly #max: number;
  /** Ended entries, the first to end first. Those before `#endedFrom` are gone. */
  #ended: (ProcessEntry | undefined)[] = [];
  #endedFrom = 0;
  #count = 0;
  #textTotal = 0;
  #generation = 0;
  #bootTimeNs = 0;
  #hostMounts = 0;

  constructor(
    names: ProcessNames,
    counters: CounterSet<ProcessCounter>,
    findLogin: FindSshLogin,
    max = PROCESSES_MAX,
  ) {
    this.#names = names;
    this.#findLogin = findLogin;
    this.#counters = counters;
    this.#max = max;
    this.#nobody = new ProcessEntry(names, this.#lineage);
  }

  get size(): number {
    return this.#count;
  }

  /** The process that has this id now. */
  current(pid: number): ProcessEntry | undefined {
    return this.#byPid.get(pid);
  }

  /** Whether a running process is in the container or cgroup. Looks at every process. */
  isPopulated(field: "container.id" | "cgroup.id", id: string): boolean {
    for (const entry of this.#byPid.values()) {
      if (entry.exitAt === 0 && entry[field] === id) return true;
    }
    return false;
  }

  /**
   * A new stream begins. What was known stays when it is of the same boot, until the snapshot says
   * otherwise.
   */
  begin(bootTimeNs: number, isSameBoot: boolean): void {
    this.#bootTimeNs = bootTimeNs;
    this.#generation += 1;
    if (isSameBoot) return;
    this.#byPid.clear();
    this.#cgroups.clear();
    this.#ended = [];
    this.#endedFrom = 0;
    this.#count = 0;
    this.#textTotal = 0;
    this.#hostMounts = 0;
  }

  /**
   * The process that caused an event, with the credentials it had then; an empty one when nobody
   * knows.
   */
  acting(view: EventView): ProcessEntry {
    if (view["header.pid"] === 0) return this.#nobody;
    const entry = this.#find(view["header.pid"], view["header.start"]) ?? this.#meet(view);
    this.#refresh(entry, view);
    return entry;
  }

  /** A process that an event of another names; without a start the one that has the pid now. */
  other(pid: number, start: number): ProcessEntry {
    if (pid === 0) return this.#nobody;
    const known = start === 0 ? this.#byPid.get(pid) : this.#find(pid, start);
    if (known) return known;
    this.#counters.processes_unknown.add();
    return this.#create(pid, start);
  }

  /**
   * A program was executed, or ran when the sensor started. `isNew` says whether it was not told
   * before: a sensor that comes back shows everything again, and what was executed between its
   * start and its look at the process is shown by both, by the look first.
   */
  image(view: ImageView): { entry: ProcessEntry; isNew: boolean } {
    const isSnapshot = view.type === "snapshot";
    const found = this.#find(view["header.pid"], view["header.start"]);
    if (!found && !isSnapshot) this.#counters.processes_unknown.add();
    const entry = found ?? this.#create(view["header.pid"], view["header.start"]);
    /* A live fork or exec that came after the snapshot looked knows more. */
    if (isSnapshot && entry.isKnown && entry.imageAt > view["header.ts"])
      return { entry, isNew: false };
    this.#refresh(entry, view);
    const before = entry.isKnown ? entry["file.path"] + entry["args"] : undefined;
    this.#recount(entry, writeImage(entry, view, this.#readEnvironment));
    this.#learnCgroup(entry, view);
    if (!entry.knownParent)
      this.#attach(entry, view["header.ppid"], view["record.process.parent_start"]);
    entry.session = sessionBegunBy(entry, this.#findLogin) ?? entry.session;
    if (entry["pid"] === 1) this.#hostMounts = view["header.mntns"];
    if (isSnapshot) entry.shownAt = view["header.ts"];
    const isShown = isSnapshot || view["header.ts"] < entry.shownAt;
    return { entry, isNew: !isShown || before !== entry["file.path"] + entry["args"] };
  }

  /**
   * An exec that was refused: the process as it would have been, which it is not. Nothing of it is
   * kept.
   */
  attempted(view: ExecView): ProcessEntry {
    const acting = this.acting(view);
    const entry = new ProcessEntry(this.#names, this.#lineage, this.#nobody);
    entry.inherit(acting);
    for (const name of ["pid", "ppid", "tid", "created_at"] as const) entry[name] = acting[name];
    entry.start = acting.start;
    entry.attach(acting.knownParent, true);
    writeHeader(entry, view);
    writeImage(entry, view, this.#readEnvironment);
    return entry;
  }

  /** A process was created; a new thread changes nothing. */
  fork(view: ForkView): void {
    const pid = view["record.child_pid"];
    if (view["record.child_tid"] !== pid) return;
    const parent = this.acting(view);
    const start = view["record.child_start"];
    const known = this.#find(pid, start);
    if (known?.isKnown) return;
    const child = known ?? this.#create(pid, start);
    child.inherit(parent);
    child["ppid"] = parent["pid"];
    child["tid"] = pid;
    child.isKnown = true;
    child.imageAt = view["header.ts"];
    child.generation = this.#generation;
    if (parent === this.#nobody) return;
    child.attach(parent, known === undefined);
    this.#shorten(child);
  }

  /** A process ended. */
  exit(view: ExitView): ProcessEntry {
    const entry = this.acting(view);
    if (entry !== this.#nobody) this.#end(entry, view["header.ts"]);
    return entry;
  }

  /** The snapshot is complete: what it did not show and no event has shown since ended unseen. */
  snapshotComplete(at: number): void {
    for (const entry of this.#byPid.values()) {
      /* Now that parents are known, whichever was shown first. */
      entry.session ??= sessionBegunBy(entry, this.#findLogin);
      if (entry.exitAt !== 0 || entry.generation === this.#generation) continue;
      this.#counters.processes_missed_exit.add();
      this.#end(entry, at);
    }
  }

  /** Forgets what ended more than a minute before `now` (boot time). */
  sweep(now: number): void {
    for (;;) {
      const entry = this.#ended[this.#endedFrom];
      if (!entry) break;
      if (entry.exitAt + ENDED_KEPT_NS > now && this.#textTotal <= PROCESS_TEXT_MAX) break;
      this.#forgetFirstEnded();
    }
  }

  #find(pid: number, start: number): ProcessEntry | undefined {
    let entry = this.#byPid.get(pid);
    while (entry && entry.start !== start) entry = entry.older;
    return entry;
  }

  #refresh(entry: ProcessEntry, view: EventView): void {
    writeHeader(entry, view);
    entry.generation = this.#generation;
    const cgroupId = view["header.cgroup_id"];
    if (cgroupId === entry.cgroupId) return;
    entry.cgroupId = cgroupId;
    const path = this.#cgroups.get(cgroupId);
    if (path !== undefined) this.#place(entry, path);
  }

  /** A process that no fork or snapshot told of: its header is all there is. */
  #meet(view: EventView): ProcessEntry {
    this.#counters.processes_unknown.add();
    const entry = this.#create(view["header.pid"], view["header.start"]);
    entry["ppid"] = view["header.ppid"];
    const parent = this.#byPid.get(view["header.ppid"]);
    if (parent && parent !== entry && parent.start <= entry.start) entry.attach(parent, true);
    return entry;
  }

  #create(pid: number, start: number): ProcessEntry {
    if (this.#count >= this.#max) this.#evict();
    const entry = new ProcessEntry(this.#names, this.#lineage, this.#nobody);
    entry["pid"] = pid;
    entry["tid"] = pid;
    entry.start = start;
    entry["created_at"] = start === 0 ? 0 : this.#bootTimeNs + start;
    entry.generation = this.#generation;
    const current = this.#byPid.get(pid);
    if (current && current.start > start) {
      /* A late word of an older process: the pid stays its present owner's. */
      entry.older = current.older;
      current.older = entry;
      this.#end(entry, current.start);
    } else {
      if (current && current.exitAt === 0) {
        this.#counters.processes_pid_reused.add();
        this.#end(current, start);
      }
      entry.older = current;
      this.#byPid.set(pid, entry);
    }
    this.#count += 1;
    return entry;
  }

  #attach(entry: ProcessEntry, ppid: number, parentStart: number): void {
    entry["ppid"] = ppid;
    if (ppid === 0 || parentStart === 0 || parentStart > entry.start) return;
    entry.attach(this.#find(ppid, parentStart) ?? this.#create(ppid, parentStart));
    this.#shorten(entry);
  }

  /** Cuts a lineage that has grown too long at its first dead ancestor from there on. */
  #shorten(entry: ProcessEntry): void {
    let at: ProcessEntry | undefined = entry;
    for (let depth = 0; at && depth < ANCESTORS_MAX; depth += 1) at = at.knownParent;
    if (!at?.knownParent || at.exitAt === 0) return;
    at.attach(undefined);
    this.#counters.lineages_cut.add();
  }

  #learnCgroup(entry: ProcessEntry, view: ImageView): void {
    const path = view["record.process.cgroup"];
    if (path === "") return;
    if (this.#cgroups.size >= CGROUPS_MAX) {
      const oldest = this.#cgroups.keys().next();
      if (!oldest.done) this.#cgroups.delete(oldest.value);
    }
    this.#cgroups.set(entry.cgroupId, path);
    this.#place(entry, path);
  }

  #place(entry: ProcessEntry, path: string): void {
    const isIsolated = this.#hostMounts !== 0 && entry.mountNamespace !== this.#hostMounts;
    /* Mostly it runs where the process does that forked it. */
    if (entry["cgroup.id"] === path && entry.isIsolated === isIsolated) return;
    entry["cgroup.id"] = path;
    entry.isIsolated = isIsolated;
    entry.container = parseContainer(path, isIsolated);
  }

  #end(entry: ProcessEntry, at: number): void {
    if (entry.exitAt !== 0) return;
    entry.exitAt = Math.max(at, 1);
    this.#ended.push(entry);
  }

  #recount(entry: ProcessEntry, text: number): void {
    this.#textTotal += text - (this.#text.get(entry) ?? 0);
    this.#text.set(entry, text);
  }

  #evict(): void {
    this.#counters.processes_evicted.add();
    if (this.#ended[this.#endedFrom]) {
      this.#forgetFirstEnded();
      return;
    }
    const first = this.#byPid.values().next();
    if (!first.done) this.#forget(first.value);
  }

  #forgetFirstEnded(): void {
    const entry = this.#ended[this.#endedFrom];
    this.#ended[this.#endedFrom] = undefined;
    this.#endedFrom += 1;
    if (this.#endedFrom > 1024 && this.#endedFrom * 2 > this.#ended.length) {
      this.#ended = this.#ended.slice(this.#endedFrom);
      this.#endedFrom = 0;
    }
    if (entry) this.#forget(entry);
  }

  #forget(entry: ProcessEntry): void {
    const pid = entry["pid"];
    const current = this.#byPid.get(pid);
    let newer: ProcessEntry | undefined;
    let at = current;
    while (at && at !== entry) {
      newer = at;
      at = at.older;
    }
    if (!at) return;
    if (newer) newer.older = entry.older;
    else if (entry.older) this.#byPid.set(pid, entry.older);
    else this.#byPid.delete(pid);
    entry.older = undefined;
    this.#count -= 1;
    this.#recount(entry, 0);
  }
}
