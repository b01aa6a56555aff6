/**
 * The kernel filter by numbers of calls that are not about a file, and chmod's mode: what a rule on
 * that number could match passes, the rest is counted as rejected.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { act, type Client, type FilterEvent, type Sensor, startSensor, whyNot } from "./harness.ts";

const why = whyNot();
const [CONNECT, BIND, SETSOCKOPT, PRCTL, KILL, CHMOD] = [42, 49, 54, 157, 62, 90];
const UNSET = 2 ** 32 - 1;
const [FAMILY, PORT, PUBLIC] = [1, 2, 3];
const [AUID, FIRST] = [0, 1];
const [AF_UNIX, AF_INET] = [1, 2];
const to = (address: string, bytes = 16) => [
  CONNECT,
  bytes === 16 ? "sock:2:2" : "sock:10:2",
  `addr:${address}`,
  bytes,
];

describe("filter by number", { skip: why ?? false }, () => {
  let sensor: Sensor;
  let client: Client;
  let generation = 0;

  before(async () => {
    sensor = await startSensor();
    client = await sensor.connect();
  });
  after(() => sensor.stop());

  const filter = (...events: FilterEvent[]) => client.filter(++generation, events);

  async function passes(event: string, args: (string | number)[]): Promise<boolean> {
    const { pid } = act(args);
    const isIts = (r: { members: Record<string, unknown> }) => r.members["header.pid"] === pid;
    await client.find(`the exit of ${pid}`, (r) => r.type === "exit" && isIts(r));
    return client.records.some((r) => r.type === event && isIts(r));
  }

  test("a connect passes by its port or its family", async () => {
    await filter({ event: "connect", ranges: [[PORT, 80, 90]] });
    assert.equal(await passes("connect", to("127.0.0.1:80")), true);
    assert.equal(await passes("connect", to("127.0.0.1:90")), true);
    assert.equal(await passes("connect", to("127.0.0.1:91")), false);
    assert.equal(await passes("connect", to("::1:80", 28)), true);
    await filter({ event: "connect", ranges: [[FAMILY, AF_INET, AF_INET]] });
    assert.equal(await passes("connect", to("127.0.0.1:91")), true);
    assert.equal(await passes("connect", to("::1:80", 28)), false);
  });

  test("a connect that may be to a public address passes where these are wanted", async () => {
    await filter({ event: "connect", ranges: [[PUBLIC, 1, 1]] });
    for (const address of ["127.8.8.8:9", "10.1.2.3:9", "172.31.0.1:9", "192.168.0.1:9"])
      assert.equal(await passes("connect", to(address)), false, address);
    for (const address of ["1.1.1.1:9", "172.32.0.1:9", "192.169.0.1:9", "100.64.0.1:9"])
      assert.equal(await passes("connect", to(address)), true, address);
    for (const address of ["::1:9", "fd00::1:9", "fe80::1:9"])
      assert.equal(await passes("connect", to(address, 28)), false, address);
    assert.equal(await passes("connect", to("2001:4860:4860::8888:9", 28)), true);
    await filter({ event: "connect", ranges: [[PUBLIC, 0, 0]] });
    assert.equal(await passes("connect", to("127.0.0.1:9")), true);
    assert.equal(await passes("connect", to("100.64.0.1:9")), true);
  });

  test("bind passes by its family", async () => {
    const bind = [BIND, "sock:2:2", "addr:127.0.0.1:0", 16];
    await filter({ event: "bind", ranges: [[FIRST, AF_INET, AF_INET]] });
    assert.equal(await passes("bind", bind), true);
    await filter({ event: "bind", ranges: [[FIRST, AF_UNIX, AF_UNIX]] });
    assert.equal(await passes("bind", bind), false);
  });

  const NUMBERED: [string, number, (number: number) => (string | number)[]][] = [
    ["setsockopt", 2, (option) => [SETSOCKOPT, "sock:2:2", 1, option, "words:1", 4]],
    ["prctl", 3, (option) => [PRCTL, option, 0, 0, 0, 0]],
    ["signal", 17, (signal) => [KILL, "self", signal]],
  ];
  for (const [event, number, args] of NUMBERED)
    test(`${event} passes by its number, by the login uid, and whole`, async () => {
      await filter({ event, ranges: [[FIRST, number, number]] });
      assert.equal(await passes(event, args(number)), true);
      assert.equal(await passes(event, args(number + 1)), false);
      await filter({ event, ranges: [[FIRST, 0, number - 1]] });
      assert.equal(await passes(event, args(number)), false);
      await filter({ event, ranges: [[AUID, 0, UNSET]] });
      assert.equal(await passes(event, args(number)), true);
      await filter({ event, acceptAll: true });
      assert.equal(await passes(event, args(number)), true);
    });

  test("chmod passes by a bit of its mode or by the file's name", async () => {
    const directory = mkdtempSync(join(tmpdir(), "vigil-number-"));
    const chmod = (name: string, mode: number) => {
      writeFileSync(join(directory, name), "");
      return [CHMOD, `s:${directory}/${name}`, mode];
    };
    await filter({ event: "chmod", flagsAny: 0o4000, names: ["wanted"] });
    assert.equal(await passes("chmod", chmod("other", 0o4755)), true);
    assert.equal(await passes("chmod", chmod("other", 0o755)), false);
    assert.equal(await passes("chmod", chmod("wanted", 0o755)), true);
    rmSync(directory, { recursive: true });
  });

  test("what does not pass is counted", async () => {
    await filter({ event: "prctl", ranges: [[FIRST, 99, 99]] });
    const rejected = () => ((client.stats()?.members["rejected"] ?? []) as bigint[])[44] ?? 0n;
    const before = rejected();
    act([PRCTL, 3, 0, 0, 0, 0]);
    await client.find("a rejected prctl", () => rejected() > before);
  });
});
