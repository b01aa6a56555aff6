/**
 * Denials over the control channel: what the sensor takes and what it refuses, on any kernel. What
 * kernels that ask make of them is in test/kernels/denial.ts.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { CONTROLS } from "#lib/event";
import { type Client, control, SENSOR, startSensor, until, whyNot } from "./harness.ts";

const skip = whyNot() ?? false;
const ON = ["--enforcement", "on"];
const [EXEC, OPEN, CONNECT] = [1, 4, 11];
const [ANY, PATH, NAME] = [0, 1, 2];
const PATH_BYTES = 512;

type Members = Record<string, number | string | Uint8Array>;

function deny(members: Members): Buffer {
  const terms = members["terms"] ?? new Uint8Array(0);
  return control("deny", { rule: 0, event: EXEC, place: PATH, ...members, terms });
}

function terms(...words: bigint[]): Uint8Array {
  return new Uint8Array(new BigUint64Array(words).buffer);
}

let generation = 0;

/** Sends controls between begin and commit; whether the filter came in force. */
async function isTaken(client: Client, ...controls: Buffer[]): Promise<boolean> {
  generation += 1;
  const own = generation;
  client.socket.write(
    Buffer.concat([
      control("filter_begin", { generation: own }),
      ...controls,
      control("filter_commit", { generation: own }),
    ]),
  );
  const isInForce = () =>
    client.records.some(
      ({ type, members }) => type === "stats" && members["filter_generation"] === BigInt(own),
    );
  await until("an answer to the controls", () => client.closed || isInForce());
  return isInForce();
}

const TAKEN: readonly Members[] = [
  { path: "/usr/bin/nc" },
  { place: NAME, path: "nc", rule: 127 },
  { place: ANY, path: "", count: 1, terms: terms(0n, 0n, 5n, 5n) },
  { event: OPEN, path: "/etc/shadow", count: 1, terms: terms(5n, 1n, 3n, 0n) },
  { event: 6, side: 1, path: "/a" },
];

const REFUSED: readonly [Members, string][] = [
  [{ event: CONNECT, path: "/a" }, "names an event that cannot be denied"],
  [{ event: 1000, path: "/a" }, "names an event that cannot be denied"],
  [{ path: "/a", rule: 128 }, "names a rule too many"],
  [{ path: "/a", side: 1 }, "names a side that the event has not"],
  [{ path: "/a", place: 3 }, "names an unknown place"],
  [{ place: ANY, path: "" }, "is about everything"],
  [{ place: ANY, path: "/a", count: 1 }, "has a path too many"],
  [{ path: "a/b" }, "has a path that is not absolute"],
  [{ path: "/a//b" }, "a path segment that is empty"],
  [{ path: "/a/../b" }, "a path segment that is no name"],
  [{ path: "/" }, "a path segment that is empty"],
  [{ path: `/${"a".repeat(64)}` }, "longer than 63 bytes"],
  [{ path: "/a".repeat(PATH_BYTES / 2) }, "a path without an end"],
  [{ place: NAME, path: "a/b" }, "a name that is no path segment"],
  [{ path: "/a", count: 5 }, "has too many terms"],
  [{ path: "/a", count: 1, terms: terms(6n) }, "has an unknown term"],
  [{ path: "/a", count: 1, terms: terms(0n, 3n) }, "has an unknown term"],
  [{ path: "/a", count: 1, terms: terms(0n, 0n, 2n, 1n) }, "ends before it begins"],
];

test("denials that can be kept are taken, the others close the connection", { skip }, async () => {
  const sensor = await startSensor(...ON);
  try {
    const client = await sensor.connect();
    assert.ok(await isTaken(client, ...TAKEN.map(deny)));
    client.close();
    for (const [members, why] of REFUSED) {
      const other = await sensor.connect();
      assert.ok(!(await isTaken(other, deny(members))), why);
      await until(`it says: ${why}`, () => sensor.stderr().includes(why));
    }
    const early = await sensor.connect();
    early.socket.write(deny({ path: "/a" }));
    await until("a denial before a filter", () => early.closed);
  } finally {
    assert.equal(await sensor.stop(), 0);
  }
});

test("no bytes of a denial end the sensor", { skip }, async () => {
  const sensor = await startSensor(...ON);
  const size = CONTROLS["deny"]?.size ?? 0;
  const bytes = fc.uint8Array({ minLength: size, maxLength: size });
  /* Mostly sound, with some members of any value: random bytes alone never pass the first check. */
  const any = fc.record(
    {
      rule: fc.nat(200),
      event: fc.nat(70),
      side: fc.nat(2),
      place: fc.nat(3),
      path: fc.oneof(
        fc.string({ maxLength: 40 }).map((text) => `/${text}`),
        fc.string({ maxLength: 40 }),
      ),
      count: fc.nat(5),
      terms: fc.uint8Array({ maxLength: 128 }),
    },
    { requiredKeys: ["path"] },
  );
  try {
    let client = await sensor.connect();
    await fc.assert(
      fc.asyncProperty(fc.oneof(any.map(deny), bytes.map(withHead)), async (sent) => {
        await isTaken(client, sent);
        if (client.closed) client = await sensor.connect();
        assert.equal(sensor.child.exitCode, null);
      }),
      { numRuns: 150 },
    );
    assert.ok(await isTaken(client, deny({ path: "/a" })));
  } finally {
    assert.equal(await sensor.stop(), 0);
  }
});

function withHead(bytes: Uint8Array): Buffer {
  const sent = Buffer.from(bytes);
  sent.set(control("deny", {}).subarray(0, 8));
  return sent;
}

type Hook = { name: string; attached: boolean; why: string };

test("every hook that denies says whether it can, and why not", { skip }, async () => {
  const probe = spawnSync(SENSOR, ["--probe", "--json"], { encoding: "utf8" });
  const found = JSON.parse(probe.stdout) as { hooks: { name: string; ok: boolean; why: string }[] };
  const trial = found.hooks.find(({ name }) => name === "lsm/file_open");
  const hooksOf = async (...options: string[]): Promise<Hook[]> => {
    const sensor = await startSensor(...options);
    try {
      const { reader } = await sensor.connect();
      return (reader.preface?.hooks ?? []).filter(({ name }) => name.startsWith("lsm/"));
    } finally {
      await sensor.stop();
    }
  };
  const off = await hooksOf();
  assert.ok(off.length > 10);
  assert.ok(off.every(({ attached, why }) => !attached && why === "enforcement is off"));
  const base = await hooksOf(...ON, "--tier", "base");
  assert.ok(base.every(({ attached, why }) => !attached && why.startsWith("not asked for")));
  const on = await hooksOf(...ON);
  assert.equal(
    on.some(({ attached }) => attached),
    trial?.ok,
  );
  if (!trial?.ok) assert.ok(on.every(({ why }) => why === trial?.why));
});
