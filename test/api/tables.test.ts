/** Reference tables through the vendor's published client, and rules that ask them. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startVigil, type Vigil } from "../support/vigil.ts";
import { entitiesApi, refusalOf, securityApi, tablesApi } from "./client.ts";

let vigil: Vigil;
before(async () => {
  vigil = await startVigil(["--no-agent"]);
});
after(() => vigil.stop());

async function login(user: string, ip: string): Promise<void> {
  const log = { ddsource: "door", message: "in", usr: { id: user }, network: { client: { ip } } };
  const answer = await fetch(new URL("/api/v2/logs", vigil.url), {
    method: "POST",
    headers: { ...vigil.keys, "content-type": "application/json" },
    body: JSON.stringify([log]),
  });
  assert.equal(answer.status, 202);
}

const ruleOf = (tableName: string, columnName = "ip", checkPresence = true) => ({
  ...{ name: "Known bad address", message: "{{@usr.id}}", isEnabled: true },
  type: "log_detection" as const,
  options: {
    evaluationWindow: 0 as const,
    keepAlive: 300 as const,
    maxSignalDuration: 300 as const,
  },
  queries: [
    { name: "in", query: "source:door", groupByFields: ["@usr.id"], aggregation: "count" as const },
  ],
  cases: [{ name: "", status: "high" as const, condition: "in > 0" }],
  referenceTables: [
    {
      tableName,
      columnName,
      logFieldPath: "network.client.ip",
      ruleQueryName: "in",
      checkPresence,
    },
  ],
});

test("a table is uploaded, asked by a rule, and changed for what comes next", async () => {
  const tables = tablesApi(vigil);
  const rules = securityApi(vigil);
  const create = (tableName: string, column?: string) =>
    rules.createSecurityMonitoringRule({ body: ruleOf(tableName, column) });
  assert.equal(await refusalOf(create("bad_ips")), 400);
  const headers = ["ip", "why"];
  const attributes = { tableName: "bad_ips", headers, partCount: 1, partSize: 100 };
  const upload = await tables.createReferenceTableUpload({
    body: { data: { type: "upload", attributes } },
  });
  const [address = ""] = upload.data?.attributes?.partUrls ?? [];
  const body = "ip,why\n198.51.100.7,scanner\n";
  const sent = await fetch(address, { method: "PUT", headers: vigil.keys, body });
  assert.equal(sent.status, 204);
  const fields = headers.map((name) => ({ name, type: "STRING" as const }));
  await tables.createReferenceTable({
    body: {
      data: {
        type: "reference_table",
        attributes: {
          ...{ tableName: "bad_ips", source: "LOCAL_FILE" },
          schema: { fields, primaryKeys: ["ip"] },
          fileMetadata: { uploadId: upload.data?.id ?? "" },
        },
      },
    },
  });
  const [table] = (await tables.listTables()).data;
  assert.equal(table?.attributes?.rowCount, 1);
  const id = table?.id ?? "";
  assert.equal(await refusalOf(create("bad_ips", "none")), 400);
  await create("bad_ips");
  await login("ann", "203.0.113.1");
  await login("bob", "198.51.100.7");
  await vigil.waitForSignal("of bob", ({ attributes }) => attributes.message === "bob");
  assert.equal((await vigil.signals("@usr.id:ann")).length, 0);
  const values = { why: "seen again" };
  await tables.upsertRows({
    id,
    body: { data: [{ id: "203.0.113.1", type: "row", attributes: { values } }] },
  });
  const read = await tables.getRowsByID({ id, rowId: ["203.0.113.1"] });
  assert.deepEqual(read.data[0]?.attributes?.values, { ip: "203.0.113.1", ...values });
  await login("ann", "203.0.113.1");
  await vigil.waitForSignal("of ann", ({ attributes }) => attributes.message === "ann");
  assert.equal(await refusalOf(tables.deleteTable({ id })), 409);
});

test("the users and addresses of those signals have a score", async () => {
  const entities = entitiesApi(vigil);
  const { data, meta } = await entities.listEntityRiskScores({ entityType: ["user"] });
  assert.deepEqual(
    data.map(({ id, attributes: { riskScore, severity } }) => [id, riskScore, severity]).sort(),
    [
      ["@usr.id:ann", 50, "high"],
      ["@usr.id:bob", 50, "high"],
    ],
  );
  assert.equal(meta.totalRowCount, 2);
  const one = await entities.getEntityRiskScore({ entityId: "@network.client.ip:198.51.100.7" });
  assert.equal(one.data.attributes.entityType, "ip");
  const [signal] = await vigil.signals("@usr.id:bob");
  const path = `/api/v2/security_monitoring/signals/${signal?.id}/entities`;
  const { data: about } = await vigil.get<{
    data: { attributes: { identities: { name: string; risk?: { score: number } }[] } };
  }>(path);
  const bob = about.attributes.identities.find(({ name }) => name === "bob");
  assert.equal(bob?.risk?.score, 50);
});

test("the command line makes, replaces, shows and deletes a table", async () => {
  const file = join(vigil.dir, "teams.csv");
  const table = async (...args: string[]) => {
    const { stdout } = await vigil.command("table", ...args, "--json", "--data", vigil.dir);
    return JSON.parse(stdout) as unknown;
  };
  writeFileSync(file, "user,team\nann,red\nbob,blue\n");
  await table("put", file);
  writeFileSync(file, "user,team\nann,green\n");
  await table("put", file);
  assert.deepEqual(await table("rows", "teams"), [{ user: "ann", team: "green" }]);
  await table("delete", "teams");
  const fields = [
    { name: "user", type: "STRING" as const },
    { name: "size", type: "INT32" as const },
  ];
  const attributes = { tableName: "sizes", source: "LOCAL_FILE" as const };
  const schema = { fields, primaryKeys: ["user"] };
  await tablesApi(vigil).createReferenceTable({
    body: { data: { type: "reference_table", attributes: { ...attributes, schema } } },
  });
  writeFileSync(file, '\ufeff"user",size\nann,4\n');
  const put = (await table("put", file, "--name", "sizes")) as { attributes: { schema: object } };
  assert.deepEqual(put.attributes.schema, { fields, primary_keys: ["user"] });
  await table("delete", "sizes");
  const left = (await table("list")) as { attributes: { table_name: string } }[];
  assert.deepEqual(
    left.map(({ attributes }) => attributes.table_name),
    ["bad_ips"],
  );
});
