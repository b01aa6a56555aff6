import assert from "node:assert/strict";
import { test } from "node:test";
import { mockAgents } from "../../dev/mock-state.ts";
import {
  type AgentHistory,
  eventRate,
  extendHistory,
  MOMENTS_MAX,
  ratesOf,
} from "./agent-history.ts";

const NOW = Date.parse("2026-01-02T00:00:00Z");

/** The agents after some seconds, with that many more exec events. */
function later(seconds: number, events: number, startedAt?: string) {
  const agents = mockAgents(NOW);
  for (const { attributes } of agents) {
    attributes.last_seen = new Date(NOW + seconds * 1000).toISOString();
    if (startedAt && attributes.status) attributes.status.started_at = startedAt;
    const exec = attributes.status?.events["exec"];
    assert(exec);
    exec.seen += events;
  }
  return agents;
}

test("rates come from successive statuses", () => {
  let history: AgentHistory = extendHistory({}, later(0, 0));
  history = extendHistory(history, later(0, 0));
  const [id] = Object.keys(history) as [string];
  assert.equal(history[id]?.length, 1, "the same status twice is one moment");
  assert.equal(eventRate(history[id] ?? [], "exec"), undefined);
  history = extendHistory(history, later(10, 500));
  assert.deepEqual(ratesOf(history[id] ?? []), [50]);
  assert.equal(eventRate(history[id] ?? [], "exec"), 50);
  assert.equal(eventRate(history[id] ?? [], "open"), 0);
});

test("an agent that started anew starts anew, and the history is bounded", () => {
  let history = extendHistory({}, later(0, 900));
  const [id] = Object.keys(history) as [string];
  history = extendHistory(history, later(10, 0, "2026-01-02T00:00:01.000Z"));
  assert.deepEqual(ratesOf(history[id] ?? []), []);
  for (let step = 2; step < MOMENTS_MAX + 20; step += 1)
    history = extendHistory(history, later(step * 10, step, "2026-01-02T00:00:01.000Z"));
  assert.equal(history[id]?.length, MOMENTS_MAX);
});
