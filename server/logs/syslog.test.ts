/** Syslog: both formats, both framings, and senders that are held back rather than lost. */
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { until } from "#server/store/testing";
import type { LogOrigin } from "./desk.ts";
import { draftLog } from "./normalize.ts";
import { parseSyslog } from "./syslog.ts";
import { createFramer, openSyslog, SYSLOG_BYTES_MAX } from "./syslog-door.ts";

const NOW = Date.parse("2026-01-01T00:10:00Z");

test("messages of both formats become logs", () => {
  const rows: [string, object][] = [
    [
      '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog 7 ID47 [ex@32473 iut="3" q="a\\"b"][x y="z"] An event',
      {
        ...{
          message: "An event",
          host: "mymachine.example.com",
          source: "evntslog",
          status: "notice",
        },
        ...{ service: "evntslog", ts: Date.parse("2003-10-11T22:14:15.003Z") },
      },
    ],
    [
      "<34>1 - - su - - - \ufeff'su root' failed",
      { message: "'su root' failed", source: "su", status: "critical", host: "" },
    ],
    [
      "<86>Dec 31 23:59:58 web-1 sshd[812]: Accepted publickey for root",
      {
        ...{
          message: "Accepted publickey for root",
          host: "web-1",
          source: "sshd",
          status: "info",
        },
        ts: Date.parse("2025-12-31T23:59:58Z"),
      },
    ],
    ["<13>no header here", { message: "no header here", source: "syslog", status: "notice" }],
    ["just text", { message: "just text", source: "syslog" }],
    ["<999>odd", { message: "<999>odd" }],
  ];
  for (const [text, expected] of rows)
    assert.partialDeepStrictEqual(draftLog(parseSyslog(text, NOW), {}), expected, text);
  const [first] = rows;
  const { syslog } = parseSyslog(first?.[0] ?? "", NOW) as { syslog: Record<string, unknown> };
  assert.deepEqual(syslog["sd"], { "ex@32473": { iut: "3", q: 'a"b' }, x: { y: "z" } });
  assert.deepEqual(
    [syslog["facility"], syslog["procid"], syslog["msgid"]],
    ["local4", "7", "ID47"],
  );
});

test("no text breaks the parser", () => {
  const parts = fc.constantFrom(
    "<34>",
    "1 ",
    "- ",
    '[a b="c"]',
    "Dec 31 23:59:58 ",
    "x[1]: ",
    "\\",
    "]",
    "__proto__",
  );
  const text = fc.array(fc.oneof(parts, fc.string({ maxLength: 4 }))).map((all) => all.join(""));
  fc.assert(
    fc.property(text, (line) => {
      assert.equal(typeof draftLog(parseSyslog(line, NOW), {}).message, "string");
    }),
    { numRuns: 3000 },
  );
});

test("the same messages come out however a stream is cut", () => {
  const messages = ["<1>a b", "<2>line", "<4>12 counted", "<3>é😀"];
  const framed = messages.map((text, at) =>
    at % 2 === 0 ? `${Buffer.byteLength(text)} ${text}` : `${text}\n`,
  );
  const bytes = Buffer.from(framed.join(""));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sizes) => {
      const found: string[] = [];
      const push = createFramer((message) => found.push(message));
      for (let at = 0, step = 0; at < bytes.length; step++) {
        const size = sizes[step % sizes.length] as number;
        push(bytes.subarray(at, at + size));
        at += size;
      }
      assert.deepEqual(found, messages);
    }),
  );
  const found: number[] = [];
  const push = createFramer((message) => found.push(message.length));
  push(Buffer.from(`${"x".repeat(SYSLOG_BYTES_MAX * 2 + 5)}\nok\n`));
  push(Buffer.from(`200000 <1>${"y".repeat(200_000 - 3)}11 <2>the next`));
  assert.deepEqual(found, [SYSLOG_BYTES_MAX, 2, SYSLOG_BYTES_MAX, 11]);
});

test("TCP and UDP reach the desk, and a store that is away loses nothing of TCP", async (context) => {
  const taken: { sent: readonly unknown[]; origin: LogOrigin }[] = [];
  let failures = 1;
  const desk = {
    accept: async (sent: readonly unknown[], origin: LogOrigin) => {
      if (failures-- > 0) throw new Error("away");
      taken.push({ sent, origin });
      return sent.length;
    },
  };
  const door = await openSyslog({ host: "127.0.0.1", port: 0 }, desk, () => NOW);
  context.after(() => door.close());
  const messages = () =>
    taken.flatMap(({ sent }) => sent.map((one) => (one as { message: string }).message));
  const socket = connect(door.port, "127.0.0.1");
  socket.end("<34>Dec 31 23:59:58 a su: one\n<34>Dec 31 23:59:58 a su: two");
  await until("both lines", () => (messages().length === 2 ? true : undefined));
  const udp = createSocket("udp4");
  udp.send("<34>Dec 31 23:59:58 a su: three", door.port, "127.0.0.1", () => udp.close());
  await until("the datagram", () => (messages().length === 3 ? true : undefined));
  assert.deepEqual(messages(), ["one", "two", "three"]);
  assert.equal(taken[0]?.origin.sender, "syslog:127.0.0.1");
  assert.equal(door.counters.syslog_retries.value, 1);
  const taken2 = openSyslog({ host: "127.0.0.1", port: door.port }, desk, () => NOW);
  await assert.rejects(taken2, { code: "LOGS_LISTEN_FAILED" });
});
