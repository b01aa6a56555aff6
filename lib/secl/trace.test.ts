/** How the conditions of a rule came out, condition by condition; and what its names are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELD_TABLE } from "#lib/event";
import { checkRule } from "./check.ts";
import { createEvaluator } from "./evaluator.ts";
import { entryAt } from "./hover.ts";
import { defineMacros } from "./macro.ts";

const evaluator = createEvaluator({ now: () => 1e18, trace: true });

function trace(expression: string, event: object): string[] {
  const answer = evaluator.evaluate({ expression, event, macros: { SHELLS: ["sh", "bash"] } });
  assert.ok("result" in answer, JSON.stringify(answer));
  return (answer.conditions ?? []).map(
    ({ offset, length, met, field, values }) =>
      `${expression.slice(offset, offset + length)} ${met} ${field}=${JSON.stringify(values)}`,
  );
}

test("every condition tells whether it is met, and by what", () => {
  const event = { "exec.file.name": "nc", "exec.uid": 1000, "exec.argv": ["nc", "-l"] };
  assert.deepEqual(
    trace('exec.file.name == "nc" && (exec.uid == 0 || exec.argv in ["-l"])', event),
    [
      'exec.file.name == "nc" true exec.file.name=["nc"]',
      "exec.uid == 0 false exec.uid=[1000]",
      'exec.argv in ["-l"] true exec.argv=["nc","-l"]',
    ],
  );
});

test("below a negation a condition is met when it does not hold", () => {
  assert.deepEqual(trace('!(exec.uid == 0 || exec.file.name != "nc")', { "exec.uid": 0 }), [
    "exec.uid == 0 false exec.uid=[0]",
    'exec.file.name != "nc" false exec.file.name=[""]',
  ]);
});

test("a register is told for the element for which the rule holds", () => {
  const rule =
    'exec.uid == 0 && process.ancestors[A].file.name == "bash" && process.ancestors[A].uid == 5';
  const bash = (uid: number) => ({ "file.name": "bash", uid });
  assert.deepEqual(trace(rule, { "process.ancestors": [bash(1), bash(5)] }).slice(1), [
    'process.ancestors[A].file.name == "bash" true process.ancestors.file.name=["bash"]',
    "process.ancestors[A].uid == 5 true process.ancestors.uid=[5]",
  ]);
  assert.equal(trace(rule, {}).length, 3);
});

test("answers have no conditions unless asked for", () => {
  const plain = createEvaluator({ now: () => 0 }).evaluate({ expression: "exec.uid == 0" });
  assert.deepEqual(Object.keys(plain), ["result", "matched"]);
});

const environment = {
  table: FIELD_TABLE,
  macros: defineMacros([{ id: "SHELLS", values: ["sh", "bash"] }]).macros,
};

test("names, constants, macros, lists and operators have entries", () => {
  const rule =
    "open.flags & O_CREAT > 0 && process.ancestors[A].file.name in SHELLS && open.file.path.length > 1";
  const at = (text: string) => entryAt(rule, rule.indexOf(text), environment)?.entry;
  assert.equal(at("open.flags")?.brief, "Flags of the call");
  assert.deepEqual([at("O_CREAT")?.detail, at("O_CREAT")?.brief], ["64", "Flags of open"]);
  assert.equal(at("SHELLS")?.definition, '["sh", "bash"]');
  assert.match(at("process.ancestors")?.detail ?? "", /string of each process\.ancestors/);
  assert.match(at("in SHELLS")?.brief ?? "", /one of a list/);
  assert.equal(at("open.file.path.length")?.brief, "Length in bytes");
  assert.equal(entryAt("nothing.here == 1", 3, environment), undefined);
});

/** A fault and the rule after its proposed change. */
const FIXES: readonly (readonly [string, string])[] = [
  ["opne.flags == 1", "open.flags == 1"],
  [
    "process.ancestors[A].uidd == 1 && exec.uid == 0",
    "process.ancestors[A].uid == 1 && exec.uid == 0",
  ],
  ["exec.uid = 0", "exec.uid == 0"],
  ["exec.uid -1 == 0", "exec.uid - 1 == 0"],
  ["(exec.uid == 0", "(exec.uid == 0)"],
  ['exec.file.name in ["a"', 'exec.file.name in ["a"]'],
  ['exec.file.name == "a', 'exec.file.name == "a"'],
];

for (const [source, fixed] of FIXES) {
  test(`the proposed change of ${source}`, () => {
    const [fault] = checkRule(source, environment).diagnostics;
    assert.ok(fault?.fix);
    const { span, text } = fault.fix;
    assert.equal(source.slice(0, span.start) + text + source.slice(span.end), fixed);
    assert.deepEqual(checkRule(fixed, environment).diagnostics, []);
  });
}

test("a fault within a text or a macro proposes no change of the rule", () => {
  const fixes = (source: string, macros = environment.macros) =>
    checkRule(source, { table: FIELD_TABLE, macros }).diagnostics.map(({ fix }) => fix);
  assert.deepEqual(fixes('exec.file.name == "%{exec.comn}"'), [undefined]);
  const bad = defineMacros([{ id: "BAD", expression: "exec.uidd == 0" }]).macros;
  assert.deepEqual(fixes("BAD && exec.uid == 0", bad), [undefined]);
});
