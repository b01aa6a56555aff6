/** How long does a match take from the sensor's socket to the server, on disk in between? */
import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  fdatasyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PlayedSensor, PlayedServer } from "../../test/agent/played.ts";

const MATCHES = 100;
const PAUSE_MS = 20;
const ROOT = join(import.meta.dirname, "../..");
const RULE = `id: shadow
name: Shadow
severity: high
maturity: stable
attack: [T1003.008]
expression: open.file.name == "shadow"
message: "{{open.file.path}}"
why: A bench.
respond: [Nothing.]
gaps: None.
tests:
  - {name: a, match: true, event: {type: open, open.file.path: /shadow}}
  - {name: b, match: false, event: {type: open}}
`;

function start(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(ROOT, "agent/main.ts"), ...args], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  return new Promise((resolve) => child.stdout?.once("data", () => resolve(child)));
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function show(name: string, times: readonly number[], base: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  const [p50, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)];
  const ratio = base === 0 ? 1 : p50 / base;
  process.stdout.write(
    `  ${name.padEnd(32)} p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  ${ratio.toFixed(1)}x\n`,
  );
  return p50;
}

/** What the disk alone takes for as many bytes as a match has. */
function fsyncTimes(dir: string): number[] {
  const fd = openSync(join(dir, "baseline"), "w");
  const bytes = Buffer.alloc(4096, 1);
  const times = Array.from({ length: MATCHES }, () => {
    const before = performance.now();
    writeSync(fd, bytes);
    fdatasyncSync(fd);
    return performance.now() - before;
  });
  closeSync(fd);
  return times;
}

const dir = mkdtempSync(join(tmpdir(), "vigil-latency-"));
mkdirSync(join(dir, "content/agent/credential-access"), { recursive: true });
writeFileSync(join(dir, "content/agent/credential-access/shadow.yaml"), RULE);
writeFileSync(join(dir, "token"), "token-of-this-bench\n");
const server = new PlayedServer();
await server.start();
const sensor = new PlayedSensor(join(dir, "sensor.sock"));
await sensor.start();
const child = await start([
  ...["--data", join(dir, "data"), "--sensor", sensor.path, "--content", join(dir, "content")],
  ...["--server", `http://127.0.0.1:${server.port}`, "--enroll-token-file", join(dir, "token")],
]);

async function oneMatch(): Promise<number> {
  const taken = new Promise<void>((resolve) => {
    server.taken = resolve;
  });
  const before = performance.now();
  sensor.open("/etc/shadow");
  await taken;
  return performance.now() - before;
}

await oneMatch();
const times: number[] = [];
for (let count = 0; count < MATCHES; count += 1) {
  times.push(await oneMatch());
  await sleep(PAUSE_MS);
}
process.stdout.write("a match from the sensor's socket to the server\n");
const base = show("write and fsync alone", fsyncTimes(dir), 0);
show("agent", times, base);
child.kill("SIGTERM");
await new Promise((resolve) => child.once("exit", resolve));
sensor.stop();
server.stop();
rmSync(dir, { recursive: true });
