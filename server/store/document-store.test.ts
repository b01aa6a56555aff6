import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { AuditRow } from "./access-tables.ts";
import type { Control } from "./control.ts";
import {
  addDocument,
  changeDocument,
  deleteDocument,
  documentRevision,
  listDocuments,
  listDocumentVersions,
  readDocument,
} from "./document-store.ts";
import { startControls } from "./testing/controls.ts";

const NOW = 1_767_000_000_000;
const controls = await startControls(NOW);
after(() => controls.stop());

let audits = 0;
const audit = (action: string): AuditRow => ({
  id: `audit-${++audits}`,
  at: NOW,
  actor: "ann",
  action,
  target: "rule:a",
  detail: "{}",
});
const KEY = { collection: "rules", id: "a" };
const change = (body: Record<string, unknown>, at = NOW) => ({
  ...KEY,
  body,
  actor: "ann",
  at,
  audit: audit("rule.change"),
});

for (const { name, skip, open } of controls.dialects) {
  describe(`documents on ${name}`, { skip }, () => {
    const run = (title: string, work: (control: Control) => Promise<void>) =>
      test(title, async (t) => {
        const control = await open();
        t.after(() => control.close());
        await work(control);
      });

    run(
      "a change is made from the newest version alone, and all versions stay",
      async (control) => {
        const { db, transaction } = control;
        assert.equal(await transaction((trx) => addDocument(trx, change({ n: 1 }))), true);
        assert.equal(await transaction((trx) => addDocument(trx, change({ n: 9 }))), false);
        const next = (expected: number, n: number) =>
          transaction((trx) => changeDocument(trx, { ...change({ n }, NOW + n), expected }));
        assert.equal(await next(1, 2), true);
        assert.equal(await next(1, 3), false);
        assert.equal(await next(2, 4), true);
        const row = await readDocument(db, KEY);
        assert.deepEqual(
          [row?.version, row?.body, row?.created_at, row?.updated_at],
          [3, '{"n":4}', NOW, NOW + 4],
        );
        const versions = await listDocumentVersions(db, KEY);
        assert.deepEqual(
          versions.map(({ version, body }) => [version, body]),
          [
            [3, '{"n":4}'],
            [2, '{"n":2}'],
            [1, '{"n":1}'],
          ],
        );
        assert.equal(await documentRevision(db, "rules"), 3);
      },
    );

    run("a deleted document is gone, its id and history stay taken", async (control) => {
      const { db, transaction } = control;
      await transaction((trx) => addDocument(trx, change({ n: 1 })));
      const gone = { ...KEY, actor: "ann", at: NOW, audit: audit("rule.delete") };
      assert.equal(await transaction((trx) => deleteDocument(trx, gone)), true);
      const again = { ...gone, audit: audit("rule.delete") };
      assert.equal(await transaction((trx) => deleteDocument(trx, again)), false);
      assert.deepEqual(await listDocuments(db, "rules"), []);
      assert.equal(await readDocument(db, KEY), undefined);
      assert.equal((await listDocumentVersions(db, KEY)).length, 1);
      assert.equal(await transaction((trx) => addDocument(trx, change({ n: 2 }))), false);
      assert.equal(await documentRevision(db, "rules"), 2);
    });

    run(
      "collections do not see each other, and a failed transaction leaves nothing",
      async (control) => {
        const { db, transaction } = control;
        await transaction((trx) => addDocument(trx, change({ n: 1 })));
        const other = { ...change({ n: 2 }), collection: "suppressions" };
        await assert.rejects(
          transaction(async (trx) => {
            await addDocument(trx, other);
            throw new Error("after it");
          }),
        );
        assert.deepEqual(await listDocuments(db, "suppressions"), []);
        assert.equal(await documentRevision(db, "suppressions"), 0);
        assert.equal((await listDocuments(db, "rules")).length, 1);
      },
    );
  });
}
