/**
 * A recorded scene replayed to an agent without root: each rule on what was done in it must hold.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { Agent } from "../../agent/program.ts";
import { readSettings } from "../../agent/settings.ts";

const MATCHES_MAX = 1000;
const MATCH_BYTES_MAX = 2 ** 24;

type Match = { agent: { rule_id: string } } & Record<string, unknown>;

/** Replays test/captures/`scene`.vigilrec under the rules; gives the matches. */
export async function playScene(
  scene: string,
  rules: Readonly<Record<string, string>>,
): Promise<Match[]> {
  const capture = join(import.meta.dirname, `../captures/${scene}.vigilrec`);
  const root = mkdtempSync(join(tmpdir(), "vigil-scene-"));
  try {
    mkdirSync(join(root, "content/agent"), { recursive: true });
    mkdirSync(join(root, "policies"));
    const list = Object.entries(rules).map(([id, expression]) => ({ id, expression }));
    const policy = JSON.stringify({ version: "1.0.0", rules: list });
    writeFileSync(join(root, "policies/own.policy"), policy);
    const settings = readSettings([
      ...["--data", join(root, "data"), "--replay", capture, "--no-server"],
      ...["--content", join(root, "content"), "--policies", join(root, "policies")],
    ]);
    const agent = await Agent.open(settings, pino({ level: "silent" }), "0.0.1");
    await agent.replay(capture);
    const slice = await agent.spool.read(0, MATCHES_MAX, MATCH_BYTES_MAX);
    await agent.stop();
    for (const { id, message } of agent.ruleset.states()) assert.equal(message, "", id);
    return (slice?.events ?? []).map((bytes) => JSON.parse(Buffer.from(bytes).toString()) as Match);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Every rule must hold for something that was done. */
export async function assertScene(
  scene: string,
  rules: Readonly<Record<string, string>>,
): Promise<void> {
  const found = new Set((await playScene(scene, rules)).map(({ agent }) => agent.rule_id));
  assert.deepEqual(
    Object.keys(rules).filter((id) => !found.has(id)),
    [],
  );
}
