/** Agents that fall silent, stop and come back, in a time set by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Agent, AgentStatus, Batch } from "#lib/protocol";
import { createAgentWatch } from "./agent-watch.ts";
import { agentStatus } from "./testing.ts";

const START = Date.parse("2026-03-01T12:00:00Z");
const MINUTE = 60_000;
const ID = "0123456789abcdef0123456789abcdef";

function setUp() {
  const state = {
    ...{ now: START, heard: START, stopped: false, enrolled: START - MINUTE },
    status: null as AgentStatus | null,
  };
  const nexts = new Map<string, number>();
  const told: string[] = [];
  const repeated: number[] = [];
  const agentOf = (): Agent => ({
    id: ID,
    type: "agents",
    attributes: {
      hostname: "web-1",
      enrolled_at: new Date(state.enrolled).toISOString(),
      last_seen: new Date(state.heard).toISOString(),
      silent: false,
      stopped: state.stopped,
      events_received: 0,
      events_missing: 0,
      status: state.status,
    },
  });
  const ingest = async ({ agent, first, events }: Batch) => {
    const next = nexts.get(agent) ?? 0;
    if (first < next) repeated.push(first);
    else {
      for (const event of events) {
        const { agent: of, host } = JSON.parse(Buffer.from(event).toString());
        told.push(`${(state.now - START) / MINUTE} ${host} ${of.rule_id}`);
      }
      nexts.set(agent, first + events.length);
    }
    return { next: nexts.get(agent) ?? 0 };
  };
  const create = () =>
    createAgentWatch({
      roster: { list: async () => [agentOf()] },
      nextOf: async (streams) =>
        new Map(
          streams.flatMap(({ agent }) => {
            const next = nexts.get(agent);
            return next === undefined ? [] : [[agent, next] as const];
          }),
        ),
      ingest,
      clock: () => state.now,
      silentMs: 5 * MINUTE,
    });
  return { state, told, repeated, nexts, create };
}

test("silence is told of once, and its end", async () => {
  const { state, told, create } = setUp();
  const watch = create();
  for (let minute = 0; minute <= 30; minute += 1) {
    state.now = START + minute * MINUTE;
    if (minute >= 20) state.heard = state.now;
    await watch.check();
  }
  assert.deepEqual(told, ["6 web-1 agent_silent", "20 web-1 agent_returned"]);
  const { agents_silent, agents_returned, agents_stopped } = watch.counters.snapshot();
  assert.deepEqual([agents_silent, agents_returned, agents_stopped], [1, 1, 0]);
});

test("a replay that ended is nothing to tell", async () => {
  const { state, told, create } = setUp();
  const watch = create();
  state.status = { ...agentStatus, sensor: { ...agentStatus.sensor, state: "replay" } };
  state.now += 6 * MINUTE;
  await watch.check();
  assert.deepEqual(told, []);
});

test("an agent that said it stops has not vanished", async () => {
  const { state, told, create } = setUp();
  const watch = create();
  state.stopped = true;
  state.now += 6 * MINUTE;
  await watch.check();
  assert.deepEqual(told, ["6 web-1 agent_stopped"]);
});

test("a restart within the time is nothing", async () => {
  const { state, told, create } = setUp();
  const watch = create();
  state.stopped = true;
  state.now += 4 * MINUTE;
  await watch.check();
  state.stopped = false;
  state.heard = state.now;
  state.now += 4 * MINUTE;
  await watch.check();
  assert.deepEqual(told, []);
});

test("two servers tell of it once, also when both saw it before either told", async () => {
  const { state, told, repeated, create } = setUp();
  const [one, other] = [create(), create()];
  state.now += 6 * MINUTE;
  await Promise.all([one.check(), other.check()]);
  assert.deepEqual(told, ["6 web-1 agent_silent"]);
  assert.deepEqual(repeated, [0]);
  await other.check();
  assert.equal(told.length, 1, "a server that starts later knows it, too");
});

test("a server that starts waits until agents could be heard of", async () => {
  const { state, told, create } = setUp();
  state.now += 60 * MINUTE;
  const watch = create();
  await watch.check();
  assert.deepEqual(told, []);
  state.now += 6 * MINUTE;
  await watch.check();
  assert.deepEqual(told, ["66 web-1 agent_silent"]);
});

test("an agent that only enrolled is not missed", async () => {
  const { state, told, create } = setUp();
  const watch = create();
  state.heard = state.enrolled;
  state.now += 60 * MINUTE;
  await watch.check();
  assert.deepEqual(told, []);
});
