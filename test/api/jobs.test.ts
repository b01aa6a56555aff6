/** Rules run over the past through the vendor's published client, and by the command line. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { v2 } from "@datadog/datadog-api-client";
import { startVigil, type Vigil, waitFor } from "../support/vigil.ts";
import { refusalOf, securityApi } from "./client.ts";

let vigil: Vigil;
let api: ReturnType<typeof securityApi>;

before(async () => {
  vigil = await startVigil(["--no-agent"]);
  api = securityApi(vigil);
});
after(() => vigil.stop());

const rule: v2.SecurityMonitoringStandardRuleCreatePayload = {
  name: "Vault guessed",
  message: "{{@usr.id}} guesses the vault",
  isEnabled: true,
  type: "log_detection",
  tags: ["source:vault"],
  options: {
    detectionMethod: "threshold",
    evaluationWindow: 300,
    keepAlive: 3600,
    maxSignalDuration: 86400,
  },
  queries: [
    {
      name: "failed",
      query: "source:vault @evt.outcome:failure",
      aggregation: "count",
      groupByFields: ["@usr.id"],
      distinctFields: [],
    },
  ],
  cases: [{ name: "burst", status: "high", condition: "failed > 2", notifications: [] }],
};

async function sendLogs(count: number, user: string): Promise<void> {
  const logs = Array.from({ length: count }, (_, at) => ({
    ...{ ddsource: "vault", hostname: "v-1", message: `login ${at}` },
    ...{ evt: { outcome: "failure" }, usr: { id: user } },
  }));
  const answer = await fetch(new URL("/api/v2/logs", vigil.url), {
    method: "POST",
    headers: { ...vigil.keys, "content-type": "application/json" },
    body: JSON.stringify(logs),
  });
  assert.equal(answer.status, 202);
}

function ended(jobId: string) {
  return waitFor("job that ended", async () => {
    const { data } = await api.getHistoricalJob({ jobId });
    const { jobStatus = "" } = data?.attributes ?? {};
    return ["pending", "running"].includes(jobStatus) ? undefined : data?.attributes;
  });
}

async function run(attributes: v2.RunHistoricalJobRequestAttributes): Promise<string> {
  const body = { data: { type: "historicalDetectionsJobCreate" as const, attributes } };
  const { data } = await api.runHistoricalJob({ body });
  assert.ok(data?.id);
  return data.id;
}

test("a rule that came after the events finds them, and its results become signals", async () => {
  await sendLogs(5, "ann");
  await sendLogs(2, "bob");
  const made = (await api.createSecurityMonitoringRule({ body: rule })) as { id: string };
  const range = { from: Date.now() - 3_600_000, to: Date.now() + 1000, index: "main" };
  const jobId = await run({ fromRule: { id: made.id, ...range } });
  const job = await ended(jobId);
  assert.deepEqual(
    [job?.jobStatus, job?.progressRate, job?.jobName, job?.createdFromRuleId],
    ["completed", 1, "Vault guessed", made.id],
  );
  const { data: listed = [], meta } = await api.listHistoricalJobs({ pageSize: 5 });
  assert.deepEqual([listed[0]?.id, meta?.totalCount], [jobId, 1]);
  const { data: found = [] } = await api.getSecurityMonitoringHistsignalsByJobId({ jobId });
  assert.equal(found.length, 1);
  assert.equal(found[0]?.attributes?.message, "ann guesses the vault");
  assert.equal((await vigil.signals("@workflow.rule.name:Vault*")).length, 0);
  const body = { filter: { query: "@usr.id:ann" } };
  const { data: searched = [] } = await api.searchSecurityMonitoringHistsignals({ body });
  assert.deepEqual(
    searched.map(({ id }) => id),
    found.map(({ id }) => id),
  );
  const histsignalId = found[0]?.id ?? "";
  const { data: one } = await api.getSecurityMonitoringHistsignal({ histsignalId });
  assert.equal(one?.attributes?.custom?.["samples"].length, 4);
  await api.convertJobResultToSignal({
    body: {
      data: {
        type: "historicalDetectionsJobResultSignalConversion",
        attributes: {
          ...{ jobResultIds: [histsignalId], notifications: [] },
          ...{ signalSeverity: "critical", signalMessage: "Found by looking back" },
        },
      },
    },
  });
  const [signal] = await vigil.signals(`@workflow.rule.id:${made.id}`);
  assert.equal(signal?.attributes.custom.status, "critical");
  assert.equal(signal?.attributes.message, "Found by looking back");
  assert.equal(await refusalOf(api.cancelHistoricalJob({ jobId })), 409);
  await api.deleteHistoricalJob({ jobId });
  assert.equal(await refusalOf(api.getHistoricalJob({ jobId })), 404);
});

test("a rule is given with the job, by the client and by the command line", async () => {
  const range = { from: Date.now() - 3_600_000, to: Date.now(), index: "main" };
  const { name, message, queries, cases, options } = rule;
  const jobId = await run({
    jobDefinition: { name, message, queries, cases, ...(options && { options }), ...range },
  });
  assert.equal((await ended(jobId))?.jobStatus, "completed");
  const { data: found = [] } = await api.listSecurityMonitoringHistsignals();
  assert.equal(found.length, 1);
  const wrong = { jobDefinition: { name, message, queries, cases: [], ...range } };
  assert.equal(await refusalOf(run(wrong)), 400);
  assert.equal(await refusalOf(run({ fromRule: { id: "none", ...range } })), 404);

  const { data = [] } = await api.listSecurityMonitoringRules({ query: "vault" });
  const id = (data[0] as { id?: string } | undefined)?.id ?? "";
  const flags = ["--from", "1h", "--json", "--data", vigil.dir];
  const { stdout } = await vigil.command("rule", "backtest", id, ...flags);
  const result = JSON.parse(stdout) as { signals: { attributes: { custom: { title: string } } }[] };
  assert.match(result.signals[0]?.attributes.custom.title ?? "", /Vault guessed/);
});
