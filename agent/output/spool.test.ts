/** The spool on a disk that fills, fails and tears, and under kill -9. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { eventually } from "../../test/agent/deadline.ts";
import { encodeOrigin } from "./origin.ts";
import { createSpoolCounters, Spool, type SpoolOptions } from "./spool.ts";

const root = mkdtempSync(join(tmpdir(), "vigil-spool-"));
after(() => rmSync(root, { recursive: true }));
let directories = 0;

function newDirectory(): string {
  directories += 1;
  return join(root, `spool-${directories}`);
}

async function openSpool(dir: string, more: Partial<SpoolOptions> = {}) {
  const counters = createSpoolCounters();
  const createId = () => "cd".repeat(16);
  const base = { dir, counters, clock: () => 1000, createId, changed: () => {} };
  return { spool: await Spool.open({ ...base, ...more }), counters };
}

async function texts(spool: Spool, from = 0): Promise<string[]> {
  const found: string[] = [];
  for (let at = from; ; ) {
    const slice = await spool.read(at, 3, 1000);
    if (!slice) return found;
    for (const event of slice.events) found.push(Buffer.from(event).toString());
    at = slice.first + slice.events.length;
  }
}

function segmentsOf(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith(".seg"))
    .sort()
    .map((name) => join(dir, name));
}

test("matches are kept in order and survive reopening, with their numbers", async () => {
  const dir = newDirectory();
  const first = await openSpool(dir, { segmentBytesMax: 100 });
  const words = Array.from({ length: 20 }, (_, index) => `match ${index}`);
  const numbers = await Promise.all(words.map((word) => first.spool.append(Buffer.from(word))));
  assert.deepEqual(
    numbers,
    words.map((_, index) => index),
  );
  first.spool.ack(7);
  const { id } = first.spool;
  await first.spool.close();
  const again = await openSpool(dir, { createId: () => "ef".repeat(16) });
  assert.equal(again.spool.id, id);
  assert.equal(again.spool.acked, 7);
  assert.equal(again.spool.next, 20);
  assert.equal(again.spool.entries, 13);
  assert.deepEqual(await texts(again.spool, 7), words.slice(7));
  assert.equal(await again.spool.append(Buffer.from("next")), 20);
  await again.spool.close();
});

test("what the server has is deleted, but the last segment: it holds the next number", async () => {
  const dir = newDirectory();
  const { spool } = await openSpool(dir, { segmentBytesMax: 60 });
  for (let index = 0; index < 10; index += 1) await spool.append(Buffer.from(`match ${index}`));
  assert.ok(segmentsOf(dir).length > 3);
  spool.ack(10);
  assert.equal(await spool.read(spool.acked, 10, 1000), undefined);
  assert.equal(spool.oldestAt, undefined);
  await spool.close();
  assert.equal(segmentsOf(dir).length, 1);
  const again = await openSpool(dir);
  assert.equal(await again.spool.append(Buffer.from("x")), 10);
  await again.spool.close();
});

test("a full spool drops its oldest segment, counted, and the numbers show the gap", async () => {
  const dir = newDirectory();
  const { spool, counters } = await openSpool(dir, { segmentBytesMax: 200, bytesMax: 600 });
  for (let index = 0; index < 100; index += 1) await spool.append(Buffer.from(`match ${index}`));
  assert.ok(spool.bytes <= 600);
  const slice = await spool.read(0, 100, 10_000);
  assert.ok(slice && slice.first > 0);
  assert.equal(counters.spool_dropped.value, slice.first);
  assert.equal((await texts(spool)).at(-1), "match 99");
  await spool.close();
});

test("a torn tail is cut off and its number given again", async () => {
  const dir = newDirectory();
  const { spool } = await openSpool(dir);
  for (const word of ["one", "two", "three"]) await spool.append(Buffer.from(word));
  await spool.close();
  const [path = ""] = segmentsOf(dir);
  const { length } = readFileSync(path);
  truncateSync(path, length - 2);
  appendFileSync(path, Buffer.alloc(64));
  const again = await openSpool(dir);
  assert.deepEqual(await texts(again.spool), ["one", "two"]);
  assert.equal(await again.spool.append(Buffer.from("four")), 2);
  assert.deepEqual(await texts(again.spool), ["one", "two", "four"]);
  await again.spool.close();
  const third = await openSpool(dir);
  assert.deepEqual(await texts(third.spool), ["one", "two", "four"]);
  await third.spool.close();
});

test("damage in the middle loses the rest of that segment only", async () => {
  const dir = newDirectory();
  const { spool } = await openSpool(dir, { segmentBytesMax: 80 });
  for (let index = 0; index < 9; index += 1) await spool.append(Buffer.from(`match ${index}`));
  await spool.close();
  const paths = segmentsOf(dir);
  const second = readFileSync(paths[1] ?? "");
  second[45] = 0xff;
  writeFileSync(paths[1] ?? "", second);
  writeFileSync(join(dir, "9999999999999999.seg"), "no segment");
  const again = await openSpool(dir);
  assert.equal(again.counters.spool_damaged_segments.value, 1);
  const left = await texts(again.spool);
  assert.deepEqual(left.slice(0, 3), ["match 0", "match 1", "match 2"]);
  assert.equal(left.at(-1), "match 8");
  assert.ok(left.length < 9);
  assert.equal(again.spool.next, 9);
  await again.spool.close();
});

test("when the disk takes nothing, matches wait, up to a bound, until it does", async () => {
  const dir = newDirectory();
  const faults: string[] = [];
  const { spool, counters } = await openSpool(dir, { changed: (fault) => faults.push(fault) });
  rmSync(dir, { recursive: true });
  const waiting = spool.append(Buffer.from("patient"));
  const big = Buffer.alloc(9 * 1024 * 1024, 1);
  void spool.append(big);
  assert.equal(await spool.append(big), undefined);
  assert.equal(counters.spool_refused.value, 1);
  await eventually(() => spool.fault !== "", "the fault is seen");
  assert.equal(spool.fault, "ENOENT");
  mkdirSync(dir);
  assert.equal(await waiting, 0);
  assert.deepEqual(faults.slice(0, 1), ["ENOENT"]);
  await spool.close();
});

/** Kills the writer once it has written `lines` lines; returns the whole lines it wrote. */
function killAfter(child: ChildProcess, lines: number): Promise<string[]> {
  return new Promise((resolve) => {
    let output = "";
    child.stdout?.setEncoding("utf8");
    child.stdout?.on("data", (text: string) => {
      output += text;
      if (output.split("\n").length > lines) child.kill("SIGKILL");
    });
    child.once("close", () => resolve(output.split("\n").slice(0, -1)));
  });
}

test("kill -9 while appending loses nothing that was kept", async () => {
  const dir = newDirectory();
  const fixture = join(import.meta.dirname, "spool.fixture.ts");
  const kept = new Map<number, string>();
  for (const lines of [1, 40, 300]) {
    const child = spawn(process.execPath, [fixture, dir], { stdio: ["ignore", "pipe", "inherit"] });
    for (const line of await killAfter(child, lines)) {
      const sequence = Number(line.slice(0, line.indexOf(" ")));
      assert.equal(kept.has(sequence), false, "no number is given twice");
      kept.set(sequence, line.slice(line.indexOf(" ") + 1));
    }
  }
  const { spool, counters } = await openSpool(dir);
  const found = await texts(spool);
  assert.ok(kept.size > 300);
  for (const [sequence, text] of kept) assert.equal(found[sequence], text);
  assert.equal(counters.spool_damaged_segments.value, 0);
  await spool.close();
});

test("what an entry came of is known to the next life, and entries of before have none", async () => {
  const dir = newDirectory();
  const origin = encodeOrigin({ series: 7, number: 12, ruleId: "r" }, "a process");
  const first = await openSpool(dir);
  await first.spool.append(Buffer.from("plain"));
  await first.spool.append(Buffer.from("with an origin"), { origin });
  assert.ok(origin && !first.spool.origins.hasMatch(origin), "this life knows on its own");
  await first.spool.close();
  const { spool } = await openSpool(dir);
  assert.deepEqual(await texts(spool), ["plain", "with an origin"]);
  assert.ok(spool.origins.hasMatch(origin) && spool.origins.hasTold(origin));
  for (const other of [
    encodeOrigin({ series: 7, number: 13, ruleId: "r" }, "another process"),
    encodeOrigin({ series: 8, number: 12, ruleId: "r" }, "another process"),
    encodeOrigin({ series: 7, number: 12, ruleId: "s" }, "another process"),
  ]) {
    assert.ok(other && !spool.origins.hasMatch(other) && !spool.origins.hasTold(other));
  }
  assert.equal(encodeOrigin(undefined, undefined), undefined);
  await spool.close();
});

test("an acknowledged segment stays until its records are not asked for again", async () => {
  const dir = newDirectory();
  const { spool } = await openSpool(dir, { segmentBytesMax: 100 });
  spool.release(0);
  for (let count = 0; count < 20; count += 1) await spool.append(Buffer.from(`match ${count}`));
  const before = segmentsOf(dir).length;
  spool.ack(20);
  await spool.append(Buffer.from("one more"));
  assert.ok(segmentsOf(dir).length >= before);
  spool.release(20);
  await eventually(() => segmentsOf(dir).length <= 2, "the released segments go");
  assert.deepEqual(await texts(spool, 20), ["one more"]);
  await spool.close();
});
