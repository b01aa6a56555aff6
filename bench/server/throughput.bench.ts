/**
 * How many events and logs a second go through match and store, in batches of 500 with 500 rules?
 * Baseline: the same one by one, each made durable before it counts. Then what rules and groups
 * cost, how long an event takes to its signal at a steady rate, and what memory is held at the end.
 */
import { readFileSync } from "node:fs";
import type { DetectionRule } from "#lib/protocol";
import { createDetection } from "#server/detection";
import { openIntake, openLogIntake } from "#server/intake";
import { createLogDesk, loadPipelines } from "#server/logs";
import { openSignals } from "#server/signals";
import { openControl, openEventStore } from "#server/store";
import { startStorageProcess } from "#server/store/testing";
import { childProcesses, spentByUs } from "./processor-time.ts";
import { benchRule } from "./rules.ts";
import { agentEvent, sentLog } from "./samples.ts";

const BATCH = 500;
/** As many as a server reads from at once. */
const SENDERS = 16;
const ROUNDS = 2;
/** Batches of each sender in a round, so that a round takes seconds and parts merge in it. */
const BATCHES = { "agent events": 6, "of 20 a process": 8, logs: 20 };
/** Events a second that the latency is asked at. */
const RATES = [1000, 2500, 5000, 10_000];
const SECONDS = 3;
const now = Date.now();
const clock = () => now;

const storage = await startStorageProcess();
const events = openEventStore({ url: storage.url, password: storage.token });
await events.migrate();
const control = await openControl("sqlite::memory:", { clock });
let ids = 0;
const signals = openSignals({ control, clock, newId: () => `s${++ids}` });
const detection = createDetection(events);
const parts = { control, events, detection, signals, clock };
const intake = openIntake({ ...parts, writer: "bench" });
const logIntake = openLogIntake({ ...parts, newId: () => `b${++ids}` });
const desk = createLogDesk({
  ...{ intake: logIntake, enrich: () => undefined, clock, retentionDays: 30 },
  pipelines: loadPipelines([new URL("../../content/pipelines", import.meta.url).pathname]),
  limits: { logsPerMinute: Number.MAX_SAFE_INTEGER, bytesPerMinute: Number.MAX_SAFE_INTEGER },
});

/** Rules as they are written: half name an agent rule, the others texts, ranges and users. */
function ruleOf(at: number): DetectionRule {
  const queries = [
    `@agent.rule_id:rule_${at}`,
    `@process.executable.path:/opt/tool-${at}/*`,
    `@agent.rule_id:rule_${at} @process.user:(root OR admin)`,
    `message:"intrusion ${at}" -@usr.name:root`,
  ];
  const source = `source:sshd @usr.name:rare_${at}`;
  const isLog = at % 2 === 1;
  const rule = benchRule(at, isLog && at % 4 === 3 ? source : queries[at % 4]);
  const [query] = rule.queries;
  if (query !== undefined && isLog) query.dataSource = "logs";
  return rule;
}

const load = (rules: number) =>
  detection.load(Array.from({ length: rules }, (_, at) => ruleOf(at)));

type Kind = keyof typeof BATCHES;
let sent = 0;
let spools = 0;

/** About one in a hundred meets a rule. */
function sample(kind: Kind): object {
  const at = sent++;
  const [time, rule] = [now - (at % 60_000), (at % 125) * 4];
  const isHit = at % 100 === 1;
  if (kind === "logs") return sentLog(at, time, isHit ? `rare_${rule + 3}` : undefined);
  return agentEvent(at, time, isHit ? `rule_${rule}` : "other", kind === "agent events" ? 1 : 20);
}

/** Bodies as they come, made before the clock runs. */
function bodies(kind: Kind, count: number, size: number): Uint8Array[][] {
  return Array.from({ length: count }, () =>
    Array.from({ length: size }, () => Buffer.from(JSON.stringify(sample(kind)))),
  );
}

const positions = new Map<string, number>();

async function put(kind: Kind, sender: string, body: Uint8Array[]): Promise<void> {
  // By itself, as what comes by a connection does, and not with the batches of others.
  await new Promise((resolve) => setImmediate(resolve));
  if (kind === "logs") {
    const bytes = Buffer.from(`[${body.map((each) => Buffer.from(each).toString()).join(",")}]`);
    const parsed = JSON.parse(bytes.toString()) as object[];
    await desk.accept(parsed, { sender, bytes, defaults: {} });
    return;
  }
  const first = positions.get(sender) ?? 0;
  positions.set(sender, first + body.length);
  const batch = { version: 1, agent: sender, boot: sender, spool: sender, first, events: body };
  await intake.ingest(batch, { id: sender, hostname: `web-${sender.slice(-2)}`, tags: ["env:b"] });
}

const newSender = () => (++spools).toString(16).padStart(32, "0");

const children = childProcesses();

/** Processor time of this process and of storage so far, in microseconds. */
function spentUs(): [number, number] {
  const { user, system } = process.cpuUsage();
  return [user + system, spentByUs(children)];
}

/** What was reached, and what each event took of a processor here and in storage. */
type Rate = { perSecond: number; serverUs: number; storageUs: number };

/** Events a second when each sender sends on as soon as it is answered. */
async function rate(kind: Kind, size: number, batches: number): Promise<Rate> {
  const work = Array.from({ length: SENDERS }, () => bodies(kind, batches, size));
  const events = SENDERS * batches * size;
  const before = spentUs();
  const started = performance.now();
  await Promise.all(
    work.map(async (own) => {
      const sender = newSender();
      for (const body of own) await put(kind, sender, body);
    }),
  );
  const perSecond = (events * 1000) / (performance.now() - started);
  const [serverUs, storageUs] = spentUs();
  return {
    perSecond,
    serverUs: (serverUs - before[0]) / events,
    storageUs: (storageUs - before[1]) / events,
  };
}

/** With two processors and nothing else to do, at most; what a loaded machine does not show. */
const ceiling = ({ serverUs, storageUs }: Rate) =>
  Math.min(1e6 / serverUs, 2e6 / (serverUs + storageUs));

/** One event, one commit: what a design costs that keeps each as it comes. */
async function oneByOne(kind: Kind): Promise<number> {
  const sender = newSender();
  const work = bodies(kind, 15, 1);
  const started = performance.now();
  for (const body of work) await put(kind, sender, body);
  return (work.length * 1000) / (performance.now() - started);
}

function print(...cells: (string | number)[]): void {
  const shown = cells.map((cell) =>
    typeof cell === "number"
      ? Math.round(cell).toString().padStart(12)
      : cell.startsWith(" ")
        ? cell.padStart(12)
        : cell.padEnd(28),
  );
  process.stdout.write(`${shown.join("")}\n`);
}

load(500);
const HEAD = ["  events/s", "  server us", " storage us", "  ceiling/s"];
const cells = (found: Rate) => [found.perSecond, found.serverUs, found.storageUs, ceiling(found)];
print("500 rules, batches of 500", ...HEAD, " one by one", "   ratio");
for (const kind of ["agent events", "of 20 a process", "logs"] as const) {
  let best: Rate | undefined;
  let single = 0;
  await rate(kind, BATCH, 2);
  for (let round = 0; round < ROUNDS; round++) {
    single = Math.max(single, await oneByOne(kind));
    const found = await rate(kind, BATCH, BATCHES[kind]);
    if (best === undefined || ceiling(found) > ceiling(best)) best = found;
  }
  const bytes =
    bodies(kind, 1, 100)
      .flat()
      .reduce((sum, body) => sum + body.length, 0) / 100;
  const name = `${kind} of ${bytes.toFixed(0)} bytes`;
  if (best !== undefined) print(name, ...cells(best), single, best.perSecond / single);
}

for (const kind of ["agent events", "logs"] as const) {
  print(`${kind} by rules`, ...HEAD);
  for (const rules of [1, 10, 100, 500, 2000]) {
    load(rules);
    print(String(rules), ...cells(await rate(kind, BATCH, 2)));
  }
}

/** Every event meets one rule that groups by process; so many groups share them. */
async function groupedRate(groups: number): Promise<number> {
  const rule = benchRule(0, "@agent.rule_id:grouped");
  const [query] = rule.queries;
  if (query !== undefined) query.groupByFields = ["@process.pid"];
  detection.load([
    { ...rule, cases: [{ ...rule.cases[0], condition: "a > 100000" }] } as DetectionRule,
  ]);
  const work = Array.from({ length: SENDERS }, () => [
    Array.from({ length: BATCH }, (_, at) => {
      const event = agentEvent(at % groups, now - at, "grouped");
      return Buffer.from(JSON.stringify(event));
    }),
  ]);
  const started = performance.now();
  await Promise.all(work.map(([body = []]) => put("agent events", newSender(), body)));
  return (SENDERS * BATCH * 1000) / (performance.now() - started);
}

print("groups, each event a hit", "  agent events/s");
for (const groups of [1, 10, 100, 500]) print(String(groups), await groupedRate(groups));

/** Sends batches of a tenth of a second at a steady rate; how long until each one's signals are kept. */
async function latencies(perSecond: number): Promise<number[]> {
  const size = perSecond / 10;
  const work = bodies("logs", SECONDS * 10, size);
  const taken: number[] = [];
  const running: Promise<void>[] = [];
  const started = performance.now();
  for (const [at, body] of work.entries()) {
    const due = started + at * 100;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    running.push(
      put("logs", newSender(), body).then(() => {
        taken.push(performance.now() - due);
      }),
    );
  }
  await Promise.all(running);
  return taken.sort((a, b) => a - b);
}

load(500);
print("logs/s, log to signal", "  p50 ms", "  p99 ms");
for (const perSecond of RATES) {
  const taken = await latencies(perSecond);
  const part = (share: number) => taken[Math.floor((taken.length - 1) * share)] ?? Number.NaN;
  print(String(perSecond), part(0.5), part(0.99));
}

/** Resident memory of a process in MB (proc(5)). */
function residentMb(pid: string): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
print("memory in MB", residentMb("self"), ...children.map(residentMb));
await Promise.all([events.close(), control.close()]);
await storage.stop();
