/**
 * Which running programs have been told of by which rule. A sensor shows every running process
 * again when the agent starts anew, and rules see them as execs; a long-running one must not match
 * a second time for that. Kept in a file that a killed agent leaves behind; what does not reach it
 * in time is told twice rather than not at all.
 */
import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { EventView } from "#lib/event";

export const TOLD_PROCESSES_MAX = 4096;
const TOLD_PER_PROCESS_MAX = 32;
const FILE = "told.json";
const FILE_BYTES_MAX = 8 * 1024 * 1024;

/** A process and what it ran when a rule matched it; undefined for matches of other events. */
export type ToldKey = { process: string; what: string } | undefined;

/** A key as one text. */
export function textOf({ process, what }: NonNullable<ToldKey>): string {
  return `${process} ${what}`;
}

export type ToldExecs = {
  /** Forgets all when the host was booted since. */
  begin(bootId: string): void;
  keyOf(ruleId: string, expression: string, view: EventView): ToldKey;
  /** Whether it was told of, or is being told of. */
  has(key: ToldKey): boolean;
  /** Takes note of a match under way; returns what to call with whether it is durable now. */
  claim(key: ToldKey): (isKept: boolean) => void;
  /** The process ended. */
  forget(view: EventView): void;
  /** Resolves when the file says what is remembered. */
  written(): Promise<void>;
};

function processKey(view: EventView): string {
  return `${view["header.pid"]} ${view["header.start"]}`;
}

type Kept = { boot: string; told: [string, string[]][] };

function readKept(path: string): Kept {
  const none: Kept = { boot: "", told: [] };
  try {
    const text = readFileSync(path, "utf8");
    const value = JSON.parse(text.length > FILE_BYTES_MAX ? "{}" : text) as Partial<Kept>;
    const isSound =
      typeof value.boot === "string" &&
      Array.isArray(value.told) &&
      value.told.every((item) => Array.isArray(item) && Array.isArray(item[1]));
    return isSound ? (value as Kept) : none;
  } catch {
    /*
     * Not there on the first start, or torn by a crash of the host, after which it is void anyway.
     */
    return none;
  }
}

/** Opens the memory of a data directory. */
export function openToldExecs(dir: string): ToldExecs {
  const path = join(dir, FILE);
  const kept = readKept(path);
  let boot = kept.boot;
  const told = new Map(kept.told.slice(0, TOLD_PROCESSES_MAX));
  /** Matches under way. */
  const claimed = new Set<string>();
  let isDirty = false;
  let writing: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    while (isDirty) {
      isDirty = false;
      try {
        await writeFile(`${path}.new`, JSON.stringify({ boot, told: [...told] }), { mode: 0o600 });
        await rename(`${path}.new`, path);
      } catch {
        /* A full disk: the next change tries again. */
        return;
      }
    }
  };
  const changed = () => {
    isDirty = true;
    writing ??= write().finally(() => {
      writing = undefined;
    });
  };

  const add = (key: NonNullable<ToldKey>) => {
    const before = told.get(key.process) ?? [];
    told.set(key.process, [...before, key.what].slice(-TOLD_PER_PROCESS_MAX));
    if (told.size > TOLD_PROCESSES_MAX) {
      const oldest = told.keys().next();
      if (!oldest.done) told.delete(oldest.value);
    }
    changed();
  };

  return {
    begin: (bootId) => {
      if (bootId === boot) return;
      boot = bootId;
      told.clear();
      changed();
    },
    keyOf: (ruleId, expression, view) => {
      if (view.type !== "exec") return undefined;
      const program = `${view.process["file.path"]}\0${view.process["args"]}`;
      const what = `${ruleId} ${crc32(`${expression}\0${program}`).toString(16)}`;
      return { process: processKey(view), what };
    },
    has: (key) => {
      if (key === undefined) return false;
      return claimed.has(textOf(key)) || (told.get(key.process)?.includes(key.what) ?? false);
    },
    claim: (key) => {
      if (!key) return () => {};
      claimed.add(textOf(key));
      return (isKept) => {
        claimed.delete(textOf(key));
        if (isKept) add(key);
      };
    },
    forget: (view) => {
      if (told.size > 0 && told.delete(processKey(view))) changed();
    },
    written: async () => writing,
  };
}
