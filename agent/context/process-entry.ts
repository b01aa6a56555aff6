/**
 * One process as rules see it. An entry lives through exec: it then shows the new program, also to
 * its children, whose parent it stays. Identity is (pid, start); a pid alone is used again.
 */
import { ProcessFields } from "#lib/event";
import { envsOf, flagsOf, optionsOf } from "./arguments.ts";
import type { ContainerMark } from "./container-id.ts";
import { NO_CONTAINER } from "./container-id.ts";
import { NO_SESSION, type UserSession } from "./user-session.ts";

/**
 * What names the process itself, or what it has done; the rest of the contract's plain fields
 * describes its program and credentials.
 */
const IDENTITY = new Set(["pid", "ppid", "tid", "created_at", "caps_attempted", "caps_used"]);
const Blank = ProcessFields as unknown as new () => ProcessFields;
const INHERITED = Object.keys(new Blank()).filter((name) => !IDENTITY.has(name));

/** How many ancestors rules and events see; dead ones beyond are forgotten. */
export const ANCESTORS_MAX = 64;

/**
 * Counts changes to lineages already known, which outdate the lists that entries have made of them.
 */
export type LineageClock = { changes: number };

/** What the fields of a process are looked up in. */
export type ProcessNames = ProcessFields["names"];

/** Values worked out on first use, for one image of a process. */
type Derived = {
  args?: string;
  flags?: readonly string[];
  options?: readonly string[];
  envs?: readonly string[];
};

export class ProcessEntry extends ProcessFields {
  override readonly names: ProcessNames;
  readonly #lineage: LineageClock;
  readonly #nobody: ProcessEntry | undefined;
  #parent: ProcessEntry | undefined;
  #ancestors: readonly ProcessEntry[] = [];
  #ancestorsAt = -1;
  #derived: Derived = {};
  /** Boot-time start in nanoseconds. */
  start = 0;
  /** Boot time of the record that said which program it runs. */
  imageAt = 0;
  /** When a snapshot looked at the process last; 0 when none did. */
  shownAt = 0;
  /** Boot time of the last exec; 0 when unknown. */
  execAt = 0;
  /** Boot time of its end; 0 while it runs. */
  exitAt = 0;
  /** Whether a snapshot, fork or exec told of it, not merely an event it caused. */
  isKnown = false;
  hasExecuted = false;
  /** Snapshot or stream in which it was last seen. */
  generation = 0;
  cgroupId = 0;
  mountNamespace = 0;
  container: ContainerMark = NO_CONTAINER;
  /** Whether it had a mount namespace other than the host's when its container was told. */
  isIsolated = false;
  /** The session that began with it or with who forked it; see userSession. */
  session: UserSession | undefined;
  /** Value of DD_SERVICE in its own environment; "" when unset. */
  service = "";
  /** Its task name as the four words the kernel holds it in, to see a change without decoding. */
  readonly commWords = new Uint32Array(4);
  /** An ended process that had the same pid. */
  older: ProcessEntry | undefined;

  constructor(names: ProcessNames, lineage: LineageClock, nobody?: ProcessEntry) {
    super();
    this.names = names;
    this.#lineage = lineage;
    this.#nobody = nobody;
  }

  override get parent(): ProcessEntry {
    return this.#parent ?? this.#nobody ?? this;
  }

  get knownParent(): ProcessEntry | undefined {
    return this.#parent;
  }

  /**
   * Gives it a parent; undefined cuts its lineage. An entry cannot descend from itself: that is
   * refused. `isNew` says that nobody can have asked for its ancestors yet.
   */
  attach(parent: ProcessEntry | undefined, isNew = false): void {
    let depth = 0;
    for (let at = parent; at && depth <= ANCESTORS_MAX; at = at.#parent, depth += 1)
      if (at === this) return;
    this.#parent = parent;
    if (!isNew) this.#lineage.changes += 1;
  }

  override get ancestors(): readonly ProcessEntry[] {
    if (this.#ancestorsAt === this.#lineage.changes) return this.#ancestors;
    const list: ProcessEntry[] = [];
    for (let at = this.#parent; at && list.length < ANCESTORS_MAX; at = at.#parent) list.push(at);
    this.#ancestors = list;
    this.#ancestorsAt = this.#lineage.changes;
    return list;
  }

  /** Takes over the program that `parent` runs, as a fork does. */
  inherit(parent: ProcessEntry): void {
    const from = parent as unknown as Record<string, unknown>;
    const to = this as unknown as Record<string, unknown>;
    for (const name of INHERITED) to[name] = from[name];
    this.commWords.set(parent.commWords);
    this.execAt = parent.execAt;
    this.cgroupId = parent.cgroupId;
    this.mountNamespace = parent.mountNamespace;
    this.container = parent.container;
    this.isIsolated = parent.isIsolated;
    this.service = parent.service;
    this.session = parent.session;
    this.#derived = parent.#derived;
  }

  /** Forgets what was worked out from the arguments before; `envs` is of the environment now. */
  imageChanged(envs: readonly string[]): void {
    this.#derived = { envs };
  }

  override get args(): string {
    this.#derived.args ??= this["argv"].join(" ");
    return this.#derived.args;
  }

  override get args_flags(): readonly string[] {
    this.#derived.flags ??= flagsOf(this["argv"]);
    return this.#derived.flags;
  }

  override get args_options(): readonly string[] {
    this.#derived.options ??= optionsOf(this["argv"]);
    return this.#derived.options;
  }

  override get envs(): readonly string[] {
    this.#derived.envs ??= envsOf(this["envp"]);
    return this.#derived.envs;
  }

  override get is_exec(): boolean {
    return this.hasExecuted;
  }

  override get is_thread(): boolean {
    return !this.hasExecuted;
  }

  override get "container.id"(): string {
    return this.container.id;
  }

  override get "cgroup.file.inode"(): number {
    return this.cgroupId;
  }

  /** The session it is part of: its own or, if it ran before, its nearest ancestor's. */
  get userSession(): UserSession {
    return this.session ?? this.ancestors.find(({ session }) => session)?.session ?? NO_SESSION;
  }

  override get "user_session.id"(): string {
    return this.userSession.id;
  }

  override get "user_session.session_type"(): number {
    return this.userSession.type;
  }

  override get "user_session.k8s_username"(): string {
    return this.userSession.k8s.username;
  }

  override get "user_session.k8s_uid"(): string {
    return this.userSession.k8s.uid;
  }

  override get "user_session.k8s_groups"(): readonly string[] {
    return this.userSession.k8s.groups;
  }

  override get "user_session.ssh_username"(): string {
    return this.userSession.ssh.username;
  }

  override get "user_session.ssh_auth_method"(): number {
    return this.userSession.login().method;
  }

  override get "user_session.ssh_public_key"(): string {
    return this.userSession.login().publicKey;
  }

  override get "user_session.ssh_client_ip"(): string {
    return this.userSession.ssh.address;
  }

  override get "user_session.ssh_client_port"(): number {
    return this.userSession.ssh.port;
  }
}
