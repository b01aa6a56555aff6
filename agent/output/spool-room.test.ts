/** What goes when a spool is full: the least important, the oldest first, counted, on disk for good. */
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { LANES, type Lane, laneOf } from "./lane.ts";
import { encodeOrigin, ORIGINS_MAX, Origins } from "./origin.ts";
import { createSpoolCounters, Spool, type SpoolOptions } from "./spool.ts";
import {
  encodeEntry,
  encodeGap,
  GAP,
  readEntry,
  SEGMENT_HEAD_BYTES,
  scanEntries,
} from "./spool-format.ts";

const root = mkdtempSync(join(tmpdir(), "vigil-room-"));
after(() => rmSync(root, { recursive: true }));
let directories = 0;

function newDirectory(): string {
  directories += 1;
  return join(root, String(directories));
}

async function openSpool(dir: string, more: Partial<SpoolOptions> = {}) {
  const counters = createSpoolCounters();
  const createId = () => "cd".repeat(16);
  const base = { dir, counters, clock: () => 1000, createId, changed: () => {} };
  return { spool: await Spool.open({ ...base, ...more }), counters };
}

type Found = Map<number, string>;

async function all(spool: Spool, from = 0): Promise<Found> {
  const found: Found = new Map();
  for (let at = from; ; ) {
    const slice = await spool.read(at, 7, 4000);
    if (!slice) return found;
    slice.events.forEach((event, index) => {
      found.set(slice.first + index, Buffer.from(event).toString());
    });
    at = slice.first + slice.events.length;
  }
}

const SIZES = { segmentBytesMax: 4096, bytesMax: 32_768 };
const PADDING = "x".repeat(200);
const textOf = (lane: Lane, count: number) => `${lane} ${count} ${PADDING}`;

test("lanes: by tactic, then by event, as the sensor's rings", () => {
  const lanes = (event: string, ...tags: string[]) => laneOf(event, tags);
  assert.deepEqual(
    ["exec", "setuid", "bpf", "mount", "pivot_root", "ptrace"].map((event) => lanes(event)),
    Array(6).fill("urgent"),
  );
  assert.deepEqual(
    ["open", "unlink", "mmap", "mprotect"].map((event) => lanes(event)),
    Array(4).fill("files"),
  );
  assert.deepEqual(
    ["connect", "dns", "network_flow_monitor"].map((event) => lanes(event)),
    Array(3).fill("network"),
  );
  assert.equal(lanes("open", "source:runtime", "tactic:TA0006-credential-access"), "urgent");
  assert.equal(lanes("unlink", "tactic:TA0112-defense-impairment"), "urgent");
  assert.equal(lanes("open", "tactic:TA0007-discovery"), "files");
});

test("a flood of network matches takes nothing from files and processes", async () => {
  const { spool, counters } = await openSpool(newDirectory(), SIZES);
  const kept = new Map<Lane, number>([...LANES].map((lane) => [lane, 0]));
  const add = async (lane: Lane) => {
    const count = kept.get(lane) ?? 0;
    kept.set(lane, count + 1);
    assert.notEqual(await spool.append(Buffer.from(textOf(lane, count)), { lane }), undefined);
  };
  for (let count = 0; count < 600; count += 1) {
    await add("network");
    if (count % 20 === 0) await add("urgent");
    if (count % 30 === 0) await add("files");
  }
  assert.ok(spool.bytes <= SIZES.bytesMax, `${spool.bytes} bytes`);
  const found = [...(await all(spool)).values()];
  for (const lane of ["urgent", "files"] as const) {
    const want = Array.from({ length: kept.get(lane) ?? 0 }, (_, count) => textOf(lane, count));
    assert.deepEqual(
      found.filter((text) => text.startsWith(lane)),
      want,
    );
  }
  const network = found.filter((text) => text.startsWith("network"));
  assert.equal(network.at(-1), textOf("network", 599), "the oldest went");
  assert.equal(counters.spool_lost_network.value, 600 - network.length);
  assert.equal(counters.spool_lost_urgent.value + counters.spool_lost_files.value, 0);
  assert.equal(counters.spool_dropped.value, counters.spool_lost_network.value);
  assert.equal(spool.entries, found.length);
  await spool.close();
});

test("a full spool refuses what is less important than all it has, and never the urgent", async () => {
  const { spool, counters } = await openSpool(newDirectory(), SIZES);
  for (let count = 0; count < 200; count += 1)
    await spool.append(Buffer.from(textOf("urgent", count)), { lane: "urgent" });
  const before = counters.spool_lost_urgent.value;
  assert.ok(before > 0, "with nothing else to drop, the oldest urgent ones go");
  const lanes = ["network", "files"] as const;
  for (const lane of lanes)
    for (let count = 0; count < 20; count += 1)
      await spool.append(Buffer.from(textOf(lane, count)), { lane });
  assert.ok(counters.spool_refused.value >= 2);
  assert.ok(counters.spool_lost_files.value > 0 && counters.spool_lost_network.value > 0);
  const after = counters.spool_lost_urgent.value;
  assert.ok(after - before <= 32, "no more than one segment made way");
  assert.equal((await spool.append(Buffer.from("last"), {})) !== undefined, true);
  await spool.close();
});

test("numbers, origins and the rest survive a drop, a reopening and a crash between two files", async () => {
  const dir = newDirectory();
  const origin = encodeOrigin({ series: 1, number: 5, ruleId: "r" }, undefined);
  const first = await openSpool(dir, SIZES);
  await first.spool.append(Buffer.from(textOf("network", 0)), { lane: "network", origin });
  const numbers = new Map<number, string>();
  const urgent = async (count: number) => {
    const text = textOf("urgent", count);
    numbers.set((await first.spool.append(Buffer.from(text))) ?? -1, text);
  };
  await urgent(0);
  const [whole = ""] = readdirSync(dir);
  for (let count = 1; count < 16; count += 1) await urgent(count);
  copyFileSync(join(dir, whole), join(root, "whole"));
  for (let count = 1; count < 300; count += 1)
    await first.spool.append(Buffer.from(textOf("network", count)), { lane: "network" });
  assert.ok(first.counters.spool_lost_network.value > 0);
  await first.spool.close();
  /* As if the old file had not been removed yet, and a new one not been finished. */
  copyFileSync(join(root, "whole"), join(dir, whole));
  writeFileSync(join(dir, "0000000000000016.2.seg.new"), "VIGSPOOL");
  const again = await openSpool(dir, SIZES);
  assert.equal(again.spool.next, 316);
  const found = await all(again.spool);
  for (const [number, text] of numbers) assert.equal(found.get(number), text);
  assert.equal(found.get(0), undefined, "what was dropped stays dropped");
  assert.ok(origin && !again.spool.origins.hasMatch(origin), "but may be told of again");
  assert.equal(again.counters.spool_damaged_segments.value, 0);
  assert.equal(
    readdirSync(dir).some((name) => name.endsWith(".new")),
    false,
  );
  await again.spool.close();
});

test("what the server has goes first, and is no loss", async () => {
  const { spool, counters } = await openSpool(newDirectory(), SIZES);
  spool.release(0);
  for (let count = 0; count < 120; count += 1)
    await spool.append(Buffer.from(textOf("urgent", count)));
  spool.ack(100);
  for (let count = 120; count < 220; count += 1)
    await spool.append(Buffer.from(textOf("network", count)), { lane: "network" });
  assert.equal(counters.spool_dropped.value, 0);
  assert.equal((await all(spool, 100)).size, 120);
  await spool.close();
});

test("origins are bounded and counted, and let go of when nothing asks for them", async () => {
  const dir = newDirectory();
  const originOf = (number: number) =>
    encodeOrigin({ series: 1, number, ruleId: "r" }, `process ${number}`) as Buffer;
  const few = new Origins(10);
  for (let number = 0; number < 25; number += 1) few.add(originOf(number));
  assert.deepEqual([few.size, few.forgotten], [20, 30]);
  assert.equal(few.hasMatch(originOf(14)), false);
  assert.ok(few.hasMatch(originOf(15)) && few.hasTold(originOf(24)));
  assert.ok(ORIGINS_MAX > (16 * 2 ** 20) / 200, "a sensor keeps no more records than that");
  const first = await openSpool(dir);
  for (let number = 0; number < 9; number += 1)
    await first.spool.append(Buffer.from(`match ${number}`), { origin: originOf(number) });
  assert.equal(first.spool.origins.size, 0);
  await first.spool.close();
  const { spool } = await openSpool(dir);
  spool.release(0);
  await spool.append(Buffer.from("of this life"));
  assert.equal(spool.origins.size, 18);
  spool.release(8);
  assert.equal(spool.origins.size, 18, "the last entry's record may come again");
  spool.release(10);
  assert.deepEqual([spool.origins.size, spool.origins.hasMatch(originOf(3))], [0, false]);
  await spool.close();
});

test("entries of every lane, with and without origins, are read as they were written", () => {
  const part = fc.record({
    event: fc.uint8Array({ minLength: 1, maxLength: 300 }),
    lane: fc.constantFrom(0, 1, 2),
    origin: fc.option(fc.uint8Array({ minLength: 24, maxLength: 24 }), { nil: undefined }),
    gap: fc.nat(2),
  });
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 20 }),
      fc.uint8Array({ maxLength: 40 }),
      (parts, tail) => {
        const entries = parts.flatMap(({ event, lane, origin, gap }) => [
          ...(gap > 0 ? [encodeGap(gap)] : []),
          encodeEntry(event, lane, origin),
        ]);
        const head = Buffer.alloc(SEGMENT_HEAD_BYTES);
        const bytes = Buffer.concat([head, ...entries, tail]);
        const read = scanEntries(bytes).offsets.map((at) => readEntry(bytes, at));
        const gaps = read
          .filter(({ lane }) => lane === GAP)
          .map(({ event }) => event.readUInt32LE());
        const wanted = parts.map(({ gap }) => gap).filter((gap) => gap > 0);
        assert.deepEqual(gaps.slice(0, wanted.length), wanted);
        const matches = read.filter(({ lane }) => lane !== GAP);
        parts.forEach(({ event, lane, origin }, index) => {
          assert.deepEqual([...(matches[index]?.event ?? [])], [...event]);
          assert.equal(matches[index]?.lane, lane);
          assert.deepEqual([...(matches[index]?.origin ?? [])], [...(origin ?? [])]);
        });
      },
    ),
  );
});
