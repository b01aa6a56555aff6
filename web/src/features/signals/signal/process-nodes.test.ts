import assert from "node:assert/strict";
import { test } from "node:test";
import { STORIES, storyEvent } from "../../../../dev/mock-events.ts";
import { eventRows, groupRows } from "../../../ui/explorer/event-rows.ts";
import { processNodes } from "./process-nodes.ts";

const [miner] = STORIES;
assert(miner);
const event = storyEvent(miner, 1_700_000_000_000, { id: "c", name: "n" });

test("the lineage runs from the root to the acting process", () => {
  const nodes = processNodes(event);
  assert.deepEqual(
    nodes.map((node) => node.name),
    ["systemd", "sshd", "sshd", "bash", "xmrig"],
  );
  assert.deepEqual(
    nodes.map((node) => node.acting),
    [false, false, false, false, true],
  );
  assert.deepEqual(nodes.at(-1)?.command, ["/tmp/xmrig", "-o", "stratum+tcp://pool.example:3333"]);
});

test("a process with only a parent, and no process at all", () => {
  const process = { pid: 2, comm: "a", parent: { pid: 1, comm: "init" } };
  assert.deepEqual(
    processNodes({ process }).map((node) => node.pid),
    [1, 2],
  );
  assert.deepEqual(processNodes({}), []);
  assert.deepEqual(processNodes({ process: "x" }), []);
});

test("an event's fields are grouped, its lineage left to the tree", () => {
  const rows = eventRows(event);
  assert.ok(
    rows.some((row) => row.path === "process.executable.path" && row.values[0] === "/tmp/xmrig"),
  );
  assert.ok(!rows.some((row) => row.path.startsWith("process.ancestors")));
  assert.deepEqual(rows.find((row) => row.path === "process.args")?.values.length, 2);
  const groups = groupRows(rows).map(([name]) => name);
  assert.deepEqual(groups, ["event", "process", "parent", "agent"]);
});
