/** Values of facets: what is kept of a signal, what older signals get, and how they are counted. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { type Kysely, sql } from "kysely";
import type { Control } from "./control.ts";
import { countSignalFacets, FACET_VALUES_MAX, facetsOf } from "./signal-facets.ts";
import { insertSignal } from "./signal-store.ts";
import { SIGNAL_MIGRATIONS, type SignalRow } from "./signal-tables.ts";
import { startControls } from "./testing/controls.ts";

const controls = await startControls(1);
after(() => controls.stop());

const ALL = { query: { kind: "all" as const } };

function rowOf(at: number, change: Partial<SignalRow> = {}): Omit<SignalRow, "facets"> {
  return {
    ...{ id: `s${at}`, rule_id: "r", pair_key: `p${at}`, open_key: `p${at}` },
    ...{ status: at % 2 ? "high" : "low", state: "open", title: "t", message: "m" },
    ...{ hosts: '["web-1","web-1"]', tags: '["tactic:execution","env:prod"]', triage: "{}" },
    document: JSON.stringify({ process: { comm: `c${at}`, user: ["root", "ann"] }, evt: {} }),
    ...{ version: 1, events_matched: 1, first_seen: at, last_seen: at },
    ...{ created_at: at, updated_at: at, ...change },
  };
}

test("what is kept of a signal is bounded and has each value once", () => {
  assert.deepEqual(JSON.parse(facetsOf(rowOf(1))), {
    host: ["web-1"],
    tactic: ["execution"],
    "@process.comm": ["c1"],
    "@process.user": ["root", "ann"],
  });
  const many = Array.from({ length: 50 }, (_, at) => `${at}${"x".repeat(1000)}\ud83d\ude00`);
  const document = JSON.stringify({ process: { comm: many, user: { no: "value" } } });
  const kept = JSON.parse(facetsOf(rowOf(1, { document })))["@process.comm"] as string[];
  assert.deepEqual([kept.length, kept[0]?.length], [20, 256]);
  for (const odd of ["null", "[]", '"text"', '{"process":null}', '{"process":{"comm":null}}'])
    assert.equal(JSON.parse(facetsOf(rowOf(1, { document: odd })))["@process.comm"], undefined);
});

for (const { name, skip, open } of controls.dialects)
  describe(`facets on ${name}`, { skip }, () => {
    const run = (title: string, work: (control: Control) => Promise<void>) =>
      test(title, async (context) => {
        const control = await open();
        context.after(() => control.close());
        await work(control);
      });

    run(
      "the most frequent values come first, and no more than there is room for",
      async (control) => {
        await control.transaction(async (trx) => {
          for (let at = 0; at < 60; at++)
            await insertSignal(trx, rowOf(at, { hosts: JSON.stringify([`h${at % 30}`, "all"]) }));
        });
        const counts = await countSignalFacets(control, ALL);
        assert.deepEqual(counts["status"], [
          { value: "high", count: 30 },
          { value: "low", count: 30 },
        ]);
        const hosts = counts["host"] ?? [];
        assert.equal(hosts.length, FACET_VALUES_MAX);
        assert.deepEqual(hosts.slice(0, 3), [
          { value: "all", count: 60 },
          { value: "h0", count: 2 },
          { value: "h1", count: 2 },
        ]);
        assert.deepEqual(await countSignalFacets(control, { ...ALL, from: 1000 }), {});
      },
    );

    run("signals of before get their values", async (control) => {
      await control.transaction((trx) => insertSignal(trx, rowOf(1)));
      const db = control.db as unknown as Kysely<unknown>;
      await sql`alter table signals drop column facets`.execute(db);
      const step = SIGNAL_MIGRATIONS.find(({ id }) => id === "signals-003-facets");
      await db.transaction().execute((trx) => step!.up(trx, control.dialect));
      const counts = await countSignalFacets(control, ALL);
      assert.deepEqual(counts["@process.comm"], [{ value: "c1", count: 1 }]);
    });
  });
