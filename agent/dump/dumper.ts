/**
 * Writes dumps, a few a time, each into a file of its own that only the agent's user may read. What
 * is in one is blanked as in events. The directory has a bound: the oldest files go.
 */
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { rename, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type Clock, type CounterSet, createCounters } from "#lib/base";
import type { Action } from "#lib/content";
import type { EventView } from "#lib/event";
import { type Json, mountSection, pathSection, processSection } from "./sections.ts";

/** One dump in this time. */
export const DUMP_EVERY_MS = 30_000;
/** Files that are kept, and their bytes. */
export const DUMPS_MAX = 32;
export const DUMPS_BYTES_MAX = 16 * 1024 * 1024;
/** Of one dump, before it is compressed. */
export const DUMP_BYTES_MAX = 2 * 1024 * 1024;
const RULE_LENGTH_MAX = 64;
const DEPTH_MAX = 32;
const NAME = /^\d{8}T\d{9}Z-.*\.json(?:\.gz)?$/;

const compress = promisify(gzip);

type DumpAction = Extract<Action, { kind: "coredump" }>;

export type DumpCounter = "dumps_written" | "dumps_limited" | "dumps_failed" | "dumps_removed";

export function createDumpCounters(): CounterSet<DumpCounter> {
  return createCounters(["dumps_written", "dumps_limited", "dumps_failed", "dumps_removed"]);
}

export type DumpRequest = { ruleId: string; action: DumpAction; view: EventView };

/** What became of it, as the event of the match shows it. */
export type DumpReport = Readonly<{
  type: "coredump";
  status: "performed" | "rate_limited" | "error";
  [more: string]: unknown;
}>;

export type DumpStatus = { files: number; bytes: number; latest: string };

export type Dumper = {
  /** The view may be reused at once. */
  dump(request: DumpRequest): Promise<DumpReport>;
  status(): DumpStatus;
};

export type DumperOptions = {
  dir: string;
  clock: Clock;
  counters: CounterSet<DumpCounter>;
  /** Blanks secrets in a text or a list of arguments. */
  redact: (value: unknown) => unknown;
  /** What is known of the agent itself. */
  about: () => Json;
  /** Called when a file is whole. */
  written(dump: Json): void;
  /** Where procfs is. */
  proc?: string;
};

type File = { name: string; bytes: number };

function listFiles(dir: string): File[] {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return readdirSync(dir)
    .filter((name) => NAME.test(name))
    .sort()
    .map((name) => ({ name, bytes: statSync(join(dir, name)).size }));
}

/** Every text in a tree of our own making. */
function redactAll(value: unknown, redact: DumperOptions["redact"], depth = 0): unknown {
  if (depth > DEPTH_MAX) return undefined;
  if (Array.isArray(value) && !value.every((item) => typeof item === "string"))
    return value.map((item) => redactAll(item, redact, depth + 1));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return redact(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, redactAll(item, redact, depth + 1)]),
  );
}

/** JSON within DUMP_BYTES_MAX: whole sections go, the largest first, and are named. */
function encodeWithin(head: Json, sections: Json): string {
  const parts = Object.entries(sections).map(([name, part]) => ({
    name,
    text: JSON.stringify(part) ?? "null",
  }));
  const left = [...parts].sort((one, other) => one.text.length - other.text.length);
  const cut: string[] = [];
  const size = () => left.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  while (size() > DUMP_BYTES_MAX) cut.push(left.pop()?.name ?? "");
  const open = JSON.stringify({ ...head, ...(cut.length > 0 ? { left_out: cut } : {}) });
  const kept = parts.filter((part) => left.includes(part));
  return `${open.slice(0, -1)}${kept.map(({ name, text }) => `,"${name}":${text}`).join("")}}\n`;
}

class DumpDirectory implements Dumper {
  readonly #options: DumperOptions;
  readonly #files: File[];
  #lastAt = -DUMP_EVERY_MS;

  constructor(options: DumperOptions) {
    this.#options = options;
    this.#files = listFiles(options.dir);
  }

  dump(request: DumpRequest): Promise<DumpReport> {
    const { clock, counters } = this.#options;
    const now = clock();
    if (now - this.#lastAt < DUMP_EVERY_MS) {
      counters.dumps_limited.add();
      const reason = `at most one in ${DUMP_EVERY_MS / 1000} seconds`;
      return Promise.resolve({ type: "coredump", status: "rate_limited", reason });
    }
    this.#lastAt = now;
    const { ruleId, action, view } = request;
    const pid = view.process["pid"];
    const at = new Date(now).toISOString();
    const text = this.#describe(request, at);
    const stamp = at.replaceAll(/[-:.]/g, "");
    const suffix = action.isCompressed ? ".json.gz" : ".json";
    const name = `${stamp}-${ruleId.slice(0, RULE_LENGTH_MAX)}-${pid}${suffix}`;
    return this.#write(name, text, action.isCompressed).then(
      (bytes) => {
        const path = join(this.#options.dir, name);
        counters.dumps_written.add();
        this.#options.written({ rule: ruleId, pid, path, bytes });
        return { type: "coredump", status: "performed", path, bytes } as const;
      },
      (error: unknown) => {
        counters.dumps_failed.add();
        const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
        return { type: "coredump", status: "error", reason } as const;
      },
    );
  }

  status(): DumpStatus {
    const latest = this.#files.at(-1);
    return {
      files: this.#files.length,
      bytes: this.#files.reduce((sum, { bytes }) => sum + bytes, 0),
      latest: latest === undefined ? "" : join(this.#options.dir, latest.name),
    };
  }

  /** All that depends on the view, which is another event's soon. */
  #describe({ ruleId, action, view }: DumpRequest, at: string): string {
    const { redact, about, proc = "/proc" } = this.#options;
    const head = { date: at, rule_id: ruleId, event: view.type, agent: about() };
    const sections: Json = {
      ...(action.process ? { process: processSection(view) } : {}),
      ...(action.mount ? { mount: mountSection(view, proc) } : {}),
      ...(action.dentry ? { dentry: pathSection(view, proc) } : {}),
    };
    return encodeWithin(head, redactAll(sections, redact) as Json);
  }

  async #write(name: string, text: string, isCompressed: boolean): Promise<number> {
    const { dir } = this.#options;
    const bytes = isCompressed ? await compress(text) : Buffer.from(text);
    await this.#makeRoom(bytes.length);
    const unfinished = join(dir, `${name}.new`);
    try {
      await writeFile(unfinished, bytes, { mode: 0o600, flag: "wx" });
      await rename(unfinished, join(dir, name));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    this.#files.push({ name, bytes: bytes.length });
    return bytes.length;
  }

  async #makeRoom(bytes: number): Promise<void> {
    const isFull = () =>
      this.#files.length >= DUMPS_MAX || this.status().bytes + bytes > DUMPS_BYTES_MAX;
    while (this.#files.length > 0 && isFull()) {
      const oldest = this.#files.shift() as File;
      await unlink(join(this.#options.dir, oldest.name)).catch(() => {});
      this.#options.counters.dumps_removed.add();
    }
  }
}

/** Opens the directory of dumps, with those of earlier lives. */
export function openDumper(options: DumperOptions): Dumper {
  return new DumpDirectory(options);
}
