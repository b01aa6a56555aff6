/** Matches on their way to the spool: they wait a moment for the name of their container. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Context, createContextCounters } from "#agent/context";
import {
  type ContainerSource,
  createMatchCounters,
  createMatchQueue,
  createRedactionCounters,
  createRedactor,
  createSpoolCounters,
  Spool,
} from "#agent/output";
import { createStreamCounters, createStreamReader } from "#agent/sensor";
import type { EventView } from "#lib/event";
import { buildExec, buildPreface } from "./records.ts";

const root = mkdtempSync(join(tmpdir(), "vigil-queue-"));
after(() => rmSync(root, { recursive: true }));
const HOST = { hostname: "web-1", tags: [], version: "0", kernel: "6.1", arch: "x86_64" };
const MATCH = {
  ruleId: "r",
  ruleVersion: "",
  policyName: "p",
  policyVersion: "1",
  tags: [],
  expression: "true",
  parts: [],
  variables: {},
  actions: [],
  render: (event: object) => `in ${(event as Record<string, unknown>)["container.name"]}`,
};
let setups = 0;

async function setUp(containers: ContainerSource) {
  setups += 1;
  const counters = createMatchCounters();
  const spool = await Spool.open({
    dir: join(root, String(setups)),
    counters: createSpoolCounters(),
    clock: () => 0,
    createId: () => "ab".repeat(16),
    changed: () => {},
  });
  const redactor = createRedactor(createRedactionCounters());
  const queue = createMatchQueue(spool, containers, () => HOST, redactor, counters);
  const titles = async () => {
    const slice = await spool.read(0, 100, 2 ** 20);
    const parsed = (slice?.events ?? []).map(
      (event) => JSON.parse(Buffer.from(event).toString()) as { title: string; tags: string[] },
    );
    return parsed.map(({ title, tags }) => `${title} ${tags.join(",")}`);
  };
  return { queue, spool, counters, titles };
}

/** An exec in a container, as rules see it. */
function eventInContainer(): EventView {
  const options = { origin: "ebpf", clock: () => 0, counters: createContextCounters() };
  const context = new Context({ hostname: () => "web-1", root: "/nonexistent", ...options });
  context.begin("boot", 0);
  let event: EventView | undefined;
  const reader = createStreamReader(
    {
      preface: () => {},
      record: (name, chunk, base) => {
        event = context.take(name, chunk, base);
      },
    },
    createStreamCounters(),
  );
  const inside = { "process.cgroup": `/docker/${"ab".repeat(32)}` };
  for (const bytes of [buildPreface(), buildExec({ pid: 1, start: 1 }, 1, "/x", ["x"], inside)]) {
    reader.space().set(bytes);
    reader.filled(bytes.length);
  }
  assert.ok(event);
  return event;
}

test("a match waits for its container's name, which then stands in title and tags", async () => {
  let facts = { name: "", image: "", tags: [] as string[] };
  let found: () => void = () => {};
  const pending = new Promise<void>((resolve) => {
    found = resolve;
  });
  const { queue, spool, titles } = await setUp({ facts: () => facts, pending: () => pending });
  void queue.add(MATCH, eventInContainer());
  assert.equal(spool.next, 0);
  facts = { name: "shop", image: "nginx:1", tags: ["container_name:shop"] };
  found();
  await queue.settled();
  assert.deepEqual(await titles(), ["in shop rule_id:r,container_name:shop"]);
  await spool.close();
});

test("a look-up that takes too long is not waited for", async (t) => {
  const facts = () => ({ name: "", image: "", tags: [] });
  const never = new Promise<void>(() => {});
  const { queue, spool, counters, titles } = await setUp({ facts, pending: () => never });
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const kept = queue.add(MATCH, eventInContainer());
  t.mock.timers.tick(300);
  assert.equal(await kept, true);
  assert.equal(counters.matches_without_container_name.value, 1);
  assert.deepEqual(await titles(), ["in  rule_id:r"]);
  await spool.close();
});
