/**
 * Follows the system's journal through `journalctl`, which knows its format. An entry carries the
 * cursor from which to go on; what is read and not sent yet is read again after a restart.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import type { CounterSet } from "#lib/base";
import type { LogCounter } from "./counters.ts";

/** Entries that wait; journalctl is held back beyond. */
const WAITING_MAX = 2000;
/** Pause before journalctl is started again. */
const RESTART_MS = 2000;
/** Starts in a row that gave no entry, after which the cursor is given up. */
const EMPTY_STARTS_MAX = 5;
const NAME_CHARS_MAX = 100;

export type JournalEntry = { cursor: string; log: Record<string, unknown> };

export type Journal = {
  /** Takes out at most so many of the entries that wait, oldest first. */
  take(max: number): JournalEntry[];
  stop(): void;
};

const SEVERITIES = [
  "emergency",
  "alert",
  "critical",
  "error",
  "warning",
  "notice",
  "info",
  "debug",
];

/** Text as it is, or as a list of bytes where it is no UTF-8. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const isBytes = Array.isArray(value) && value.every((byte) => Number.isInteger(byte));
  return isBytes ? Buffer.from(value as number[]).toString("utf8") : "";
}

/** Reads one line of `journalctl -o json`; undefined when it is none. */
export function readEntry(line: string): JournalEntry | undefined {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    // Counted by the caller.
    return undefined;
  }
  if (typeof entry !== "object" || entry === null) return undefined;
  const cursor = textOf(entry["__CURSOR"]);
  const micros = Number(entry["__REALTIME_TIMESTAMP"]);
  if (cursor === "" || !Number.isSafeInteger(micros)) return undefined;
  const unit = textOf(entry["_SYSTEMD_UNIT"]).slice(0, NAME_CHARS_MAX);
  const name = textOf(entry["SYSLOG_IDENTIFIER"]) || textOf(entry["_COMM"]) || "journal";
  const log = {
    timestamp: Math.floor(micros / 1000),
    message: textOf(entry["MESSAGE"]),
    ddsource: name.slice(0, NAME_CHARS_MAX),
    status: SEVERITIES[Number(entry["PRIORITY"] ?? 6)] ?? "info",
    journal: { unit, pid: textOf(entry["_PID"]) },
    ...(unit === "" ? {} : { service: unit.replace(/\.service$/, "") }),
  };
  return { cursor, log };
}

export function followJournal(
  command: string,
  from: string,
  counters: CounterSet<LogCounter>,
): Journal {
  const waiting: JournalEntry[] = [];
  let cursor = from;
  let emptyStarts = 0;
  let isStopped = false;
  let child: ChildProcess | undefined;
  let lines: Interface | undefined;
  let timer: NodeJS.Timeout | undefined;

  function take(line: string): void {
    const entry = readEntry(line);
    if (entry === undefined) {
      counters.journal_entries_malformed.add();
      return;
    }
    emptyStarts = 0;
    cursor = entry.cursor;
    waiting.push(entry);
    if (waiting.length >= WAITING_MAX) lines?.pause();
  }

  function start(): void {
    counters.journal_starts.add();
    const place = cursor === "" ? ["--lines=0"] : [`--after-cursor=${cursor}`];
    // Without --all a field of more than 4096 bytes is null.
    const args = ["--output=json", "--all", "--follow", "--no-pager", "--quiet", ...place];
    child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
    child.on("error", () => undefined);
    lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    lines.on("line", take);
    child.on("close", () => {
      if (isStopped) return;
      if (++emptyStarts === EMPTY_STARTS_MAX && cursor !== "") {
        counters.journal_cursor_lost.add();
        cursor = "";
      }
      timer = setTimeout(start, RESTART_MS);
    });
  }

  start();
  return {
    take(max) {
      const taken = waiting.splice(0, max);
      if (waiting.length < WAITING_MAX / 2) lines?.resume();
      return taken;
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      child?.kill();
    },
  };
}
