/** Hand-made records and streams for tests and benches, laid out by the contract. */
import { type EventName, LAYOUT } from "#lib/event";

export type Members = Readonly<Record<string, number | string | Uint8Array>>;

/** 2023-11-14T22:13:20Z, in nanoseconds. */
export const BOOT_TIME_NS = 1_700_000_000_000_000_000;

/** The preface of a stream by this build's sensor, with `changes`. */
export function buildPreface(changes: Record<string, unknown> = {}): Buffer {
  const preface = {
    layout: LAYOUT,
    boot_id: "6f1c2f9e-3f62-4f0e-9b57-2f6f4a3c1d20",
    boot_time_ns: String(BOOT_TIME_NS),
    hostname: "web-1",
    kernel: "6.1.0",
    arch: "x86_64",
    sensor_version: "0.1.0",
    hooks: [{ name: "exec", attached: true, why: "" }],
    pid: 1,
    ...changes,
  };
  const json = Buffer.from(JSON.stringify(preface));
  const head = Buffer.alloc(16);
  head.write("VIGILREC", 0, "latin1");
  head.writeUInt32LE(1, 8);
  head.writeUInt32LE(json.length, 12);
  return Buffer.concat([head, json]);
}

function writeScalar(
  record: Buffer,
  [at, size, type]: readonly [number, number, string],
  value: number,
) {
  if (size === 8 && type === "s64") record.writeBigInt64LE(BigInt(value), at);
  else if (size === 8) record.writeBigUInt64LE(BigInt(value), at);
  else record.writeUIntLE(value >>> 0, at, size);
}

function asBytes(value: string | Uint8Array): Uint8Array {
  return typeof value === "string" ? Buffer.from(value) : value;
}

/** One record of a type; members by their path in the layout, those not given are 0 or empty. */
export function buildRecord(name: EventName, members: Members = {}): Buffer {
  const layout = LAYOUT.records[name];
  if (!layout) throw new Error(`no record is called ${name}`);
  const fixed = Buffer.alloc(layout.size);
  const tails: Uint8Array[] = [];
  let end = layout.size;
  for (const [path, value] of Object.entries(members)) {
    const place = layout.members[path];
    if (!place) throw new Error(`${name} has no member ${path}`);
    const [at, size, type] = place;
    if (typeof value === "number") writeScalar(fixed, place, value);
    else if (type === "str" || type === "bytes") {
      const bytes = asBytes(value);
      fixed.writeUInt16LE(end, at);
      fixed.writeUInt16LE(bytes.length, at + 2);
      tails.push(bytes);
      end += bytes.length;
    } else fixed.set(asBytes(value).subarray(0, size), at);
  }
  const length = Math.ceil(end / 8) * 8;
  const record = Buffer.concat([fixed, ...tails], length);
  record.writeUInt32LE(length, 0);
  record.writeUInt16LE(layout.id, 4);
  return record;
}

export type Person = { pid: number; start: number; ppid?: number; parentStart?: number };

/** Header members of what a process does at `ts`. */
export function header({ pid, start, ppid = 0 }: Person, ts: number, more: Members = {}): Members {
  return {
    "header.ts": ts,
    "header.pid": pid,
    "header.tid": pid,
    "header.start": start,
    "header.ppid": ppid,
    "header.comm": "task",
    "header.auid": 0xffffffff,
    "header.cgroup_id": 1,
    "header.mntns": 100,
    ...more,
  };
}

export function buildFork(parent: Person, child: Person, ts: number, more: Members = {}): Buffer {
  return buildRecord("fork", {
    ...header(parent, ts),
    child_pid: child.pid,
    child_tid: child.pid,
    child_start: child.start,
    ...more,
  });
}

/** An exec (or snapshot) of `path` with `args` (the first is argv[0]). */
export function buildExec(
  who: Person,
  ts: number,
  path: string,
  args: readonly string[],
  more: Members = {},
  name: "exec" | "snapshot" = "exec",
): Buffer {
  return buildRecord(name, {
    ...header(who, ts),
    "header.flags": name === "snapshot" ? 16 : 0,
    "process.exec_ts": name === "exec" ? ts : 0,
    "process.parent_start": who.parentStart ?? 0,
    "process.file.inode": 42,
    "process.file.mode": 0o100755,
    "process.file.fs": "ext4",
    "process.file.path": path,
    "process.filename": path,
    "process.cwd": "/",
    "process.argv": args.map((arg) => `${arg}\0`).join(""),
    "process.cgroup": "/system.slice/x.service",
    ...more,
  });
}

export function buildOpen(who: Person, ts: number, path: string, flags: number): Buffer {
  return buildRecord("open", {
    ...header(who, ts, { "header.retval": 3 }),
    flags,
    "file.path": path,
    "file.inode": 7,
    "file.mode": 0o100644,
    "file.fs": "ext4",
  });
}
