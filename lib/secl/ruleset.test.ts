/** What evaluating costs and promises: reads, order, isolation, and code without injected text. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { writeBucket } from "./generate.ts";
import { planBuckets } from "./plan.ts";
import { compileRules } from "./ruleset.ts";
import { contextOf, NOW, ruleOf } from "./testing/fixture.ts";

/** An event that counts the reads of each property. */
function counting(values: Record<string, unknown>): { event: object; reads: Map<string, number> } {
  const reads = new Map<string, number>();
  const event = new Proxy(values, {
    get(target, key) {
      reads.set(String(key), (reads.get(String(key)) ?? 0) + 1);
      return target[String(key)];
    },
  });
  return { event, reads };
}

const entries = (sources: readonly string[]) =>
  sources.map((source, at) => ({ id: `rule-${at}`, rule: ruleOf(source) }));

function hitsOf(sources: readonly string[], event: object, type = "open"): number[] {
  const hits: number[] = [];
  compileRules(entries(sources)).evaluate(event, type, contextOf(), (at) => hits.push(at));
  return hits;
}

test("rules are run for their event type only", () => {
  const sources = ["open.flags == 1", 'exec.args == ""', "open.retval == 0"];
  assert.deepEqual(hitsOf(sources, { "open.flags": 1 }), [0, 2]);
  assert.deepEqual(hitsOf(sources, {}, "exec"), [1]);
  assert.deepEqual(hitsOf(sources, {}, "mkdir"), []);
  assert.deepEqual(compileRules(entries(sources)).eventTypes, ["open", "exec"]);
});

test("a field is read once an event, over more rules than one function holds", () => {
  const { event, reads } = counting({
    "open.flags": 7,
    "open.file.path": "/a",
    "process.ancestors": [],
  });
  const sources = Array.from({ length: 100 }, (_, at) => {
    const list =
      at % 2 === 0 ? `process.ancestors[A].pid == ${at}` : `process.ancestors.pid == ${at}`;
    return `(open.flags == ${at % 10} && open.file.path == "/a") || ${list}`;
  });
  const hits = hitsOf(sources, event);
  assert.deepEqual(Object.fromEntries(reads), {
    "open.flags": 1,
    "open.file.path": 1,
    "process.ancestors": 1,
  });
  assert.deepEqual(hits, [7, 17, 27, 37, 47, 57, 67, 77, 87, 97]);
});

test("a field that no condition needs is not read", () => {
  const { event, reads } = counting({ "open.flags": 1 });
  hitsOf(
    ['open.flags == 2 && container.id != ""', 'container.id == "x" && open.flags == 3'],
    event,
  );
  assert.deepEqual([...reads.keys()], ["open.flags"]);
});

test("the time is read once, and only for ages", () => {
  let reads = 0;
  const context = {
    get now() {
      reads++;
      return NOW;
    },
    variables: { read: () => undefined },
  };
  const ages = entries([
    "process.created_at < 5s && open.flags == 0",
    "process.created_at > 5s && open.flags == 0",
  ]);
  compileRules(ages).evaluate({ "process.created_at": NOW }, "open", context, () => {});
  assert.equal(reads, 1);
  compileRules(entries(["open.flags == 0"])).evaluate({}, "open", context, () => {});
  assert.equal(reads, 1);
});

test("what a match sets in a variable is seen by the rules after it", () => {
  const rules = entries(["open.flags == 1", "${" + "seen} && open.flags == 1"]);
  let seen = false;
  const context = { now: NOW, variables: { read: () => seen } };
  const hits: number[] = [];
  compileRules(rules).evaluate({ "open.flags": 1 }, "open", context, (at) => {
    hits.push(at);
    seen = true;
  });
  assert.deepEqual(hits, [0, 1]);
});

test("values of one event are not seen by the next", () => {
  const sources = Array.from({ length: 40 }, (_, at) => `open.flags == ${at}`);
  const ruleset = compileRules(entries(sources));
  const hits: number[] = [];
  for (const flags of [3, 35]) {
    ruleset.evaluate({ "open.flags": flags }, "open", contextOf(), (at) => hits.push(at));
  }
  assert.deepEqual(hits, [3, 35]);
});

test("an evaluation within an evaluation is a bug", () => {
  const ruleset = compileRules(entries(["open.flags == 1"]));
  const event = { "open.flags": 1 };
  const nested = () => ruleset.evaluate(event, "open", contextOf(), () => {});
  assert.throws(() => ruleset.evaluate(event, "open", contextOf(), nested), /bug/);
  const hits: number[] = [];
  ruleset.evaluate(event, "open", contextOf(), (at) => hits.push(at));
  assert.deepEqual(hits, [0], "and leaves the ruleset usable");
});

test("closures run where generating code is turned off", () => {
  const ruleset = compileRules(entries(["open.flags == 1"]), { generate: false });
  const hits: number[] = [];
  ruleset.evaluate({ "open.flags": 1 }, "open", contextOf(), (at) => hits.push(at));
  assert.deepEqual([ruleset.backEnd, hits], ["closures", [0]]);
});

test("closures run where the host forbids generating code", () => {
  const script = `
    import { ruleOf } from ${JSON.stringify(import.meta.resolve("./testing/fixture.ts"))};
    import { compileRules } from ${JSON.stringify(import.meta.resolve("./ruleset.ts"))};
    process.stdout.write(compileRules([{ id: "a", rule: ruleOf("open.flags == 1") }]).backEnd);
  `;
  const flags = ["--disallow-code-generation-from-strings", "--input-type=module-typescript"];
  const run = spawnSync(process.execPath, [...flags, "--eval", script], { encoding: "utf8" });
  assert.equal(run.stdout, "closures", run.stderr);
});

test("what an author writes reaches the code in quotes only", () => {
  const hostile = "`];process.exit()//\u2028\\";
  const source = `exec.args in ["${hostile}\\", ~"${hostile}*"] && exec.file.name == "${hostile}%"`;
  const rule = ruleOf(source);
  const [bucket] = planBuckets([rule]);
  assert.ok(bucket);
  assert.ok(
    !writeBucket(bucket)
      .source.replace(/"(?:[^"\\]|\\.)*"/g, '""')
      .includes("process"),
  );
});
