import assert from "node:assert/strict";
import { after, test } from "node:test";
import fc from "fast-check";
import { createEventClient } from "./event-client.ts";
import type { BlockColumn } from "./native-block.ts";
import { startStorageProcess } from "./testing/index.ts";

const COLUMNS: readonly BlockColumn[] = [
  ["id", "UInt32"],
  ["text", "String CODEC(ZSTD(1))"],
  ["word", "LowCardinality(String)"],
  ["words", "Array(LowCardinality(String))"],
  ["texts", "Array(String)"],
  ["bytes", "Array(UInt8)"],
  ["small", "UInt16"],
  ["large", "UInt64"],
  ["at", "DateTime64(3, 'UTC')"],
];

const storage = await startStorageProcess();
const client = createEventClient({ url: storage.url, password: storage.token });
after(async () => {
  await client.close();
  await storage.stop();
});

let tables = 0;
/** The rows as the engine has them after it took a block of them. */
async function roundTrip(rows: readonly unknown[][]): Promise<unknown[][]> {
  const table = `vigil.block_${++tables}`;
  const lines = COLUMNS.map(([name, type]) => `${name} ${type}`).join(", ");
  await client.run(`CREATE TABLE ${table} (${lines}) ENGINE = MergeTree ORDER BY id`);
  await client.insertBlock(table, COLUMNS, rows);
  const found = await client.select<Record<string, unknown>>(
    `SELECT * REPLACE (toUnixTimestamp64Milli(at) AS at) FROM ${table} ORDER BY id`,
  );
  await client.run(`DROP TABLE ${table}`);
  const numbers = new Set(["large", "at"]);
  return found.map((row) =>
    COLUMNS.map(([name]) => (numbers.has(name) ? Number(row[name]) : row[name])),
  );
}

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }).filter((each) => !each.includes("\0")),
  fc.constantFrom("", "a", "é", "x".repeat(48), "x".repeat(49), "x".repeat(127), "x".repeat(300)),
);
const row = fc.tuple(
  ...[text, text, fc.array(text), fc.array(text), fc.array(fc.nat(255))],
  ...[fc.nat(65_535), fc.nat(Number.MAX_SAFE_INTEGER), fc.nat(4_102_444_800_000)],
);

test("the engine reads back what was written, whatever the texts, lists and numbers", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (values) => {
      const rows = values.map((each, id) => [id, ...each]);
      assert.deepEqual(await roundTrip(rows), rows);
    }),
    { numRuns: 25 },
  );
});

test("as many different words as need wider indexes", async () => {
  for (const count of [255, 256, 257, 65_536, 65_537]) {
    const words = Array.from({ length: count }, (_, at) => `w${at}`);
    const rows = [
      [0, "", "a", words, [], [], 0, 0, 0],
      [1, "", "b", words.toReversed(), [], [], 0, 0, 0],
    ];
    assert.deepEqual(await roundTrip(rows), rows, `${count} words`);
  }
});

test("half a surrogate pair becomes the replacement character, a time loses its fraction", async () => {
  const row = [0, "a\ud800b", "", [], ["\udc00".repeat(50)], [], 0, 0, 1_700_000_000_123.9];
  const [found = []] = await roundTrip([row]);
  assert.equal(found[1], "a\ufffdb");
  assert.deepEqual(found[4], ["\ufffd".repeat(50)]);
  assert.equal(found[8], 1_700_000_000_123);
});

test("an insert of no rows does nothing, one into no table is refused and leaves none", async () => {
  assert.deepEqual(await roundTrip([]), []);
  await assert.rejects(client.insertBlock("vigil.absent", [["id", "UInt32"]], [[1]]), {
    code: "EVENTS_FAILED",
  });
});
