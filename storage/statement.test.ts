import assert from "node:assert/strict";
import { test } from "node:test";
import { isAppError } from "#lib/base";
import { isStreamedFormat, readStatement } from "./statement.ts";

const READS: readonly [string, string, string | undefined][] = [
  ["SELECT 1", "SELECT", undefined],
  ["  -- note\n/* and ; this */ select 1 FORMAT JSONEachRow;", "SELECT", "JSONEachRow"],
  ["(SELECT 'a; FORMAT CSV') \nFORMAT TSV", "SELECT", "TSV"],
  ["WITH x AS (SELECT 1) SELECT * FROM x FORMAT JSON SETTINGS max_threads = 1", "WITH", "JSON"],
  ['SELECT `FORMAT CSV`, "; DROP", $tag$; FORMAT X$tag$ FROM t # last; one', "SELECT", undefined],
  ["SELECT 'it''s', 'a\\'; SELECT 2'", "SELECT", undefined],
  ["EXPLAIN SELECT 1", "EXPLAIN", undefined],
];

test("a read is recognised past comments, strings and parentheses", () => {
  for (const [sql, verb, format] of READS) {
    const statement = readStatement(sql);
    assert.deepEqual({ verb: statement.verb, format: statement.format }, { verb, format }, sql);
    assert.equal(statement.isRead, true, sql);
    assert.equal(statement.isSelect, verb !== "EXPLAIN", sql);
    assert.equal(statement.isStateless, true, sql);
  }
});

test("a plain insert has a head that needs no parsing by the engine", () => {
  const head = (sql: string) => readStatement(sql).insertHead;
  assert.deepEqual(head("INSERT INTO t FORMAT JSONEachRow"), { table: "t", format: "JSONEachRow" });
  assert.deepEqual(head("insert into table vigil.`t` (a, `b`)\nFORMAT CSV"), {
    table: "vigil.t",
    columns: ["a", "b"],
    format: "CSV",
  });
  assert.equal(head("INSERT INTO t (* EXCEPT (b)) FORMAT JSONEachRow"), undefined);
  assert.equal(head("INSERT INTO t FORMAT Parquet"), undefined);
  assert.equal(head("INSERT INTO t FORMAT Native"), undefined, "it must name its columns");
  assert.deepEqual(head("INSERT INTO t (a) FORMAT Native"), {
    ...{ table: "t", columns: ["a"], format: "Native" },
  });
  assert.equal(head("INSERT INTO t SELECT 1"), undefined);
  assert.equal(head("INSERT INTO t VALUES (1)"), undefined);
});

test("an insert knows whether its rows come beside it", () => {
  const expectsData = (sql: string) => readStatement(sql).expectsData;
  assert.equal(expectsData("INSERT INTO t FORMAT CSV"), true);
  assert.equal(expectsData("INSERT INTO t VALUES"), true);
  assert.equal(expectsData("INSERT INTO t VALUES (1); (2)"), false);
  assert.equal(expectsData("INSERT INTO t SELECT 1"), false);
});

test("what changes the session or needs the disk is known as such", () => {
  const traits = (sql: string) => {
    const { isStateless, needsDisk, isRead } = readStatement(sql);
    return { isStateless, needsDisk, isRead };
  };
  const changing = { isStateless: false, needsDisk: false, isRead: false };
  assert.deepEqual(traits("SET max_threads = 1"), changing);
  assert.deepEqual(traits("USE other"), changing);
  assert.deepEqual(traits("DROP TABLE t"), changing);
  assert.deepEqual(traits("ALTER TABLE t DROP PARTITION '2026-01-01'"), changing);
  assert.deepEqual(traits("CREATE TABLE t (a Int8)"), { ...changing, needsDisk: true });
  assert.deepEqual(traits("WITH 1 AS x INSERT INTO t SELECT x").isRead, false);
});

test("two statements, none, a NUL byte and an endless one are refused", () => {
  const endless = `SELECT '${"x".repeat(2 * 1024 * 1024)}'`;
  for (const sql of [
    "SELECT 1; SELECT 2",
    "SET a = 1;;",
    "",
    " -- only a note",
    "SELECT '\0'",
    endless,
  ]) {
    const isRefused = (error: unknown) =>
      isAppError(error) && error.code === "STORAGE_STATEMENT_INVALID";
    assert.throws(() => readStatement(sql), isRefused, sql.slice(0, 20));
  }
});

test("placeholders are found, and formats that carry a header are not streamed", () => {
  const { placeholders } = readStatement(
    "SELECT {a:String}, { b_2 : Array(UInt8) }, map('k:v', 1)",
  );
  assert.deepEqual(placeholders, ["a", "b_2"]);
  assert.equal(isStreamedFormat("JSONEachRow"), true);
  for (const format of ["JSON", "CSVWithNames", "Pretty", "Native", "Parquet"]) {
    assert.equal(isStreamedFormat(format), false);
  }
});
