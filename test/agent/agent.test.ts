/**
 * The agent's process between a sensor and a server that the test plays: start, loss of either,
 * kill -9, stop.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { eventually } from "./deadline.ts";
import { PlayedSensor, PlayedServer } from "./played.ts";
import { buildExec } from "./records.ts";

const ROOT = join(import.meta.dirname, "../..");
const dir = mkdtempSync(join(tmpdir(), "vigil-agent-"));
const children = new Set<ChildProcess>();
after(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(dir, { recursive: true });
});

function rule(id: string, name: string, expression = `open.file.name == "${name}"`): string {
  return `id: ${id}
name: ${id}
severity: high
maturity: stable
attack: [T1003.008]
expression: ${expression}
message: "{{open.file.path}}{{exec.args}}"
why: A test.
respond: [Look at it.]
gaps: None.
tests:
  - {name: a, match: true, event: {type: open, open.file.path: /${name}}}
  - {name: b, match: false, event: {type: open}}
`;
}

type Running = {
  child: ChildProcess;
  ready: Record<string, unknown>;
  exited: Promise<number | null>;
};

let agents = 0;

function prepare(): { folder: string; args: (port: number, sensor: string) => string[] } {
  agents += 1;
  const folder = join(dir, String(agents));
  mkdirSync(join(folder, "content/agent/credential-access"), { recursive: true });
  writeFileSync(
    join(folder, "content/agent/credential-access/shadow.yaml"),
    rule("shadow", "shadow"),
  );
  writeFileSync(join(folder, "token"), "token-of-this-test\n");
  const args = (port: number, sensor: string) => [
    ...["--data", join(folder, "data"), "--sensor", sensor, "--content", join(folder, "content")],
    ...["--server", `http://127.0.0.1:${port}`, "--enroll-token-file", join(folder, "token")],
  ];
  return { folder, args };
}

function startAgent(args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [join(ROOT, "agent/main.ts"), ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "ignore"],
  });
  children.add(child);
  const exited = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", (data: Buffer) => {
      output += data.toString();
      const end = output.indexOf("\n");
      if (end === -1) return;
      resolve({
        child,
        exited,
        ready: JSON.parse(output.slice(0, end)) as Record<string, unknown>,
      });
    });
    void exited.then((code) => reject(new Error(`the agent exited with ${code}`)));
  });
}

test("matches reach the server; sensor and server may come, go and come back", async () => {
  const { folder, args } = prepare();
  const server = new PlayedServer();
  await server.start();
  const sensor = new PlayedSensor(join(folder, "sensor.sock"));
  const { child, ready, exited } = await startAgent(args(server.port, sensor.path));
  assert.equal(ready["ready"], true);
  assert.equal((ready["sensor"] as { state: string }).state, "unavailable");
  await eventually(() => server.statuses.length > 0, "a status is reported");
  assert.match(server.statuses[0]?.sensor.reason ?? "", /no sensor is listening/);

  await sensor.start();
  await eventually(() => sensor.names().includes("shadow"), "the sensor has its filter");
  sensor.open("/etc/shadow");
  sensor.open("/etc/other");
  await eventually(() => server.matches === 1, "the match arrives");
  assert.deepEqual([...server.paths.values()], ["/etc/shadow"]);

  sensor.client?.write(Buffer.alloc(4096, 0xff));
  await eventually(() => sensor.connections === 2, "a broken stream is opened anew");
  server.stop();
  sensor.open("/srv/shadow");
  await server.start();
  await eventually(() => server.matches === 2, "what was kept meanwhile arrives");
  assert.deepEqual([...server.paths.values()], ["/etc/shadow", "/srv/shadow"]);

  writeFileSync(
    join(folder, "content/agent/credential-access/gshadow.yaml"),
    rule("gshadow", "gshadow"),
  );
  child.kill("SIGHUP");
  await eventually(() => sensor.names().includes("gshadow"), "the new rule is in the filter");
  sensor.open("/etc/gshadow");
  await eventually(() => server.matches === 3, "the new rule matches");

  assert.deepEqual(server.reports, ["ruleset_loaded", "ruleset_loaded"], "at start and reload");

  child.kill("SIGTERM");
  assert.equal(await exited, 0);
  assert.equal(server.doubled, 0);
  sensor.stop();
  server.stop();
});

test("kill -9 of the agent loses and doubles nothing of what it kept", async () => {
  const { folder, args } = prepare();
  const server = new PlayedServer();
  await server.start();
  const sensor = new PlayedSensor(join(folder, "sensor.sock"));
  await sensor.start();
  let sent = 0;
  const sendSome = () => {
    for (let count = 0; count < 10; count += 1) sensor.open(`/${sent++}/shadow`);
  };
  for (let life = 0; life < 3; life += 1) {
    const { child, exited } = await startAgent(args(server.port, sensor.path));
    const before = server.matches;
    await eventually(() => sensor.connections === life + 1, "the agent connects");
    sendSome();
    await eventually(() => server.matches > before, "some arrive");
    child.kill("SIGKILL");
    await exited;
  }
  const { child, exited } = await startAgent(args(server.port, sensor.path));
  const last = sent;
  sendSome();
  await eventually(
    () => [...server.paths.values()].includes(`/${last + 9}/shadow`),
    "the last match arrives",
  );
  const paths = [...server.paths.values()];
  assert.equal(new Set(paths).size, paths.length, "no match has two numbers");
  assert.equal(server.next, paths.length + server.reports.length, "no number is missing");
  child.kill("SIGTERM");
  assert.equal(await exited, 0);
  sensor.stop();
  server.stop();
});

test("a program that goes on running is told of once, also by the next agent", async () => {
  const { folder, args } = prepare();
  const path = join(folder, "content/agent/credential-access/miner.yaml");
  writeFileSync(path, rule("miner", "miner", 'exec.file.name == "miner"'));
  const server = new PlayedServer();
  await server.start();
  const sensor = new PlayedSensor(join(folder, "sensor.sock"));
  await sensor.start();
  const run = (pid: number, word: string) =>
    buildExec({ pid, start: pid }, 500, "/tmp/miner", ["miner", word], {}, "snapshot");
  sensor.snapshot = [run(70, "first")];
  for (const [word, snapshot] of [
    ["second", [run(70, "first")]],
    ["third", [run(70, "other arguments"), run(71, "first")]],
    ["", []],
  ] as const) {
    const { child, exited } = await startAgent(args(server.port, sensor.path));
    const before = server.matches;
    sensor.open(`/${word}/shadow`);
    await eventually(
      () => [...server.paths.values()].includes(`/${word}/shadow`),
      "the marker arrives",
    );
    if (word === "second") assert.equal(server.matches, before + 2, "the marker and the program");
    if (word === "third") assert.equal(server.matches, before + 1, "the marker alone");
    if (word === "") assert.equal(server.matches, before + 3, "another program, another process");
    sensor.snapshot = [...snapshot];
    child.kill("SIGKILL");
    await exited;
  }
  sensor.stop();
  server.stop();
});

test("a data directory in use is refused, with its code", async () => {
  const { args } = prepare();
  const { child, exited } = await startAgent(args(9, join(dir, "none")));
  const second = await startAgent(args(9, join(dir, "none")));
  assert.deepEqual([second.ready["ready"], second.ready["code"]], [false, "OUTPUT_DATA_UNUSABLE"]);
  assert.equal(await second.exited, 1);
  child.kill("SIGTERM");
  assert.equal(await exited, 0);
});
