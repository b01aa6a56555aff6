/** The real agent behind the sensor without eBPF: rules match what a traced program does. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { SENSOR } from "../sensor/harness.ts";
import { whyNoTrace } from "../sensor/trace-harness.ts";
import { eventually } from "./deadline.ts";
import { PlayedServer } from "./played.ts";

const ROOT = join(import.meta.dirname, "../..");
const why = whyNoTrace();
const dir = mkdtempSync(join(tmpdir(), "vigil-traced-"));
const TRACEE = join(ROOT, "build/sensor/test/tracee");

after(() => rmSync(dir, { recursive: true, force: true }));

const EXPRESSIONS: Record<string, string> = {
  wrote: [
    `open.file.path == "${join(dir, "real")}"`,
    "open.flags & O_CREAT > 0",
    `process.parent.file.name == "dash"`,
    `event.origin == "ebpfless"`,
  ].join(" && "),
  ran: `exec.file.name == "tracee" && exec.args =~ "connect *" && process.ancestors.file.name == "dash"`,
  called: `connect.addr.ip == 127.0.0.1 && connect.addr.port > 0 && process.file.name == "tracee"`,
  asked: `dns.question.name == "example.com"`,
};

function policy(): string {
  const rules = Object.entries(EXPRESSIONS).map(
    ([id, expression]) => `  - {id: ${id}, expression: '${expression}'}\n`,
  );
  return `version: 1.0.0\nrules:\n${rules.join("")}`;
}

test("rules match what a traced command does, with its ancestors", {
  skip: why ?? false,
}, async () => {
  const server = new PlayedServer();
  await server.start();
  const listener = createServer((socket) => socket.destroy());
  await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
  const { port } = listener.address() as { port: number };
  for (const name of ["content", "policies"]) mkdirSync(join(dir, name));
  writeFileSync(join(dir, "policies/own.policy"), policy());
  writeFileSync(join(dir, "token"), "token-of-this-test\n");
  const socket = join(dir, "s");
  const args = ["--data", join(dir, "data"), "--sensor", socket, "--content", join(dir, "content")];
  const more = [
    "--server",
    `http://127.0.0.1:${server.port}`,
    "--enroll-token-file",
    join(dir, "token"),
  ];
  const agent = spawn(
    process.execPath,
    [join(ROOT, "agent/main.ts"), ...args, ...more, "--policies", join(dir, "policies")],
    { cwd: ROOT, stdio: "ignore" },
  );
  const shell = `ln -s real alias; sh -c 'true > alias; :'; ${TRACEE} connect 127.0.0.1 ${port}; read x; exit 5`;
  const command = spawn(SENSOR, ["--trace", "--socket", socket, "--", "/bin/sh", "-c", shell], {
    cwd: dir,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => command.once("exit", resolve));
  try {
    await eventually(() => server.matches >= 3, "the matches arrive");
    const status = () => server.statuses.at(-1);
    await eventually(() => status()?.sensor.state === "running", "a status is reported");
    const rules = new Map(status()?.rules.map((rule) => [rule.id, rule]));
    for (const id of ["wrote", "ran", "called"]) assert.equal(rules.get(id)?.message, "", id);
    assert.match(rules.get("asked")?.message ?? "", /cannot fire here: without eBPF .* dns$/);
    assert.equal(server.matches, 3);
    assert.equal(status()?.sensor.hooks.find(({ name }) => name === "trace/dns")?.attached, false);
    command.stdin?.end("\n");
    assert.equal(await ended, 5);
  } finally {
    command.kill("SIGKILL");
    agent.kill("SIGKILL");
    listener.close();
    server.stop();
  }
});
