/**
 * Files below a root that somebody else made, such as a container's. Links in it are followed as a
 * process within would see them: they never lead out of it, and nothing is opened twice by name.
 */
import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync } from "node:fs";

/** Names a file without opening it: Linux only, and not among node's constants. */
const O_PATH = 0o10000000;
const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
const SEGMENTS_MAX = 256;
const LINKS_MAX = 16;

function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "" && segment !== ".");
}

/** Walks from `root`; the descriptors of the directories passed are on `held`, the last is open. */
function walk(root: string, path: string, held: number[]): number {
  held.push(openSync(root, O_PATH | O_DIRECTORY));
  let rest = segmentsOf(path);
  let links = 0;
  for (let steps = 0; rest.length > 0; steps += 1) {
    if (steps > SEGMENTS_MAX) throw new Error("too many segments");
    const [segment = "", ...further] = rest;
    rest = further;
    if (segment === "..") {
      if (held.length > 1) closeSync(held.pop() as number);
      continue;
    }
    const here = `/proc/self/fd/${held.at(-1)}/${segment}`;
    const fd = openSync(here, O_PATH | O_NOFOLLOW);
    held.push(fd);
    if (!fstatSync(fd).isSymbolicLink()) continue;
    closeSync(held.pop() as number);
    links += 1;
    if (links > LINKS_MAX) throw new Error("too many links");
    const target = readlinkSync(here);
    if (target.startsWith("/")) while (held.length > 1) closeSync(held.pop() as number);
    rest = [...segmentsOf(target), ...rest];
  }
  return held.at(-1) as number;
}

/**
 * Opens a regular file for reading, or a directory for names below its descriptor; undefined when
 * there is none or it is anything else. The caller closes it.
 */
export function openBelow(root: string, path: string): number | undefined {
  const held: number[] = [];
  try {
    const fd = walk(root, path, held);
    const stat = fstatSync(fd);
    if (!stat.isFile() && !stat.isDirectory()) return undefined;
    return openSync(`/proc/self/fd/${fd}`, O_RDONLY | O_NONBLOCK);
  } catch {
    /* Absent, or not to be read: the same for who asks. */
    return undefined;
  } finally {
    for (const fd of held) closeSync(fd);
  }
}

/** At most `bytesMax` bytes of an open file, from its beginning. */
export function readHead(fd: number, bytesMax: number): Buffer {
  const buffer = Buffer.allocUnsafe(Math.min(fstatSync(fd).size, bytesMax));
  let length = 0;
  while (length < buffer.length) {
    const read = readSync(fd, buffer, length, buffer.length - length, length);
    if (read === 0) break;
    length += read;
  }
  return buffer.subarray(0, length);
}

/** Text of a file below a root; undefined when there is none. Beyond `bytesMax` it is cut. */
export function readBelow(root: string, path: string, bytesMax: number): string | undefined {
  const fd = openBelow(root, path);
  if (fd === undefined) return undefined;
  try {
    return fstatSync(fd).isFile() ? readHead(fd, bytesMax).toString("utf8") : undefined;
  } finally {
    closeSync(fd);
  }
}
