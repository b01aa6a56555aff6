import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readCsv, writeCsv } from "./csv.ts";

test("what is written as CSV is read back, and nothing crashes the reader", () => {
  const field = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", "é", " ") });
  const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
  fc.assert(
    fc.property(table, (rows) => {
      assert.deepEqual(readCsv(writeCsv(rows), 100).rows, rows);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r") }), (text) => {
      const { rows } = readCsv(text, 100);
      assert.deepEqual(readCsv(writeCsv(rows), 100).rows, rows);
    }),
  );
  const { rows, lines } = readCsv('\ufeffa,b\r\n1,"x ""y"""\n\n2,"\n"\n3,\n', 9);
  assert.deepEqual(rows, [
    ["a", "b"],
    ["1", 'x "y"'],
    ["2", "\n"],
    ["3", ""],
  ]);
  assert.deepEqual(lines, [1, 2, 4, 6]);
  assert.deepEqual(readCsv('a\n"b', 9).fault, { line: 2, reason: "a quote is not closed" });
});
