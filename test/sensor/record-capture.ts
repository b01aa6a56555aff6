/**
 * Records a capture of test/captures, as the sensor sees it: attack, what an intruder does through
 * a web server; files, what can be done to files, mounts and memory; process, network and kernel,
 * what else makes an event. The scene has namespaces, mounts, a host name and addresses of its own, and
 * only the records of its processes are kept, so that a capture holds nothing of the machine it
 * was made on. Run as root: node test/sensor/record-capture.ts SCENE
 */
import { spawn } from "node:child_process";
import { mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  act,
  Client,
  type FilterEvent,
  type Preface,
  type Sensor,
  startSensor,
  until,
  whyNot,
} from "./harness.ts";

const HERE = import.meta.dirname;
const CAPTURE_BYTES_MAX = 200_000;
const CGROUP_ROOT = "/sys/fs/cgroup/unified";
const CGROUP = join(CGROUP_ROOT, "system.slice/nginx.service");
const HOSTNAME = "web-1.example";
const BOOT_ID = "5d0c3a52-9d5f-4b57-8a4f-0a2f6f0e7c11";
const ROOT_PROGRAM = "/opt/nginx";

/** What is done, and which events of it are kept. */
type Scene = { deeds: string; filter: FilterEvent[] };

const all = (event: string): FilterEvent => ({ event, acceptAll: true });
const CHANGES = ["unlink", "rename", "chmod", "chown", "link", "mkdir"];
const ATTRIBUTES = ["rmdir", "chdir", "utimes", "setxattr", "removexattr"];
const MEMORY = ["splice", "mprotect", "mount", "cgroup_write"];

const CREDENTIALS = ["setuid", "setgid", "capset", "prctl", "setrlimit"];
const OTHERS = ["signal", "ptrace", "unshare", "setns", "memfd_create", "memfd_seal"];
const SOCKETS = ["socket", "bind", "connect", "accept", "setsockopt", "dns", "failed_dns"];
const MODULES = ["load_module", "unload_module", "bpf", "sysctl", "mount", "pivot_root"];
const DEEP = ["perf_event_open", "userfaultfd", "io_uring_setup", "kexec"];

const SCENES: Record<string, Scene> = {
  attack: { deeds: "intrusion.sh", filter: ["open", ...CHANGES, "connect", "dns"].map(all) },
  files: {
    deeds: "files.sh",
    filter: [
      ...[...CHANGES, ...ATTRIBUTES, ...MEMORY].map(all),
      { event: "open", names: ["payload"] },
      { event: "mmap", names: ["payload"] },
    ],
  },
  process: { deeds: "process.sh", filter: [...CREDENTIALS, ...OTHERS].map(all) },
  network: {
    deeds: "network.sh",
    filter: [...SOCKETS.map(all), { event: "packet", packets: ["udp dst port 53"] }],
  },
  kernel: { deeds: "kernel.sh", filter: [...MODULES, ...DEEP].map(all) },
};

const KERNEL = "6.18.0";

const HEADER_PID = 56;
const EXEC = 1;
const FORK = 2;
const READY = 32;

type Place = [offset: number, size: number, type: string];

/** Keeps the raw bytes that a client receives, one buffer a record. */
class RawStream {
  #rest = Buffer.alloc(0);
  readonly records: Buffer[] = [];
  preface: Preface | undefined;

  push(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    if (!this.preface && !this.#takePreface()) return;
    while (this.#rest.length >= 8 && this.#rest.length >= this.#rest.readUInt32LE(0)) {
      const length = this.#rest.readUInt32LE(0);
      this.records.push(Buffer.from(this.#rest.subarray(0, length)));
      this.#rest = this.#rest.subarray(length);
    }
  }

  #takePreface(): boolean {
    if (this.#rest.length < 16 || this.#rest.length < 16 + this.#rest.readUInt32LE(12))
      return false;
    const end = 16 + this.#rest.readUInt32LE(12);
    this.preface = JSON.parse(this.#rest.toString("utf8", 16, end)) as Preface;
    this.#rest = this.#rest.subarray(end);
    return true;
  }
}

/** The records of the scene: those of its first program, of what descends from it, and ready. */
function sceneOf(records: Buffer[], layout: Preface["layout"]): Buffer[] {
  const place = (event: string, member: string) => layout.records[event]?.members[member] as Place;
  const [filename] = place("exec", "process.filename");
  const [childPid] = place("fork", "child_pid");
  const [snapshotCount] = place("ready", "snapshot_count");
  const tree = new Set<number>();
  return records.filter((record) => {
    const type = record.readUInt16LE(4);
    const pid = record.readUInt32LE(HEADER_PID);
    if (type === READY) record.writeUInt32LE(0, snapshotCount);
    if (type === EXEC) {
      const at = record.readUInt16LE(filename);
      const text = record.toString("utf8", at, at + record.readUInt16LE(filename + 2));
      if (text === ROOT_PROGRAM && tree.size === 0) tree.add(pid);
    }
    if (type === FORK && tree.has(pid)) tree.add(record.readUInt32LE(childPid));
    return type === READY || tree.has(pid);
  });
}

function prefaceBytes(preface: Preface): Buffer {
  const text = JSON.stringify({ ...preface, hostname: HOSTNAME, boot_id: BOOT_ID, kernel: KERNEL });
  const padded = text.padEnd(Math.ceil(Buffer.byteLength(text) / 8) * 8);
  const head = Buffer.alloc(16);
  head.write("VIGILREC");
  head.writeUInt32LE(1, 8);
  head.writeUInt32LE(Buffer.byteLength(padded), 12);
  return Buffer.concat([head, Buffer.from(padded)]);
}

async function playScene(deeds: string): Promise<void> {
  const scene = spawn(
    "unshare",
    ["--mount", "--net", "--uts", "--pid", "--fork", "sh", join(HERE, "scene/stage.sh")],
    {
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
        NODE: process.execPath,
        HERE,
        CGROUP,
        HOSTNAME,
        DEEDS: deeds,
      },
    },
  );
  const code = await new Promise((resolve) => scene.on("exit", resolve));
  if (code !== 0) throw new Error(`the scene ended with ${code}`);
}

async function record(sensor: Sensor, scene: Scene): Promise<Buffer> {
  const client: Client = await sensor.connect();
  const raw = new RawStream();
  client.close();
  const again = new Client(sensor.socketPath);
  again.socket.on("data", (bytes) => raw.push(bytes));
  await again.ready();
  await again.filter(1, scene.filter);
  await playScene(scene.deeds);
  const { pid } = act([39]);
  await until("all is received", () => again.records.some((r) => r.members["header.pid"] === pid));
  if (!raw.preface) throw new Error("no preface came");
  return Buffer.concat([prefaceBytes(raw.preface), ...sceneOf(raw.records, raw.preface.layout)]);
}

async function main(name: string | undefined): Promise<void> {
  const scene = SCENES[name ?? ""];
  if (!scene) throw new Error(`give one of ${Object.keys(SCENES).join(", ")}`);
  const why = whyNot();
  if (why) throw new Error(why);
  mkdirSync(CGROUP, { recursive: true });
  const sensor = await startSensor();
  try {
    const bytes = await record(sensor, scene);
    if (bytes.length > CAPTURE_BYTES_MAX)
      throw new Error(`${bytes.length} bytes are too many for a fixture`);
    const capture = join(HERE, `../captures/${name}.vigilrec`);
    writeFileSync(capture, bytes);
    process.stdout.write(`${capture}: ${bytes.length} bytes\n`);
  } finally {
    await sensor.stop();
    rmdirSync(CGROUP);
    rmdirSync(join(CGROUP, ".."));
  }
}

await main(process.argv[2]);
