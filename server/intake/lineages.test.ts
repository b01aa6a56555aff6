import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createCounters } from "#lib/base";
import { createEventReader, LINEAGE_COUNTERS, type ReadEvent } from "./lineages.ts";

const newReader = () => createEventReader(createCounters(LINEAGE_COUNTERS));

const CAPABILITIES = [
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_FOWNER",
  "CAP_SYS_ADMIN",
  "CAP_SYS_PTRACE",
];

function bodyOf(pid: number) {
  return {
    ...{ pid, ppid: pid - 1, comm: 'a "worker\\', executable: { path: "/usr/lib/app/bin/worker" } },
    credentials: { uid: 0, user: "root", cap_effective: CAPABILITIES, cap_permitted: CAPABILITIES },
    args: ['{"parent":{', ',"ancestors":[', "\\", "}"],
  };
}

function eventOf(pid: number, title = "A program was run") {
  const parent = bodyOf(pid - 1);
  const ancestors = [parent, bodyOf(pid - 2)].map(({ credentials: { uid, user }, ...rest }) => ({
    ...rest,
    credentials: { uid, user },
  }));
  return { title, process: { ...bodyOf(pid), parent, ancestors }, file: { path: "/etc/shadow" } };
}

function whole({ event, process }: ReadEvent): unknown {
  return process === undefined ? event : { ...(event as object), process };
}

test("a process that was read before is the same object, also as a parent and an ancestor", () => {
  const read = newReader();
  const sent = [eventOf(7), eventOf(7), eventOf(7, "another"), eventOf(8), eventOf(8)];
  const [once, first, again, , child] = sent.map((event) => read(JSON.stringify(event)));
  assert.equal(once?.process, undefined);
  assert.deepEqual(whole(first as ReadEvent), eventOf(7));
  assert.deepEqual(whole(again as ReadEvent), eventOf(7, "another"));
  assert.deepEqual(whole(child as ReadEvent), eventOf(8));
  type Process = { parent: object; ancestors: object[]; credentials: { cap_effective: object } };
  const [older, same, younger] = [first, again, child].map((each) => each?.process as Process);
  assert.ok(older && younger);
  assert.equal(same, older);
  assert.equal(younger.ancestors[1], older.ancestors[0]);
  assert.equal(younger.credentials.cap_effective, older.credentials.cap_effective);
});

const UNUSUAL = [
  '{"process":{}}',
  '{"process":{"parent":{}}}',
  '{"process":5}',
  `{"process":${JSON.stringify(bodyOf(1))},"process":7}`,
  `{"other":{"process":${JSON.stringify(bodyOf(1))}},"process":{"pid":1}}`,
  `{"a\\"process":${JSON.stringify(bodyOf(1))}}`,
  JSON.stringify({ process: { ...bodyOf(1), parent: bodyOf(2), ancestors: [], last: true } }),
  JSON.stringify({ process: { ...bodyOf(1), ancestors: [bodyOf(2)], parent: bodyOf(3) } }),
  JSON.stringify({ process: { ...bodyOf(1), ancestors: [1, bodyOf(2), [bodyOf(2)]] } }),
  JSON.stringify({ process: { ...bodyOf(1), x: { y: { ...bodyOf(4), parent: bodyOf(2) } } } }),
  JSON.stringify({ process: { ...bodyOf(1), cap_effective: CAPABILITIES } }),
  JSON.stringify({ process: { ...bodyOf(1), x: { cap_effective: CAPABILITIES } } }),
  JSON.stringify(eventOf(3)).replace("worker", "\\ud800").replace("/etc", "\\u0000"),
  JSON.stringify(eventOf(3)).replace(',"parent"', ',"parent":1,"parent"'),
  JSON.stringify({ process: bodyOf(1) }).replace("pid", "__proto__"),
  JSON.stringify({ process: bodyOf(1), deep: JSON.parse("[".repeat(20) + "]".repeat(20)) }),
];

test("what is not as agents write it is read as JSON is", () => {
  const read = newReader();
  for (let round = 0; round < 3; round++)
    for (const text of UNUSUAL) assert.deepEqual(whole(read(text)), JSON.parse(text), text);
  for (const text of ["", "{", "[]x", '{"process":{', `{"process":${JSON.stringify(bodyOf(1))}`])
    assert.throws(() => read(text), SyntaxError);
});

test("a text with any change is read as JSON is, or refused as it is", () => {
  const texts = [1, 2, 3].map((pid) => JSON.stringify(eventOf(pid)));
  const piece = fc.constantFrom(
    ...['"', "\\", "{", "}", "[", "]", ",", ":", '"parent":', ',"parent":{', "0", "", "\\u0041"],
    ...[',"ancestors":[', '"process":{', "},", "{}", '"cap_effective":["', ',"pid":1'],
  );
  const change = fc.record({ at: fc.nat(3000), cut: fc.nat(40), piece });
  const read = newReader();
  for (const text of texts) read(text);
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.array(change, { maxLength: 3 }), (text, changes) => {
      let changed = text;
      for (const { at, cut, piece: more } of changes)
        changed = changed.slice(0, at) + more + changed.slice(at + cut);
      let expected: unknown;
      try {
        expected = JSON.parse(changed);
      } catch {
        assert.throws(() => read(changed), SyntaxError);
        return;
      }
      assert.deepEqual(whole(read(changed)), expected);
    }),
    { numRuns: 5000 },
  );
});

test("what is long forgotten, deep or long is read all the same", () => {
  const counters = createCounters(LINEAGE_COUNTERS);
  const read = createEventReader(counters);
  const long = { process: { ...bodyOf(1), args: ["x".repeat(100_000)] } };
  for (let round = 0; round < 2; round++) assert.deepEqual(whole(read(JSON.stringify(long))), long);
  for (let pid = 0; pid < 30_000; pid += 10) {
    const event = eventOf(pid);
    read(JSON.stringify(event));
    const found = whole(read(JSON.stringify(event)));
    if (pid % 1000 === 0) assert.deepEqual(found, event);
  }
  assert.deepEqual(whole(read(JSON.stringify(eventOf(0)))), eventOf(0));
  const { lineage_texts_kept: kept, ...rest } = counters.snapshot();
  assert.ok(kept > rest.lineage_texts_dropped && rest.lineage_texts_found > 0);
  assert.ok(kept - rest.lineage_texts_dropped < 40_000);
});

test("what is dropped is counted, and so is what was met once and not again", () => {
  const counters = createCounters(LINEAGE_COUNTERS);
  const read = createEventReader(counters);
  // Of one process, with another title each time a text of its own: the start is alike.
  for (let at = 0; at < 10; at++) read(JSON.stringify({ process: { ...bodyOf(1), thread: at } }));
  const { lineage_texts_kept: kept, lineage_texts_dropped: dropped } = counters.snapshot();
  assert.ok(kept > dropped && dropped > 0, `${kept} kept, ${dropped} dropped`);
  for (let pid = 0; pid < 100_001; pid++)
    read(JSON.stringify({ process: { pid, filler: "x".repeat(80) } }));
  assert.ok(counters.lineage_starts_dropped.value >= 99_999);
});
