import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EVENT_BYTES_MAX } from "#lib/protocol";
import { encodeEvent, testEvent } from "#server/store/testing";
import { CLOCK_AHEAD_MS_MAX, decodeEvent, EVENT_DEPTH_MAX, TAGS_MAX } from "./decode.ts";
import { EVENT_REFUSALS } from "./errors.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const CONTEXT = { received: NOW, host: "web-1", tags: ["env:prod"], oldest: NOW - 30 * 86_400_000 };
const good = testEvent({ at: NOW - 1000 });
const decode = (event: unknown) => decodeEvent(encodeEvent(event), CONTEXT);

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let at = 0; at < depth; at++) value = at % 2 === 0 ? [value] : { a: value };
  return value;
}

const REFUSED: [string, Uint8Array, string][] = [
  ["too large", encodeEvent({ ...good, x: "y".repeat(EVENT_BYTES_MAX) }), "INTAKE_EVENT_TOO_LARGE"],
  ["not UTF-8", Uint8Array.of(0x22, 0xc3, 0x28, 0x22), "INTAKE_EVENT_NOT_UTF8"],
  ["nothing", Uint8Array.of(), "INTAKE_EVENT_NOT_JSON"],
  ["half an object", encodeEvent(good).slice(0, -5), "INTAKE_EVENT_NOT_JSON"],
  ["a list", encodeEvent([good]), "INTAKE_EVENT_NOT_JSON"],
  ["null", encodeEvent(null), "INTAKE_EVENT_NOT_JSON"],
  ["too deep", encodeEvent({ ...good, x: nested(EVENT_DEPTH_MAX) }), "INTAKE_EVENT_TOO_DEEP"],
  [
    "deep beyond any stack",
    Buffer.from(`${"[".repeat(100_000)}${"]".repeat(100_000)}`),
    "INTAKE_EVENT_NOT_JSON",
  ],
  ["no agent", encodeEvent({ ...good, agent: undefined }), "INTAKE_EVENT_PART_MISSING"],
  ["no rule", encodeEvent({ ...good, agent: {} }), "INTAKE_EVENT_PART_MISSING"],
  [
    "a rule that is no text",
    encodeEvent({ ...good, agent: { rule_id: ["x"] } }),
    "INTAKE_EVENT_PART_MISSING",
  ],
  ["no process", encodeEvent({ ...good, process: "sh" }), "INTAKE_EVENT_PART_MISSING"],
  ["no event name", encodeEvent({ ...good, evt: {} }), "INTAKE_EVENT_PART_MISSING"],
  ["no date", encodeEvent({ ...good, date: undefined }), "INTAKE_EVENT_DATE_INVALID"],
  ["a date in words", encodeEvent({ ...good, date: "yesterday" }), "INTAKE_EVENT_DATE_INVALID"],
  [
    "a date that is none",
    encodeEvent({ ...good, date: "2026-13-41T00:00:00Z" }),
    "INTAKE_EVENT_DATE_INVALID",
  ],
];
for (const [name, bytes, code] of REFUSED)
  test(`${name} is refused`, () => assert.equal(decodeEvent(bytes, CONTEXT), code));

test("a good event keeps its values and gets host, tags and source", () => {
  const decoded = decode({
    ...good,
    tags: ["team:shop", "env:prod", 5, "x".repeat(300)],
    host: "liar",
  });
  assert.ok(typeof decoded !== "string");
  assert.equal(decoded.ts, NOW - 1000);
  assert.deepEqual(decoded.tags, ["env:prod", "team:shop"]);
  assert.deepEqual(
    [decoded.event["host"], decoded.event["source"]],
    ["web-1", "runtime-security-agent"],
  );
  const own = Object.fromEntries(Object.entries(good).filter(([name]) => name !== "tags"));
  const { host: _, tags: __, source: ___, ...rest } = decoded.event;
  assert.deepEqual(rest, JSON.parse(JSON.stringify(own)));
});

test("a clock that cannot be right files the event under its arrival", () => {
  const times: [number, boolean][] = [
    [NOW + CLOCK_AHEAD_MS_MAX, false],
    [NOW + CLOCK_AHEAD_MS_MAX + 1, true],
    [CONTEXT.oldest, false],
    [CONTEXT.oldest - 1, true],
    [0, true],
  ];
  for (const [at, isSkewed] of times) {
    const decoded = decode(testEvent({ at }));
    assert.ok(typeof decoded !== "string");
    assert.deepEqual([decoded.isSkewed, decoded.ts], [isSkewed, isSkewed ? NOW : at]);
  }
});

/** No name and no text in it has what a database refuses. */
function assertSafe(event: unknown): void {
  const isSafe = (text: string) => text.isWellFormed() && !text.includes("\0");
  JSON.stringify(event, (name, value: unknown) => {
    assert.ok(isSafe(name) && (typeof value !== "string" || isSafe(value)));
    return value;
  });
}

test("text that no database takes is made safe in value and key", () => {
  const decoded = decode({ ...good, "k\0": ["a\0b", "\ud800x", "ok \ud83d\ude00"] });
  assert.ok(typeof decoded !== "string");
  assert.deepEqual(decoded.event["k\ufffd"], ["a\ufffdb", "\ufffdx", "ok \ud83d\ude00"]);
  assertSafe(decoded.event);
});

test("tags are bounded", () => {
  const decoded = decode({ ...good, tags: Array.from({ length: 1000 }, (_, at) => `t:${at}`) });
  assert.ok(typeof decoded !== "string");
  assert.equal(decoded.tags.length, TAGS_MAX);
});

test("no bytes throw: they are an event or have a code", () => {
  const seed = encodeEvent(good);
  const mutated = fc
    .array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { maxLength: 8 })
    .map((changes) => {
      const bytes = seed.slice();
      for (const [at, value] of changes) bytes[at] = value;
      return bytes;
    });
  const odd = fc
    .dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 }))
    .map((extra) => encodeEvent({ ...good, ...extra }));
  fc.assert(
    fc.property(fc.oneof(mutated, odd, fc.uint8Array({ maxLength: 200 })), (bytes) => {
      const decoded = decodeEvent(bytes, CONTEXT);
      if (typeof decoded === "string") assert.ok(EVENT_REFUSALS.includes(decoded));
      else {
        assert.ok(Number.isFinite(decoded.ts));
        assertSafe(decoded.event);
      }
    }),
    { numRuns: 3000 },
  );
});
