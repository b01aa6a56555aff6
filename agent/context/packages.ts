/**
 * Which installed package a file belongs to, by the databases of dpkg and apk, of the host and of
 * each container. A database is read beside the event path, a few files at a time, when the first
 * file below its root is asked for, and again when it has changed; until it is read nothing is
 * known.
 */
import { closeSync, constants, fstatSync, openSync, readdirSync } from "node:fs";
import { setImmediate as yieldToEvents } from "node:timers/promises";
import type { Clock, CounterSet } from "#lib/base";
import { type Package, parseApk, parseDpkgList, parseDpkgStatus } from "./package-parse.ts";
import { openBelow, readBelow, readHead } from "./rooted-file.ts";

export const INDEXES_MAX = 32;
/** Files of one root; further ones belong to no package. */
export const INDEX_FILES_MAX = 300_000;
/** Files of all roots together, some 150 bytes each; the index asked for longest ago goes first. */
export const FILES_MAX = 600_000;
const DATABASE_BYTES_MAX = 64 * 1024 * 1024;
const LIST_BYTES_MAX = 8 * 1024 * 1024;
const LISTS_MAX = 20_000;
const RECHECK_MS = 5000;
/** Lists read before events get their turn. */
const LISTS_AT_ONCE = 8;

const DPKG_STATUS = "var/lib/dpkg/status";
const DPKG_INFO = "var/lib/dpkg/info";
const APK = "lib/apk/db/installed";

export type PackageCounter = "package_indexes_built" | "package_hits" | "package_misses";

export const PACKAGE_COUNTERS: readonly PackageCounter[] = [
  "package_indexes_built",
  "package_hits",
  "package_misses",
];

type Files = Map<string, Package>;
type Index = {
  files: Files;
  stamp: string;
  checkedAt: number;
  building: Promise<void> | undefined;
};

/** Tells a database from itself after a change. */
function stampOf(root: string): string {
  const stamps = [DPKG_STATUS, APK].map((path) => {
    const fd = openBelow(root, path);
    if (fd === undefined) return "";
    const { ino, mtimeMs, size } = fstatSync(fd);
    closeSync(fd);
    return `${ino} ${mtimeMs} ${size}`;
  });
  return stamps.join("|");
}

function readList(folder: number, name: string): string {
  let fd: number | undefined;
  try {
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
    fd = openSync(`/proc/self/fd/${folder}/${name}`, flags);
    return fstatSync(fd).isFile() ? readHead(fd, LIST_BYTES_MAX).toString("utf8") : "";
  } catch {
    /* Removed together with its package since the folder was listed. */
    return "";
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

async function addDpkg(root: string, files: Files): Promise<void> {
  const status = readBelow(root, DPKG_STATUS, DATABASE_BYTES_MAX);
  const folder = status === undefined ? undefined : openBelow(root, DPKG_INFO);
  if (status === undefined || folder === undefined) return;
  try {
    const packages = parseDpkgStatus(status);
    const lists = readdirSync(`/proc/self/fd/${folder}`).filter((name) => name.endsWith(".list"));
    for (const [index, list] of lists.slice(0, LISTS_MAX).entries()) {
      if (index % LISTS_AT_ONCE === 0) await yieldToEvents();
      const owner = packages.get(list.slice(0, -".list".length).replace(/:.*$/, ""));
      if (!owner) continue;
      for (const path of parseDpkgList(readList(folder, list)))
        if (files.size < INDEX_FILES_MAX) files.set(path, owner);
    }
  } finally {
    closeSync(folder);
  }
}

async function build(root: string): Promise<Files> {
  const files: Files = new Map();
  await yieldToEvents();
  for (const [path, owner] of parseApk(readBelow(root, APK, DATABASE_BYTES_MAX) ?? ""))
    if (files.size < INDEX_FILES_MAX) files.set(path, owner);
  await addDpkg(root, files);
  return files;
}

const MERGED = /^\/usr(\/(?:s?bin|lib(?:32|64|x32)?)\/)/;

/** Packages list files by their old places too, where those are links into /usr now. */
function lookUp(files: Files, path: string): Package | undefined {
  return files.get(path) ?? (MERGED.test(path) ? files.get(path.slice("/usr".length)) : undefined);
}

export type Packages = {
  /** The package of a file, below the root of `key`, which is "" for the host. */
  of(key: string, rootOf: () => string, path: string): Package | undefined;
  /** Resolves when no index is being built. */
  settled(): Promise<void>;
};

/**
 * No index yet; keeps at most INDEXES_MAX with `filesMax` files together, and forgets the one asked
 * for longest ago first.
 */
export function createPackages(
  clock: Clock,
  counters: CounterSet<PackageCounter>,
  filesMax = FILES_MAX,
): Packages {
  const indexes = new Map<string, Index>();

  const makeRoom = (newest: Index): void => {
    let files = [...indexes.values()].reduce((sum, each) => sum + each.files.size, 0);
    for (const [key, index] of indexes) {
      if (files <= filesMax) return;
      if (index === newest) continue;
      files -= index.files.size;
      indexes.delete(key);
    }
  };

  const refresh = async (index: Index, root: string): Promise<void> => {
    try {
      const stamp = stampOf(root);
      if (stamp === index.stamp) return;
      index.files = await build(root);
      index.stamp = stamp;
      counters.package_indexes_built.add();
      makeRoom(index);
    } catch {
      /* The container went away meanwhile; another of its processes is asked next time. */
    } finally {
      index.building = undefined;
    }
  };

  const indexOf = (key: string, rootOf: () => string): Index => {
    const known = indexes.get(key);
    const index = known ?? {
      files: new Map(),
      stamp: "",
      checkedAt: Number.NEGATIVE_INFINITY,
      building: undefined,
    };
    indexes.delete(key);
    indexes.set(key, index);
    if (indexes.size > INDEXES_MAX) {
      const oldest = indexes.keys().next();
      if (!oldest.done) indexes.delete(oldest.value);
    }
    const now = clock();
    if (!index.building && now - index.checkedAt >= RECHECK_MS) {
      index.checkedAt = now;
      index.building = refresh(index, rootOf());
    }
    return index;
  };

  return {
    of: (key, rootOf, path) => {
      if (!path.startsWith("/")) return undefined;
      const found = lookUp(indexOf(key, rootOf).files, path);
      (found ? counters.package_hits : counters.package_misses).add();
      return found;
    },
    settled: async () => {
      for (const { building } of [...indexes.values()]) await building;
    },
  };
}
