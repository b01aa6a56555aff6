/**
 * Names of users and groups, of the host and of each container, from /etc/passwd and /etc/group,
 * read again when those change.
 */
import { closeSync, fstatSync } from "node:fs";
import type { Clock } from "#lib/base";
import type { ProcessFields, Resolvers } from "#lib/event";
import { openBelow, readHead } from "./rooted-file.ts";

const FILE_BYTES_MAX = 4 * 1024 * 1024;
const NAMES_MAX = 65_536;
/** Containers whose names are kept; the one asked for longest ago goes first. */
export const CONTAINERS_MAX = 128;
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

type Lookup = (id: number, rootOf: () => string) => string;

/** Identity and content of a file of names; "" and nothing when there is none. */
function read(root: string, path: string, known: string): { stamp: string; text?: string } {
  const fd = openBelow(root, path);
  if (fd === undefined) return { stamp: "" };
  try {
    const stat = fstatSync(fd);
    const stamp = `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
    if (stamp === known || !stat.isFile()) return { stamp };
    return { stamp, text: readHead(fd, FILE_BYTES_MAX).toString("utf8") };
  } finally {
    closeSync(fd);
  }
}

function createLookup(path: string, clock: Clock, isKept: boolean): Lookup {
  let names = new Map<number, string>();
  let stamp = "";
  let checkedAt = Number.NEGATIVE_INFINITY;
  const refresh = (root: string) => {
    const next = read(root, path, stamp);
    if (next.stamp === stamp || (next.stamp === "" && isKept)) return;
    stamp = next.stamp;
    names = parseNames(next.text ?? "");
  };
  return (id, rootOf) => {
    const now = clock();
    if (now - checkedAt >= RECHECK_MS) {
      checkedAt = now;
      refresh(rootOf());
    }
    return names.get(id) ?? "";
  };
}

export type AccountNames = Pick<Resolvers, "userName" | "groupName">;

/**
 * Looks names up below `root` ("/" but in tests), those of a container's process in what the
 * process has for its root; "" for ids without a name. What was read of a container stays when the
 * process that is asked for has ended. `isLive` is false for a recording, whose containers are not
 * here.
 */
export function createAccountNames(root: string, clock: Clock, isLive = true): AccountNames {
  const createNames = (path: string) => {
    const host = createLookup(path, clock, false);
    const containers = new Map<string, Lookup>();
    return (process: ProcessFields, id: number): string => {
      const container = process["container.id"];
      if (container === "") return host(id, () => root);
      if (!isLive) return "";
      const lookup = containers.get(container) ?? createLookup(path, clock, true);
      containers.delete(container);
      containers.set(container, lookup);
      if (containers.size > CONTAINERS_MAX)
        containers.delete(containers.keys().next().value as string);
      return lookup(id, () => `${root}/proc/${process["pid"]}/root`);
    };
  };
  return { userName: createNames("etc/passwd"), groupName: createNames("etc/group") };
}
