/** The parts of a dump: the agent's view of a process, of its mounts, and of the event's paths. */
import { closeSync, openSync, readlinkSync, readSync } from "node:fs";
import { ProcessEntry } from "#agent/context";
import { type EventView, eventJson } from "#lib/event";

export type Json = { [name: string]: unknown };

/** Bytes that are read of a list of mounts; a host has some dozen kilobytes of them. */
export const MOUNTS_BYTES_MAX = 256 * 1024;
/** Files of one event that are listed. */
export const FILES_MAX = 64;
/** Deepest place in an event's JSON where a file is looked for. */
const DEPTH_MAX = 6;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What the cache knows of an entry beside its fields. Times are nanoseconds since boot. */
function cacheFacts(entry: ProcessEntry): Json {
  return {
    start: entry.start,
    image_at: entry.imageAt,
    exec_at: entry.execAt,
    exit_at: entry.exitAt,
    shown_at: entry.shownAt,
    is_known: entry.isKnown,
    has_executed: entry.hasExecuted,
    generation: entry.generation,
    cgroup_id: entry.cgroupId,
    mount_namespace: entry.mountNamespace,
    container: entry.container.id,
    is_isolated: entry.isIsolated,
  };
}

function entriesOf(view: EventView): ProcessEntry[] {
  return [view.process, ...view.process.ancestors].filter(
    (entry): entry is ProcessEntry => entry instanceof ProcessEntry,
  );
}

/** The process as events show it, and the cache's entry of each of its lineage. */
export function processSection(view: EventView): Json {
  const { process } = eventJson(view) as Json;
  const cache = entriesOf(view).map((entry) => ({ pid: entry["pid"], ...cacheFacts(entry) }));
  return { process, cache };
}

/** The beginning of a file of procfs, whose size nobody knows. */
function readHead(path: string, bytesMax: number): { text: string; isWhole: boolean } {
  const fd = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(bytesMax + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(fd, bytes, length, bytes.length - length, null);
    const isWhole = length <= bytesMax;
    return { text: bytes.toString("utf8", 0, Math.min(length, bytesMax)), isWhole };
  } finally {
    closeSync(fd);
  }
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
}

/**
 * The mounts that the process has, by itself or, when it is gone, by an ancestor in the same mount
 * namespace.
 */
export function mountSection(view: EventView, proc: string): Json {
  const entries = entriesOf(view);
  const namespace = entries[0]?.mountNamespace ?? 0;
  let reason = "no process of its mount namespace is known";
  for (const entry of entries) {
    if (entry.mountNamespace !== namespace) continue;
    const pid = entry["pid"];
    try {
      const { text, isWhole } = readHead(`${proc}/${pid}/mountinfo`, MOUNTS_BYTES_MAX);
      const lines = text.split("\n").filter((line) => line !== "");
      if (!isWhole) lines.pop();
      return { namespace, read_of: pid, is_whole: isWhole, mountinfo: lines };
    } catch (error) {
      reason = reasonOf(error);
    }
  }
  return { namespace, error: reason };
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    return `(${reasonOf(error)})`;
  }
}

/** Files of an event's JSON, with the place where they stand. */
function filesIn(part: unknown, place: string, depth: number, found: Map<string, Json>): void {
  if (!isObject(part) || depth > DEPTH_MAX || found.size >= FILES_MAX) return;
  if (typeof part["path"] === "string" && part["inode"] !== undefined) found.set(place, part);
  for (const [name, value] of Object.entries(part))
    if (!Array.isArray(value))
      filesIn(value, place === "" ? name : `${place}.${name}`, depth + 1, found);
}

/**
 * How the kernel resolved each path of the event, beside what procfs says of the process. The paths
 * are not looked up again: a file system that somebody else serves may never answer.
 */
export function pathSection(view: EventView, proc: string): Json {
  const own = `${proc}/${view.process["pid"]}`;
  const found = new Map<string, Json>();
  filesIn(eventJson(view), "", 0, found);
  const files = [...found].map(([place, resolved]) => ({
    place,
    resolved,
  }));
  const links = Object.fromEntries(
    ["root", "cwd", "exe"].map((name) => [name, linkOf(`${own}/${name}`)]),
  );
  return { ...links, files };
}
