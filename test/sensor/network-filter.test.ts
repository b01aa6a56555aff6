/** Network filters: real sockets of real processes and cgroups, on the loopback device. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { CONTROLS } from "#lib/event";
import { compilePacketFilter } from "#lib/pcap";
import {
  type Client,
  control,
  type Sensor,
  type StreamRecord,
  startSensor,
  until,
  whyNot,
} from "./harness.ts";
import { LiveAgent } from "./live-agent.ts";

const skip = whyNot() ?? false;
const ON = ["--enforcement", "on"];
const [PROCESS, CGROUP] = [0, 2];
const [PERFORMED, REFUSED, OBSERVED, IN_FORCE, ENDED] = [0n, 2n, 3n, 4n, 5n];
const TURNS_PER_MINUTE_MAX = 60;
const FILTERS_MAX = 32;

/** Sends a datagram to each port that it is told of, and says when it has. */
const SENDER = `
  const socket = require("node:dgram").createSocket("udp4");
  process.on("message", (port) => socket.send(String(process.pid), port, "127.0.0.1",
    (error) => process.send(error ? error.code : "sent")));
  process.send("ready");`;

const children: ChildProcess[] = [];
const heard: string[] = [];
let receiver: Socket;
let other: Socket;

before(async () => {
  [receiver, other] = await Promise.all([open("a"), open("b")]);
});
after(() => {
  receiver.close();
  other.close();
  for (const child of children) child.kill("SIGKILL");
});

/** A socket; what arrives is noted with its name. */
function open(name: string): Promise<Socket> {
  const socket = createSocket("udp4").on("message", (text) => heard.push(`${name} ${text}`));
  return new Promise((resolve) => socket.bind(0, "127.0.0.1", () => resolve(socket)));
}

const portOf = (socket: Socket) => (socket.address() as AddressInfo).port;

type Sender = { pid: number; child: ChildProcess; send(to?: Socket): Promise<string> };

async function startSender(group?: string): Promise<Sender> {
  const enter = group === undefined ? "" : `echo $$ >${group}/cgroup.procs; `;
  const child = spawn("sh", ["-c", `${enter}exec "$0" -e "$1"`, process.execPath, SENDER], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  children.push(child);
  const next = () => new Promise<string>((resolve) => child.once("message", resolve));
  await next();
  const send = (to = receiver) => {
    const answer = next();
    child.send(portOf(to));
    return answer;
  };
  return { pid: child.pid ?? 0, child, send };
}

/** Whether a datagram of the sender arrives; that of `witness`, sent after it, does. */
async function arrives(sender: Sender, witness: Sender, to = receiver): Promise<boolean> {
  heard.length = 0;
  await sender.send(to);
  await witness.send(to);
  await until("the other's datagram", () => heard.some((text) => text.endsWith(`${witness.pid}`)));
  return heard.some((text) => text.endsWith(` ${sender.pid}`));
}

async function execOf(client: Client, pid: number): Promise<StreamRecord["members"]> {
  const { members } = await client.find(
    `the last exec of ${pid}`,
    ({ type, members }) =>
      type === "exec" &&
      members["header.pid"] === BigInt(pid) &&
      !String(members["header.comm"]).startsWith("sh"),
  );
  return members;
}

type Asked = {
  pid?: number;
  start?: bigint;
  scope?: number;
  cgroup_id?: bigint;
  group?: string;
  seconds?: number;
  filter?: string;
};

let requests = 0;
const codeOf = (filter: string): Uint8Array => {
  const compiled = compilePacketFilter(filter);
  assert.ok(compiled.ok);
  return compiled.code;
};

const told = (client: Client, request: number, status: bigint) =>
  client
    .find(
      `status ${status} of ${request}`,
      ({ type, members }) =>
        type === "action" && members["request"] === BigInt(request) && members["status"] === status,
    )
    .then(({ members }) => members);

/** Asks, and gives the first answer. */
async function ask(client: Client, { filter = "udp", ...asked }: Asked) {
  requests += 1;
  const request = requests;
  const code = codeOf(filter);
  const members = { scope: PROCESS, seconds: 600, count: code.length / 8, code, ...asked };
  client.socket.write(control("network_filter", { ...members, request }));
  const { members: answer } = await client.find(
    `an answer to ${request}`,
    ({ type, members }) => type === "action" && members["request"] === BigInt(request),
  );
  return { request, status: answer["status"], reason: answer["reason"], answer };
}

async function withSensor(
  options: string[],
  work: (client: Client, sensor: Sensor) => Promise<void>,
): Promise<void> {
  const sensor = await startSensor(...options);
  try {
    const client = await sensor.connect();
    await client.filter(1, [{ event: "packet", acceptAll: true, packets: [] }]);
    await work(client, sensor);
  } finally {
    await sensor.stop();
  }
}

test("packets of the process that the filter selects are dropped, all others pass", {
  skip,
}, async () => {
  await withSensor(ON, async (client, sensor) => {
    const [target, witness] = [await startSender(), await startSender()];
    const start = (await execOf(client, target.pid))["header.start"] as bigint;
    assert.ok(await arrives(target, witness), "before");
    const filter = `udp dst port ${portOf(receiver)}`;
    const { request, status, reason } = await ask(client, { pid: target.pid, start, filter });
    assert.deepEqual([status, reason], [PERFORMED, ""]);
    assert.equal(await arrives(target, witness), false);
    assert.ok(await arrives(target, witness, other), "another port");
    assert.equal(await arrives(target, witness), false);
    await until("the count", () =>
      client.reader.records.some(
        ({ type, members }) =>
          type === "action" &&
          members["request"] === BigInt(request) &&
          members["status"] === IN_FORCE &&
          members["packets"] === 2n,
      ),
    );
    assert.match(sensor.stderr(), /SENSOR_ACTION: A network filter for process/);
    /* The client that comes next ends it. */
    client.socket.write(control("network_filter", {}));
    const end = await told(client, request, ENDED);
    assert.deepEqual([end["reason"], end["packets"]], ["rules", 2n]);
    assert.ok(await arrives(target, witness), "after");
  });
});

test("what comes in is dropped as well", { skip }, async () => {
  await withSensor(ON, async (client) => {
    const script = `
      const socket = require("node:dgram").createSocket("udp4");
      socket.on("message", (text) => process.send(String(text)));
      socket.bind(0, "127.0.0.1", () => process.send(String(socket.address().port)));`;
    const child = spawn(process.execPath, ["-e", script], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    children.push(child);
    const got: string[] = [];
    child.on("message", (text) => got.push(String(text)));
    const port = Number(await until("its port", () => got[0]));
    const start = (await execOf(client, child.pid ?? 0))["header.start"] as bigint;
    const filter = `udp dst port ${port} and len < 34`;
    await ask(client, { pid: child.pid ?? 0, start, filter });
    const socket = createSocket("udp4");
    const send = (text: string) =>
      new Promise((resolve) => socket.send(text, port, "127.0.0.1", resolve));
    await send("short");
    await send("longer");
    await until("the longer one", () => got.includes("longer"));
    socket.close();
    assert.ok(!got.includes("short"));
  });
});

/** The mount of the default hierarchy. */
function unified(): string {
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  return mounts.map((line) => line.split(" ")).find(([, , type]) => type === "cgroup2")?.[1] ?? "";
}

async function withGroup(mount: string, work: (path: string, inner: string) => Promise<void>) {
  const path = join(mount, `vigil-drop-${process.pid}`);
  const inner = join(path, "inner");
  mkdirSync(inner, { recursive: true });
  try {
    await work(path, inner);
  } finally {
    for (const child of children) child.kill("SIGKILL");
    for (const group of [inner, path])
      await until(`${group} is empty`, () => {
        try {
          rmdirSync(group);
        } catch (error) {
          return (error as NodeJS.ErrnoException).code === "ENOENT";
        }
        return true;
      });
  }
}

test("packets of a cgroup and of those below are dropped, also of sockets that were there", {
  skip,
}, async () => {
  await withGroup(unified(), async (path, inner) => {
    const before = await startSender(path);
    await withSensor(ON, async (client) => {
      const [within, below, outside] = [
        await startSender(path),
        await startSender(inner),
        await startSender(),
      ];
      const cgroup_id = (await execOf(client, within.pid))["header.cgroup_id"] as bigint;
      const group = path.split("/").at(-1) ?? "";
      const wrong = await ask(client, { scope: CGROUP, cgroup_id, group: "another" });
      assert.deepEqual([wrong.status, wrong.reason], [REFUSED, "no_cgroup"]);
      const { status } = await ask(client, { scope: CGROUP, cgroup_id, group });
      assert.equal(status, PERFORMED);
      const witness = await startSender();
      for (const sender of [before, within, below])
        assert.equal(await arrives(sender, witness), false);
      assert.ok(await arrives(outside, witness));
    });
  });
});

test("packets of a cgroup of a version 1 hierarchy are dropped", {
  skip: skip || (existsSync("/sys/fs/cgroup/pids") ? false : "no version 1 hierarchy of pids"),
}, async () => {
  await withGroup("/sys/fs/cgroup/pids", async (path, inner) => {
    await withSensor(ON, async (client) => {
      const [within, beside] = [await startSender(inner), await startSender(path)];
      const cgroup_id = (await execOf(client, within.pid))["header.cgroup_id"] as bigint;
      const { status } = await ask(client, { scope: CGROUP, cgroup_id, group: "inner" });
      assert.equal(status, PERFORMED);
      const witness = await startSender();
      assert.equal(await arrives(within, witness), false);
      assert.ok(await arrives(beside, witness));
    });
  });
});

test("observe lets pass and counts; off refuses", { skip }, async () => {
  await withSensor(["--enforcement", "observe"], async (client) => {
    const [target, witness] = [await startSender(), await startSender()];
    const start = (await execOf(client, target.pid))["header.start"] as bigint;
    const { request, status } = await ask(client, { pid: target.pid, start });
    assert.equal(status, OBSERVED);
    assert.ok(await arrives(target, witness));
    assert.ok(((await told(client, request, IN_FORCE))["packets"] as bigint) > 0n);
  });
  await withSensor([], async (client) => {
    const [target, witness] = [await startSender(), await startSender()];
    const start = (await execOf(client, target.pid))["header.start"] as bigint;
    const { status, reason } = await ask(client, { pid: target.pid, start });
    assert.deepEqual([status, reason], [REFUSED, "off"]);
    assert.ok(await arrives(target, witness));
  });
});

test("it ends after its time, with its process, and with the sensor however that ends", {
  skip,
}, async () => {
  await withSensor(ON, async (client) => {
    const [target, witness, short] = [
      await startSender(),
      await startSender(),
      await startSender(),
    ];
    const start = (await execOf(client, target.pid))["header.start"] as bigint;
    const timed = await ask(client, { pid: target.pid, start, seconds: 1 });
    assert.equal((await told(client, timed.request, ENDED))["reason"], "time");
    assert.ok(await arrives(target, witness));
    const began = (await execOf(client, short.pid))["header.start"] as bigint;
    const bound = await ask(client, { pid: short.pid, start: began });
    short.child.kill("SIGKILL");
    assert.equal((await told(client, bound.request, ENDED))["reason"], "gone");
    await ask(client, { pid: target.pid, start });
    assert.equal(await arrives(target, witness), false);
    const sensorPid = client.reader.preface?.pid ?? 0;
    process.kill(sensorPid, "SIGKILL");
    await until("the sensor has gone", () => !existsSync(`/proc/${sensorPid}`));
    assert.ok(await arrives(target, witness));
  });
});

test("what a host needs and our own is left alone, and nonsense is refused", { skip }, async () => {
  await withSensor(ON, async (client) => {
    const target = await startSender();
    const start = (await execOf(client, target.pid))["header.start"] as bigint;
    const refused = async (asked: Asked) => {
      const { status, reason } = await ask(client, asked);
      assert.equal(status, REFUSED);
      return reason;
    };
    const ticksOf = (pid: number) =>
      BigInt(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[19] ?? 0);
    const fromProc = (pid: number) => ({ pid, start: ticksOf(pid) * 10_000_000n });
    assert.equal(await refused(fromProc(1)), "protected");
    assert.equal(await refused(fromProc(process.pid)), "own");
    assert.equal(await refused(fromProc(client.reader.preface?.pid ?? 0)), "own");
    assert.equal(await refused({ pid: target.pid, start: start + 10n ** 10n }), "reused");
    assert.equal(await refused({ pid: 2 ** 22 + 1, start }), "gone");
    assert.equal(await refused({ pid: target.pid, start, scope: 1 }), "invalid");
    assert.equal(await refused({ pid: target.pid, start, seconds: 86_401 }), "invalid");
    const bad = Buffer.alloc(8, 0xff);
    requests += 1;
    const members = { pid: target.pid, start, seconds: 60, count: 1, code: bad };
    client.socket.write(control("network_filter", { ...members, request: requests }));
    assert.equal((await told(client, requests, REFUSED))["reason"], "invalid");
  });
});

test("as many distinct filters as there is room for, and 60 requests a minute", {
  skip,
}, async () => {
  await withSensor(ON, async (client) => {
    const target = await startSender();
    const start = (await execOf(client, target.pid))["header.start"] as bigint;
    const reasons: unknown[] = [];
    for (let port = 1; port <= TURNS_PER_MINUTE_MAX + 1; port += 1) {
      const filter = `tcp dst port ${port}`;
      reasons.push((await ask(client, { pid: target.pid, start, filter })).reason);
    }
    assert.deepEqual(
      reasons,
      [
        Array<string>(FILTERS_MAX).fill(""),
        Array<string>(TURNS_PER_MINUTE_MAX - FILTERS_MAX).fill("room"),
        "rate",
      ].flat(),
    );
  });
});

test("whatever bytes a request has, the sensor answers and lives", { skip }, async () => {
  const layout = CONTROLS["network_filter"];
  assert.ok(layout);
  const sensor = await startSensor(...ON);
  const client = await sensor.connect();
  try {
    let sent = 0;
    const [numberAt] = layout.members["request"] ?? [0];
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: layout.size - 8, maxLength: layout.size - 8 }),
        async (body) => {
          sent += 1;
          const bytes = control("network_filter", {});
          bytes.set(body, 8);
          bytes.writeUInt32LE(1_000_000 + sent, numberAt);
          client.socket.write(bytes);
          const { members } = await client.find(
            `an answer to ${sent}`,
            ({ type, members }) =>
              type === "action" && members["request"] === BigInt(1_000_000 + sent),
          );
          assert.equal(members["status"], REFUSED);
        },
      ),
      { numRuns: 200 },
    );
  } finally {
    await sensor.stop();
  }
});

test("a rule has packets dropped, and its event says so", { skip }, async () => {
  const policy = `
rules:
  - id: beacon
    expression: exec.file.name == "beacon"
    actions:
      - network_filter: {filter: udp dst port ${portOf(receiver)}, ttl: 1m}
`;
  const directory = LiveAgent.makeDirectory("network-filter");
  const live = await LiveAgent.start(directory, { policy, sensor: ON });
  try {
    const program = join(directory, "beacon");
    copyFileSync("/bin/bash", program);
    const script = `while :; do echo $$ >/dev/udp/127.0.0.1/${portOf(receiver)}; sleep 0.05; done`;
    const child = spawn(program, ["-c", script], { stdio: "ignore" });
    children.push(child);
    const { agent } = await live.told("beacon", ({ process: { pid } }) => pid === child.pid);
    const [action] = agent.rule_actions ?? [];
    assert.deepEqual(
      [action?.["type"], action?.["status"], action?.["scope"]],
      ["network_filter", "performed", "process"],
    );
    const dropped = live.agent.counters.drop.packets_dropped;
    await until("packets are dropped", () => dropped.value > 0);
    heard.length = 0;
    const before = dropped.value;
    await until("more are dropped", () => dropped.value > before + 5);
    assert.deepEqual(heard, []);
    assert.equal(live.agent.status().enforcement?.network_filters?.[0]?.rule, "beacon");
    live.agent.reload();
    await until("they arrive again", () => heard.length > 0);
    await live.told("enforcement");
  } finally {
    await live.stop();
  }
});
