/** The connection that only reads: what it sees, what it refuses, and that it holds nobody up. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, sql } from "kysely";
import { type Control, openControl } from "./control.ts";
import { READS_WAITING_MAX, sqliteReaderDialect } from "./sqlite-reader.ts";

let folder: string;
let path: string;
let control: Control;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-reader-"));
  path = join(folder, "control.db");
  control = await openControl(`sqlite:${path}`, { clock: () => 1 });
  await sql`create table numbers (n integer)`.execute(control.db);
});
after(async () => {
  await control.close();
  await rm(folder, { recursive: true, force: true });
});

/** Some seconds of work for the engine. */
const count = (to: number) =>
  sql<{ n: number }>`with recursive c(i) as (select 1 union all select i + 1 from c where i < ${to})
    select count(*) as n from c`;

async function numbers(): Promise<number[]> {
  const { rows } = await sql<{ n: number }>`select n from numbers order by n`.execute(
    control.reads,
  );
  return rows.map(({ n }) => n);
}

test("it sees what is committed, and nothing else", async () => {
  await sql`insert into numbers values (1)`.execute(control.db);
  assert.deepEqual(await numbers(), [1]);
  await control.transaction(async (trx) => {
    await sql`insert into numbers values (2)`.execute(trx);
    assert.deepEqual(await numbers(), [1]);
  });
  assert.deepEqual(await numbers(), [1, 2]);
});

test("it cannot write, and its faults are those of the engine", async () => {
  await assert.rejects(sql`delete from numbers`.execute(control.reads), ({ cause }: Error) =>
    /readonly/.test(String(cause)),
  );
  await assert.rejects(sql`select missing`.execute(control.reads), /no such column/);
  assert.deepEqual(await numbers(), [1, 2]);
});

test("while it answers, the server goes on", async () => {
  const answer = count(5_000_000).execute(control.reads);
  let isDone = false;
  void answer.then(() => {
    isDone = true;
  });
  let turns = 0;
  while (!isDone) {
    await sql`select 1`.execute(control.db);
    await sleep(1);
    turns += 1;
  }
  assert.equal((await answer).rows[0]?.n, 5_000_000);
  assert.ok(turns > 20, `${turns} turns of the loop while the engine counted`);
});

test("more than it takes wait nowhere, and the others are answered", async () => {
  const first = count(1_000_000).execute(control.reads);
  const rest = Array.from({ length: READS_WAITING_MAX }, () => numbers());
  const ends = await Promise.allSettled([first, ...rest]);
  const refused = ends.filter((end) => end.status === "rejected");
  assert.deepEqual(
    refused.map(({ reason }) => (reason as { code: string }).code),
    ["CONTROL_BUSY"],
  );
});

test("what takes too long is given up, and the next question is answered", async () => {
  const reads = new Kysely<unknown>({ dialect: sqliteReaderDialect(path, 200) });
  await assert.rejects(count(20_000_000).execute(reads), { code: "CONTROL_SLOW" });
  for (let tries = 0; ; tries++) {
    const answer = await count(3)
      .execute(reads)
      .catch((error: { code: string }) => error.code);
    if (answer !== "CONTROL_SLOW") {
      assert.equal(typeof answer === "string" ? answer : answer.rows[0]?.n, 3);
      break;
    }
    assert.ok(tries < 200, "the thread never comes free");
  }
  await reads.destroy();
});

test("what waits when it is closed is refused, and it can be closed again", async () => {
  const reads = new Kysely<unknown>({ dialect: sqliteReaderDialect(path) });
  const asked = count(1_000_000).execute(reads);
  const refused = assert.rejects(asked, { code: "CONTROL_DOWN" });
  await sleep(50);
  await reads.destroy();
  await refused;
});

test("a file that is not there is told, each time", async () => {
  const reads = new Kysely<unknown>({ dialect: sqliteReaderDialect(join(folder, "none.db")) });
  for (const _ of [1, 2]) await assert.rejects(count(1).execute(reads), { code: "CONTROL_DOWN" });
  await reads.destroy();
});
