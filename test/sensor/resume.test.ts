/** What a client has not acknowledged is sent to the next one, with the same numbers. */
import assert from "node:assert/strict";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Client, control, type Sensor, startSensor, until, whyNot } from "./harness.ts";

type Resume = { series: number; first: number; acked: number; unnumbered: number[] };

describe("a stream that goes on", { skip: whyNot() ?? false }, () => {
  const directory = mkdtempSync(join(tmpdir(), "vigil-resume-"));
  let sensor: Sensor;
  let client: Client;
  let opened = 0;

  before(async () => {
    sensor = await startSensor();
    client = await sensor.connect();
    await client.filter(1, [{ event: "open", folders: [directory.split("/").at(-1) ?? ""] }]);
  });
  after(async () => {
    await sensor.stop();
    rmSync(directory, { recursive: true });
  });

  function open(count: number): string[] {
    return Array.from({ length: count }, () => {
      const path = join(directory, String(opened++));
      closeSync(openSync(path, "w"));
      return path;
    });
  }

  function resumeOf(of: Client): Resume {
    return (of.reader.preface as unknown as { resume: Resume }).resume;
  }

  /** Paths of our opens, by their numbers. */
  function numbered(of: Client): Map<number, string> {
    const { first, unnumbered } = resumeOf(of);
    const ids = of.reader.preface?.layout.records ?? {};
    const found = new Map<number, string>();
    let number = first;
    const ready = of.records.findIndex(({ type }) => type === "ready");
    for (const { type, members } of of.records.slice(ready + 1)) {
      if (unnumbered.includes(ids[type]?.id ?? -1)) continue;
      const path = String(members["file.path"] ?? "");
      if (type === "open" && path.startsWith(directory)) found.set(number, path);
      number += 1;
    }
    return found;
  }

  async function arrived(of: Client, paths: readonly string[]): Promise<Map<number, string>> {
    await until("the opens arrive", () => {
      const got = new Set(numbered(of).values());
      return paths.every((path) => got.has(path));
    });
    return numbered(of);
  }

  function acknowledge(of: Client, next: number): void {
    of.socket.write(control("acknowledge", { series: resumeOf(of).series, next }));
  }

  test("the next client gets it under the same numbers, with what came meanwhile", async () => {
    const first = await arrived(client, open(20));
    client.close();
    const meanwhile = open(10);
    client = await sensor.connect();
    const second = await arrived(client, [...first.values(), ...meanwhile]);
    for (const [number, path] of first) assert.equal(second.get(number), path);
    const paths = [...second.values()];
    assert.equal(new Set(paths).size, paths.length, "none twice");
    assert.deepEqual(paths.slice(-10), meanwhile);
  });

  test("what is acknowledged is told as such, and stays a while for its processes", async () => {
    const all = numbered(client);
    const last = Math.max(...all.keys());
    acknowledge(client, last + 1);
    client.close();
    client = await sensor.connect();
    const more = await arrived(client, open(1));
    const { acked, first } = resumeOf(client);
    assert.equal(acked, last + 1);
    assert.ok(first < acked);
    assert.ok(Math.max(...more.keys()) >= acked);
  });

  for (const [what, change] of [
    ["of another series", { series: 1, next: 0 }],
    ["of what was not sent", { next: 2 ** 40 }],
  ] as const) {
    test(`an acknowledgement ${what} is refused and changes nothing`, async () => {
      const { series, acked } = resumeOf(client);
      client.socket.write(control("acknowledge", { series, ...change }));
      await until("the connection is closed", () => client.closed);
      assert.match(sensor.stderr(), /SENSOR_CONTROL_MALFORMED/);
      client = await sensor.connect();
      assert.equal(resumeOf(client).acked, acked);
    });
  }

  test("more than is kept goes, oldest first, and the numbers tell how many", async () => {
    /* A long path makes a record of more than a kilobyte. */
    const deep = join(directory, ...Array.from({ length: 4 }, () => "d".repeat(250)));
    mkdirSync(deep, { recursive: true });
    await client.filter(2, [{ event: "open", names: ["again"] }]);
    client.reader.counted.set("open", 0);
    const before = resumeOf(client);
    const path = join(deep, "again");
    for (let wanted = 500; wanted <= 18_000; wanted += 500) {
      for (let count = 0; count < 500; count += 1) closeSync(openSync(path, "w"));
      await until("all arrive", () => (client.reader.counted.get("open") ?? 0) >= wanted);
    }
    client.close();
    client = await sensor.connect();
    const { first, acked } = resumeOf(client);
    assert.equal(acked, before.acked);
    assert.ok(first > acked, `${first} is the first of those kept`);
  });
});
