import assert from "node:assert/strict";
import { test } from "node:test";
import { refuseIntake } from "./errors.ts";
import {
  AGENT_LIMITS,
  createQueue,
  GROUP_EVENTS_MAX,
  QUEUE_BATCHES_MAX,
  type Queued,
} from "./queue.ts";

/** A commit that waits until the test lets it go. */
function openRig(
  fails: (group: readonly Queued[]) => Error | undefined = () => undefined,
  limits = AGENT_LIMITS,
) {
  const groups: string[][] = [];
  const gates: (() => void)[] = [];
  const queue = createQueue<Queued, number>(async (group) => {
    groups.push(group.map(({ sender }) => sender));
    await new Promise<void>((resolve) => gates.push(resolve));
    const error = fails(group);
    if (error) throw error;
    return group.map(({ events }) => events);
  }, limits);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const letGo = async () => {
    await turn();
    gates.shift()?.();
    await turn();
  };
  const submit = (sender: string, events = 1, bytes = 1) => queue.submit({ sender, events, bytes });
  return { queue, groups, letGo, submit, turn };
}

test("what waits is committed together, one batch of an agent at a time", async () => {
  const { groups, letGo, submit, turn } = openRig();
  const first = submit("a");
  await turn();
  const rest = [submit("a", 2), submit("b", 3), submit("b", 4), submit("c", 5)];
  await letGo();
  await letGo();
  await letGo();
  assert.deepEqual(groups, [["a"], ["a", "b", "c"], ["b"]]);
  assert.deepEqual(await Promise.all([first, ...rest]), [1, 2, 3, 4, 5]);
});

test("a sender whose batches need no order has several of them in one group", async () => {
  const limits = { ...AGENT_LIMITS, perSender: 3, isSideBySide: true };
  const { groups, letGo, submit, turn } = openRig(undefined, limits);
  const first = submit("a");
  await turn();
  const rest = [submit("a"), submit("a")];
  assert.throws(() => submit("a"), { code: "INTAKE_BUSY" });
  await letGo();
  await letGo();
  await Promise.all([first, ...rest]);
  assert.deepEqual(groups, [["a"], ["a", "a"]]);
});

test("a group is bounded, yet a batch as large as the bound goes alone", async () => {
  const { groups, letGo, submit, turn } = openRig();
  const sent = [submit("a")];
  await turn();
  sent.push(submit("b", GROUP_EVENTS_MAX), submit("c", GROUP_EVENTS_MAX), submit("d", 1));
  for (let at = 0; at < 4; at++) await letGo();
  await Promise.all(sent);
  assert.deepEqual(groups, [["a"], ["b"], ["c"], ["d"]]);
});

test("an agent that does not wait for its answers, and a full queue, are refused", async () => {
  const { queue, letGo, submit } = openRig();
  const sent = Array.from({ length: QUEUE_BATCHES_MAX }, (_, at) => submit(`agent-${at}`));
  assert.throws(() => submit("one-more"), { code: "INTAKE_BUSY", status: 429 });
  await letGo();
  await Promise.all(sent);
  const own = Array.from({ length: AGENT_LIMITS.perSender }, () => submit("a"));
  assert.throws(() => submit("a"), { code: "INTAKE_BUSY" });
  for (const _ of own) await letGo();
  await Promise.all(own);
  assert.deepEqual(queue.held(), { events: 0, bytes: 0, batches: 0 });
});

test("a store that is down refuses all; a fault of one batch refuses that one", async () => {
  for (const isForNow of [true, false]) {
    const error = isForNow ? refuseIntake("INTAKE_CONFLICT") : new Error("poison");
    const { groups, letGo, submit, turn } = openRig((group) =>
      group.some(({ sender }) => sender === "bad") ? error : undefined,
    );
    const first = submit("x");
    await turn();
    const sent = Promise.allSettled([submit("a"), submit("bad"), submit("b")]);
    for (let at = 0; at < 5; at++) await letGo();
    await first;
    const results = (await sent).map(({ status }) => status);
    const expected = isForNow ? "rejected" : "fulfilled";
    assert.deepEqual(results, [expected, "rejected", expected]);
    assert.equal(groups.length, isForNow ? 2 : 5);
  }
});

test("stopping finishes what was taken", async () => {
  const { queue, letGo, submit } = openRig();
  const sent = submit("a");
  const stopped = queue.stop();
  assert.throws(() => submit("b"), { code: "INTAKE_STOPPING" });
  await letGo();
  await stopped;
  assert.equal(await sent, 1);
});
