/**
 * The kernel filter: what passes it, what is counted instead, how it is replaced, and what
 * malformed controls do.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  act,
  type Client,
  noCompatCalls,
  type Sensor,
  startSensor,
  until,
  whyNot,
} from "./harness.ts";

const why = whyNot();
const O_WRONLY = 1;
const OPEN = 4;
const MASK_16 = 0xffff;

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, index * 4);
  return bytes;
}

describe("filter", { skip: why ?? false }, () => {
  let sensor: Sensor;
  let client: Client;
  let directory: string;
  let generation = 0;

  before(async () => {
    sensor = await startSensor();
    client = await sensor.connect();
    directory = mkdtempSync(join(tmpdir(), "vigil-filter-"));
  });
  after(async () => {
    await sensor.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Makes a call and gives the paths of the records of one type it made. */
  async function pathsOf(
    type: string,
    args: (string | number)[],
    member = "file.path",
  ): Promise<string[]> {
    const { pid } = act(args, directory);
    await client.find(
      `the exit of ${pid}`,
      (r) => r.type === "exit" && r.members["header.pid"] === pid,
    );
    return client.records
      .filter((r) => r.type === type && r.members["header.pid"] === pid)
      .map((r) => String(r.members[member]));
  }

  function file(name: string): string {
    const path = join(directory, name);
    writeFileSync(path, "");
    return path;
  }

  const rejected = (event: number): bigint =>
    (client.stats()?.members["rejected"] as bigint[] | undefined)?.[event] ?? 0n;

  test("an open passes by its last path segment, the others are counted", async () => {
    const wanted = file("wanted");
    await client.filter(++generation, [{ event: "open", names: ["wanted"] }]);
    const before = rejected(OPEN);
    assert.deepEqual(await pathsOf("open", [2, `s:${wanted}`, 0]), [wanted]);
    assert.deepEqual(await pathsOf("open", [2, `s:${file("other")}`, 0]), []);
    assert.deepEqual(await pathsOf("open", [2, `s:${file("wantedx")}`, 0]), []);
    assert.deepEqual(await pathsOf("open", [2, `s:${file("wante")}`, 0]), []);
    await until("rejected opens are counted", () => rejected(OPEN) >= before + 3n);
  });

  test("an open passes by any of its flags", async () => {
    await client.filter(++generation, [{ event: "open", flagsAny: O_WRONLY, names: ["none"] }]);
    const path = file("flagged");
    assert.deepEqual(await pathsOf("open", [2, `s:${path}`, O_WRONLY]), [path]);
    assert.deepEqual(await pathsOf("open", [2, `s:${path}`, 0]), []);
    assert.deepEqual(await pathsOf("open", [85, `s:${path}`, 0o600]), [path]);
    assert.deepEqual(await pathsOf("open", [437, -100, `s:${path}`, `how:${O_WRONLY}:0`, 24]), [
      path,
    ]);
    assert.deepEqual(await pathsOf("open", [437, -100, `s:${path}`, "how:0:0", 24]), []);
  });

  test("flags of 32-bit opens too", { skip: noCompatCalls() }, async () => {
    await client.filter(++generation, [{ event: "open", flagsAny: O_WRONLY, names: ["none"] }]);
    const path = file("flagged32");
    assert.deepEqual(await pathsOf("open", ["-32", 5, `s:${path}`, O_WRONLY]), [path]);
    assert.deepEqual(await pathsOf("open", ["-32", 5, `s:${path}`, 0]), []);
  });

  test("names of every length match, long ones by their first 63 bytes", async () => {
    const lengths = [1, 7, 8, 9, 31, 40, 62, 63, 64, 200];
    const names = lengths.map(
      (length) => `${"n".repeat(length - 1)}${String.fromCharCode(97 + (length % 26))}`,
    );
    await client.filter(++generation, [
      { event: "open", names: names.map((name) => name.slice(0, 63)) },
    ]);
    for (const name of names)
      assert.deepEqual(await pathsOf("open", [2, `s:${file(name)}`, 0]), [join(directory, name)]);
    assert.deepEqual(await pathsOf("open", [2, `s:${file("n".repeat(61))}`, 0]), []);
  });

  test("a claimed path passes by its last segment, whatever slashes end it, and dots always pass", async () => {
    await client.filter(++generation, [
      { event: "mkdir", names: ["made"] },
      { event: "chmod", names: ["made"] },
    ]);
    assert.deepEqual(await pathsOf("mkdir", [83, `s:${directory}/made///`, 0o700]), [
      `${directory}/made///`,
    ]);
    assert.deepEqual(await pathsOf("mkdir", [83, "s:other", 0o700]), []);
    mkdirSync(join(directory, "deep/made"), { recursive: true });
    assert.deepEqual(await pathsOf("chmod", [90, "s:deep/made", 0o700]), ["deep/made"]);
    assert.deepEqual(await pathsOf("chmod", [90, "s:deep/made/.", 0o700]), ["deep/made/."]);
    assert.deepEqual(await pathsOf("chmod", [90, "s:deep", 0o700]), []);
    assert.deepEqual(await pathsOf("chmod", [91, `f:${directory}/deep/made`, 0o700]), [
      `${directory}/deep/made`,
    ]);
    assert.deepEqual(await pathsOf("chmod", [91, `f:${directory}/deep`, 0o700]), []);
  });

  test("a rename passes by its source or its destination", async () => {
    await client.filter(++generation, [{ event: "rename", names: ["from", "to"] }]);
    file("from");
    assert.deepEqual(await pathsOf("rename", [82, "s:from", "s:middle"]), ["from"]);
    assert.deepEqual(await pathsOf("rename", [82, "s:middle", "s:between"]), []);
    assert.deepEqual(await pathsOf("rename", [82, "s:between", "s:to"], "destination.path"), [
      "to",
    ]);
  });

  test("directories, times, memory and pipes pass by the name of their file", async () => {
    const by = (event: string) => ({ event, names: ["wanted"] });
    await client.filter(++generation, ["rmdir", "utimes", "chdir", "mmap", "splice"].map(by));
    const [wanted, other] = [file("wanted"), file("other")];
    for (const [event, call] of [
      ["utimes", (path: string) => [280, `f:${path}`, 0, 0, 0]],
      ["mmap", (path: string) => [9, 0, 4096, 1, 2, `f:${path}`, 0]],
      ["splice", (path: string) => [275, `f:${path}`, 0, "pipe:0", 0, 1, 0]],
    ] as const) {
      assert.deepEqual(await pathsOf(event, call(wanted)), [wanted], event);
      assert.deepEqual(await pathsOf(event, call(other)), [], event);
    }
    assert.deepEqual(await pathsOf("mmap", [9, 0, 4096, 1, 0x22, -1, 0]), [], "without a file");
    for (const [event, number, member] of [
      ["chdir", 80, "file.path"],
      ["rmdir", 84, "syscall_path"],
    ] as const)
      for (const name of ["dirs/wanted", "dirs/other"]) {
        mkdirSync(join(directory, name), { recursive: true });
        const passes = name === "dirs/wanted";
        const path = event === "chdir" ? join(directory, name) : name;
        const found = await pathsOf(event, [number, `s:${name}`], member);
        assert.deepEqual(found, passes ? [path] : [], `${event} ${name}`);
      }
    mkdirSync(join(directory, "dirs/wanted"));
    const at = [263, -100, "s:dirs/wanted", 0x200];
    assert.deepEqual(await pathsOf("rmdir", at), ["dirs/wanted"]);
    await client.filter(++generation, [{ event: "unlink", acceptAll: true }]);
    mkdirSync(join(directory, "dirs/wanted"));
    assert.deepEqual(await pathsOf("unlink", at), [], "a directory is no unlink");
  });

  test("the hook at the entry of mprotect comes and goes with the event", async () => {
    const call = [10, "mem:3", 4096, 1];
    const before = async () => {
      const { pid } = act(call);
      await client.find("its exit", (r) => r.type === "exit" && r.members["header.pid"] === pid);
      return client.records
        .filter((r) => r.type === "mprotect" && r.members["header.pid"] === pid)
        .map((r) => Number(r.members["vm_protection"]) & 7)
        .at(-1);
    };
    await client.filter(++generation, [{ event: "mprotect", acceptAll: true }]);
    assert.equal(await before(), 3);
    await client.filter(++generation, []);
    assert.equal(await before(), undefined);
    await client.filter(++generation, [{ event: "mprotect", acceptAll: true }]);
    assert.equal(await before(), 3);
  });

  test("what only builds the process tree comes in its place when the reader is woken, or later", async () => {
    generation += 1;
    await client.filter(generation, [
      { event: "exec", acceptAll: false },
      { event: "fork", acceptAll: false },
      { event: "exit", acceptAll: false },
      { event: "mkdir", acceptAll: true },
    ]);
    const [mkdir, getppid] = [83, 110];
    for (const args of [[mkdir, "s:hurried", 0o700], [getppid]]) {
      const { pid } = act(args, directory);
      const isOf = (type: string, member: string) => (record: { type: string; members: object }) =>
        record.type === type && (record.members as Record<string, unknown>)[member] === pid;
      await client.find(`the exit of ${pid}`, isOf("exit", "header.pid"));
      const order = client.records.filter(
        (record) => isOf("fork", "child_pid")(record) || record.members["header.pid"] === pid,
      );
      const types = order.map(({ type }) => type);
      assert.deepEqual([types[0], types.at(-1)], ["fork", "exit"]);
      assert.equal(types.includes("exec"), true);
      assert.equal(types.includes("mkdir"), args[0] === mkdir);
    }
  });

  test("a new filter replaces the old one as a whole", async () => {
    const path = file("wanted");
    await client.filter(++generation, [{ event: "open", names: ["wanted"] }]);
    await client.filter(++generation, [{ event: "unlink", acceptAll: true }]);
    assert.deepEqual(await pathsOf("open", [2, `s:${path}`, 0]), []);
    await client.filter(++generation, [{ event: "open", names: ["other"] }]);
    assert.deepEqual(await pathsOf("open", [2, `s:${path}`, 0]), []);
    assert.deepEqual(await pathsOf("unlink", [87, "s:wanted"]), []);
    await client.filter(++generation, [{ event: "open", acceptAll: true }]);
    assert.ok(
      (await pathsOf("open", [2, `s:${file("anything")}`, 0])).includes(
        join(directory, "anything"),
      ),
    );
  });

  test("a filter outlives its client", async () => {
    await client.filter(++generation, [{ event: "open", names: ["wanted"] }]);
    client.close();
    client = await sensor.connect();
    const wanted = file("wanted");
    assert.deepEqual(await pathsOf("open", [2, `s:${wanted}`, 0]), [wanted]);
    await client.find("stats", (r) => r.members["filter_generation"] === BigInt(generation));
  });

  const malformed: [string, Buffer[]][] = [
    ["an unknown id", [words(16, 99, 0, 0)]],
    ["a wrong length", [words(24, 1, 0, 0, 0, 0)]],
    ["a huge length", [words(-1, 1, 0, 0)]],
    ["an event before begin", [words(16, 2, OPEN, 1)]],
    ["a commit before begin", [words(16, 4, 1, 0)]],
    ["a commit of another generation", [words(16, 1, 7, 0), words(16, 4, 8, 0)]],
    ["an unknown event", [words(16, 1, 7, 0), words(16, 2, 63, 1)]],
    ["an event beyond all", [words(16, 1, 7, 0), words(16, 2, MASK_16, 1)]],
    ["a name without end", [words(16, 1, 7, 0), words(80, 3, OPEN, 0), Buffer.alloc(64, "x")]],
    ["an empty name", [words(16, 1, 7, 0), words(80, 3, OPEN, 0), Buffer.alloc(64)]],
    [
      "a name with a slash",
      [words(16, 1, 7, 0), words(80, 3, OPEN, 0), Buffer.from("a/b".padEnd(64, "\0"))],
    ],
  ];
  for (const [name, parts] of malformed) {
    test(`${name} closes the connection and leaves the filter`, async () => {
      await client.filter(++generation, [{ event: "open", names: ["wanted"] }]);
      const said = sensor.stderr().length;
      client.socket.write(Buffer.concat(parts));
      await until("the connection is closed", () => client.closed);
      assert.match(
        sensor.stderr().slice(said),
        /^vigil-sensor: SENSOR_CONTROL_MALFORMED: A control was refused: .+\n$/,
      );
      client = await sensor.connect();
      const wanted = file("wanted");
      assert.deepEqual(await pathsOf("open", [2, `s:${wanted}`, 0]), [wanted]);
      assert.deepEqual(await pathsOf("open", [2, `s:${file("other")}`, 0]), []);
    });
  }

  test("more names than a filter holds are refused", async () => {
    const names = Array.from({ length: 8193 }, (_, index) => `name${index}`);
    const sent = client
      .filter(++generation, [{ event: "open", names }])
      .catch(() => "never in force");
    await until("the connection is closed", () => client.closed);
    assert.match(sensor.stderr(), /filter_name came too often/);
    client = await sensor.connect();
    assert.equal(await sent, "never in force");
  });
});
