import assert from "node:assert/strict";
import { test } from "node:test";
import { describeFailure, exitCodeOf, refuse } from "./errors.ts";
import { renderLateFailure } from "./reply.ts";
import { quoteName, quoteText, readScope, renderReset, renderSet } from "./settings.ts";

test("an engine's error keeps its code and type, ours gets ClickHouse's", () => {
  const engine = new Error(
    "Query failed: Code: 60. DB::Exception: Unknown table (x). (UNKNOWN_TABLE)",
  );
  const { name, status, clickhouseCode } = describeFailure(engine);
  assert.deepEqual(
    { name, status, clickhouseCode },
    { name: "ENGINE_UNKNOWN_TABLE", status: 404, clickhouseCode: 60 },
  );
  const own = describeFailure(refuse("STORAGE_QUEUE_FULL", { max: 64 }));
  assert.equal(own.status, 503);
  assert.match(
    own.body,
    /^Code: 202\. DB::Exception: 64 queries .* \(TOO_MANY_SIMULTANEOUS_QUERIES\)$/,
  );
  assert.equal(describeFailure("odd").clickhouseCode, 1002);
});

test("every way a disk can be full is one code", () => {
  for (const text of [
    "Code: 243. DB::Exception: Cannot reserve 1.00 MiB, not enough space. (NOT_ENOUGH_SPACE)",
    "Code: 75. DB::ErrnoException: errno: 28, strerror: No space left on device. (CANNOT_WRITE)",
  ]) {
    const { name, status, clickhouseCode } = describeFailure(new Error(text));
    assert.deepEqual(
      { name, status, clickhouseCode },
      { name: "STORAGE_DISK_FULL", status: 507, clickhouseCode: 243 },
    );
  }
});

test("a reason not to start has an exit code of its own, a bug has 70", () => {
  assert.equal(exitCodeOf(refuse("STORAGE_IN_USE")), 69);
  assert.equal(exitCodeOf(refuse("STORAGE_ENGINE_BROKEN")), 65);
  assert.equal(exitCodeOf(new Error("bug")), 70);
});

test("a late failure counts its bytes, and keeps line feeds out of the marker", () => {
  const failure = { name: "X", status: 500, clickhouseCode: 1, body: "Code: 1. é\nsecond (X_Y)" };
  const text = renderLateFailure(failure, "tag").toString();
  assert.equal(
    text,
    "\r\n__exception__\r\ntag\nCode: 1. é second (X_Y)\n25 tag\r\n__exception__\r\n",
  );
});

test("a scope is set, and taken back to what every session starts with", () => {
  const scope = readScope(
    new Map([
      ["query", "SELECT 1"],
      ["database", "other"],
      ["max_threads", "1"],
      ["readonly", "1"],
      ["param_x", "it's\\n"],
      ["log_comment", "mine"],
    ]),
  );
  assert.equal(scope.database, "other");
  assert.equal(renderSet(scope), "SET max_threads = '1', readonly = '1', param_x = 'it\\'s\\\\n'");
  assert.equal(
    renderReset(scope, { max_threads: "2" }),
    "SET max_threads = '2', readonly = DEFAULT, param_x = ''",
  );
  assert.equal(renderSet(readScope([["database", "default"]])), undefined);
  assert.throws(() => readScope([["a = 1, b", "1"]]), /cannot be used/);
  assert.throws(() => readScope([["session_id", "1"]]), /not supported/);
  assert.equal(quoteText("a'\\\0"), "'a\\'\\\\\\0'");
  assert.equal(quoteName("a`b"), "`a\\`b`");
});
