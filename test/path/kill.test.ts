/**
 * kill -9 of any program at any time: nothing acknowledged is lost, nothing is doubled, everything
 * comes back.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { AgentPage } from "#lib/protocol";
import { agentRules, sensorObstacle, startVigil, type Vigil, waitFor } from "../support/vigil.ts";

const obstacle = sensorObstacle();
/** Below the limit of ten matches a second and rule. */
const PERIOD_MS = 150;
const BEFORE_KILL = 6;
const AFTER_KILL = 14;
const RULE = "crypto_miner_arguments";
/** Other tests run miners on the same host at the same time: these are told by their pool. */
const POOL = `stratum+tcp://kill-${process.pid}.example:`;

describe("kill -9", { skip: obstacle || false }, () => {
  let vigil: Vigil;
  let dir: string;
  let next = 1000;

  before(async () => {
    vigil = await startVigil();
    dir = mkdtempSync(join(tmpdir(), "vigil-kill-"));
    copyFileSync("/bin/true", join(dir, "xmrig"));
  });
  after(async () => {
    rmSync(dir, { recursive: true, force: true });
    await vigil.stop();
  });

  /** One match with an argument that no other has. */
  function match(): string {
    next += 1;
    const pool = `${POOL}${next}`;
    execFileSync(join(dir, "xmrig"), ["-o", pool]);
    return pool;
  }

  async function matches(count: number): Promise<string[]> {
    const pools: string[] = [];
    for (let index = 0; index < count; index += 1) {
      pools.push(match());
      await sleep(PERIOD_MS);
    }
    return pools;
  }

  async function kill(name: string): Promise<void> {
    const program = vigil.programs().find((candidate) => candidate.name === name);
    assert.ok(program && program.pid > 0, `${name} runs`);
    process.kill(program.pid, "SIGKILL");
    await waitFor(
      `new ${name}`,
      async () => {
        const now = vigil.programs().find((candidate) => candidate.name === name);
        return now && now.state === "running" && now.pid !== program.pid ? now : undefined;
      },
      30_000,
    );
  }

  /** How often each pool is in the event store. */
  async function stored(): Promise<Map<string, number>> {
    const pattern = `${POOL.replaceAll(/[+.]/g, "\\\\$&")}[0-9]+`;
    const texts = "concat(leaf_texts, arrayStringConcat(leaf_parts))";
    const sql = `SELECT extract(${texts}, '${pattern}') AS pool, count() AS n FROM events
      WHERE agent_rule_id = '${RULE}' AND pool != '' GROUP BY pool`;
    const rows = await vigil.rows<{ pool: string; n: string }>(sql);
    return new Map(rows.map((row) => [row.pool, Number(row.n)]));
  }

  async function expectAll(pools: readonly string[]): Promise<void> {
    await waitFor(
      "every match in the store",
      async () => {
        const found = await stored().catch(() => new Map<string, number>());
        return pools.every((pool) => found.has(pool)) ? true : undefined;
      },
      30_000,
    );
    const found = await stored();
    for (const [pool, count] of found) assert.equal(count, 1, `${pool} is stored ${count} times`);
  }

  for (const name of ["server", "storage"]) {
    test(`${name}: every match arrives, once`, async () => {
      const before = await matches(BEFORE_KILL);
      const [during] = await Promise.all([matches(AFTER_KILL), kill(name)]);
      await expectAll([...before, ...during]);
    });
  }

  for (const name of ["agent", "sensor"]) {
    test(`${name}: what was seen before and after arrives, once`, async () => {
      const before = await matches(BEFORE_KILL);
      await expectAll(before);
      await Promise.all([matches(AFTER_KILL), kill(name)]);
      await waitFor(
        "the sensor's stream",
        async () => {
          const page = await vigil.get<AgentPage>("/api/v2/agents").catch(() => undefined);
          return page?.data.some((agent) => agent.attributes.status?.sensor.state === "running")
            ? true
            : undefined;
        },
        30_000,
      );
      await waitFor(
        "a live match",
        async () => {
          const pool = match();
          await sleep(PERIOD_MS * 2);
          return (await stored()).has(pool) ? true : undefined;
        },
        30_000,
      );
      await expectAll([...before, ...(await matches(BEFORE_KILL))]);
    });
  }

  test("signals count every stored match once, and nothing is missing", async () => {
    const found = await stored();
    const total = [...found.values()].reduce((sum, count) => sum + count, 0);
    const signals = (await vigil.signals()).filter((signal) => agentRules(signal).includes(RULE));
    const counted = signals.reduce(
      (sum, signal) => sum + signal.attributes.custom.workflow.events_matched,
      0,
    );
    const [agents, rules] = await Promise.all([
      vigil.get<AgentPage>("/api/v2/agents"),
      vigil.rows<{ n: string }>(`SELECT count() AS n FROM events WHERE agent_rule_id = '${RULE}'`),
    ]);
    assert.ok(total > 0);
    assert.equal(counted, Number(rules[0]?.n));
    assert.deepEqual(
      agents.data.map((agent) => agent.attributes.events_missing),
      [0],
    );
  });
});
