import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { SignalRow, SignalRows } from "../../api/signals.ts";
import { mergeHead, patchRows, triageRows } from "./rows.ts";
import { DEFAULT_QUERY } from "./search.ts";

function row(at: number, change: Partial<SignalRow> = {}): SignalRow {
  const time = new Date(at * 1000).toISOString();
  return {
    ...{
      id: `s${at}`,
      severity: "low",
      title: "t",
      rule: "r",
      ruleId: "r",
      host: "h",
      container: "",
    },
    ...{
      events: 1,
      firstSeen: time,
      lastSeen: time,
      state: "open",
      archiveReason: undefined,
      version: 0,
    },
    ...change,
  };
}
const page = (rows: SignalRow[], after?: string): SignalRows => ({ rows, after });
const ids = (pages: readonly SignalRows[]) =>
  pages.flatMap((each) => each.rows.map(({ id }) => id));

test("arrived rows come first, changed ones change, gone ones go, older pages stay", () => {
  const kept = row(8);
  const pages = [page([row(9), kept, row(7)], "c1"), page([row(6), row(5)], "c2")];
  const merged = mergeHead(pages, page([row(10), row(9, { events: 5 }), row(8)], "c0"));
  assert.deepEqual(ids(merged), ["s10", "s9", "s8", "s7", "s6", "s5"]);
  assert.equal(merged[0]?.rows[1]?.events, 5);
  assert.equal(merged[0]?.rows[2], kept, "a row that did not change keeps its identity");
  assert.equal(merged.at(-1)?.after, "c2");
  assert.deepEqual(ids(mergeHead(pages, page([row(10), row(8)], "c0"))), [
    "s10",
    "s8",
    "s7",
    "s6",
    "s5",
  ]);
});

test("a fresh page that is the whole list is the list", () => {
  assert.deepEqual(ids(mergeHead([page([row(2), row(1)], "c")], page([row(3)]))), ["s3"]);
});

test("when more arrived than a page holds, the list starts anew", () => {
  const pages = [page([row(2), row(1)], "c")];
  assert.deepEqual(ids(mergeHead(pages, page([row(9), row(8)], "c0"))), ["s9", "s8"]);
});

test("merging the newest page of a list gives the list", () => {
  const times = fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 12, maxLength: 80 });
  fc.assert(
    fc.property(times, fc.nat(10), (list, seen) => {
      const all = [...list].sort((a, b) => b - a).map((at) => row(at));
      const old = all.slice(seen);
      const size = 10 + seen;
      const pages = [page(old.slice(0, 5), "a"), page(old.slice(5), "b")];
      const fresh = page(all.slice(0, size), all.length > size ? "c" : undefined);
      assert.deepEqual(
        ids(mergeHead(pages, fresh)),
        all.map(({ id }) => id),
      );
    }),
  );
});

test("a triaged row stays where its state is shown and leaves where it is not", () => {
  const pages = [page([row(2), row(1)])];
  const change = { state: "archived", archiveReason: "other", version: 1 } as const;
  assert.deepEqual(ids(triageRows(pages, DEFAULT_QUERY, "s2", change)), ["s1"]);
  const shown = triageRows(pages, "host:h", "s2", change);
  assert.equal(shown[0]?.rows[0]?.state, "archived");
  assert.equal(triageRows(pages, "", "other", change)[0], pages[0]);
});

test("patched rows replace rows of the same id only", () => {
  const pages = [page([row(2)]), page([row(1)])];
  const patched = patchRows(pages, "", new Map([["s1", row(1, { events: 7 })]]));
  assert.equal(patched[0], pages[0]);
  assert.equal(patched[1]?.rows[0]?.events, 7);
  const archived = new Map([["s1", row(1, { state: "archived" })]]);
  assert.deepEqual(ids(patchRows(pages, DEFAULT_QUERY, archived)), ["s2"]);
});
