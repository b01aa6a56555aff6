import assert from "node:assert/strict";
import { existsSync, globSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ClickHouseError } from "@clickhouse/client";
import { makeDataDirectory, select, startProcess, untilStatus } from "./test-process.ts";

const BATCH_ROWS = 50;
const WRITERS = 3;
const KILLS = 3;

test("kill -9 during inserts loses no acknowledged row, and redelivery adds none", async () => {
  const data = makeDataDirectory();
  const acked = new Set<number>();
  let next = 0;
  for (let round = 0; round <= KILLS; round += 1) {
    const storage = await startProcess(data, ["--disk-reserve", "0"]);
    const client = storage.client();
    await client.command({
      query: `CREATE TABLE IF NOT EXISTS kept (batch UInt32, row UInt32)
        ENGINE = MergeTree ORDER BY batch
        SETTINGS non_replicated_deduplication_window = 1000`,
    });
    const counted = await select<{ batch: number; n: string }>(
      client,
      "SELECT batch, count() AS n FROM kept GROUP BY batch",
    );
    const present = new Map(counted.map(({ batch, n }) => [batch, Number(n)]));
    for (const batch of acked) assert.equal(present.get(batch), BATCH_ROWS, `batch ${batch}`);
    // An insert that was under way is there whole or not at all.
    for (const [batch, rows] of present) assert.equal(rows, BATCH_ROWS, `batch ${batch}`);
    if (round === KILLS) {
      assert.equal(await storage.end("SIGTERM"), 0);
      await client.close();
      break;
    }
    const target = acked.size + 20;
    const insert = async (batch: number) => {
      const values = Array.from({ length: BATCH_ROWS }, (_, row) => ({ batch, row }));
      const clickhouse_settings = { insert_deduplication_token: `batch-${batch}` };
      await client.insert({ table: "kept", values, format: "JSONEachRow", clickhouse_settings });
    };
    const write = async () => {
      for (;;) {
        const batch = next++;
        await insert(batch);
        acked.add(batch);
        await insert(batch);
        if (acked.size >= target) storage.child.kill("SIGKILL");
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: WRITERS }, write));
    assert.ok(ends.every(({ status }) => status === "rejected"));
    await storage.end("SIGKILL");
    await client.close();
  }
  assert.ok(acked.size >= KILLS * 20);
});

test("a directory in use, a bad command line, a broken engine: no start, one reason", async () => {
  const data = makeDataDirectory();
  const first = await startProcess(data);
  const second = await startProcess(data);
  assert.equal(second.line.code, "STORAGE_IN_USE");
  assert.match(
    second.line.message ?? "",
    new RegExp(`in use by another storage process \\(pid ${first.child.pid}\\)`),
  );
  assert.equal(await second.exitCode(), 69);
  assert.equal((await fetch(`${first.url}/ping`)).status, 200);
  assert.equal(statSync(join(data, "storage.token")).mode & 0o777, 0o600);
  assert.equal(await first.end("SIGKILL"), null);

  const exposed = await startProcess(data, ["--listen", "0.0.0.0:0"]);
  assert.equal(exposed.line.code, "STORAGE_LISTEN_EXPOSED");
  assert.equal(await exposed.exitCode(), 64);
  const unknown = await startProcess(data, ["--no-such-flag"]);
  assert.equal(unknown.line.code, "STORAGE_USAGE");
  assert.equal(await unknown.exitCode(), 64);
  const unusable = await startProcess(join(data, "storage.token"));
  assert.equal(unusable.line.code, "STORAGE_DIRECTORY_UNUSABLE");
  assert.equal(await unusable.exitCode(), 73);

  mkdirSync(join(data, "engine", "metadata"), { recursive: true });
  writeFileSync(join(data, "engine", "metadata", "torn.sql"), "ATTACH DATABASE nonsense");
  const broken = await startProcess(data);
  assert.equal(broken.line.code, "STORAGE_ENGINE_BROKEN");
  assert.equal(await broken.exitCode(), 65);
});

test("a definition that a full disk left empty does not keep the engine from opening", async () => {
  const data = makeDataDirectory();
  const first = await startProcess(data, ["--disk-reserve", "0"]);
  const client = first.client();
  await client.command({ query: "CREATE TABLE whole (a UInt8) ORDER BY a" });
  await client.close();
  await first.end("SIGKILL");
  const [definition] = globSync(join(data, "engine", "store", "*", "*", "whole.sql"));
  assert.ok(definition !== undefined);
  const torn = definition.replace("whole.sql", "torn.sql");
  writeFileSync(torn, "");
  const second = await startProcess(data);
  assert.equal(second.line.ready, true);
  assert.match(second.log(), /removed empty table definitions/);
  assert.equal(existsSync(torn), false);
  const again = second.client();
  assert.deepEqual(await select(again, "SELECT name FROM system.tables WHERE database = 'vigil'"), [
    { name: "whole" },
  ]);
  await again.close();
  assert.equal(await second.end("SIGTERM"), 0);
});

test("a full disk refuses writes with one code, and keeps reads and drops", async () => {
  const data = makeDataDirectory();
  const roomy = await startProcess(data, ["--disk-reserve", "0"]);
  const before = roomy.client();
  await before.command({ query: "CREATE TABLE full (a UInt8) ORDER BY a" });
  await before.insert({ table: "full", values: [{ a: 1 }], format: "JSONEachRow" });
  await before.close();
  await roomy.end("SIGTERM");

  const storage = await startProcess(data, ["--disk-reserve", "900000g"]);
  const client = storage.client();
  const isFull = (error: unknown) => error instanceof ClickHouseError && error.code === "243";
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const values = [{ a: 2 }];
    await assert.rejects(client.insert({ table: "full", values, format: "JSONEachRow" }), isFull);
  }
  await assert.rejects(client.command({ query: "CREATE TABLE more (a UInt8) ORDER BY a" }), isFull);
  assert.deepEqual(await select(client, "SELECT a FROM full"), [{ a: 1 }]);
  await client.command({ query: "TRUNCATE TABLE full" });
  const status = await storage.status();
  assert.equal(status.state, "disk-full");
  assert.equal(status.counters.diskFull, 4);
  assert.ok(status.disk.freeBytes > 0);
  assert.equal(storage.log().match(/disk full: writes are refused/g)?.length, 1);
  await client.close();
  assert.equal(await storage.end("SIGTERM"), 0);
});

test("a full pool queues, then refuses, and leaves room for inserts", async () => {
  const data = makeDataDirectory();
  const flags = [
    "--sessions",
    "2",
    "--queue-max",
    "1",
    "--queue-timeout-ms",
    "200",
    "--disk-reserve",
    "0",
  ];
  const storage = await startProcess(data, flags);
  const client = storage.client();
  await client.command({ query: "CREATE TABLE busy (a UInt8) ORDER BY a" });
  const stop = new AbortController();
  const slow = client.query({
    query: "SELECT count() FROM numbers(1e13)",
    abort_signal: stop.signal,
  });
  await untilStatus(storage, ({ sessions }) => sessions.busy === 1);
  const refusals = await Promise.allSettled([
    select(client, "SELECT 1"),
    select(client, "SELECT 2"),
  ]);
  for (const refusal of refusals) {
    assert.equal(refusal.status, "rejected");
    assert.equal((refusal.reason as ClickHouseError).code, "202");
  }
  await client.insert({ table: "busy", values: [{ a: 1 }], format: "JSONEachRow" });
  stop.abort();
  await assert.rejects(slow);
  await untilStatus(storage, ({ sessions }) => sessions.busy === 0);
  assert.deepEqual(await select(client, "SELECT a FROM busy"), [{ a: 1 }]);
  const { counters } = await storage.status();
  assert.equal(counters.refused, 2);
  assert.ok(counters.queued >= 1);
  await client.close();
  assert.equal(await storage.end("SIGTERM"), 0);
});

test("SIGTERM lets a query finish within the drain time and kills one that would not", async () => {
  const data = makeDataDirectory();
  const patient = await startProcess(data, ["--drain-timeout-ms", "20000"]);
  const client = patient.client({ url: patient.url, keep_alive: { enabled: false } });
  const query = "SELECT sum(sleepEachRow(0.2)) AS s FROM numbers(4) SETTINGS max_block_size = 1";
  const finishing = select(client, query);
  await untilStatus(patient, ({ sessions }) => sessions.busy === 1);
  assert.equal(await patient.end("SIGTERM"), 0);
  assert.deepEqual(await finishing, [{ s: "0" }]);
  await client.close();

  const hasty = await startProcess(data, ["--drain-timeout-ms", "0"]);
  const endless = hasty.client().query({ query: "SELECT count() FROM numbers(1e13)" });
  const cut = assert.rejects(endless);
  await untilStatus(hasty, ({ sessions }) => sessions.busy === 1);
  hasty.child.kill("SIGTERM");
  await cut;
  assert.equal(await hasty.exitCode(), 0);
});
