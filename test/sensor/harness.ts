/**
 * Starts a sensor and reads its stream, for tests and benches. Records are decoded by the layout
 * in the stream's own preface, so that the reader shares nothing with the programs under test but
 * the contract.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CONTROLS } from "#lib/event";
import { compilePacketFilter } from "#lib/pcap";

export const ROOT = join(import.meta.dirname, "../..");
const DEADLINE_MS = 30_000;
const POLL_MS = 5;
const PREFACE_HEAD_BYTES = 16;

export const SENSOR = join(ROOT, "build/sensor/vigil-sensor");
export const ACT = join(ROOT, "build/sensor/test/act");
export const RACE = join(ROOT, "build/sensor/test/race");
export const TRACEE = join(ROOT, "build/sensor/test/tracee");
export const FILELESS = join(ROOT, "build/sensor/test/fileless");

export type Value = bigint | string | Uint8Array | bigint[];
/**
 * A record with its members by dotted name: numbers as bigint, strings as text, `bytes` and
 * `u8[n]` as they are.
 */
export type StreamRecord = { type: string; flags: string[]; members: Record<string, Value> };
export type Hook = { name: string; attached: boolean; why: string };
export type Preface = {
  layout: Layout;
  boot_id: string;
  boot_time_ns: string;
  hostname: string;
  kernel: string;
  arch: string;
  sensor_version: string;
  pid: number;
  hooks: Hook[];
};
type Layout = {
  hash: string;
  records: Record<
    string,
    { id: number; size: number; members: Record<string, [number, number, string]> }
  >;
};

const FLAG_NAMES = [
  "path_truncated",
  "args_truncated",
  "envs_truncated",
  "path_claimed",
  "from_snapshot",
  "compat_syscall",
  "io_uring",
  "denied",
  "denial_observed",
  "denial_spared",
  "denial_disarmed",
];

const MAKE = ["-C", join(ROOT, "sensor"), "-s"];

/**
 * Builds what tests need; returns why the sensor cannot run here, or undefined. Test files may do
 * this at once.
 */
export function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return "needs root to load BPF programs";
  mkdirSync(join(ROOT, "build/sensor"), { recursive: true });
  try {
    execFileSync("flock", [join(ROOT, "build/sensor/.lock"), "make", ...MAKE, "all", "test-tools"]);
  } catch (error) {
    return `the sensor does not build here: ${String(error).split("\n")[0]}`;
  }
  const found = JSON.parse(execFileSync(SENSOR, ["--probe", "--json"], { encoding: "utf8" }));
  return found.tier === "none" ? "this kernel does not allow the sensor's programs" : undefined;
}

/** Why 32-bit calls (int 0x80) cannot be made here, or undefined: some hypervisors refuse them. */
export function whyNot32(): string | undefined {
  try {
    execFileSync(ACT, ["-32", "20"], { stdio: "ignore" });
  } catch {
    return "this machine makes no 32-bit system calls";
  }
  return undefined;
}

/** Waits until a probe gives a value; fails with a sentence after the deadline. */
export async function until<T>(what: string, probe: () => T | undefined | false): Promise<T> {
  const end = performance.now() + DEADLINE_MS;
  for (;;) {
    const value = probe();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > end)
      throw new Error(`did not happen within ${DEADLINE_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function readMember(bytes: Buffer, [offset, size, type]: [number, number, string]): Value {
  if (type === "str" || type === "bytes") {
    const at = bytes.readUInt16LE(offset);
    const part = bytes.subarray(at, at + bytes.readUInt16LE(offset + 2));
    return type === "str" ? part.toString() : Uint8Array.from(part);
  }
  const part = bytes.subarray(offset, offset + size);
  if (type === "char") return part.subarray(0, part.indexOf(0)).toString();
  if (type === "u8") return Uint8Array.from(part);
  if (type === "u16") return BigInt(part.readUInt16LE());
  if (type === "u32") return BigInt(part.readUInt32LE());
  if (type === "s64") return part.readBigInt64LE();
  if (size === 8) return part.readBigUInt64LE();
  return Array.from({ length: size / 8 }, (_, index) => part.readBigUInt64LE(index * 8));
}

/** Reads a stream as it arrives. */
export class StreamReader {
  preface: Preface | undefined;
  readonly records: StreamRecord[] = [];
  /** Records of types that are only counted, where decoding each would take too long. */
  readonly counted = new Map<string, number>();
  #rest: Buffer = Buffer.alloc(0);
  #names = new Map<number, string>();

  push(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    if (!this.preface && !this.#takePreface()) return;
    let at = 0;
    while (this.#rest.length - at >= 8) {
      const length = this.#rest.readUInt32LE(at);
      if (length < 128 || length % 8 !== 0) throw new Error(`a record of ${length} bytes`);
      if (this.#rest.length - at < length) break;
      this.#take(this.#rest.subarray(at, at + length));
      at += length;
    }
    this.#rest = this.#rest.subarray(at);
  }

  #takePreface(): boolean {
    if (this.#rest.length < PREFACE_HEAD_BYTES) return false;
    const end = PREFACE_HEAD_BYTES + this.#rest.readUInt32LE(12);
    if (this.#rest.length < end) return false;
    if (this.#rest.toString("latin1", 0, 8) !== "VIGILREC")
      throw new Error("the stream has no magic");
    if (this.#rest.readUInt32LE(8) !== 1) throw new Error("the stream has another version");
    this.preface = JSON.parse(this.#rest.toString("utf8", PREFACE_HEAD_BYTES, end)) as Preface;
    for (const [name, record] of Object.entries(this.preface.layout.records))
      this.#names.set(record.id, name);
    this.#rest = this.#rest.subarray(end);
    return true;
  }

  #take(bytes: Buffer): void {
    const type = this.#names.get(bytes.readUInt16LE(4)) ?? "unknown";
    const count = this.counted.get(type);
    if (count === undefined) this.records.push(this.#decode(type, bytes));
    else this.counted.set(type, count + 1);
  }

  #decode(type: string, bytes: Buffer): StreamRecord {
    const layout = this.preface?.layout.records[type];
    if (!layout) throw new Error(`a record of unknown type ${bytes.readUInt16LE(4)}`);
    const members: Record<string, Value> = {};
    for (const [name, place] of Object.entries(layout.members))
      members[name] = readMember(bytes, place);
    const bits = bytes.readUInt16LE(6);
    return { type, flags: FLAG_NAMES.filter((_, bit) => (bits >> bit) & 1), members };
  }
}

export type FilterEvent = {
  event: string;
  acceptAll?: boolean;
  flagsAny?: number;
  names?: string[];
  /** Names of directories that hold the file, and of such at any depth above it. */
  folders?: string[];
  above?: string[];
  /** Approver number (0: login uid), from, to. */
  ranges?: [number, number, number][];
  /** Packet filters in the syntax of pcap. */
  packets?: string[];
};

/** The bytes of a control. */
export function control(
  name: string,
  values: Record<string, bigint | number | string | Uint8Array>,
): Buffer {
  const layout = CONTROLS[name];
  if (!layout) throw new Error(`no control ${name}`);
  const bytes = Buffer.alloc(layout.size);
  bytes.writeUInt32LE(layout.size, 0);
  bytes.writeUInt32LE(layout.id, 4);
  for (const [member, value] of Object.entries(values)) {
    const place = layout.members[member];
    if (!place) throw new Error(`no member ${member} in ${name}`);
    if (typeof value === "string") bytes.write(value, place[0]);
    else if (typeof value === "object") bytes.set(value, place[0]);
    else if (place[1] === 8) bytes.writeBigUInt64LE(BigInt(value), place[0]);
    else bytes.writeUInt32LE(Number(value), place[0]);
  }
  return bytes;
}

function packetControl(text: string): Buffer {
  const compiled = compilePacketFilter(text);
  if (!compiled.ok) throw new Error(`${text}: ${compiled.what}`);
  const { code } = compiled;
  return control("packet_filter", { text, count: code.length / 8, code });
}

/** One connection to a sensor. */
export class Client {
  readonly reader = new StreamReader();
  readonly socket: Socket;
  closed = false;

  constructor(path: string) {
    this.socket = connect(path);
    this.socket.on("data", (bytes) => this.reader.push(bytes));
    this.socket.on("close", () => {
      this.closed = true;
    });
    this.socket.on("error", () => {
      this.closed = true;
    });
  }

  get records(): StreamRecord[] {
    return this.reader.records;
  }

  async ready(): Promise<this> {
    await until("the stream is ready", () =>
      this.records.some((record) => record.type === "ready"),
    );
    return this;
  }

  /** The first record that fits, waiting for it. */
  async find(what: string, fits: (record: StreamRecord) => boolean): Promise<StreamRecord> {
    return until(what, () => this.records.find(fits));
  }

  /** Sends a filter and waits until the sensor says it is in force. */
  async filter(generation: number, events: FilterEvent[]): Promise<void> {
    const parts = [control("filter_begin", { generation })];
    const ids = this.reader.preface?.layout.records ?? {};
    for (const { event: name, acceptAll, flagsAny, ranges = [], ...wanted } of events) {
      const event = ids[name]?.id ?? 0;
      parts.push(control("filter_event", { event, accept_all: acceptAll ? 1 : 0 }));
      if (flagsAny) parts.push(control("filter_bits", { event, approver: 1, bits: flagsAny }));
      for (const text of wanted.packets ?? []) parts.push(packetControl(text));
      for (const [approver, from, to] of ranges)
        parts.push(control("filter_range", { event, approver, from, to }));
      for (const [place, names] of [wanted.names, wanted.folders, wanted.above].entries())
        for (const each of names ?? [])
          parts.push(control("filter_name", { event, place, name: each }));
    }
    parts.push(control("filter_commit", { generation }));
    this.socket.write(Buffer.concat(parts));
    await this.find(`filter ${generation} is in force`, (record) => inForce(record, generation));
  }

  stats(): StreamRecord | undefined {
    return this.records.findLast((record) => record.type === "stats");
  }

  close(): void {
    this.socket.destroy();
  }
}

function inForce(record: StreamRecord, generation: number): boolean {
  return record.type === "stats" && record.members["filter_generation"] === BigInt(generation);
}

export type Sensor = {
  child: ChildProcess;
  directory: string;
  socketPath: string;
  stderr(): string;
  connect(): Promise<Client>;
  /** Ends it with a signal and waits; gives the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

/** Starts a sensor that serves a socket in a directory of its own, and waits until it listens. */
export async function startSensor(...options: string[]): Promise<Sensor> {
  const { sensor, listening } = launchSensor(...options);
  await listening;
  return sensor;
}

/** Starts a sensor; `listening` resolves when it listens or has ended. */
export function launchSensor(...options: string[]): { sensor: Sensor; listening: Promise<void> } {
  const directory = mkdtempSync(join(tmpdir(), "vigil-sensor-"));
  const socketPath = join(directory, "s");
  const child = spawn(SENSOR, ["--socket", socketPath, ...options], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let text = "";
  child.stderr.on("data", (part) => {
    text += part;
  });
  const ended = new Promise<number | null>((resolve) => child.on("exit", (code) => resolve(code)));
  const clients: Client[] = [];
  const listens = () => existsSync(socketPath) || child.exitCode !== null;
  const listening = until(`the sensor listens (${text})`, listens).then(
    () => {},
    (error: unknown) => {
      child.kill(); /* or it would keep the test's process alive */
      throw error;
    },
  );
  const sensor: Sensor = {
    child,
    directory,
    socketPath,
    stderr: () => text,
    connect: () => {
      const client = new Client(socketPath);
      clients.push(client);
      return client.ready();
    },
    stop: async (signal = "SIGTERM") => {
      child.kill(signal);
      const code = await ended;
      for (const client of clients) client.close();
      rmSync(directory, { recursive: true, force: true });
      return code;
    },
  };
  return { sensor, listening };
}

/**
 * Why 32-bit system calls cannot be tested here: some virtual machines end a process at its first
 * `int 0x80`, whatever the kernel was built with. False where they work.
 */
export function noCompatCalls(): string | false {
  const GETPID_32 = "20";
  const { signal, status } = spawnSync(ACT, ["-32", GETPID_32]);
  if (signal === null && status === 0) return false;
  return `32-bit system calls end with ${signal ?? status} on this machine`;
}

/** Makes one system call in a process of its own (see tools/act.c). */
export function act(args: (string | number)[], cwd = "/"): { pid: bigint; result: bigint } {
  const [pid, result] = execFileSync(ACT, args.map(String), { encoding: "utf8", cwd })
    .trim()
    .split(" ");
  return { pid: BigInt(pid ?? 0), result: BigInt(result ?? 0) };
}
