/** The reader of record streams: framing, foreign layouts, and bytes of ill will. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createStreamCounters, createStreamReader, STREAM_BUFFER_BYTES } from "#agent/sensor";
import { isAppError } from "#lib/base";
import { type Chunk, type EventName, LAYOUT, OpenView, VIEWS } from "#lib/event";
import { buildExec, buildOpen, buildPreface, buildRecord } from "./records.ts";

const SHELL = { pid: 10, start: 1000, ppid: 1 };

function readAll(bytes: Uint8Array, step: number) {
  const counters = createStreamCounters();
  const seen: { name: EventName; path: string }[] = [];
  const view = new OpenView();
  const handler = {
    preface: () => {},
    record: (name: EventName, chunk: Chunk, base: number) => {
      view.point(chunk, base);
      seen.push({ name, path: name === "open" ? view["open.file.path"] : "" });
    },
  };
  const reader = createStreamReader(handler, counters);
  for (let at = 0; at < bytes.length; ) {
    const space = reader.space();
    const count = Math.min(step, space.length, bytes.length - at);
    space.set(bytes.subarray(at, at + count));
    reader.filled(count);
    at += count;
  }
  return { seen, counters, reader };
}

function sampleStream(): Buffer {
  return Buffer.concat([
    buildPreface(),
    buildExec(SHELL, 2000, "/bin/sh", ["sh", "-c", "id"]),
    buildOpen(SHELL, 3000, "/etc/shadow", 0),
    buildRecord("ready", { snapshot_count: 0 }),
    buildOpen(SHELL, 4000, "/tmp/ünï-\u{1f600}", 1),
  ]);
}

test("records are read whatever the size of the reads", () => {
  const stream = sampleStream();
  for (const step of [1, 7, 8, 100, 4096, stream.length]) {
    const { seen, counters, reader } = readAll(stream, step);
    assert.deepEqual(
      seen.map(({ name }) => name),
      ["exec", "open", "ready", "open"],
    );
    assert.equal(seen[1]?.path, "/etc/shadow");
    assert.equal(seen[3]?.path, "/tmp/ünï-\u{1f600}");
    assert.equal(counters.records_malformed.value, 0);
    assert.equal(reader.isWhole(), true);
  }
});

test("a stream longer than the buffer is read through the same buffer", () => {
  const open = buildOpen(SHELL, 3000, `/${"x".repeat(4000)}`, 0);
  const count = Math.ceil((2 * STREAM_BUFFER_BYTES) / open.length);
  const stream = Buffer.concat([buildPreface(), ...Array<Buffer>(count).fill(open)]);
  assert.equal(readAll(stream, 70_001).seen.length, count);
});

test("malformed and unknown records are counted and skipped", () => {
  const outside = buildOpen(SHELL, 1, "/etc/passwd", 0);
  const at = LAYOUT.records["open"]?.members["file.path"]?.[0] ?? 0;
  outside.writeUInt16LE(60_000, at + 2);
  const inHeader = buildOpen(SHELL, 1, "/etc/passwd", 0);
  inHeader.writeUInt16LE(8, at);
  const short = Buffer.from(buildOpen(SHELL, 1, "/etc/passwd", 0).subarray(0, 136));
  short.writeUInt32LE(136, 0);
  const unknown = buildRecord("ready");
  unknown.writeUInt16LE(999, 4);
  const good = buildOpen(SHELL, 1, "/etc/passwd", 0);
  const stream = Buffer.concat([buildPreface(), outside, inHeader, short, unknown, good]);
  const { seen, counters } = readAll(stream, stream.length);
  assert.equal(seen.length, 1);
  assert.equal(counters.records_malformed.value, 3);
  assert.equal(counters.records_unknown.value, 1);
});

test("a length that cannot be one ends the stream", () => {
  for (const length of [0, 8, 127, 129, 65_536, 0xffffffff]) {
    const bad = buildRecord("ready");
    bad.writeUInt32LE(length, 0);
    assert.throws(() => readAll(Buffer.concat([buildPreface(), bad]), 4096), {
      code: "SENSOR_STREAM_UNREADABLE",
    });
  }
});

test("what is no stream is refused", () => {
  const versioned = buildPreface();
  versioned.writeUInt32LE(2, 8);
  const huge = buildPreface();
  huge.writeUInt32LE(1 << 30, 12);
  const record = LAYOUT.records["open"];
  const outside = { ...record, members: { flags: [4000, 4, "u32"] } };
  const streams = [
    Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    versioned,
    huge,
    buildPreface({ layout: null }),
    buildPreface({ layout: { hash: "x", records: { open: outside } } }),
    buildPreface({ boot_time_ns: "never" }),
  ];
  for (const stream of streams)
    assert.throws(() => readAll(stream, 4096), { code: "SENSOR_STREAM_UNREADABLE" });
});

test("a stream of another layout is read by the names of its members", () => {
  const open = LAYOUT.records["open"];
  assert.ok(open);
  /* An older sensor: 16 bytes of padding before everything but length and type, and another id. */
  const members = Object.fromEntries(
    Object.entries(open.members).map(([name, [at, size, type]]) => {
      const moved = name === "header.len" || name === "header.type" ? at : at + 16;
      return [name, [moved, size, type]];
    }),
  );
  const layout = { hash: "older", records: { open: { id: 77, size: open.size + 16, members } } };
  const now = buildOpen(SHELL, 3000, "/etc/shadow", 64);
  const then = Buffer.concat([now.subarray(0, 6), Buffer.alloc(16), now.subarray(6)]);
  then.writeUInt32LE(then.length, 0);
  then.writeUInt16LE(77, 4);
  const at = open.members["file.path"]?.[0] as number;
  then.writeUInt16LE(then.readUInt16LE(at + 16) + 16, at + 16);
  const { seen, counters } = readAll(Buffer.concat([buildPreface({ layout }), then]), 64);
  assert.deepEqual(seen, [{ name: "open", path: "/etc/shadow" }]);
  assert.equal(counters.records_malformed.value, 0);
});

test("no bytes make the reader fail in another way than by refusing them", () => {
  const stream = sampleStream();
  const prefaceEnd = buildPreface().length;
  const mutation = fc.tuple(fc.nat(stream.length - 1), fc.nat(255));
  const readers = Object.values(VIEWS).map((View) => new View());
  fc.assert(
    fc.property(
      fc.array(mutation, { maxLength: 12 }),
      fc.boolean(),
      fc.nat(500),
      (mutations, keep, step) => {
        const bytes = Buffer.from(stream);
        for (const [at, value] of mutations)
          bytes[keep ? prefaceEnd + (at % (bytes.length - prefaceEnd)) : at] = value;
        const counters = createStreamCounters();
        const record = (name: EventName, chunk: Chunk, base: number) => {
          const view = readers.find(({ type }) => type === name);
          assert.ok(view);
          view.point(chunk, base);
          assert.equal(typeof view["header.comm"], "string");
        };
        try {
          const reader = createStreamReader({ preface: () => {}, record }, counters);
          for (let at = 0; at < bytes.length; at += step + 1) {
            const part = bytes.subarray(at, at + step + 1);
            reader.space().set(part);
            reader.filled(part.length);
            assert.ok(reader.space().length > 0);
          }
        } catch (error) {
          assert.ok(isAppError(error), String(error));
        }
      },
    ),
    { numRuns: 400 },
  );
});
