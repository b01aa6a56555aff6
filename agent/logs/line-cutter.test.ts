import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { boundaryOf, cutLines, LINE_BYTES_MAX } from "./line-cutter.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const START = { isSkipping: false, isEnd: false };

test("lines in whatever pieces they come are the same lines", () => {
  const line = fc
    .string({ unit: "binary", maxLength: 40 })
    .map((text) => text.replace(/[\r\n]/g, ""));
  const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 });
  const property = fc.property(fc.array(line, { maxLength: 20 }), cuts, (lines, sizes) => {
    const all = bytesOf(lines.map((each) => `${each}\n`).join(""));
    const found: string[] = [];
    let offset = 0;
    for (let at = 0, end = 0; offset < all.length; at++) {
      end = Math.min(all.length, end + (sizes[at % sizes.length] as number));
      const cut = cutLines(all.subarray(offset, end), START, 1000);
      found.push(...cut.lines);
      offset += cut.used;
    }
    const wanted = lines.map((each) => each.toWellFormed()).filter((each) => each !== "");
    assert.deepEqual(found, wanted);
  });
  fc.assert(property);
});

test("a line that is too long is cut between characters, and its rest skipped", () => {
  const long = bytesOf("€".repeat(LINE_BYTES_MAX));
  const first = cutLines(long.subarray(0, 2 * LINE_BYTES_MAX), START, 10);
  assert.equal(first.lines.length, 1);
  assert.equal(first.cut, 1);
  assert.match(first.lines[0] ?? "", /^€+$/);
  assert.equal(first.isSkipping, true);
  const rest = bytesOf("€€\nnext\n");
  const second = cutLines(rest, { isSkipping: true, isEnd: false }, 10);
  assert.deepEqual([second.lines, second.used, second.isSkipping], [["next"], rest.length, false]);
});

test("bytes that are no UTF-8 are replaced and counted; the end of a file ends a line", () => {
  const cut = cutLines(Uint8Array.of(0x61, 0xff, 0x0a, 0x62), { ...START, isEnd: true }, 10);
  assert.deepEqual([cut.lines, cut.broken, cut.used], [["a\ufffd", "b"], 1, 4]);
});

test("a boundary never parts a character, and never runs away", () => {
  const property = fc.property(fc.uint8Array({ minLength: 8, maxLength: 64 }), (bytes) => {
    const end = boundaryOf(bytes, 7);
    assert.ok(end > 3 && end <= 7);
  });
  fc.assert(property, { examples: [[Uint8Array.from([0, 0, 0, 0, 128, 128, 128, 128])]] });
});
