/**
 * The file system a kernel of the matrix starts with: busybox, static programs of ours and the
 * files of the scene, as a `newc` archive (Documentation/driver-api/early-userspace/buffer-format
 * of the kernel's source).
 */
import { gzipSync } from "node:zlib";

/** A file of the archive; a directory has no bytes. */
export type Entry = { path: string; mode: number; bytes?: Buffer };

const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;
const MAGIC = "070701";
const TRAILER = "TRAILER!!!";

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

function member(inode: number, path: string, mode: number, bytes: Buffer): Buffer {
  const name = Buffer.from(`${path}\0`);
  const [uid, gid, links, mtime, device, check] = [0, 0, 1, 0, 0, 0];
  const numbers = [inode, mode, uid, gid, links, mtime, bytes.length];
  const rest = [device, device, device, device, name.length, check];
  const head = [...numbers, ...rest].map((number) => number.toString(16).padStart(8, "0"));
  return Buffer.concat([
    padded(Buffer.concat([Buffer.from(MAGIC + head.join("")), name])),
    padded(bytes),
  ]);
}

/** The archive, compressed. Directories must come before what lies in them. */
export function packInitramfs(entries: readonly Entry[]): Buffer {
  const parts = entries.map(({ path, mode, bytes }, index) =>
    member(index + 1, path, mode | (bytes ? S_IFREG : S_IFDIR), bytes ?? Buffer.alloc(0)),
  );
  return gzipSync(Buffer.concat([...parts, member(0, TRAILER, 0, Buffer.alloc(0))]), { level: 1 });
}
