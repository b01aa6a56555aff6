/**
 * Reads what was added to files, through their rotation. A file that was renamed is known by its
 * number, one that was copied and emptied by its first bytes; what was not read of the old one is
 * looked for among its neighbours and read first.
 */
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { CounterSet } from "#lib/base";
import type { LogCounter } from "./counters.ts";
import { cutLines, LINE_BYTES_MAX } from "./line-cutter.ts";
import { type FoundFile, findFiles, type LogSource } from "./sources.ts";
import type { Place, Places } from "./state.ts";

const HEAD_BYTES = 256;
const CHUNK_BYTES = 4 * LINE_BYTES_MAX;
/** Neighbours of a rotated file that are looked at. */
const NEIGHBOURS_MAX = 200;

export type ReadLine = { source: string; path: string; text: string };

function readAt(fd: number, offset: number, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(length); // Only what was read of it is given.
  return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
}

function headOf(fd: number, length: number): string {
  const bytes = readAt(fd, 0, length);
  return bytes.length < length ? "" : createHash("sha256").update(bytes).digest("base64url");
}

/** Opens a file for `work`; undefined when it is gone or closed to us. */
function withFile<Result>(path: string, work: (fd: number) => Result): Result | undefined {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch {
    // Rotated away or unreadable; the next look finds out which.
    return undefined;
  }
  try {
    return work(fd);
  } finally {
    closeSync(fd);
  }
}

function isSame(fd: number, { headBytes, head, offset }: Place): boolean {
  return fstatSync(fd).size >= offset && headOf(fd, headBytes) === head;
}

function placeAt({ source, dev, ino }: FoundFile, offset: number): Place {
  const empty = createHash("sha256").digest("base64url");
  return { source, dev, ino, offset, isSkipping: false, headBytes: 0, head: empty };
}

/** The file that a place is in now, when it is no longer at its path. */
function findRotated(path: string, place: Place): string | undefined {
  const name = basename(path);
  let names: string[];
  try {
    names = readdirSync(dirname(path)).filter((each) => each.startsWith(name) && each !== name);
  } catch {
    // The whole directory is gone.
    return undefined;
  }
  const found = names.slice(0, NEIGHBOURS_MAX).flatMap((each) => {
    const at = join(dirname(path), each);
    const stat = statSync(at, { throwIfNoEntry: false });
    if (!stat?.isFile() || stat.size < place.offset) return [];
    return [{ at, isNumber: stat.dev === place.dev && stat.ino === place.ino, time: stat.mtimeMs }];
  });
  found.sort((a, b) => Number(b.isNumber) - Number(a.isNumber) || b.time - a.time);
  const isIt = ({ at, isNumber }: { at: string; isNumber: boolean }) =>
    (isNumber || place.headBytes > 0) && withFile(at, (fd) => isSame(fd, place)) === true;
  return found.find(isIt)?.at;
}

export type FileReader = { sources: readonly LogSource[]; counters: CounterSet<LogCounter> };

/** Lines that `room` more may hold, from the files as they are; `places` move on with them. */
export function readFiles(
  { sources, counters }: FileReader,
  places: Places,
  room: { lines: number; bytes: number },
): ReadLine[] {
  const { files, left } = findFiles(sources);
  counters.log_files_left.add(left);
  const lines: ReadLine[] = [];

  /** Reads on at a place; false when there was no room for all there is. */
  function readOn(path: string, shown: string, place: Place, isEnd: boolean): boolean {
    const done = withFile(path, (fd) => {
      for (;;) {
        if (room.lines <= 0 || room.bytes <= 0) return false;
        const bytes = readAt(fd, place.offset, CHUNK_BYTES);
        const isLast = isEnd && bytes.length < CHUNK_BYTES;
        const cut = cutLines(bytes, { isSkipping: place.isSkipping, isEnd: isLast }, room.lines);
        counters.log_lines_cut.add(cut.cut);
        counters.log_lines_not_utf8.add(cut.broken);
        for (const text of cut.lines) lines.push({ source: place.source, path: shown, text });
        room.lines -= cut.lines.length;
        room.bytes -= cut.used;
        place.offset += cut.used;
        place.isSkipping = cut.isSkipping;
        if (cut.used === 0) return true;
        place.headBytes = Math.min(HEAD_BYTES, place.offset);
        place.head = headOf(fd, place.headBytes);
      }
    });
    return done ?? true;
  }

  /** Reads the rest of what was at a path before; false when it has to go on there. */
  function finish(path: string, place: Place): boolean {
    const rotated = findRotated(path, place);
    if (rotated === undefined) counters.log_files_lost.add();
    return rotated === undefined || readOn(rotated, path, place, true);
  }

  /** A new path may be where a known file went: then it goes on there. */
  function adopt(file: FoundFile): Place | undefined {
    for (const [path, place] of Object.entries(places.files)) {
      const isThere = withFile(path, (fd) => {
        const { dev, ino } = fstatSync(fd);
        return dev === place.dev && ino === place.ino && isSame(fd, place);
      });
      const isNumber = file.dev === place.dev && file.ino === place.ino;
      if (isThere === true || (!isNumber && place.headBytes === 0)) continue;
      if (withFile(file.path, (fd) => isSame(fd, place)) !== true) continue;
      delete places.files[path];
      return { ...place, dev: file.dev, ino: file.ino };
    }
    return undefined;
  }

  function placeOf(file: FoundFile): Place | undefined {
    const known = places.files[file.path];
    if (known === undefined) {
      const adopted = adopt(file);
      if (adopted !== undefined) return adopted;
      const isOld = isFirstLook(file.path);
      return placeAt(file, isOld ? file.size : 0);
    }
    const isNumber = known.dev === file.dev && known.ino === file.ino;
    if (isNumber && withFile(file.path, (fd) => isSame(fd, known)) === true) return known;
    // Whoever writes goes on in the renamed file until it has opened the new one.
    const rotated = file.size === 0 ? findRotated(file.path, known) : undefined;
    if (rotated !== undefined) {
      readOn(rotated, file.path, known, false);
      return undefined;
    }
    counters.log_files_rotated.add();
    return finish(file.path, known) ? placeAt(file, 0) : undefined;
  }

  const newPatterns = sources.filter(({ pattern }) => !places.patterns.includes(pattern));
  const fresh = new Set(
    newPatterns.length === 0 ? [] : findFiles(newPatterns).files.map(({ path }) => path),
  );
  const isFirstLook = (path: string) => fresh.has(path);
  // New paths first: a file that was renamed to one must not be looked for under its old one.
  const order = [...files].sort(
    (a, b) => Number(a.path in places.files) - Number(b.path in places.files),
  );
  for (const file of order) {
    const place = placeOf(file);
    if (place === undefined) continue;
    places.files[file.path] = place;
    if (file.size > place.offset) readOn(file.path, file.path, place, false);
  }
  places.patterns = sources.map(({ pattern }) => pattern);
  forgetGone(files, places, finish);
  return lines;
}

/** Paths at which nothing is any more, once what was there is read. */
function forgetGone(
  files: readonly FoundFile[],
  places: Places,
  finish: (path: string, place: Place) => boolean,
): void {
  const here = new Set(files.map(({ path }) => path));
  for (const [path, place] of Object.entries(places.files)) {
    if (here.has(path)) continue;
    if (!finish(path, place)) continue;
    delete places.files[path];
  }
}
