/**
 * Names of the host's users and groups, from /etc/passwd and /etc/group, read again when those
 * change.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "#lib/base";
import type { Resolvers } from "#lib/event";
import { readBounded } from "./text-file.ts";

const FILE_BYTES_MAX = 4 * 1024 * 1024;
const NAMES_MAX = 65_536;
/** The files are looked at again no more often than this. */
const RECHECK_MS = 1000;

/**
 * Ids and names of a passwd or group file: `name:password:id:…`, one a line. The first name of an
 * id stands.
 */
export function parseNames(text: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split("\n")) {
    if (names.size >= NAMES_MAX) break;
    const [name = "", , id = ""] = line.split(":", 3);
    if (name === "" || name.startsWith("#") || !/^\d{1,10}$/.test(id)) continue;
    if (!names.has(Number(id))) names.set(Number(id), name);
  }
  return names;
}

function createLookup(path: string, clock: Clock): (id: number) => string {
  let names = new Map<number, string>();
  let stamp = "";
  let checkedAt = Number.NEGATIVE_INFINITY;
  const refresh = () => {
    const stat = statSync(path, { throwIfNoEntry: false });
    const next = stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : "";
    if (next === stamp) return;
    stamp = next;
    names = parseNames(readBounded(path, FILE_BYTES_MAX) ?? "");
  };
  return (id) => {
    const now = clock();
    if (now - checkedAt >= RECHECK_MS) {
      checkedAt = now;
      refresh();
    }
    return names.get(id) ?? "";
  };
}

export type AccountNames = Pick<Resolvers, "userName" | "groupName">;

/** Looks names up below `root` ("/" but in tests); "" for ids without a name. */
export function createAccountNames(root: string, clock: Clock): AccountNames {
  return {
    userName: createLookup(join(root, "etc/passwd"), clock),
    groupName: createLookup(join(root, "etc/group"), clock),
  };
}
