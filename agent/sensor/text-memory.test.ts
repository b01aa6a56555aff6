/** Remembered or not, text is what the bytes say. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { rememberTexts } from "./text-memory.ts";

const bytes = Buffer.alloc(1024);
let decoded = 0;
const decode = (start: number, end: number) => {
  decoded += 1;
  return bytes.toString("utf8", start, end);
};

test("any bytes at any place give their text", () => {
  const text = rememberTexts(bytes, decode);
  /* Few different bytes, so that many texts share length and end. */
  const part = fc.oneof(
    fc.array(fc.constantFrom(0x61, 0x62, 0x2f), { maxLength: 40 }),
    fc.array(fc.nat(255), { maxLength: 200 }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(part, fc.nat(800)), { minLength: 1, maxLength: 20 }), (parts) => {
      for (const [part, start] of [...parts, ...parts]) {
        bytes.set(part, start);
        const end = start + part.length;
        assert.equal(text(start, end), bytes.toString("utf8", start, end));
      }
    }),
    { numRuns: 1000 },
  );
});

test("a text that comes again is not decoded again, wherever it lies", () => {
  const text = rememberTexts(bytes, decode);
  decoded = 0;
  for (let start = 0; start < 100; start += 1) {
    bytes.write("/usr/lib/libc.so.6", start);
    assert.equal(text(start, start + 18), "/usr/lib/libc.so.6");
  }
  assert.equal(decoded, 1);
});
