/**
 * Hashes and metadata of files as events name them. A file is opened by the process that has it,
 * never hashed when it is not the one the event saw, and read once while it does not change. Files
 * of file systems that another program serves are left alone: reading them could wait for ever.
 */
import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { Clock, CounterSet } from "#lib/base";
import type { ProcessFields } from "#lib/event";
import {
  FILE_LESS,
  type FileMetadata,
  HEAD_BYTES_MAX,
  NO_METADATA,
  readMetadata,
} from "./executable-head.ts";
import { openBelow, readHead } from "./rooted-file.ts";

export const HASH_BYTES_MAX = 10 * 1024 * 1024;
export const HASHES_PER_SECOND_MAX = 500;
/** Content read a second; beyond, files are told to be rate limited. */
export const HASH_BYTES_PER_SECOND_MAX = 128 * 1024 * 1024;
export const CONTENTS_MAX = 500;
/** What an event's file was found to be is believed this long without another look. */
const RECHECK_MS = 1000;
const PART_BYTES = 1024 * 1024;
/** Clocks of file systems are coarser than nanoseconds in a double. */
const SLACK_NS = 1e6;

const SERVED = /^(?:fuse|nfs|cifs|smb|9p$|ceph|afs$|autofs|lustre|gluster|coda)/;

export type HashState =
  | ""
  | "Done"
  | "NoHash"
  | "FileNotFound"
  | "PathnameResolutionError"
  | "FileTooBig"
  | "FileEmpty"
  | "HashWasRateLimited"
  | "HashFailed";

export type FileContent = {
  state: HashState;
  hashes: readonly string[];
  size: number;
  metadata: FileMetadata;
};

/** A file as an event or a process names it. */
export type NamedFile = {
  process: ProcessFields;
  path: string;
  inode: number;
  /** Nanoseconds since 1970; 0 when unknown. */
  changeTime: number;
  mode: number;
  filesystem: string;
};

export type FileCounter = "files_hashed" | "file_cache_hits" | "files_not_hashed";
export const FILE_COUNTERS: readonly FileCounter[] = [
  "files_hashed",
  "file_cache_hits",
  "files_not_hashed",
];

const NOTHING: FileContent = { state: "", hashes: [], size: 0, metadata: NO_METADATA };
const without = (state: HashState): FileContent => ({ ...NOTHING, state });

/** Whether an open file is the one that was seen: an inode used again was born later. */
function isSame(fd: number, { inode, changeTime }: NamedFile): boolean {
  const stat = fstatSync(fd, { bigint: true });
  if (Number(stat.ino) !== inode) return false;
  return changeTime === 0 || Number(stat.birthtimeNs) <= changeTime + SLACK_NS;
}

function tryOpen(open: () => number | undefined, file: NamedFile): number | undefined {
  let fd: number | undefined;
  try {
    fd = open();
    if (fd !== undefined && isSame(fd, file)) return fd;
  } catch {
    /* The process has ended, or its file is gone. */
  }
  if (fd !== undefined) closeSync(fd);
  return undefined;
}

function openFile(root: string, file: NamedFile): number | undefined {
  const { process, path, inode } = file;
  const pid = process["pid"];
  const own = `${root}/proc/${pid}`;
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  if (process["file.path"] === path && process["file.inode"] === inode) {
    const fd = tryOpen(() => openSync(`${own}/exe`, flags), file);
    if (fd !== undefined) return fd;
  }
  const fd = tryOpen(() => openBelow(`${own}/root`, path), file);
  if (fd !== undefined || process["container.id"] !== "") return fd;
  return tryOpen(() => openBelow(root, path), file);
}

function hash(fd: number, size: number): readonly string[] {
  const sums = ["sha1", "sha256"].map((name) => ({ name, sum: createHash(name) }));
  const part = Buffer.allocUnsafe(Math.min(PART_BYTES, size));
  let length = 0;
  while (length < size) {
    const read = readSync(fd, part, 0, Math.min(part.length, size - length), length);
    if (read === 0) break;
    for (const { sum } of sums) sum.update(part.subarray(0, read));
    length += read;
  }
  return sums.map(({ name, sum }) => `${name}:${sum.digest("hex")}`);
}

/** Keeps at most `max` entries; the one kept longest goes first. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value, max: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= max) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}

export type FileContents = { of(file: NamedFile): FileContent };

export type FileContentsOptions = {
  /** "/" but in tests. */
  root: string;
  clock: Clock;
  counters: CounterSet<FileCounter>;
};

/** At most CONTENTS_MAX contents; reads at most HASHES_PER_SECOND_MAX files a second. */
export function createFileContents({ root, clock, counters }: FileContentsOptions): FileContents {
  const contents = new Map<string, FileContent>();
  const seen = new Map<string, { content: FileContent; at: number }>();
  let second = 0;
  let files = 0;
  let bytes = 0;

  const mayRead = (size: number): boolean => {
    const now = Math.floor(clock() / 1000);
    if (now !== second) [second, files, bytes] = [now, 0, 0];
    files += 1;
    bytes += size;
    return files <= HASHES_PER_SECOND_MAX && bytes <= HASH_BYTES_PER_SECOND_MAX;
  };

  const read = (fd: number): FileContent => {
    const stat = fstatSync(fd, { bigint: true });
    if (!stat.isFile()) return without("NoHash");
    const key = `${stat.dev} ${stat.ino} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.size}`;
    const known = contents.get(key);
    if (known) {
      counters.file_cache_hits.add();
      return known;
    }
    const size = Number(stat.size);
    const isHashed = size > 0 && size <= HASH_BYTES_MAX;
    if (!mayRead(isHashed ? size : 0)) return without("HashWasRateLimited");
    const head = { size, metadata: readMetadata(readHead(fd, HEAD_BYTES_MAX)) };
    const state = size === 0 ? "FileEmpty" : isHashed ? "Done" : "FileTooBig";
    const content = { ...head, state, hashes: isHashed ? hash(fd, size) : [] } as const;
    if (isHashed) counters.files_hashed.add();
    keep(contents, key, content, CONTENTS_MAX);
    return content;
  };

  const find = (file: NamedFile): FileContent => {
    const fd = openFile(root, file);
    if (fd === undefined) return without("FileNotFound");
    try {
      return read(fd);
    } catch {
      /* It cannot be read to its end, as a file of a device that fails. */
      return without("HashFailed");
    } finally {
      closeSync(fd);
    }
  };

  return {
    of: (file) => {
      const { process, path, inode, changeTime, mode, filesystem } = file;
      if (path === "" || (mode & constants.S_IFMT) !== constants.S_IFREG) return NOTHING;
      if (SERVED.test(filesystem)) return without("NoHash");
      if (!path.startsWith("/") || inode === 0) {
        const isFileLess = !path.startsWith("/") && inode !== 0;
        return {
          ...without("PathnameResolutionError"),
          metadata: isFileLess ? FILE_LESS : NO_METADATA,
        };
      }
      const now = clock();
      const key = `${process["container.id"]} ${inode} ${changeTime} ${path}`;
      const known = seen.get(key);
      if (known && now - known.at < RECHECK_MS) return known.content;
      const content = find(file);
      if (content.state !== "Done") counters.files_not_hashed.add();
      keep(seen, key, { content, at: now }, CONTENTS_MAX);
      return content;
    },
  };
}
