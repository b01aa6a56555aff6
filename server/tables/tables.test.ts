/** Reference tables on both control databases, and the files they are made of. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isAppError } from "#lib/base";
import type { Person } from "#server/access";
import { openAccess, randomSecretBytes } from "#server/access";
import type { Control } from "#server/store";
import { startControls, type TestControls } from "#server/store/testing";
import { TABLE_ROWS_MAX, UPLOAD_MS } from "./limits.ts";
import { openTables } from "./tables.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const PERSON: Person = {
  ...{ kind: "person", id: "1", handle: "ann", name: "Ann", role: "Admin" },
  ...{ permissions: new Set(), credential: { kind: "keys", hashes: [] } },
};
let controls: TestControls;
before(async () => {
  controls = await startControls(NOW);
});
after(() => controls.stop());

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
  return "";
}

const FIELDS = [
  { name: "ip", type: "STRING" as const },
  { name: "score", type: "INT32" as const },
];
const schema = { fields: FIELDS, primary_keys: ["ip"] };

function openRig(control: Control) {
  const state = { now: NOW };
  const clock = () => state.now;
  const access = openAccess({ control, clock, enrollToken: "e", operatorToken: "o" });
  const tables = openTables({ control, clock, access, random: randomSecretBytes });
  const upload = async (text: string) => {
    const id = await tables.uploads.begin(1);
    await tables.uploads.send(id, 1, Buffer.from(text));
    return { upload_id: id };
  };
  const create = async (name: string, text: string) =>
    tables.create(PERSON, {
      ...{ table_name: name, source: "LOCAL_FILE", schema },
      file_metadata: await upload(text),
    });
  return { state, access, tables, upload, create };
}

for (const dialect of ["sqlite", "postgres"] as const)
  test(`a table lives: made, read, changed, seen by others, deleted (${dialect})`, async (context) => {
    const found = controls.dialects.find((each) => each.name === dialect);
    if (found === undefined || found.skip !== false) {
      context.skip(found?.skip || "there is no such database");
      return;
    }
    const control = await found.open();
    const { tables, create, upload, access } = openRig(control);
    const other = openRig(control).tables;
    await other.refresh();
    const made = await create("bad_ips", "score,ip,more\n5,1.2.3.4,x\n7,5.6.7.8,y\n8,1.2.3.4,z\n");
    assert.deepEqual([made.attributes.row_count, made.attributes.status], [2, "DONE"]);
    assert.equal(await other.refresh(), true);
    assert.deepEqual(other.settings().get("bad_ips"), [
      { ip: "1.2.3.4", score: "8" },
      { ip: "5.6.7.8", score: "7" },
    ]);
    const { id } = made;
    await tables.upsert(PERSON, id, [
      { id: "1.2.3.4", values: { score: 1 } },
      { id: "9.9.9.9", values: { score: "2" } },
    ]);
    assert.deepEqual(
      (await tables.rows(id, ["1.2.3.4", "9.9.9.9", "0.0.0.0"])).map(
        (row) => row.attributes.values,
      ),
      [
        { ip: "1.2.3.4", score: "1" },
        { ip: "9.9.9.9", score: "2" },
      ],
    );
    const { rows, next } = await tables.page(id, { after: undefined, limit: 2 });
    assert.deepEqual([rows.length, next], [2, "5.6.7.8"]);
    assert.equal((await tables.page(id, { after: next, limit: 2 })).next, undefined);
    const holding = async (contains: string) => {
      const page = await tables.page(id, { after: undefined, limit: 1, contains });
      return [page.rows.map((row) => row.id), page.next];
    };
    assert.deepEqual(await holding("5.6"), [["5.6.7.8"], undefined]);
    assert.deepEqual(await holding("."), [["1.2.3.4"], "1.2.3.4"], "and a page after it");
    assert.deepEqual(await holding("score"), [[], undefined], "names of columns are no values");
    await tables.removeRows(PERSON, id, ["5.6.7.8", "none"]);
    assert.equal(tables.get(id).attributes.row_count, 2);
    await tables.update(PERSON, id, {
      description: "Bad",
      file_metadata: await upload("ip,score\n7.7.7.7,\n"),
    });
    assert.deepEqual(tables.settings().get("bad_ips"), [{ ip: "7.7.7.7", score: "" }]);
    assert.equal(tables.get(id).attributes.description, "Bad");
    const using = { id: "r", referenceTables: [{ tableName: "bad_ips" }] } as never;
    assert.equal(await codeOf(tables.remove(PERSON, id, [using])), "TABLE_IN_USE");
    await tables.remove(PERSON, id, []);
    assert.equal(await codeOf(tables.rows(id, ["7.7.7.7"])), "DOCUMENT_UNKNOWN");
    await other.refresh();
    assert.equal(other.settings().size, 0);
    const actions = (await access.listAudit(20)).map(({ action }) => action);
    assert.equal(actions.filter((action) => action === "reference_table.update").length, 3);
    await control.close();
  });

for (const dialect of ["sqlite", "postgres"] as const)
  test(`a name is of one table, also between servers (${dialect})`, async (context) => {
    const found = controls.dialects.find((each) => each.name === dialect);
    if (found === undefined || found.skip !== false) {
      context.skip(found?.skip || "there is no such database");
      return;
    }
    const control = await found.open();
    // Neither has looked at what the other did.
    const [one, other] = [openRig(control), openRig(control)];
    const codes = await Promise.all([
      codeOf(one.create("ips", "ip,score\n192.0.2.1,1\n")),
      codeOf(other.create("ips", "ip,score\n192.0.2.2,2\n")),
    ]);
    assert.deepEqual(codes.sort(), ["", "TABLE_NAME_TAKEN"]);
    await one.tables.refresh();
    const [table, ...more] = one.tables.list({});
    assert.deepEqual(more, []);
    await one.tables.remove(PERSON, table?.id ?? "", []);
    const left = await control.db.selectFrom("reference_rows").selectAll().execute();
    assert.deepEqual(left, []);
    await control.close();
  });

test("what cannot be kept is refused and changes nothing", async () => {
  const [sqlite] = controls.dialects;
  assert.ok(sqlite);
  const control = await sqlite.open();
  const { tables, create, state } = openRig(control);
  const made = await create("good", "ip,score\n1.1.1.1,1\n");
  const refused: [Promise<unknown>, string][] = [
    [create("good", "ip,score\n"), "TABLE_NAME_TAKEN"],
    [create("a", "ip\n1.1.1.1\n"), "TABLE_INVALID"],
    [create("a", 'ip,score\n"1.1.1.1,1\n'), "TABLE_INVALID"],
    [create("a", "ip,score\n1.1.1.1\n"), "TABLE_ROW_INVALID"],
    [create("a", "ip,score\n,1\n"), "TABLE_ROW_INVALID"],
    [create("a", "ip,score\n1.1.1.1,many\n"), "TABLE_ROW_INVALID"],
    [create("a", `ip,score\n${"x".repeat(2000)},1\n`), "TABLE_ROW_INVALID"],
    [create("a", `ip,score\n${"x,1\n".repeat(TABLE_ROWS_MAX + 1)}`), "TABLE_TOO_LARGE"],
    [tables.upsert(PERSON, made.id, [{ id: "2", values: { other: 1 } }]), "TABLE_ROW_INVALID"],
    [tables.upsert(PERSON, made.id, [{ id: "2", values: { ip: "3" } }]), "TABLE_ROW_INVALID"],
    [tables.uploads.read("none"), "TABLE_UPLOAD_UNKNOWN"],
    [tables.uploads.begin(2).then((id) => tables.uploads.read(id)), "TABLE_UPLOAD_UNFINISHED"],
  ];
  for (const [call, code] of refused) assert.equal(await codeOf(call), code);
  await assert.rejects(create("a", 'ip,score\n"1\n1",1\n\n2,x\n'), {
    message: "Row 2 (line 5) cannot be kept: score is no INT32.",
  });
  const id = await tables.uploads.begin(1);
  state.now += UPLOAD_MS + 1;
  assert.equal(await codeOf(tables.uploads.send(id, 1, Buffer.from("x"))), "TABLE_UPLOAD_UNKNOWN");
  await tables.refresh();
  assert.deepEqual(
    tables.list({}).map((table) => table.attributes.row_count),
    [1],
  );
  const faults = (tableName: string, columnName: string) =>
    tables
      .faultsOf({
        referenceTables: [
          { tableName, columnName, logFieldPath: "x", ruleQueryName: "a", checkPresence: true },
        ],
      })
      .map(({ code }) => code);
  assert.deepEqual(faults("good", "ip"), []);
  assert.deepEqual(faults("none", "ip"), ["RULE_TABLE_UNKNOWN"]);
  assert.deepEqual(faults("good", "name"), ["RULE_COLUMN_UNKNOWN"]);
  await control.close();
});
