// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/** What the workbench works out, without a browser. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { FIELD_TABLE } from "#lib/event";
import { createEvaluator, defineMacros, type MacroDefinition } from "#lib/secl";
import { analyseRule } from "./analysis.ts";
import { EXAMPLES } from "./examples.ts";
import { readSample, sampleFor, seenIn } from "./sample.ts";

const FILE = join(import.meta.dirname, "../../../../content/agent/macros.yaml");
const { macros } = parse(readFileSync(FILE, "utf8")) as { macros: MacroDefinition[] };
const environment = { table: FIELD_TABLE, macros: defineMacros(macros).macros };
const evaluator = createEvaluator({ now: () => 1.7e18, trace: true });

for (const { name, expression, event } of EXAMPLES) {
  test(`the example ${name} is without fault, and matches its event`, () => {
    const { diagnostics, description } = analyseRule(expression, environment);
    assert.deepEqual(diagnostics, []);
    assert.equal(description?.undelivered, "");
    const answer = evaluator.evaluate({ expression, event, macros });
    assert.ok("result" in answer && answer.result, JSON.stringify(answer));
    assert.equal(answer.ignored, undefined);
  });

  test(`an event made for the example ${name} is one that can be evaluated`, () => {
    const { description } = analyseRule(expression, environment);
    assert.ok(description);
    const sample = readSample(sampleFor(description, FIELD_TABLE));
    assert.ok(typeof sample === "object");
    const answer = evaluator.evaluate({ expression, macros, ...sample });
    assert.ok("result" in answer, JSON.stringify(answer));
    assert.equal(answer.ignored, undefined);
  });
}

test("every field of every event can be in an event made for a rule", () => {
  for (const event of FIELD_TABLE.events.keys()) {
    const fields = [...FIELD_TABLE.fields.values()].filter((field) => field.event === event);
    const [first] = fields;
    if (first === undefined) continue;
    const { description } = analyseRule("exec.uid == 0", environment);
    assert.ok(description);
    const text = sampleFor({ ...description, event, fields }, FIELD_TABLE);
    const sample = readSample(text);
    assert.ok(typeof sample === "object");
    const expression = { bool: first.name, ip: `${first.name} in [10.0.0.0/8]` }[
      first.type as "ip"
    ];
    if (expression === undefined) continue;
    const answer = evaluator.evaluate({ expression, ...sample });
    assert.ok("result" in answer, `${expression} ${text} ${JSON.stringify(answer)}`);
  }
});

test("an event is an object; variables are told by their form", () => {
  assert.deepEqual(readSample(""), { event: {}, variables: {} });
  assert.equal(typeof readSample("{"), "string");
  assert.equal(typeof readSample("[1]"), "string");
  assert.deepEqual(readSample('{"exec.uid": 0, "${count}": 3}'), {
    event: { "exec.uid": 0 },
    variables: { count: 3 },
  });
});

test("values of an event are seen, also within lists of objects", () => {
  const sample = readSample('{"exec.uid": 5, "process.ancestors": [{"comm": "a"}, {"comm": "b"}]}');
  const seen = (name: string) => seenIn(sample, FIELD_TABLE.fields.get(name));
  assert.deepEqual(seen("exec.uid"), ["5"]);
  assert.deepEqual(seen("process.ancestors.comm"), ["a", "b"]);
  assert.deepEqual(seen("exec.comm"), []);
});

test("faults come before traps, in the order they are written", () => {
  const { diagnostics } = analyseRule(
    "open.flags & O_RDONLY > 0 && open.flag == 1 || opne.flags == 2",
    environment,
  );
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ["SECL_UNKNOWN_NAME", "SECL_UNKNOWN_NAME", "SECL_MIXED_LOGIC"],
  );
});
