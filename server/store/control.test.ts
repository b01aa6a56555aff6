import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, describe, test } from "node:test";
import { type Kysely, sql } from "kysely";
import { type Control, MIGRATIONS, openControl } from "./control.ts";
import { migrateControl } from "./control-migration.ts";
import {
  advanceStream,
  createStream,
  intakeTotals,
  readStreams,
  takeStream,
} from "./intake-store.ts";
import { startControls } from "./testing/controls.ts";

const NOW = 1_767_000_000_123;
const controls = await startControls(NOW);
after(() => controls.stop());
const clock = () => NOW;

const KEY = { agent: "a", spool: "s" };
const START = { writer: "w1", at: NOW, streamsMax: 2 };
const ADVANCE = {
  ...KEY,
  expected: 0,
  next: 10,
  writer: "w1",
  received: 8,
  missing: 1,
  refused: 1,
  at: NOW,
};

for (const { name, skip, open } of controls.dialects) {
  describe(`the control database on ${name}`, { skip }, () => {
    const run = (title: string, work: (control: Control) => Promise<void>) =>
      test(title, async (t) => {
        const control = await open();
        t.after(() => control.close());
        await work(control);
      });

    run("every migration is applied once", async (control) => {
      const db = control.db as unknown as Kysely<unknown>;
      const rows = await control.db.selectFrom("migrations").selectAll().execute();
      assert.deepEqual(rows.map(({ id }) => id).sort(), MIGRATIONS.map(({ id }) => id).sort());
      assert.ok(rows.every(({ applied_at }) => applied_at === NOW));
      assert.deepEqual(await migrateControl(db, control.dialect, MIGRATIONS, clock), []);
      assert.equal(new Set(MIGRATIONS.map(({ id }) => id)).size, MIGRATIONS.length);
    });

    run("a migration that fails leaves nothing behind", async (control) => {
      const db = control.db as unknown as Kysely<unknown>;
      const broken = {
        id: "test-001",
        up: async (trx: Kysely<unknown>) => {
          await trx.schema.createTable("half").addColumn("id", "text").execute();
          throw new Error("no");
        },
      };
      await assert.rejects(migrateControl(db, control.dialect, [broken], clock), /no/);
      const repaired = {
        ...broken,
        up: (trx: Kysely<unknown>) =>
          trx.schema.createTable("half").addColumn("id", "text").execute(),
      };
      assert.deepEqual(await migrateControl(db, control.dialect, [repaired], clock), ["test-001"]);
    });

    run("a transaction that throws changes nothing", async (control) => {
      await createStream(control, KEY, START);
      const failing = control.transaction(async (trx) => {
        assert.ok(await advanceStream(trx, ADVANCE));
        throw new Error("no");
      });
      await assert.rejects(failing, /no/);
      const [row] = await readStreams(control, [KEY]);
      assert.equal(row?.next_seq, 0);
    });

    run(
      "a stream moves on only from where it stands, for the process that has it",
      async (control) => {
        assert.equal(await createStream(control, KEY, START), true);
        assert.equal(await createStream(control, KEY, { ...START, writer: "w2" }), true);
        assert.equal(await createStream(control, { ...KEY, spool: "t" }, START), true);
        assert.equal(await createStream(control, { ...KEY, spool: "u" }, START), false);
        const advance = (change: Partial<typeof ADVANCE>) =>
          control.transaction((trx) => advanceStream(trx, { ...ADVANCE, ...change }));
        assert.equal(await advance({ expected: 5 }), false);
        assert.equal(await advance({ writer: "w2" }), false);
        assert.equal(await advance({}), true);
        assert.equal(await advance({}), false);
        await takeStream(control, KEY, "w2");
        assert.equal(await advance({ expected: 10, next: 20 }), false);
        assert.equal(await advance({ expected: 10, next: 20, writer: "w2" }), true);
        const totals = await intakeTotals(control.db, ["a", "b"]);
        assert.deepEqual(
          { ...totals.get("a") },
          { received: 16, missing: 2, refused: 2, last_seen: NOW },
        );
        assert.equal(totals.has("b"), false);
      },
    );

    run("of many changes at once none is lost", async (control) => {
      await createStream(control, KEY, START);
      const advance = async (): Promise<void> => {
        const [row] = await readStreams(control, [KEY]);
        const expected = row?.next_seq ?? 0;
        const to = { ...ADVANCE, expected, next: expected + 1 };
        if (!(await control.transaction((trx) => advanceStream(trx, to)))) await advance();
      };
      await Promise.all(Array.from({ length: 20 }, advance));
      const [row] = await readStreams(control, [KEY]);
      assert.deepEqual([row?.next_seq, row?.received], [20, 160]);
    });

    run("numbers and text come back as they went in", async (control) => {
      const big = Number.MAX_SAFE_INTEGER;
      const spool = "ünï ' \" \\ % _ 😀";
      await createStream(control, { agent: "a", spool }, START);
      const to = { ...ADVANCE, spool, next: big };
      await control.transaction((trx) => advanceStream(trx, to));
      const [row] = await readStreams(control, [{ agent: "a", spool }]);
      assert.deepEqual([row?.next_seq, row?.spool, row?.updated_at], [big, spool, NOW]);
    });
  });
}

const directory = mkdtempSync(join(tmpdir(), "vigil-control-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string) => join(directory, name);

test("an address that is none, and a place that cannot be used, are refused", async () => {
  await assert.rejects(openControl("mysql://x", { clock }), { code: "CONTROL_URL_INVALID" });
  await assert.rejects(openControl("sqlite:", { clock }), { code: "CONTROL_URL_INVALID" });
  await assert.rejects(openControl(`sqlite:${file("no/such/x.db")}`, { clock }), {
    code: "CONTROL_DOWN",
  });
  writeFileSync(file("text.db"), "this is no database, ".repeat(500));
  await assert.rejects(openControl(`sqlite:${file("text.db")}`, { clock }), {
    code: "CONTROL_BROKEN",
  });
  const nowhere = openControl("postgres://vigil@127.0.0.1:1/vigil", { clock });
  await assert.rejects(nowhere, { code: "CONTROL_DOWN", status: 503 });
});

test("the file and those beside it are for its owner alone", async (t) => {
  const control = await openControl(`sqlite:${file("own.db")}`, { clock });
  t.after(() => control.close());
  await createStream(control, KEY, START);
  for (const name of ["own.db", "own.db-wal", "own.db-shm"])
    assert.equal(statSync(file(name)).mode & 0o777, 0o600);
});

test("a full disk has a code, rolls back, and passes when there is room again", async (t) => {
  const control = await openControl(`sqlite:${file("full.db")}`, { clock });
  t.after(() => control.close());
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(control.db);
  await sql.raw(`pragma max_page_count = ${rows[0]?.page_count}`).execute(control.db);
  const fill = (spool: string) =>
    createStream(control, { agent: "a", spool }, { ...START, streamsMax: 1e6 });
  const full = (async () => {
    for (let at = 0; at < 1000; at++) await fill("x".repeat(500) + at);
  })();
  await assert.rejects(full, { code: "CONTROL_DISK_FULL", status: 507 });
  await sql.raw("pragma max_page_count = 100000").execute(control.db);
  assert.equal(await fill("after"), true);
});

test("a lock that another process holds is waited for and then named", async (t) => {
  const control = await openControl(`sqlite:${file("busy.db")}`, { clock });
  t.after(() => control.close());
  const other = new DatabaseSync(file("busy.db"));
  t.after(() => other.close());
  other.exec("begin immediate");
  await assert.rejects(createStream(control, KEY, START), { code: "CONTROL_BUSY", status: 503 });
  other.exec("rollback");
  assert.equal(await createStream(control, KEY, START), true);
});

test("PostgreSQL going away is CONTROL_DOWN and does not end the process", {
  skip: controls.dialects[1]?.skip ?? false,
}, async () => {
  const second = await startControls(NOW);
  const control = await second.dialects[1]!.open();
  await createStream(control, KEY, START);
  await second.stop();
  await assert.rejects(readStreams(control, [KEY]), { code: "CONTROL_DOWN" });
  await control.close();
});
