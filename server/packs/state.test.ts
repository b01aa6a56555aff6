import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError } from "#lib/base";
import type { Pack } from "./pack-files.ts";
import { createSightings, FAILURE_MS, SIGHTINGS_MS } from "./sightings.ts";
import { bucketOf, integrationOf, newestOf, statusOf } from "./state.ts";

const HOUR_MS = 3_600_000;
const NOW = 1_000 * 24 * HOUR_MS;
const ago = (hours: number) => NOW - hours * HOUR_MS;

test("times fall into the buckets at their bounds", () => {
  const buckets = [undefined, ago(-1), ago(24), ago(24.1), ago(72), ago(72.1), ago(720), ago(721)];
  assert.deepEqual(
    buckets.map((seen) => bucketOf(seen, NOW)),
    [
      ...["not_seen", "within_24_hours", "within_24_hours"],
      ...["within_24_to_72_hours", "within_24_to_72_hours"],
      ...["over_72h_to_30d", "over_72h_to_30d", "over_30d"],
    ],
  );
  assert.equal(newestOf([ago(3), undefined, ago(2)]), ago(2));
  assert.equal(newestOf([undefined]), undefined);
  assert.equal(integrationOf([undefined, undefined]), "available");
  assert.equal(integrationOf([ago(1), undefined]), "partially_installed");
  assert.equal(integrationOf([ago(1), ago(900)]), "installed");
});

test("the status says whether it works, and if not why", () => {
  const base = { active: true, decidedAt: undefined, isLetThrough: true, now: NOW };
  const status = (over: Partial<Parameters<typeof statusOf>[0]>) =>
    statusOf({ ...base, seen: "within_24_hours", ...over });
  assert.equal(status({}), "active");
  assert.equal(status({ seen: "within_24_to_72_hours" }), "warning");
  assert.equal(status({ isLetThrough: false }), "warning");
  assert.equal(status({ seen: "over_72h_to_30d" }), "broken");
  assert.equal(status({ seen: "over_30d" }), "broken");
  assert.equal(status({ seen: "not_seen" }), "not_configured");
  assert.equal(status({ seen: "not_seen", decidedAt: ago(24) }), "initializing");
  assert.equal(status({ seen: "not_seen", decidedAt: ago(25) }), "not_configured");
  assert.equal(status({ active: false }), "activate");
  assert.equal(status({ active: false, seen: "not_seen" }), "install");
});

const LOGS = { kind: "logs" as const, name: "x", how: "Send it." };
const PACK: Pack = {
  ...{ id: "x", name: "x", category: "host", description: "x", guidance: [], detections: [] },
  needs: [
    { ...LOGS, search: "source:x" },
    { ...LOGS, search: "source:y" },
    { kind: "agent", name: "agent", how: "Run it." },
    { kind: "threat_lists", name: "lists", how: "Put them there." },
  ],
};

test("each search is asked once a minute, today first; a failure is asked again", async () => {
  let now = NOW;
  let isDown = false;
  const asked: string[] = [];
  const sightings = createSightings({
    clock: () => now,
    store: {
      retentionDays: 30,
      async newestRecord({ query, from, to }) {
        assert.equal(query.kind, "term");
        const value = JSON.stringify(query).includes('"x"') ? "x" : "y";
        asked.push(`${value} ${Math.round((to - from) / HOUR_MS)} h`);
        if (isDown) throw new AppError("DOWN", { status: 503, message: "It is down.", hint: "" });
        if (value === "x") return ago(1);
        return from < ago(25) ? ago(50) : undefined;
      },
    },
    agentsSeen: async () => undefined,
    indicators: 3,
  });
  const found = await Promise.all([sightings.sightingsOf(PACK), sightings.sightingsOf(PACK)]);
  for (const seen of found) assert.deepEqual(seen, [ago(1), ago(50), undefined, NOW]);
  assert.deepEqual(asked, ["x 25 h", "y 25 h", `y ${29 * 24} h`]);
  now += SIGHTINGS_MS;
  isDown = true;
  asked.length = 0;
  assert.deepEqual(await sightings.tell(PACK), { reason: "It is down." });
  await assert.rejects(sightings.sightingsOf(PACK), { code: "DOWN" });
  assert.deepEqual(asked, ["x 25 h"], "a store that is down is asked by one for all");
  isDown = false;
  now += FAILURE_MS;
  assert.deepEqual((await sightings.sightingsOf(PACK)).slice(0, 2), [ago(1), ago(50)]);
});
