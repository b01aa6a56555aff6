import assert from "node:assert/strict";
import { test } from "node:test";
import { FILE_BYTES_MAX, readFileHead } from "./read-file.ts";

test("a file's columns and first rows are read, or why not is told", async () => {
  const rows = "203.0.113.1, first\n".repeat(9);
  assert.deepEqual(await readFileHead(new Blob(["ip, note\n", rows])), {
    columns: ["ip", "note"],
    rows: Array.from({ length: 5 }, () => ["203.0.113.1", " first"]),
  });
  assert.deepEqual(await readFileHead(new Blob([""])), { kind: "empty" });
  assert.deepEqual(await readFileHead(new Blob([new Uint8Array([0xff, 0xfe])])), {
    kind: "notUtf8",
  });
  assert.deepEqual(await readFileHead(new Blob(['ip\n"1.1.1.1\n'])), {
    ...{ kind: "unreadable", line: 2, reason: "a quote is not closed" },
  });
  const large = new Blob([new Uint8Array(FILE_BYTES_MAX + 1)]);
  assert.deepEqual(await readFileHead(large), { kind: "tooLarge" });
});

test("a cut in a long file is no fault of it", async () => {
  const whole = `name\n${"é".repeat(200_000)}\n`;
  assert.deepEqual((await readFileHead(new Blob([whole]))) as object, {
    ...{ columns: ["name"], rows: [["é".repeat(131_069)]] },
  });
});
