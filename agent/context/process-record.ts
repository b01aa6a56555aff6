/** What records say of a process, written into its entry. */
import { basename, isAbsolute, join, normalize } from "node:path/posix";
import {
  type CapabilitiesView,
  type EventView,
  type ExecView,
  RECORD_FLAGS,
  type SnapshotView,
  writeFile,
  writeInterpreterFile,
} from "#lib/event";
import { splitNul } from "./arguments.ts";
import type { ReadEnvironment } from "./environments.ts";
import type { ProcessEntry } from "./process-entry.ts";

const COMM_WORD = 112 >> 2;

export type ImageView = ExecView | SnapshotView;

/**
 * Credentials, thread and task name as every record carries them. Allocates only when the task name
 * changed.
 */
export function writeHeader(entry: ProcessEntry, view: EventView): void {
  entry["tid"] = view["header.tid"];
  entry["uid"] = view["header.uid"];
  entry["gid"] = view["header.gid"];
  entry["euid"] = view["header.euid"];
  entry["egid"] = view["header.egid"];
  entry["fsuid"] = view["header.fsuid"];
  entry["fsgid"] = view["header.fsgid"];
  entry["auid"] = view["header.auid"];
  entry["cap_effective"] = view["header.cap_effective"];
  entry["cap_permitted"] = view["header.cap_permitted"];
  entry.mountNamespace = view["header.mntns"];
  if (hasNewComm(entry.commWords, view)) entry["comm"] = view["header.comm"];
}

function hasNewComm(words: Uint32Array, view: EventView): boolean {
  const { u32 } = view.chunk;
  const at = (view.base >> 2) + COMM_WORD;
  let isNew = false;
  for (let index = 0; index < 4; index += 1) {
    const word = u32[at + index] as number;
    if (words[index] === word) continue;
    words[index] = word;
    isNew = true;
  }
  return isNew;
}

/** Adds what a process has now done with its capabilities; masks hold more than 32 bits. */
export function addCapabilities(entry: ProcessEntry, view: CapabilitiesView): void {
  entry["caps_attempted"] = unite(entry["caps_attempted"], view["record.attempted"]);
  entry["caps_used"] = unite(entry["caps_used"], view["record.used"]);
}

function unite(left: number, right: number): number {
  return Number(BigInt(left) | BigInt(right));
}

/**
 * The program that a process runs from now on. Returns how many characters of text the entry holds
 * for it.
 */
export function writeImage(
  entry: ProcessEntry,
  view: ImageView,
  readEnvironment: ReadEnvironment,
): number {
  const args = view["record.process.argv"];
  const envs = view["record.process.envp"];
  const environment = readEnvironment(envs);
  const flags = view["header.flags"];
  const [argv0 = "", ...argv] = splitNul(args);
  entry["argv0"] = argv0;
  entry["argv"] = argv;
  entry["args_truncated"] = (flags & RECORD_FLAGS.args_truncated) !== 0;
  entry["envp"] = environment.envp;
  entry["envs_truncated"] = (flags & RECORD_FLAGS.envs_truncated) !== 0;
  entry["tty_name"] = view["record.process.tty"];
  entry["is_kworker"] = view["record.process.is_kworker"] === 1;
  entry["caps_attempted"] = 0;
  entry["caps_used"] = 0;
  const execAt = view["record.process.exec_ts"];
  entry.execAt = execAt;
  entry.imageAt = view["header.ts"];
  entry.hasExecuted = entry["is_kworker"] === false;
  entry.isKnown = true;
  entry.service = environment.service;
  entry.imageChanged(environment.envs);
  if (view["record.process.is_script"] === 1) writeScript(entry, view);
  else writeProgram(entry, view);
  return args.length + envs.length;
}

function writeProgram(entry: ProcessEntry, view: ImageView): void {
  writeFile(entry, view);
  writeInterpreterFile(entry);
  const path = entry["file.path"];
  const links = linksTo(path, calledPath(view));
  if (links.length === 0) return;
  entry["file.path.alternatives"] = [...links, ...entry["file.path.alternatives"]];
  const names = [...new Set(links.map((link) => basename(link)))];
  const own = basename(path);
  entry["file.name.alternatives"] = names.filter((name) => name !== own);
}

/** Where the kernel runs a program from that has no path it could be called by. */
const DESCRIPTORS = "/dev/fd/";

/** The path the program was called by, or "" when there is none. */
function calledPath(view: ImageView): string {
  const filename = view["record.process.filename"];
  const cwd = view["record.process.cwd"];
  if (filename === "" || filename.startsWith(DESCRIPTORS)) return "";
  if (isAbsolute(filename)) return normalize(filename);
  return cwd === "" ? "" : join(cwd, filename);
}

const MERGED = /^\/(?:s?bin|lib(?:32|64|x32)?)\//;

/**
 * Symbolic links by which `path` was reached, at most two: the path called and, where the old
 * top-level directories are links into /usr, the same below /usr.
 */
export function linksTo(path: string, called: string): readonly string[] {
  if (called === "" || called === path || !path.startsWith("/")) return [];
  const below = `/usr${called}`;
  const isMerged = MERGED.test(called) && path.startsWith("/usr/") && below !== path;
  return isMerged ? [called, below] : [called];
}

/** The kernel's file is the interpreter; of the script only the path it was called by is known. */
function writeScript(entry: ProcessEntry, view: ImageView): void {
  const filename = view["record.process.filename"];
  writeFile(entry);
  entry["file.path"] = calledPath(view) || normalize(filename);
  writeInterpreterFile(entry, view);
}
