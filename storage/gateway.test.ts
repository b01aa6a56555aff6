import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, before, describe, test } from "node:test";
import { type ClickHouseClient, ClickHouseError, createClient } from "@clickhouse/client";
import fc from "fast-check";
import {
  makeDataDirectory,
  type StorageProcess,
  select,
  startProcess,
  untilStatus,
} from "./test-process.ts";

const BODY_BYTES_MAX = 4 * 1024 * 1024;
const RELEASE_MS_MAX = 5000;
/** A few blocks and the buffers between two processes; held as a whole, it would be 300,000. */
const ROWS_AHEAD_MAX = 30_000;
const GROWTH_MIB_MAX = 256;
const MIB = 1024 * 1024;

describe("the gateway with the stock client", () => {
  const data = makeDataDirectory();
  let storage: StorageProcess;
  let client: ClickHouseClient;

  before(async () => {
    storage = await startProcess(data, [
      "--body-max",
      String(BODY_BYTES_MAX),
      "--disk-reserve",
      "0",
    ]);
    client = storage.client();
  });
  after(async () => {
    await client.close();
    await storage.end("SIGTERM");
  });

  const isError = (code: string, type: string) => (error: unknown) => {
    assert.ok(error instanceof ClickHouseError, String(error));
    assert.deepEqual({ code: error.code, type: error.type }, { code, type });
    return true;
  };

  test("answers a ping without a token, and nothing else", async () => {
    assert.deepEqual(await client.ping(), { success: true });
    assert.equal((await client.ping({ select: true })).success, true);
    const stranger = storage.client({ password: "not the token" });
    assert.equal((await stranger.ping()).success, true);
    assert.equal((await stranger.ping({ select: true })).success, false);
    const refused = isError("516", "AUTHENTICATION_FAILED");
    await assert.rejects(select(stranger, "SELECT 1"), refused);
    assert.equal((await fetch(`${storage.url}/status`)).status, 401);
    assert.equal((await fetch(`${storage.url}/?query=SELECT+1`)).status, 401);
    await stranger.close();
  });

  test("keeps rows exactly through insert and select, in a database of its own", async () => {
    await client.command({
      query: "CREATE TABLE trip (id UInt64, text String, at DateTime64(3)) ORDER BY id",
    });
    const rows = [
      {
        id: "18446744073709551615",
        text: `'"\\ \n\t\0 ; DROP TABLE trip -- é 🙂`,
        at: "2026-01-02 03:04:05.678",
      },
      { id: "7", text: "", at: "1970-01-01 00:00:00.000" },
    ];
    const inserted = await client.insert({ table: "trip", values: rows, format: "JSONEachRow" });
    assert.equal(inserted.summary?.written_rows, "2");
    assert.deepEqual(await select(client, "SELECT * FROM trip ORDER BY id DESC"), rows);
    const [row] = await select(
      client,
      "SELECT engine, currentDatabase() AS db FROM system.databases WHERE name = 'vigil'",
    );
    assert.deepEqual(row, { engine: "Atomic", db: "vigil" });
  });

  test("inserts named columns, other formats, streams, inline values, and nothing", async () => {
    await client.command({
      query: "CREATE TABLE shapes (a Int32, b String DEFAULT 'none') ORDER BY a",
    });
    await client.insert({
      table: "shapes",
      values: [{ a: 1 }],
      columns: ["a"],
      format: "JSONEachRow",
    });
    await client.insert({ table: "vigil.shapes", values: [[2, "two"]] });
    await client.insert({
      table: "shapes",
      values: [{ a: 3 }],
      columns: { except: ["b"] },
      format: "JSONEachRow",
    });
    await client.command({ query: "INSERT INTO shapes VALUES (4, 'a;b')" });
    await client.command({
      query: "INSERT INTO shapes SELECT 5, {text:String}",
      query_params: { text: "five" },
    });
    const exec = await client.exec({
      query: "INSERT INTO shapes FORMAT CSV",
      values: streamOf("6,six\n"),
    });
    exec.stream.resume();
    await once(exec.stream, "close");
    await client.exec({ query: "INSERT INTO shapes FORMAT CSV", values: streamOf("") });
    const binary = client.exec({
      query: "INSERT INTO shapes FORMAT RowBinary",
      values: Readable.from([Buffer.from([7, 0, 0, 0, 1, 0xff])], { objectMode: false }),
    });
    await assert.rejects(binary, isError("48", "NOT_IMPLEMENTED"));
    const rows = await select<{ a: number; b: string }>(client, "SELECT * FROM shapes ORDER BY a");
    assert.deepEqual(
      rows.map(({ a, b }) => `${a} ${b}`),
      ["1 none", "2 two", "3 none", "4 a;b", "5 five", "6 six"],
    );
  });

  test("carries any text through a query parameter, in the URL and in a form", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 40 }), async (text) => {
        // The engine's JSON keeps only well-formed text; the length proves the bytes.
        const query = "SELECT {x:String} AS x, length({x:String}) AS n";
        for (const use_multipart_params of [false, true]) {
          const result = await client.query({
            query,
            query_params: { x: text },
            use_multipart_params,
            format: "JSONEachRow",
          });
          assert.deepEqual(await result.json(), [{ x: text, n: String(Buffer.byteLength(text)) }]);
        }
      }),
      {
        numRuns: 60,
        examples: [
          ["'; DROP TABLE trip; --"],
          ["\\'\\\\\0\r\n\t"],
          ["\\N"],
          ["{x:String}"],
          ["\uFEFF"],
        ],
      },
    );
    const types = await select(
      client,
      "SELECT {a:Array(String)} AS a, {n:Nullable(Int8)} AS n, {t:Identifier} AS t",
      {
        query_params: { a: ["it's", "a\\b"], n: null, t: "n" },
      },
    );
    assert.deepEqual(types, [{ a: ["it's", "a\\b"], n: null, t: null }]);
  });

  test("never mixes up queries that run at the same time", async () => {
    const ask = async (round: number, n: number) => {
      const text = `value ${round}/${n}`;
      const rows = await select(
        client,
        "SELECT {x:String} AS x, {n:UInt32} AS n, getSetting('max_block_size') AS b",
        {
          query_params: { x: text, n },
          clickhouse_settings: { max_block_size: String(1000 + n) },
        },
      );
      assert.deepEqual(rows, [{ x: text, n, b: 1000 + n }]);
    };
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 12 }, (_, n) => ask(round, n)));
    }
  });

  test("lets nothing of one query be seen by the next", async () => {
    const defaults = `SELECT count() AS n FROM system.settings
        WHERE name IN ('max_block_size', 'readonly') AND changed`;
    await client
      .query({ query: "SELECT 1", clickhouse_settings: { readonly: "1", max_block_size: "77" } })
      .then((r) => r.text());
    await client.command({ query: "SET max_block_size = 5" });
    await client.command({ query: "CREATE DATABASE IF NOT EXISTS other ENGINE = Atomic" });
    await client.command({ query: "USE other" });
    await client.command({ query: "CREATE TEMPORARY TABLE ghost (a Int8)" });
    const elsewhere = storage.client({ database: "other" });
    assert.deepEqual(await select(elsewhere, "SELECT currentDatabase() AS d"), [{ d: "other" }]);
    await elsewhere.close();
    // A result that fails midway must not leave its bytes to the next reader of the session.
    const failing = { query: "SELECT number FROM numbers(10000000)", format: "JSON" } as const;
    const limits = { max_result_bytes: "1000000", result_overflow_mode: "throw" } as const;
    await assert.rejects(
      client.query({ ...failing, clickhouse_settings: limits }),
      isError("396", "TOO_MANY_ROWS_OR_BYTES"),
    );
    for (let session = 0; session < 8; session += 1) {
      assert.deepEqual(await select(client, defaults), [{ n: "0" }]);
      assert.deepEqual(await select(client, "SELECT currentDatabase() AS d"), [{ d: "vigil" }]);
      await assert.rejects(select(client, "SELECT * FROM ghost"), isError("60", "UNKNOWN_TABLE"));
    }
    await select(client, "SELECT {secret:String} AS s", { query_params: { secret: "hidden" } });
    await assert.rejects(
      select(client, "SELECT {secret:String} AS s"),
      isError("456", "UNKNOWN_QUERY_PARAMETER"),
    );
  });

  test("types the errors of the engine and of the gateway", async () => {
    await assert.rejects(select(client, "SELECT * FROM nowhere"), isError("60", "UNKNOWN_TABLE"));
    await assert.rejects(select(client, "SELEC 1"), isError("62", "SYNTAX_ERROR"));
    await assert.rejects(
      client.command({ query: "SELECT 1; SELECT 2" }),
      isError("62", "SYNTAX_ERROR"),
    );
    await assert.rejects(client.command({ query: "" }), isError("62", "SYNTAX_ERROR"));
    const unknown = {
      query: "SELECT 1",
      clickhouse_settings: { no_such_setting: "1" } as Record<string, string>,
    };
    await assert.rejects(client.query(unknown), isError("115", "UNKNOWN_SETTING"));
    await assert.rejects(
      client.query({ query: "SELECT 1", session_id: "s" }),
      isError("48", "NOT_IMPLEMENTED"),
    );
    const slow = {
      query: "SELECT count() FROM numbers(1e12)",
      clickhouse_settings: { max_execution_time: 1 },
    };
    await assert.rejects(client.query(slow), isError("159", "TIMEOUT_EXCEEDED"));
    const values = [{ id: "not a number" }];
    await assert.rejects(
      client.insert({ table: "trip", values, format: "JSONEachRow" }),
      isError("27", "CANNOT_PARSE_INPUT_ASSERTION_FAILED"),
    );
    const late = await client.query({
      query: "SELECT throwIf(number = 500000) AS t FROM numbers(1000000)",
      format: "JSONEachRow",
    });
    await assert.rejects(late.json(), isError("395", "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"));
    const write = await fetch(`${storage.url}/?query=DROP+TABLE+trip`, {
      headers: { "x-clickhouse-key": storage.token },
    });
    assert.equal(write.status, 403);
    assert.equal(write.headers.get("x-clickhouse-exception-code"), "164");
  });

  test("speaks gzip and zstd both ways", async () => {
    await client.command({ query: "CREATE TABLE packed (n UInt32, t String) ORDER BY n" });
    const values = Array.from({ length: 500 }, (_, n) => ({ n, t: `row ${n}` }));
    for (const codec of ["gzip", "zstd"] as const) {
      const packed = storage.client({ compression: { request: { codec }, response: { codec } } });
      await packed.command({ query: "TRUNCATE TABLE packed" });
      await packed.insert({ table: "packed", values, format: "JSONEachRow" });
      const result = await packed.query({
        query: "SELECT * FROM packed ORDER BY n",
        format: "JSONEachRow",
      });
      assert.equal(result.response_headers["content-encoding"], codec);
      assert.deepEqual(await result.json(), values);
      const whole = await packed.query({
        query: "SELECT count() AS n FROM packed",
        format: "JSON",
      });
      assert.deepEqual((await whole.json<{ n: string }>()).data, [{ n: "500" }]);
      await assert.rejects(select(packed, "SELECT * FROM nowhere"), isError("60", "UNKNOWN_TABLE"));
      await packed.close();
    }
  });

  test("applies settings to inserts, so a repeated token inserts once", async () => {
    const settings = "SETTINGS non_replicated_deduplication_window = 100";
    await client.command({
      query: `CREATE TABLE once (a UInt32) ENGINE = MergeTree ORDER BY a ${settings}`,
    });
    for (const token of ["batch-1", "batch-1", "batch-2"]) {
      await client.insert({
        table: "once",
        values: [{ a: 1 }],
        format: "JSONEachRow",
        clickhouse_settings: { insert_deduplication_token: token },
      });
    }
    assert.deepEqual(await select(client, "SELECT count() AS n FROM once"), [{ n: "2" }]);
  });

  test("makes new tables durable without being asked, and can back up", async () => {
    const names = ["fsync_after_insert", "fsync_part_directory", "min_rows_to_fsync_after_merge"];
    const rows = await select(
      client,
      `SELECT name, value FROM system.merge_tree_settings
        WHERE name IN {names:Array(String)} ORDER BY name`,
      {
        query_params: { names },
      },
    );
    assert.deepEqual(
      rows,
      names.map((name) => ({ name, value: "1" })),
    );
    await client.command({
      query: `BACKUP DATABASE vigil TO File('${join(data, "backups", "one")}')`,
    });
    const outside = client.command({
      query: "BACKUP DATABASE vigil TO File('/tmp/vigil-outside')",
    });
    await assert.rejects(outside, isError("36", "BAD_ARGUMENTS"));
  });

  test("streams 300,000 rows without holding them, at the reader's pace", async () => {
    await client.command({ query: "CREATE TABLE wide (n UInt64, pad String) ORDER BY n" });
    const pad = "SELECT number, repeat('x', 1000) FROM numbers(300000)";
    await client.command({ query: `INSERT INTO wide ${pad}` });
    const start = await storage.status();
    let peak = start.memory.residentBytes;
    let rows = 0;
    let pace = 0;
    const result = await client.query({ query: "SELECT * FROM wide", format: "JSONEachRow" });
    for await (const batch of result.stream()) {
      rows += batch.length;
      if (pace++ % 500 !== 0) continue;
      const status = await storage.status();
      peak = Math.max(peak, status.memory.residentBytes);
      const ahead = status.counters.rowsSent - start.counters.rowsSent - rows;
      assert.ok(ahead < ROWS_AHEAD_MAX, `the engine ran ${ahead} rows ahead of its reader`);
    }
    assert.equal(rows, 300_000);
    const grown = Math.round((peak - start.memory.residentBytes) / MIB);
    assert.ok(grown < GROWTH_MIB_MAX, `grew by ${grown} MiB while it sent 300 MiB`);
  });

  test("cancels a query whose reader leaves, before and during its answer", async () => {
    const idle = (status: { sessions: { busy: number } }) => status.sessions.busy === 0;
    const killed = (await storage.status()).counters.killed;
    const early = new AbortController();
    const silent = client.query({
      query: "SELECT count() FROM numbers(1e13)",
      abort_signal: early.signal,
    });
    await untilStatus(storage, (status) => status.sessions.busy === 1);
    early.abort();
    await assert.rejects(silent);
    await untilStatus(storage, idle);
    const result = await client.query({
      query: "SELECT number FROM numbers(1e13)",
      format: "JSONEachRow",
    });
    const stream = result.stream();
    await once(stream, "data");
    stream.destroy();
    await untilStatus(storage, idle);
    assert.equal((await storage.status()).counters.killed, killed + 2);
    assert.deepEqual(
      await select(
        client,
        `SELECT count() AS n FROM system.processes
          WHERE query LIKE '%1e13%' AND query NOT LIKE '%processes%'`,
      ),
      [{ n: "0" }],
    );
  });

  test("refuses a body that is too large, plain or unpacked, and goes on", async () => {
    const tooLarge = isError("307", "TOO_MANY_BYTES");
    const values = [{ id: "1", text: "x".repeat(BODY_BYTES_MAX) }];
    await assert.rejects(client.insert({ table: "trip", values, format: "JSONEachRow" }), tooLarge);
    const packed = storage.client({ compression: { request: { codec: "gzip" } } });
    await assert.rejects(packed.insert({ table: "trip", values, format: "JSONEachRow" }), tooLarge);
    await packed.close();
    const torn = await fetch(`${storage.url}/?query=INSERT+INTO+trip+FORMAT+CSV`, {
      method: "POST",
      headers: { "x-clickhouse-key": storage.token, "content-encoding": "gzip" },
      body: "this is not gzip",
    });
    assert.equal(torn.status, 400);
    assert.deepEqual(await select(client, "SELECT 1 AS one"), [{ one: 1 }]);
    const deadline = performance.now() + RELEASE_MS_MAX;
    let status = await storage.status();
    // A body is given back just after its answer.
    while (status.memory.bodyBytes !== 0 && performance.now() < deadline)
      status = await storage.status();
    assert.equal(status.memory.bodyBytes, 0);
    assert.ok(status.counters.refused > 0);
  });
});

async function* bytesOf(text: string) {
  yield Buffer.from(text);
}

function streamOf(text: string) {
  return Readable.from(bytesOf(text), { objectMode: false });
}

test("a unix socket serves the stock client through its agent", async () => {
  const data = makeDataDirectory();
  const socketPath = join(data, "s.sock");
  const storage = await startProcess(data, ["--listen", socketPath]);
  const agent = new Agent({ socketPath } as object);
  const client = createClient({
    url: "http://storage",
    password: storage.token,
    http_agent: agent,
  });
  assert.equal(storage.line.listen, socketPath);
  assert.deepEqual(await select(client, "SELECT 1 AS one"), [{ one: 1 }]);
  await client.close();
  assert.equal(await storage.end("SIGTERM"), 0);
});
