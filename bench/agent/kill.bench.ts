/**
 * How long does a program live that a rule kills, from its exec to its exit by the kernel's clock?
 * Agent and sensor, with their checks, against a plain loop that reads the same stream and calls
 * kill(2) at once. Both take turns. Run as root: node bench/agent/kill.bench.ts
 */
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { Agent } from "../../agent/program.ts";
import { UNBOUNDED } from "../../agent/watchdog.ts";
import { Client, type Sensor, startSensor, until, whyNot } from "../../test/sensor/harness.ts";

const ROUNDS = 3;
/** The sensor carries out 60 requests a minute. */
const KILLS = 50;
const PAUSE_MS = 20;
const NS_PER_MS = 1e6;
const POLICY = `rules:
  - id: killer
    expression: exec.file.name == "victim"
    actions: [{kill: {signal: SIGKILL}}]
`;

const directory = mkdtempSync(join(tmpdir(), "vigil-kill-bench-"));
const victim = join(directory, "victim");

/** Runs a victim and waits for its end. */
async function runVictim(): Promise<number> {
  const child = spawn(victim, ["60"], { stdio: "ignore" });
  await new Promise((done) => child.once("exit", done));
  await sleep(PAUSE_MS);
  return child.pid ?? 0;
}

async function runVictims(): Promise<Set<number>> {
  const pids = new Set<number>();
  for (let count = 0; count < KILLS; count += 1) pids.add(await runVictim());
  return pids;
}

async function byLoop({ socketPath }: Sensor): Promise<number[]> {
  const client = new Client(socketPath);
  let read = 0;
  client.socket.on("data", () => {
    for (const { type, members } of client.records.slice(read))
      if (type === "exec" && members["header.comm"] === "victim")
        process.kill(Number(members["header.pid"]), "SIGKILL");
    read = client.records.length;
  });
  await client.ready();
  const pids = await runVictims();
  const timeOf = (wanted: string, pid: number) => {
    const record = client.records.find(
      ({ type, members }) => type === wanted && Number(members["header.pid"]) === pid,
    );
    return Number(record?.members["header.ts"] ?? Number.NaN) / NS_PER_MS;
  };
  await until("all exits", () => [...pids].every((pid) => timeOf("exit", pid) > 0));
  client.close();
  return [...pids].map((pid) => timeOf("exit", pid) - timeOf("exec", pid));
}

async function byRule({ socketPath }: Sensor, round: number): Promise<number[]> {
  const agent = await Agent.open(
    {
      data: join(directory, `data-${round}`),
      source: { kind: "sensor", socket: socketPath },
      server: undefined,
      content: join(directory, "content"),
      policies: join(directory, "policies"),
      tags: [],
      secretWords: [],
      logFiles: [],
      journal: false,
      hostname: "bench",
      isHostnameGiven: true,
      budgets: UNBOUNDED,
      spoolBytesMax: 2 ** 28,
    },
    pino({ level: "silent" }),
    "0",
  );
  await agent.connect(socketPath);
  await runVictims();
  await agent.queue.settled();
  const slice = await agent.spool.read(0, 10_000, 2 ** 26);
  const events = (slice?.events ?? []).map((bytes) => JSON.parse(Buffer.from(bytes).toString()));
  await agent.stop();
  const reports = events.flatMap(({ agent: told }) => told.rule_actions ?? []);
  return reports.map(({ ttr }: { ttr: string }) => Number.parseFloat(ttr));
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function show(name: string, times: readonly number[], base: number): number {
  const sorted = times.toSorted((left, right) => left - right);
  const [p50, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)];
  const ratio = base === 0 ? 1 : p50 / base;
  process.stdout.write(
    `  ${name.padEnd(36)} ${times.length} kills  p50 ${p50.toFixed(2)} ms  p99 ${p99.toFixed(2)} ms  ${ratio.toFixed(2)}x\n`,
  );
  return p50;
}

const obstacle = whyNot();
if (obstacle) process.stdout.write(`  left out: ${obstacle}\n`);
else {
  for (const name of ["content", "policies"]) mkdirSync(join(directory, name));
  writeFileSync(join(directory, "policies", "kill.policy"), POLICY);
  copyFileSync("/bin/sleep", victim);
  const [loop, rule, first]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    const sensor = await startSensor("--enforcement", "on");
    loop.push(...(await byLoop(sensor)));
    const [cold = Number.NaN, ...warm] = await byRule(sensor, round);
    first.push(cold);
    rule.push(...warm);
    await sensor.stop();
  }
  const base = show("a plain loop over the stream", loop, 0);
  show("a rule, by agent and sensor", rule, base);
  show("the same, first after its start", first, base);
}
rmSync(directory, { recursive: true });
